/*
 * token_impl: what the parts of token share. Internal to pki/token*.c.
 */
#ifndef EG_PKI_TOKEN_IMPL_H
#define EG_PKI_TOKEN_IMPL_H

#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include "pki/token.h"

#define TOKEN_SLOTS_MAX   64
#define TOKEN_REFUSED_MAX 8

struct token_uri {
	P11KitUri *parsed; /* owned */
	char module[TOKEN_URI_MAX];
	char pin_file[TOKEN_URI_MAX]; /* empty: none */
};

struct token_module {
	void *library;                         /* owned: of dlopen */
	CK_FUNCTION_LIST_PTR calls;            /* of the library */
	bool started;                          /* by us, to be finalised */
	CK_SLOT_ID refused[TOKEN_REFUSED_MAX]; /* slots that refused a PIN */
	size_t refused_count;
};

struct token_key {
	struct token_module *module; /* borrowed */
	const struct token_uri *uri; /* borrowed */
	struct secret pin;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	bool open; /* session is one */
	bool writes;
	CK_OBJECT_HANDLE object; /* the private key */
	bool rsa;
	bool asks_each_time;                /* CKA_ALWAYS_AUTHENTICATE */
	struct terminal_public public_half; /* of EC, or the modulus' size at least, where known */
	bool has_public;
};

/* The slot of the one token that the URI names. */
EG_CHECK enum eg_err token_find_slot(const struct token_module *m, const struct token_uri *u,
				     CK_SLOT_ID *slot, CK_TOKEN_INFO *info);

/* Session and login; the object is not looked for. */
EG_CHECK enum eg_err token_connect(struct token_key *k);
void token_disconnect(struct token_key *k);
/* For one signature of a key that asks each time. */
EG_CHECK enum eg_err token_login_for_key(struct token_key *k);
/* An object of a class by the URI's name and id, or by an id. EG_NOT_FOUND; EG_CONFIG: several. */
EG_CHECK enum eg_err token_find(const struct token_key *k, CK_OBJECT_CLASS which,
				struct rd id_or_empty, CK_OBJECT_HANDLE *out);
/* Appends an attribute's octets. EG_NOT_FOUND: the token does not tell it. */
EG_CHECK enum eg_err token_attribute(const struct token_key *k, CK_OBJECT_HANDLE object,
				     CK_ATTRIBUTE_TYPE type, struct wr *out);
/* Finds the private key of an open session and what it is. */
EG_CHECK enum eg_err token_take_key(struct token_key *k);
/* The session or its token is away: a new one may help. */
bool token_is_lost(CK_RV rv);

/* The public half from the token's objects. */
EG_CHECK enum eg_err token_read_public(const struct token_key *k, struct terminal_public *out);

/* Of struct terminal_key_ops. */
EG_CHECK enum eg_err token_sign(void *self, const struct crypt_sigalg *alg, struct rd message,
				struct wr *signature);
EG_CHECK enum eg_err token_tell(void *self, struct terminal_public *out);
void token_close(void *self);
extern const struct terminal_key_ops token_ops;

#endif
