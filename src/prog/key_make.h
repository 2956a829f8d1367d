/*
 * key_make: new private keys, and plain ones made into encrypted ones, on the disk.
 * Knows how a file comes to be whole or not at all. Never prints, never knows certificates.
 */
#ifndef EG_PROG_KEY_MAKE_H
#define EG_PROG_KEY_MAKE_H

#include "base/secret.h"
#include "pki/crypt.h"

struct key_order {
	bool rsa;
	enum crypt_curve curve; /* EC */
	uint32_t bits;          /* RSA */
};
/* "brainpoolP256r1", "P-256", "rsa-3072" and so on; EG_CONFIG: none of those that Terminal
 * Authentication has. */
EG_CHECK enum eg_err key_order_parse(const char *text, struct key_order *out);

/* A new key in a new file of mode 0600, encrypted with the passphrase; an empty one leaves it
 * plain. EG_STATE: the file is there. */
EG_CHECK enum eg_err key_make_file(const char *path, const struct key_order *order,
				   struct rd passphrase);
/* Puts an encrypted file of mode 0600 in the place of a plain one, once it was read back. EG_STATE:
 * it is encrypted already. EG_CONFIG: another name leads to the plain one, or this is a link to it.
 * The old octets may still be found on the disk. */
EG_CHECK enum eg_err key_encrypt_file(const char *path, struct rd passphrase);

#endif
