/*
 * cvc_issue: whether one card verifiable certificate was issued by another (TR-03110-3, 2).
 * Knows roles, one algorithm in a chain, periods, and the reasons why a certificate is not taken.
 * Never knows a store, nor a clock.
 */
#include "pki/cvc.h"

const char *cvc_why_text(enum cvc_why why)
{
	static const char *const texts[] = {
#define X(name, word, text) text,
		CVC_WHYS(X)
#undef X
	};
	return (size_t)why < sizeof(texts) / sizeof(texts[0]) ? texts[why] : "?";
}

const char *cvc_why_word(enum cvc_why why)
{
	static const char *const words[] = {
#define X(name, word, text) word,
		CVC_WHYS(X)
#undef X
	};
	return (size_t)why < sizeof(words) / sizeof(words[0]) ? words[why] : "?";
}

const char *cvc_role_word(enum cvc_role role)
{
	switch (role) {
	case CVC_IS:
		return "terminal";
	case CVC_DV_FOREIGN:
		return "dv-foreign";
	case CVC_DV_DOMESTIC:
		return "dv-domestic";
	case CVC_CVCA:
		return "cvca";
	}
	return "?";
}

/* Who may make whom (2.1, 2.2). */
static enum cvc_why role_allowed(const struct cvc *c, const struct cvc *issuer)
{
	switch (issuer->role) {
	case CVC_IS:
		return CVC_TERMINAL_ISSUES;
	case CVC_DV_FOREIGN:
	case CVC_DV_DOMESTIC:
		return c->role == CVC_IS ? CVC_GOOD : CVC_DV_ISSUES_CA;
	case CVC_CVCA:
		return c->role == CVC_IS ? CVC_CVCA_ISSUES_TERMINAL : CVC_GOOD;
	}
	return CVC_TERMINAL_ISSUES;
}

/* Everything but references and signature. */
static enum cvc_why may_issue(const struct cvc *c, const struct cvc *issuer)
{
	enum cvc_why why = role_allowed(c, issuer);
	if (why != CVC_GOOD) {
		return why;
	}
	if (date_compare(c->from, c->to) > 0) {
		return CVC_PERIOD_INVERTED;
	}
	if (c->role == CVC_CVCA) {
		return CVC_GOOD; /* a link may go over to another algorithm, size and curve (2.3) */
	}
	if (!rd_equal(c->key.oid, issuer->key.oid)) {
		return CVC_ALGORITHM_DIFFERS;
	}
	if (c->key.rsa && c->key.modulus.left != issuer->key.modulus.left) {
		return CVC_SIZE_DIFFERS;
	}
	return c->key.has_domain ? CVC_DOMAIN_WRONG : CVC_GOOD;
}

enum eg_err cvc_issued_by(const struct cvc *c, const struct cvc *issuer,
			  const struct cvc_key *issuer_key, enum cvc_why *why)
{
	if (!rd_equal(c->authority, issuer->holder)) {
		*why = CVC_OTHER_ISSUER;
		return EG_FAIL(EG_DENIED, "certificate names another issuer");
	}
	*why = may_issue(c, issuer);
	if (*why != CVC_GOOD) {
		return EG_FAIL(EG_DENIED, "issuer may not give this certificate");
	}
	enum eg_err err = cvc_signature(issuer_key, c->body, c->signature);
	*why = err == EG_OK ? CVC_GOOD : CVC_SIGNATURE_WRONG;
	return err == EG_OK ? EG_OK : EG_FAIL(EG_MISMATCH, "signature of a certificate wrong");
}

enum cvc_why cvc_period(const struct cvc *c, struct date day)
{
	if (date_compare(c->from, c->to) > 0) {
		return CVC_PERIOD_INVERTED;
	}
	if (date_compare(day, c->from) < 0) {
		return CVC_NOT_YET_VALID;
	}
	return date_compare(day, c->to) > 0 ? CVC_EXPIRED : CVC_GOOD;
}

enum cvc_why cvc_reduces(const struct cvc *c, uint8_t given)
{
	if ((c->access & ~given) == 0) {
		return CVC_GOOD;
	}
	switch (c->role) {
	case CVC_IS:
		return CVC_TERMINAL_WIDER;
	case CVC_DV_FOREIGN:
	case CVC_DV_DOMESTIC:
		return CVC_DV_WIDER;
	case CVC_CVCA:
		return CVC_LINK_WIDER;
	}
	return CVC_GOOD;
}
