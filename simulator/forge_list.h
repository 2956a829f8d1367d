/*
 * forge_list: CSCA master lists of an invented state (Doc 9303-12, 9), right ones and odd ones.
 * Knows the list and who signs it. Never knows who believes it.
 */
#ifndef EG_SIMULATOR_FORGE_LIST_H
#define EG_SIMULATOR_FORGE_LIST_H

#include "simulator/forge.h"
#include "simulator/forge_form.h"

/* Who signs: a Master List Signer as it should be, one that may sign nothing but documents, or
 * the CSCA itself, against 5.3 (Germany did until 2019). */
enum forge_list_by { FORGE_LIST_BY_SIGNER, FORGE_LIST_BY_DOCUMENT_SIGNER, FORGE_LIST_BY_CA };

/* Who signs, with the certificates that a list of it carries: its own, and the CSCA's. */
struct forge_list_signer {
	struct forge_key key; /* of a signer; empty if the CA signs */
	const struct forge_ca *ca;
	uint8_t certificates[2 * FORGE_CERT_MAX];
	size_t size;
};
/* ca is borrowed as long as the signer lives; alg (not of the CA) and validity are the signer's. */
EG_CHECK enum eg_err forge_list_signer_new(struct forge_list_signer *out, const struct forge_ca *ca,
					   const struct forge_alg *alg,
					   const struct forge_validity *validity,
					   enum forge_list_by by);
void forge_list_signer_free(struct forge_list_signer *s); /* cleanup; accepts NULL */

struct forge_list {
	const struct rd *certificates; /* DER */
	size_t count;
	const struct forge_list_signer *signer;
	struct date signed_on;
	uint32_t version; /* of CscaMasterList: 0 */
	/* Of the container; FORGE_SOD_BY_KEY is what 9.1 recommends. A DigestInfo without NULL is
	 * an algorithm of the signer. */
	enum forge_sod_form form;
};
size_t forge_list_size(const struct forge_list *order);
EG_CHECK enum eg_err forge_list(struct wr *out, const struct forge_list *order);

#endif
