/*
 * forge_crl: revocation lists of an invented country CA, right or wrong on demand.
 * Knows CertificateList (RFC 5280, 5; Doc 9303-12, 7.1.4). Never knows who believes a list.
 */
#ifndef EG_SIMULATOR_FORGE_CRL_H
#define EG_SIMULATOR_FORGE_CRL_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_key.h"

/* How a list is written: name on the command line, what is otherwise. */
#define FORGE_CRL_FORMS(X)                                                           \
	X(FORGE_CRL_USUAL, "usual", "as Doc 9303-12 wants it")                       \
	X(FORGE_CRL_V1, "v1", "version 1, without extensions")                       \
	X(FORGE_CRL_DELTA, "delta", "a list of changes")                             \
	X(FORGE_CRL_INDIRECT, "indirect", "a list of several CAs")                   \
	X(FORGE_CRL_ENTRY_ISSUER, "entry-issuer", "entries of another CA")           \
	X(FORGE_CRL_PARTITIONED, "partitioned", "confined to certificates of users") \
	X(FORGE_CRL_CRITICAL, "critical", "critical extension that nobody knows")    \
	X(FORGE_CRL_ENTRY_CRITICAL, "entry-critical", "the same in entries")         \
	X(FORGE_CRL_NO_KEY_ID, "no-key-id", "without key identifier of the CA")      \
	X(FORGE_CRL_TWICE, "twice", "number given twice")                            \
	X(FORGE_CRL_EMPTY, "empty", "a list of entries that has none")               \
	X(FORGE_CRL_LONG_TIMES, "long-times", "GeneralizedTime before 2050")         \
	X(FORGE_CRL_ALGORITHMS, "algorithms", "signed and unsigned algorithm differ")

enum forge_crl_form {
#define X(name, word, text) name,
	FORGE_CRL_FORMS(X)
#undef X
};

/* A certificate that is revoked. */
#define FORGE_CRL_NO_REASON 0xFF
struct forge_crl_entry {
	struct rd serial; /* unsigned big-endian */
	struct date revoked;
	uint8_t reason; /* CRLReason, or FORGE_CRL_NO_REASON */
};

struct forge_crl {
	const struct forge_key *key;
	struct rd issuer; /* whole Name */
	struct date this_update;
	struct date next_update; /* year 0 leaves it out */
	struct rd number;        /* unsigned big-endian; empty leaves it out */
	const struct forge_crl_entry *entries;
	size_t count;
	uint32_t more; /* invented entries behind these, with serial numbers of forge_crl_serial */
	enum forge_crl_form form;
};

#define FORGE_CRL_SERIAL_SIZE 16
/* Serial number of the invented entry with that index, positive and without zeros before it. */
void forge_crl_serial(uint32_t index, uint8_t out[FORGE_CRL_SERIAL_SIZE]);
/* Room that a list takes at most. */
size_t forge_crl_size(const struct forge_crl *order);
EG_CHECK enum eg_err forge_crl(struct wr *out, const struct forge_crl *order);
/* False for an unknown word. */
EG_CHECK bool forge_crl_form_parse(struct rd word, enum forge_crl_form *out);

#endif
