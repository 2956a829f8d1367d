/*
 * token: private keys in a security module, reached through PKCS#11 v2.40.
 * Knows the module's library, its tokens, PINs and mechanisms. Never knows certificates, documents,
 * nor where a PIN comes from.
 *
 * The library is the vendor's: foreign code in this process. It is loaded only in a process that
 * has no other business with secrets and speaks to no chip (egate-token, egate pki key).
 *
 * A PIN that the token refuses is never given again, and none is given where the token tells that
 * one was refused since the last good one: a few more would lock it.
 */
#ifndef EG_PKI_TOKEN_H
#define EG_PKI_TOKEN_H

#include "base/secret.h"
#include "pki/terminal_key.h"

#define TOKEN_URI_MAX 2048
#define TOKEN_PIN_MAX SECRET_MAX

/*
 * Which key, in which token, by which library (RFC 7512):
 *   pkcs11:token=gate;object=UTGATE00001?module-path=/usr/lib/x.so&pin-source=file:/etc/egate/pin
 */
struct token_uri;
/* One line. EG_CONFIG: no such URI, one that names no library by its absolute path, no object, or
 * that has a PIN in it. */
EG_CHECK enum eg_err token_uri_parse(struct rd text, struct token_uri **out);
void token_uri_free(struct token_uri **u); /* cleanup; accepts NULL inside */
/* Borrowed from u. */
const char *token_uri_module(const struct token_uri *u);
/* Path of the file with the PIN; NULL: none is named. */
const char *token_uri_pin_file(const struct token_uri *u);

/* One vendor's library, loaded and initialised. Each once a process. */
struct token_module;
/* EG_CONFIG: not a file that can be loaded; EG_UNSUPPORTED: no PKCS#11 of version 2; EG_IO: it does
 * not start. */
EG_CHECK enum eg_err token_module_open(const char *path, struct token_module **out);
/* After the keys that came from it. */
void token_module_close(struct token_module **m); /* cleanup; accepts NULL inside */

/*
 * Logs in and finds the key. module and uri are borrowed until the key is closed; the PIN is copied
 * (wiped at the end), because a token that was unplugged wants it again. An empty PIN: the token
 * asks for none, or for one at its own keypad.
 * EG_NOT_FOUND: no such token or key; EG_CONFIG: more than one, or no PIN; EG_DENIED: the PIN is
 * wrong; EG_STATE: the token's PIN is locked or was refused before, and was not tried; EG_IO.
 *
 * Such a key signs ECDSA as plain r || s, RSA v1.5 and PSS, and may block. A token that went away
 * is sought once more: EG_GONE if it stays away.
 */
EG_CHECK enum eg_err token_key_open(struct token_module *module, const struct token_uri *uri,
				    struct rd pin, struct terminal_key *out);

/* The token has found this key's PIN wrong, maybe long after it was opened. */
bool token_key_refused(const struct terminal_key *k);

struct token_order {
	bool rsa;
	enum crypt_curve curve; /* EC */
	uint32_t bits;          /* RSA */
};
/* Makes a key pair inside the token, which never gives the private half out. EG_STATE: there is a
 * key of that name. */
EG_CHECK enum eg_err token_key_generate(struct token_module *module, const struct token_uri *uri,
					struct rd pin, const struct token_order *order,
					struct terminal_key *out);

#endif
