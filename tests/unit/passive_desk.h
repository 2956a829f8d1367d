/*
 * passive_desk: a country with its CA in a trust store, and the recipe of a right document of it.
 * Tests change what they want to see judged, and judge. The field profile, unless they ask for
 * another.
 */
#ifndef EG_TESTS_PASSIVE_DESK_H
#define EG_TESTS_PASSIVE_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mint.h"
#include "pki/passive.h"
#include "pki/revoked.h"
#include "pki/store_set.h"

/* As passive_open, in the field profile, of a document that nobody has told anything about. */
static inline enum eg_err open_in_field(const struct trust *t, struct rd sod, struct date today,
					struct findings *f, struct passive **out)
{
	const struct passive_profile field = passive_profile_field();
	const struct passive_input in = {.trust = t, .profile = &field, .today = today};
	return passive_open(&in, sod, f, out);
}

struct passive_desk {
	struct trust *trust;  /* holds the CA of the recipe, and what is stored beside it */
	struct trust *filled; /* the same without that; NULL until something is */
	struct store_sections sections;
	struct store_parts parts; /* of document signers */
	struct revoked_builder *revoked;
	struct bytes revoked_image;
	struct crypt_ec *ca_key;
	struct crypt_ec *key;
	struct mint_cert ca; /* what was stored; for another, desk_store_ca */
	struct mint_cert signer;
	struct mint_sod sod; /* without key and certificate, the desk's are used */
	struct passive_profile profile;
	struct passive_document document;
	struct date today;
};

struct crypt_ec *desk_key(enum crypt_curve c);
struct passive_desk desk_new(void);
void desk_free(struct passive_desk *d); /* cleanup */
/* An empty trust store, and a CA of these words in it; before anything else is stored. */
void desk_store_ca(struct passive_desk *d, const struct mint_cert *ca);
/* Puts a document signer into the store, for documents that carry none; one only. */
void desk_store_signer(struct passive_desk *d, struct rd der);
/* Puts a revocation list into the store, signed with the key of the certificate. */
void desk_store_crl(struct passive_desk *d, struct rd crl, struct rd issuer);
/* Gives the store an index of lists of defects, borrowed as long as the store lives. */
void desk_store_known(struct passive_desk *d, struct rd image);
/* The signer's certificate, and EF.SOD, by the present recipe. */
struct mint_file desk_signer(const struct passive_desk *d);
struct mint_file desk_sod(const struct passive_desk *d);
/* Judges that document, or any file. */
struct passive *desk_judge(const struct passive_desk *d, struct findings *f);
struct passive *desk_judge_file(const struct passive_desk *d, struct rd file, struct findings *f);

/* detail: a fault, FAULT_NONE for none. */
void desk_finding(const struct findings *f, enum check c, enum verdict v, enum reason r,
		  enum passive_fault detail);
#define PASSES(f, check)      desk_finding(f, check, VERDICT_PASS, REASON_NONE, FAULT_NONE)
#define DEVIATES(f, check, d) desk_finding(f, check, VERDICT_PASS, REASON_DEVIATION, d)
/* A set as its words, for comparing; static until the next call. */
const char *desk_words(struct faults set);

#endif
