/*
 * cvc: one card verifiable certificate as borrowed fields (TR-03110-3, C.1 and D), its key, and
 * whether another one issued it.
 * Knows the layout, id-IS access rights, roles and days. Never knows whom to trust, nor a clock.
 *
 *   7F21 { 7F4E { 5F29 profile  42 authority  7F49 key  5F20 holder  7F4C role and rights
 *                 5F25 from  5F24 to  [65 extensions] }  5F37 signature }
 */
#ifndef EG_PKI_CVC_H
#define EG_PKI_CVC_H

#include "base/date.h"
#include "pki/crypt.h"

/* RSA-4096 and room; TR-03110-3, A.7 ends at RSA-3072 and curves of 512 bits. */
#define CVC_SIZE_MAX      2048
#define CVC_REFERENCE_MAX 16 /* D.2, tags 42 and 5F20 */

/* Two highest bits of the authorization (TR-03110-4, 2.1.2): role of the holder. */
enum cvc_role { CVC_IS = 0, CVC_DV_FOREIGN = 1, CVC_DV_DOMESTIC = 2, CVC_CVCA = 3 };
/* Lowest bits: access rights to the ePassport application. */
#define CVC_READ_DG3 0x01
#define CVC_READ_DG4 0x02

/* A public key as certificates and requests hold it (D.3). */
struct cvc_public {
	struct rd oid;           /* id-TA-..., content octets */
	struct crypt_sigalg alg; /* what it says, for signatures by this key */
	bool rsa;                /* modulus and exponent; else point */
	struct rd modulus;
	struct rd exponent;
	struct rd point;
	bool has_domain; /* EC domain parameters stand beside the point: curve */
	enum crypt_curve curve;
};

struct cvc {
	struct rd whole;     /* 7F21 with its header */
	struct rd content;   /* of 7F21: what PSO:Verify Certificate takes */
	struct rd body;      /* 7F4E with its header: what is signed (C.1.8) */
	struct rd signature; /* ECDSA: plain r || s */
	struct rd authority; /* Certification Authority Reference */
	struct rd holder;    /* Certificate Holder Reference */
	struct cvc_public key;
	enum cvc_role role;
	uint8_t access; /* CVC_READ_ bits */
	struct date from;
	struct date to;       /* the last day; may lie before the first: cvc_period tells */
	struct rd extensions; /* content of 65: well-formed templates; empty: none */
};

/*
 * Reads a certificate; out borrows from der. EG_BAD_DATA: no such certificate; EG_UNSUPPORTED: of
 * another algorithm, curve or kind of terminal; EG_TOO_BIG.
 */
EG_CHECK enum eg_err cvc_parse(struct rd der, struct cvc *out);
/* Certification Authority or Certificate Holder Reference: 1 to 16 printable octets of Latin 1
 * (D.2.1.4, A.7.1). */
bool cvc_reference_valid(struct rd reference);
/* An id-TA-... object identifier (A.7.3, A.7.4), content octets. */
EG_CHECK enum eg_err cvc_algorithm(struct rd oid, struct crypt_sigalg *alg, bool *rsa);
/* Its word ("ecdsa-sha256", "rsa-pss-sha512"; "?"), and back: CVC_OID_SIZE content octets.
 * EG_CONFIG for another word. */
#define CVC_OID_SIZE 10
const char *cvc_algorithm_word(struct rd oid);
EG_CHECK enum eg_err cvc_algorithm_named(const char *word, struct wr *oid);

/*
 * One template of extensions (C.3): terminal sectors, and rights in other applications than the
 * ePassport's (Doc 9303-12, 7.2.2.6). None of them is critical: what is not known is passed over,
 * and none adds to access. False at the end.
 */
struct cvc_extension {
	struct rd oid;     /* content octets */
	struct rd objects; /* one or more data objects */
};
EG_CHECK bool cvc_next_extension(struct rd *extensions, struct cvc_extension *out);

bool cvc_is_dv(const struct cvc *c);
/* Self-signed by its references: a trust point, not a link. */
bool cvc_is_self_signed(const struct cvc *c);

/* A certificate's public key, with the curve it names or inherits. */
struct cvc_key {
	struct crypt_pub *pub;
	struct crypt_sigalg alg;
	bool rsa;
	enum crypt_curve curve;
};
void cvc_key_free(struct cvc_key *k); /* cleanup; accepts NULL */
/* inherited: the issuer's key, NULL if there is none. EG_NOT_FOUND: EC, but no domain parameters
 * here or above. */
EG_CHECK enum eg_err cvc_key(const struct cvc *c, const struct cvc_key *inherited,
			     struct cvc_key *out);
EG_CHECK enum eg_err cvc_public_open(const struct cvc_public *p, const struct cvc_key *inherited,
				     struct cvc_key *out);

/*
 * A signature by this key, over certificates and challenges alike; EG_MISMATCH if it does not fit.
 * Beyond what A.7.3.1 and A.7.4.1 say, two habits of libeac's issuers are understood: PSS with a
 * salt as long as the key allows, and r || s without common leading zeros.
 */
EG_CHECK enum eg_err cvc_signature(const struct cvc_key *k, struct rd message, struct rd signature);

/*
 * Why a certificate is not taken, or taken with less than it says: name, word for programs, text
 * for an administrator.
 */
/* clang-format off */
#define CVC_WHYS(X)                                                                               \
	X(CVC_GOOD, "good", "good")                                                               \
	X(CVC_OTHER_ISSUER, "other-issuer", "names another issuer")                               \
	X(CVC_NO_ISSUER, "no-issuer", "its issuer's certificate is not here")                     \
	X(CVC_TERMINAL_ISSUES, "terminal-issues",                                                 \
	  "issued by a terminal, which may issue nothing")                                        \
	X(CVC_DV_ISSUES_CA, "dv-issues-ca",                                                       \
	  "issued by a document verifier, which may issue terminals only")                        \
	X(CVC_CVCA_ISSUES_TERMINAL, "cvca-issues-terminal",                                       \
	  "a terminal straight below a CVCA, without a document verifier")                        \
	X(CVC_ALGORITHM_DIFFERS, "algorithm-differs", "another algorithm than its issuer's")      \
	X(CVC_SIZE_DIFFERS, "size-differs", "RSA key of another size than its issuer's")          \
	X(CVC_DOMAIN_WRONG, "domain-wrong",                                                       \
	  "domain parameters where there must be none, or none at all")                           \
	X(CVC_SIGNATURE_WRONG, "signature-wrong", "signature wrong")                              \
	X(CVC_PERIOD_INVERTED, "period-inverted", "ends before it begins")                        \
	X(CVC_NOT_YET_VALID, "not-yet-valid", "not yet valid")                                    \
	X(CVC_EXPIRED, "expired", "expired")                                                      \
	X(CVC_EXPIRED_FOR_CHIP, "expired-for-chip",                                               \
	  "expired by the day that the chip has learnt from the certificates before it")          \
	X(CVC_CVCA_EXPIRED, "cvca-expired",                                                       \
	  "its CVCA has expired: a chip that knows the day takes only links from there")          \
	X(CVC_LINK_WIDER, "link-wider",                                                           \
	  "link with more rights than the former CVCA's; only the common ones count")             \
	X(CVC_DV_WIDER, "dv-wider",                                                               \
	  "document verifier with more rights than its CVCA's; only the common ones count")       \
	X(CVC_TERMINAL_WIDER, "terminal-wider",                                                   \
	  "terminal with more rights than its document verifier's; only the common ones count")   \
	X(CVC_NO_ANCHOR, "no-anchor",                                                             \
	  "no CVCA certificate with the reference that the chip names")                           \
	X(CVC_NO_TERMINAL, "no-terminal",                                                         \
	  "no chain from there to a certificate of this terminal")                                \
	X(CVC_NO_KEY, "no-key", "no private key for the terminal's certificate")
/* clang-format on */

enum cvc_why {
#define X(name, word, text) name,
	CVC_WHYS(X)
#undef X
};
const char *cvc_why_text(enum cvc_why why);
const char *cvc_why_word(enum cvc_why why);
const char *cvc_role_word(enum cvc_role role);

/*
 * Did the issuer, with this key of its own, issue c? References, role (a CVCA makes CVCAs and DVs,
 * a DV makes terminals), one algorithm and size in a chain but for links (2.3), domain parameters
 * only in CVCA certificates (D.3.3), a period that does not end before it begins, signature.
 * EG_MISMATCH for a wrong signature, EG_DENIED else; *why tells it finer.
 */
EG_CHECK enum eg_err cvc_issued_by(const struct cvc *c, const struct cvc *issuer,
				   const struct cvc_key *issuer_key, enum cvc_why *why);
/* CVC_GOOD, CVC_PERIOD_INVERTED, CVC_NOT_YET_VALID or CVC_EXPIRED on a day. */
enum cvc_why cvc_period(const struct cvc *c, struct date day);
/* CVC_GOOD, or the reason why its rights are reduced below an issuer that has these CVC_READ_ bits:
 * effective are those that every certificate of a chain gives (2.7). */
enum cvc_why cvc_reduces(const struct cvc *c, uint8_t given);

#endif
