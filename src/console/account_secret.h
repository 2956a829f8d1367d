/*
 * account_secret: random octets, slow hashes of PINs, digests, sealed answers.
 * Internal to src/console/account*.c. Knows libsodium, and is the only one that does. Never knows
 * whose they are.
 */
#ifndef EG_CONSOLE_ACCOUNT_SECRET_H
#define EG_CONSOLE_ACCOUNT_SECRET_H

#include "base/rd.h"
#include "base/wr.h"
#include "console/account_words.h"

#define ACCOUNT_HASH_SIZE   128 /* crypto_pwhash_STRBYTES, NUL included */
#define ACCOUNT_SEALED_MORE 40  /* octets that sealing adds */

/* Once a process, before its sandbox; EG_CRYPTO. */
EG_CHECK enum eg_err account_secret_open(void);
/* From the kernel; ends the process where it has none. */
void account_random(void *out, size_t size);
/* Argon2id with a fresh salt, as text. Takes 0.15 s. */
EG_CHECK enum eg_err account_hash(struct rd pin, char out[ACCOUNT_HASH_SIZE]);
/* SHA-256 of several pieces, one behind the other. */
void account_digest(const struct rd *parts, size_t count, uint8_t out[ACCOUNT_OCTETS]);
/* Keyed BLAKE2b: what stands in X-Egate-Token of a token in the cookie. */
void account_derive(const uint8_t token[ACCOUNT_OCTETS], uint8_t out[ACCOUNT_OCTETS]);

/* XChaCha20-Poly1305, bound to what it belongs to. */
EG_CHECK enum eg_err account_seal(const uint8_t key[ACCOUNT_OCTETS], struct rd bound,
				  struct rd plain, struct wr *out);
/* EG_MISMATCH: sealed with another key, or for something else. */
EG_CHECK enum eg_err account_unseal(const uint8_t key[ACCOUNT_OCTETS], struct rd bound,
				    struct rd sealed, struct wr *out);

#endif
