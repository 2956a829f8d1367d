/*
 * trust: the country signing CAs that an administrator trusts.
 * Knows master lists (Doc 9303-12) and single certificates. Never decides about a document.
 *
 * Certificates are only skimmed at import (microseconds each); a key is built when it is tried.
 */
#include "pki/trust.h"

#include <stdlib.h>

#include "pki/cert.h"
#include "pki/cms.h"
#include "pki/name.h"

#define OID_MASTER_LIST RD_TEXT("\x67\x81\x08\x01\x01\x02")
#define GROWTH          256

/* Bytes of one list or certificate that the certificates borrow from. */
struct chunk {
	struct chunk *next;
	uint8_t *bytes;
	size_t size;
};

struct trust {
	struct cert *certs; /* owned, room for cap */
	size_t count;
	size_t cap;
	size_t unreadable;
	struct chunk *chunks; /* owned list */
};

enum eg_err trust_new(struct trust **out)
{
	*out = calloc(1, sizeof(**out));
	return *out == NULL ? EG_FAIL(EG_NO_MEMORY, "trust store") : EG_OK;
}

void trust_free(struct trust **t)
{
	if (t == NULL || *t == NULL) {
		return;
	}
	while ((*t)->chunks != NULL) {
		struct chunk *first = (*t)->chunks;
		(*t)->chunks = first->next;
		free(first->bytes);
		free(first);
	}
	free((*t)->certs);
	free(*t);
	*t = NULL;
}

size_t trust_count(const struct trust *t)
{
	return t->count;
}

size_t trust_unreadable(const struct trust *t)
{
	return t->unreadable;
}

bool trust_holds(const struct trust *t, struct rd der)
{
	for (size_t i = 0; i < t->count; i++) {
		if (rd_equal(t->certs[i].whole, der)) {
			return true;
		}
	}
	return false;
}

/* An own copy of the bytes, kept as long as the store. */
static enum eg_err keep(struct trust *t, struct rd bytes, struct rd *out)
{
	size_t size;
	struct chunk *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	c->next = t->chunks;
	t->chunks = c;
	c->bytes = malloc(bytes.left == 0 ? 1 : bytes.left);
	if (c->bytes == NULL || !rd_dump(bytes, c->bytes, bytes.left, &size)) {
		return EG_FAIL(EG_NO_MEMORY, "trust store");
	}
	c->size = size;
	*out = rd_of(c->bytes, size);
	return EG_OK;
}

static enum eg_err add(struct trust *t, const struct cert *c)
{
	if (trust_holds(t, c->whole)) {
		return EG_OK;
	}
	if (t->count == TRUST_CERTIFICATES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "trust store is full");
	}
	if (t->count == t->cap) {
		struct cert *more = reallocarray(t->certs, t->cap + GROWTH, sizeof(*more));
		if (more == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "trust store");
		}
		t->certs = more;
		t->cap += GROWTH;
	}
	t->certs[t->count++] = *c;
	return EG_OK;
}

enum eg_err trust_add_certificate(struct trust *t, struct rd der)
{
	struct cert c;
	struct rd own;
	EG_TRY(cert_parse(der, &c));
	if (faults_has(c.faults, FAULT_CERT_ALGORITHMS)) {
		return EG_FAIL(EG_BAD_DATA, "two signature algorithms in a certificate");
	}
	if (trust_holds(t, der)) {
		return EG_OK;
	}
	EG_TRY(keep(t, der, &own));
	EG_TRY(cert_parse(own, &c));
	return add(t, &c);
}

/* The embedded certificate that the signer info names. */
static enum eg_err list_signer(const struct cms *cms, struct cert *out)
{
	struct rd rest = cms->certificates;
	struct rd der;
	while (cms_next_certificate(&rest, &der)) {
		if (cert_parse(der, out) == EG_OK &&
		    cms_names(&cms->signers[0], out) == CMS_NAMES) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "signer of the master list is not embedded");
}

static bool must_not_sign(const struct cert *signer)
{
	static const enum passive_fault faults[] = {FAULT_CERT_ALGORITHMS, FAULT_CERT_PERIOD,
						    FAULT_CRITICAL_UNKNOWN, FAULT_EXTENSION_FORMAT};
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (faults_has(signer->faults, faults[i])) {
			return true;
		}
	}
	return false;
}

/* Doc 9303-12: a master list signer is issued by its CSCA and says what it signs. */
static enum eg_err check_anchor(const struct cert *signer, struct rd anchor)
{
	struct cert ca;
	if (rd_equal(signer->whole, anchor)) {
		return EG_OK;
	}
	EG_TRY(cert_parse(anchor, &ca));
	if (!signer->signs_master_lists || must_not_sign(signer)) {
		return EG_FAIL(EG_DENIED, "certificate may not sign master lists");
	}
	return cert_issued_by(signer, &ca);
}

static enum eg_err check_list(const struct cms *cms, struct rd anchor_or_empty)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct cert signer;
	struct faults found = {0};
	if (!rd_equal(cms->content_type, OID_MASTER_LIST)) {
		return EG_FAIL(EG_BAD_DATA, "no master list");
	}
	if (!faults_empty(cms->faults) || !faults_empty(cms->signers[0].faults)) {
		return EG_FAIL(EG_BAD_DATA, "container of the master list is not as it should be");
	}
	EG_TRY(list_signer(cms, &signer));
	if (anchor_or_empty.left > 0) {
		EG_TRY(check_anchor(&signer, anchor_or_empty));
	}
	EG_TRY(cert_key(&signer, &key));
	return cms_verify_bare(cms, &cms->signers[0], key, &found);
}

/* CscaMasterList ::= SEQUENCE { version INTEGER (0), SET OF Certificate } */
static enum eg_err open_list(struct rd content, struct rd *certificates)
{
	struct rd list;
	struct rd number;
	uint32_t version = 1;
	if (!rd_expect(&content, 0x30, &list) || !rd_end(&content) ||
	    !rd_expect(&list, 0x02, &number) || !rd_small_int(number, &version) || version != 0 ||
	    !rd_expect(&list, 0x31, certificates) || !rd_end(&list)) {
		return EG_FAIL(EG_BAD_DATA, "master list");
	}
	return EG_OK;
}

static enum eg_err add_all(struct trust *t, struct rd certificates)
{
	while (certificates.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd der;
		struct cert c;
		if (!rd_tlv_whole(&certificates, &tag, &value, &der)) {
			return EG_FAIL(EG_BAD_DATA, "certificates of the master list");
		}
		if (cert_parse(der, &c) != EG_OK || faults_has(c.faults, FAULT_CERT_ALGORITHMS)) {
			t->unreadable++;
			continue;
		}
		EG_TRY(add(t, &c));
	}
	return EG_OK;
}

enum eg_err trust_add_master_list(struct trust *t, struct rd cms, struct rd anchor_or_empty)
{
	struct cms parsed;
	struct rd own;
	struct rd certificates;
	if (cms.left > TRUST_LIST_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "master list");
	}
	EG_TRY(cms_parse(cms, &parsed));
	EG_TRY(check_list(&parsed, anchor_or_empty));
	EG_TRY(keep(t, parsed.content, &own));
	EG_TRY(open_list(own, &certificates));
	size_t before = t->count;
	size_t unreadable = t->unreadable;
	enum eg_err err = add_all(t, certificates);
	if (err != EG_OK) {
		t->count = before;
		t->unreadable = unreadable;
	}
	return err;
}

/* Whether a listed certificate is a candidate: by key id in the first round, by name after. */
static bool is_candidate(const struct cert *listed, const struct cert *child, bool by_name)
{
	/* Some listed country CAs lack one of the two; a listed end entity has neither. */
	if (!listed->ca && !listed->key_usage_certifies) {
		return false;
	}
	bool id_fits = child->authority_key_id.left > 0 &&
		       rd_equal(listed->subject_key_id, child->authority_key_id);
	return by_name ? !id_fits && name_same(listed->subject, child->issuer) : id_fits;
}

bool trust_next_issuer(const struct trust *t, const struct cert *child, struct trust_cursor *at,
		       struct cert *candidate)
{
	while (t->count > 0 && at->next < 2 * t->count) {
		const struct cert *listed = &t->certs[at->next % t->count];
		bool by_name = at->next >= t->count;
		at->next++;
		if (is_candidate(listed, child, by_name)) {
			*candidate = *listed;
			return true;
		}
	}
	return false;
}

enum eg_err trust_find_issuer(const struct trust *t, const struct cert *child, struct date today,
			      struct cert *issuer)
{
	enum eg_err why = EG_NOT_FOUND;
	struct trust_cursor at = {0};
	struct cert candidate;
	bool found = false;
	while (trust_next_issuer(t, child, &at, &candidate)) {
		bool valid = cert_period(&candidate, today) == 0;
		if (found && !valid) {
			continue;
		}
		enum eg_err err = cert_issued_by(child, &candidate);
		if (err == EG_OK) {
			*issuer = candidate;
			found = true;
			if (valid) {
				return EG_OK;
			}
		} else if (child->authority_key_id.left == 0 ||
			   rd_equal(candidate.subject_key_id, child->authority_key_id)) {
			/* A name alone does not say that the key is known: states keep names. */
			why = err == EG_UNSUPPORTED ? err : EG_MISMATCH;
		}
	}
	return found ? EG_OK : EG_FAIL(why, "no key of a listed country CA fits");
}
