/*
 * keys: the private keys of a folder, in files and in security modules.
 * Knows names of files, their passphrase, the modules that URIs name. Never knows certificates.
 */
#include "prog/keys.h"

#include "pki/key_file.h"
#include "prog/secret_file.h"
#include "prog/token_pin.h"

#include <stdlib.h>
#include <string.h>

struct one {
	struct terminal_key key; /* owned */
	struct token_uri *uri;   /* owned; NULL: in a file */
	enum key_kind kind;
};

struct keys {
	struct one all[KEYS_MAX];
	size_t count;
	size_t missing;
	struct token_module *modules[MODULES_MAX]; /* owned */
	char paths[MODULES_MAX][TOKEN_URI_MAX];
	size_t module_count;
	const char *secret; /* borrowed while loading */
	struct bytes passphrase;
};

void keys_free(struct keys **k)
{
	if (k == NULL || *k == NULL) {
		return;
	}
	for (size_t i = 0; i < (*k)->count; i++) {
		terminal_key_close(&(*k)->all[i].key);
		token_uri_free(&(*k)->all[i].uri);
	}
	for (size_t i = 0; i < (*k)->module_count; i++) {
		token_module_close(&(*k)->modules[i]);
	}
	bytes_free(&(*k)->passphrase);
	secret_wipe(*k, sizeof(**k));
	free(*k);
	*k = NULL;
}

static enum eg_err take_file(void *context, struct rd content)
{
	struct keys *k = context;
	if (k->count == KEYS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "keys of the terminal");
	}
	struct one *o = &k->all[k->count];
	o->kind = key_file_is_encrypted(content) ? KEY_ENCRYPTED : KEY_PLAIN;
	if (o->kind == KEY_ENCRYPTED && k->secret != NULL && k->passphrase.size == 0) {
		EG_TRY(secret_file_read(k->secret, &k->passphrase));
	}
	EG_TRY(key_file_open(content, bytes_rd(&k->passphrase), &o->key));
	k->count++;
	return EG_OK;
}

static enum eg_err module_at(struct keys *k, const char *path, struct token_module **out)
{
	for (size_t i = 0; i < k->module_count; i++) {
		if (strcmp(k->paths[i], path) == 0) {
			*out = k->modules[i];
			return EG_OK;
		}
	}
	if (k->module_count == MODULES_MAX) {
		return EG_FAIL(EG_TOO_BIG, "PKCS#11 libraries of the terminal");
	}
	struct wr w = WR_ARRAY(k->paths[k->module_count]);
	wr_put(&w, rd_cstr(path));
	wr_u8(&w, '\0');
	EG_TRY(token_module_open(path, out));
	k->modules[k->module_count++] = *out;
	return EG_OK;
}

/* What another try on another day may do better. */
static bool is_away(enum eg_err err)
{
	return err == EG_NOT_FOUND || err == EG_IO || err == EG_GONE || err == EG_DENIED ||
	       err == EG_STATE;
}

static enum eg_err open_token(struct keys *k, struct one *o)
{
	struct token_module *module = NULL;
	EG_TRY(module_at(k, token_uri_module(o->uri), &module));
	return token_pin_open(module, o->uri, &o->key);
}

static enum eg_err take_uri(void *context, struct rd content)
{
	struct keys *k = context;
	if (k->count == KEYS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "keys of the terminal");
	}
	struct one *o = &k->all[k->count];
	o->kind = KEY_IN_TOKEN;
	EG_TRY(token_uri_parse(content, &o->uri));
	enum eg_err err = open_token(k, o);
	if (err == EG_OK) {
		k->count++;
		return EG_OK;
	}
	token_uri_free(&o->uri);
	if (!is_away(err)) {
		return err;
	}
	k->missing++;
	return EG_OK;
}

enum eg_err keys_load(const char *folder, const char *secret, struct keys **out,
		      struct folder_bad *bad)
{
	static const struct folder_kind kinds[] = {
		{".pkcs8", KEY_FILE_SIZE_MAX, FOLDER_SECRET, take_file},
		{".pkcs11", TOKEN_URI_MAX, FOLDER_CODE, take_uri},
	};
	EG_AUTO(keys_free) struct keys *k = calloc(1, sizeof(*k));
	*out = NULL;
	if (k == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "keys of the terminal");
	}
	k->secret = secret;
	EG_TRY(folder_each(folder, kinds, sizeof(kinds) / sizeof(kinds[0]), k, bad));
	bytes_free(&k->passphrase);
	k->secret = NULL;
	*out = k;
	k = NULL;
	return EG_OK;
}

size_t keys_count(const struct keys *k)
{
	return k->count;
}

const struct terminal_key *keys_at(const struct keys *k, size_t place)
{
	return place < k->count ? &k->all[place].key : NULL;
}

enum eg_err keys_judge(const struct keys *k, size_t place, enum eg_err err)
{
	bool in_token = place < k->count && k->all[place].uri != NULL;
	return in_token ? token_pin_judge(k->all[place].uri, &k->all[place].key, err) : err;
}

enum eg_err keys_sign(const struct keys *k, size_t place, const struct crypt_sigalg *alg,
		      struct rd message, struct wr *signature)
{
	if (place >= k->count) {
		return EG_FAIL(EG_NOT_FOUND, "no such key");
	}
	return keys_judge(k, place, terminal_key_sign(&k->all[place].key, alg, message, signature));
}

enum key_kind keys_kind(const struct keys *k, size_t place)
{
	return place < k->count ? k->all[place].kind : KEY_PLAIN;
}

size_t keys_plain(const struct keys *k)
{
	size_t plain = 0;
	for (size_t i = 0; i < k->count; i++) {
		plain += k->all[i].kind == KEY_PLAIN ? 1 : 0;
	}
	return plain;
}

size_t keys_missing(const struct keys *k)
{
	return k->missing;
}

bool keys_has_module(const struct keys *k)
{
	return k->module_count > 0;
}
