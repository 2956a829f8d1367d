/*
 * secret: bytes that must not outlive their use, and comparison that leaks no timing.
 * Knows wiping. Never knows what the secret is for.
 */
#ifndef EG_BASE_SECRET_H
#define EG_BASE_SECRET_H

#include "base/rd.h"
#include "base/wr.h"

/* Largest secret held by value: a P-521 or RSA-free shared secret, an AES-256 key, a seed. */
#define SECRET_MAX 80

struct secret {
	uint8_t bytes[SECRET_MAX];
	size_t size;
};

/* Overwrites; never optimised away. Accepts NULL. */
void secret_wipe(void *bytes, size_t size);
/* Cleanup: EG_AUTO(secret_clear) struct secret k = {0}. */
void secret_clear(struct secret *s);
struct rd secret_rd(const struct secret *s);
EG_CHECK enum eg_err secret_set(struct secret *s, struct rd bytes);
/* Constant time for equal sizes; different sizes are unequal. */
EG_CHECK bool secret_equal(struct rd a, struct rd b);

/* A wiped heap buffer for whole files that hold personal data (data groups, portraits). */
struct bytes {
	uint8_t *data; /* owned */
	size_t size;
	size_t cap;
};

/* Allocates cap bytes (zeroed), at most limit; EG_TOO_BIG beyond it. */
EG_CHECK enum eg_err bytes_reserve(struct bytes *b, size_t cap, size_t limit);
/* Appends within the reserved capacity. */
EG_CHECK enum eg_err bytes_append(struct bytes *b, struct rd more);
struct rd bytes_rd(const struct bytes *b);
/* Cleanup: wipes and frees; leaves an empty buffer. Accepts NULL. */
void bytes_free(struct bytes *b);

#endif
