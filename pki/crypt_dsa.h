/*
 * crypt_dsa: DSA key pairs, for forge and tests: old country CAs had such keys, and inspection
 * systems must still read their documents (TR-03105-5.1, LDS_H_08, 97, 98).
 * Knows groups and signs. What verifies is crypt_pub_of_signer and crypt_verify.
 */
#ifndef EG_PKI_CRYPT_DSA_H
#define EG_PKI_CRYPT_DSA_H

#include "pki/crypt_dh.h"

struct crypt_dsa;
void crypt_dsa_free(struct crypt_dsa **k); /* cleanup; wipes; accepts NULL inside */
/* In a group of RFC 5114 (Doc 9303-11, 9.5.1): 1024/160, 2048/224 or 2048/256 bits. */
EG_CHECK enum eg_err crypt_dsa_generate(enum crypt_dh_group group, struct crypt_dsa **out);
/* With parameters drawn for it, which takes seconds for 3072 bits; q has 224 or 256 bits. */
EG_CHECK enum eg_err crypt_dsa_generate_own(uint32_t p_bits, uint32_t q_bits,
					    struct crypt_dsa **out);
/* SubjectPublicKeyInfo with p, q and g, and PKCS#8. */
EG_CHECK enum eg_err crypt_dsa_spki(const struct crypt_dsa *k, struct wr *out);
EG_CHECK enum eg_err crypt_dsa_from_pkcs8(struct rd der, struct crypt_dsa **out);
EG_CHECK enum eg_err crypt_dsa_to_pkcs8(const struct crypt_dsa *k, struct wr *out);
/* DER, as in certificates. */
EG_CHECK enum eg_err crypt_dsa_sign(const struct crypt_dsa *k, enum crypt_hash h, struct rd message,
				    struct wr *out);

#endif
