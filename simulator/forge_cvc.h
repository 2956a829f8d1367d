/*
 * forge_cvc: card verifiable certificates of an invented country (TR-03110-3, C and D), written.
 * Knows the certificate profile. Never knows who issues to whom.
 */
#ifndef EG_SIMULATOR_FORGE_CVC_H
#define EG_SIMULATOR_FORGE_CVC_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_key.h"

/* RSA-4096 key and signature, or P-521 with its parameters, and the rest. */
#define FORGE_CVC_MAX 2048

/* Role and access bits of an inspection system (TR-03110-4, 2.1.3.2). */
#define FORGE_CVC_CVCA        0xC0
#define FORGE_CVC_DV_DOMESTIC 0x80
#define FORGE_CVC_DV_FOREIGN  0x40
#define FORGE_CVC_TERMINAL    0x00
#define FORGE_CVC_DG3         0x01
#define FORGE_CVC_DG4         0x02

struct forge_cvc {
	const char *authority; /* reference of the signer's key */
	const char *holder;
	const struct forge_key *key;    /* the holder's */
	const struct forge_key *signer; /* the authority's */
	uint8_t rights;
	struct date from;
	struct date until;
	bool domain; /* an EC key brings its domain parameters (CVCAs only) */
};

/* A whole certificate, 7F21. EG_CONFIG: an algorithm that id-TA has no name for. */
EG_CHECK enum eg_err forge_cvc(struct wr *out, const struct forge_cvc *order);
/* Reference of the holder's key, borrowed from the certificate. */
EG_CHECK enum eg_err forge_cvc_holder(struct rd certificate, struct rd *out);
/* A date as certificates and chips keep it: six bytes of a digit each. */
void forge_cvc_put_date(struct wr *out, struct date d);

#endif
