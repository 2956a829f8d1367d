/*
 * algorithm: AlgorithmIdentifiers of certificates and CMS as crypt's values.
 * Knows OIDs and their parameters. Never knows keys or what is signed.
 */
#ifndef EG_PKI_ALGORITHM_H
#define EG_PKI_ALGORITHM_H

#include "pki/crypt.h"
#include "pki/fault.h"

/* Contents of the AlgorithmIdentifier SEQUENCE of a hash; EG_UNSUPPORTED for MD5 and the like. */
EG_CHECK enum eg_err algorithm_hash(struct rd algorithm, enum crypt_hash *out);
/*
 * Contents of the AlgorithmIdentifier SEQUENCE of a signature. The bare rsaEncryption OID says no
 * hash: SignerInfos of several states use it with the hash of their digestAlgorithm, which the
 * caller gives; NULL refuses that form (certificates).
 */
EG_CHECK enum eg_err algorithm_signature(struct rd algorithm, const enum crypt_hash *bare_rsa_hash,
					 struct crypt_sigalg *out);
/*
 * What is odd with the identifier of a signature that algorithm_signature read: hash-deprecated for
 * SHA-1, pss-mask for a mask made with another hash, algorithm-parameters for a NULL where RFC 5758
 * has nothing.
 */
struct faults algorithm_faults(struct rd algorithm, const struct crypt_sigalg *alg);

#endif
