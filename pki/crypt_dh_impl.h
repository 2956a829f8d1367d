/*
 * crypt_dh_impl: what crypt_dh.c and crypt_dh_spki.c share: domain parameters and key pairs.
 * Never included elsewhere.
 */
#ifndef EG_PKI_CRYPT_DH_IMPL_H
#define EG_PKI_CRYPT_DH_IMPL_H

#include "pki/crypt_dh.h"
#include "pki/crypt_ossl.h"

struct dh_domain {
	BIGNUM *p;
	BIGNUM *g;
	BIGNUM *q;             /* NULL: not known (PKCS #3) */
	uint32_t private_bits; /* asked for by PKCS #3; 0: not said */
};

struct crypt_dh {
	struct dh_domain domain; /* owned */
	bool mapped;             /* g is not the group's own */
	BIGNUM *x;
	BIGNUM *y;
};

void dh_domain_free(struct dh_domain *d);
EG_CHECK enum eg_err dh_domain_standard(enum crypt_dh_group group, struct dh_domain *out);
/* Bounds before any arithmetic: sizes, p odd, g within 2..p-2, q dividing p - 1, g of order q. */
EG_CHECK enum eg_err dh_domain_check(const struct dh_domain *d);
/* A public number: 2..p-2, and of order q where q is known. */
EG_CHECK enum eg_err dh_number_check(const struct dh_domain *d, const BIGNUM *y);
/* A key pair on these parameters (taken over); private number random if none is given. */
EG_CHECK enum eg_err dh_pair(struct dh_domain *taken, struct rd private_or_empty,
			     struct crypt_dh **out);
size_t dh_domain_size(const struct dh_domain *d);
/* As long as p. */
EG_CHECK enum eg_err dh_number_write(const struct dh_domain *d, const BIGNUM *n, struct wr *out);

#endif
