/*
 * pki_terminal_make: a new key, and the request that was chosen for it, signed and written.
 * Knows files and private keys. Never parses a certificate of others.
 */
#include "prog/pki_terminal_make.h"

#include "base/whole.h"
#include "pki/cvc_reference.h"
#include "pki/cvc_request.h"
#include "pki/key_file.h"
#include "prog/json.h"
#include "prog/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PKCS8_MAX    KEY_FILE_SIZE_MAX
#define HEX_MAX      (2 * CRYPT_HASH_MAX + 1)
#define JSON_VERSION 1
#define KEY_MODE     0600
#define REQUEST_MODE 0644
#define SHA256_SIZE  32

static enum eg_err write_synced(int fd, struct rd content)
{
	EG_TRY(whole_write(fd, content));
	return fsync(fd) == 0 ? EG_OK : EG_FAIL(EG_IO, "file could not be written");
}

/* A file that is there is never touched; one that could not be written whole is none. */
static enum eg_err write_new(const char *path, mode_t mode, struct rd content)
{
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0) {
		return errno == EEXIST ? EG_FAIL(EG_CONFIG, "a file of that name is there already")
				       : EG_FAIL(EG_IO, "file could not be made");
	}
	enum eg_err err = write_synced(fd, content);
	if (err != EG_OK) {
		(void)unlink(path); /* the fault is told */
	}
	return err;
}

/* Numbers and letters only: a reference may hold a slash. */
static enum eg_err key_path(const struct pki_make *m, char path[PATH_MAX])
{
	struct rd text = rd_cstr(m->holder);
	uint8_t c;
	while (m->key == NULL && text.left > 0 && rd_u8(&text, &c)) {
		bool plain =
			(c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!plain) {
			return EG_FAIL(EG_CONFIG, "reference makes no name of a file: --key");
		}
	}
	int size = m->key != NULL ? snprintf(path, PATH_MAX, "%s", m->key)
				  : snprintf(path, PATH_MAX, "%s/%s.pkcs8", m->folder, m->holder);
	return size > 0 && size < PATH_MAX ? EG_OK : EG_FAIL(EG_CONFIG, "name of the key's file");
}

static enum eg_err generate(const struct pki_key_kind *kind, struct bytes *pkcs8)
{
	EG_TRY(bytes_reserve(pkcs8, PKCS8_MAX, PKCS8_MAX));
	struct wr w = wr_of(pkcs8->data, pkcs8->cap);
	if (kind->rsa) {
		EG_AUTO(crypt_rsa_free) struct crypt_rsa *rsa = NULL;
		EG_TRY(crypt_rsa_generate(kind->bits, &rsa));
		EG_TRY(crypt_rsa_to_pkcs8(rsa, &w));
	} else {
		EG_AUTO(crypt_ec_free) struct crypt_ec *ec = NULL;
		EG_TRY(crypt_ec_generate(kind->curve, &ec));
		EG_TRY(crypt_ec_to_pkcs8(ec, &w));
	}
	pkcs8->size = w.size;
	return EG_OK;
}

static enum eg_err write_key(const struct pki_make *m, const char *path, struct rd pkcs8)
{
	EG_AUTO(bytes_free) struct bytes passphrase = {0};
	uint8_t octets[PKCS8_MAX];
	struct wr encrypted = WR_ARRAY(octets);
	struct rd made;
	if (m->secret == NULL) {
		return write_new(path, KEY_MODE, pkcs8);
	}
	EG_TRY(secret_file_read(m->secret, &passphrase));
	EG_TRY(key_file_encrypt(pkcs8, bytes_rd(&passphrase), &encrypted));
	EG_TRY(wr_done(&encrypted, &made));
	return write_new(path, KEY_MODE, made);
}

/* The key that was seen there before the certificates were parsed. */
static enum eg_err same_key(const struct keys *k, const struct pki_terminal *t, size_t place,
			    const struct terminal_key **out)
{
	struct terminal_public now;
	if (place >= keys_count(k) || place >= t->key_count) {
		return EG_FAIL(EG_STATE, "keys of the folder have changed");
	}
	*out = keys_at(k, place);
	EG_TRY(terminal_key_public(*out, &now));
	const struct terminal_public *then = &t->keys[place];
	bool same = now.rsa == then->rsa && now.curve == then->curve &&
		    rd_equal(terminal_public_point(&now), terminal_public_point(then)) &&
		    rd_equal(terminal_public_modulus(&now), terminal_public_modulus(then)) &&
		    rd_equal(terminal_public_exponent(&now), terminal_public_exponent(then));
	return same ? EG_OK : EG_FAIL(EG_STATE, "keys of the folder have changed");
}

static enum eg_err sign(const struct pki_make *m, const struct pki_request *chosen,
			const struct terminal_key *key, const struct terminal_key *current,
			struct wr *out)
{
	struct cvc_request_order o = {
		.holder = rd_cstr(m->holder),
		.authority = rd_of(chosen->authority, chosen->authority_size),
		.algorithm = RD_ARRAY(chosen->kind.oid),
		.key = key,
		.current = current,
		.signer = rd_of(chosen->signer, chosen->signer_size),
	};
	bool rsa;
	if (current != NULL) {
		EG_TRY(cvc_algorithm(RD_ARRAY(chosen->signer_oid), &o.signer_alg, &rsa));
	}
	return cvc_request_write(&o, out);
}

static enum eg_err fingerprint(struct rd request, char text[HEX_MAX])
{
	uint8_t hash[CRYPT_HASH_MAX];
	EG_TRY(crypt_hash(CRYPT_SHA256, request, hash));
	for (size_t i = 0; i < SHA256_SIZE; i++) {
		(void)snprintf(text + 2 * i, 3, "%02x", hash[i]); /* room for them */
	}
	return EG_OK;
}

static enum eg_err tell_json(const struct pki_make *m, const struct pki_request *chosen,
			     const char *key, const char *hash)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	struct rd authority = rd_of(chosen->authority, chosen->authority_size);
	struct rd signer = rd_of(chosen->signer, chosen->signer_size);
	bool good = json_number(root, "version", JSON_VERSION) &&
		    json_text(root, "holder", m->holder) &&
		    json_text(root, "authority", cvc_reference_text(authority).text) &&
		    json_text(root, "signer", cvc_reference_text(signer).text) &&
		    json_text(root, "algorithm", cvc_algorithm_word(RD_ARRAY(chosen->kind.oid))) &&
		    json_text(root, "request", m->out) && json_text(root, "key", key) &&
		    json_text(root, "sha256", hash);
	return good ? json_print(stdout, root) : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}

static enum eg_err tell(const struct pki_make *m, const struct pki_request *chosen, const char *key,
			struct rd request)
{
	char hash[HEX_MAX] = "";
	struct rd authority = rd_of(chosen->authority, chosen->authority_size);
	struct rd signer = rd_of(chosen->signer, chosen->signer_size);
	EG_TRY(fingerprint(request, hash));
	if (m->json) {
		return tell_json(m, chosen, key, hash);
	}
	printf("request for %s", m->holder);
	if (authority.left > 0) {
		printf(" to %s", cvc_reference_text(authority).text);
	}
	if (signer.left > 0) {
		printf(", signed by %s", cvc_reference_text(signer).text);
	}
	printf(": %s\n", m->out);
	if (key[0] != '\0') {
		printf("its key%s: %s\n", m->secret == NULL ? ", not encrypted" : "", key);
	}
	printf("SHA-256 of the request: %s\n", hash);
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

/* With both keys at hand. key: path of a new one, "" for an unused one. */
static enum eg_err write_both(const struct pki_make *m, const struct pki_request *chosen,
			      const struct terminal_key *key, const struct terminal_key *current,
			      const char *path, struct rd pkcs8)
{
	uint8_t octets[CVC_REQUEST_MAX];
	struct wr w = WR_ARRAY(octets);
	EG_TRY(sign(m, chosen, key, current, &w));
	if (path[0] != '\0') {
		EG_TRY(write_key(m, path, pkcs8));
	}
	enum eg_err err = write_new(m->out, REQUEST_MODE, wr_view(&w));
	if (err != EG_OK && path[0] != '\0') {
		(void)unlink(path); /* no request for it: the fault is told */
	}
	EG_TRY(err);
	return tell(m, chosen, path, wr_view(&w));
}

enum eg_err pki_terminal_make(const struct pki_make *m, const struct pki_terminal *t,
			      const struct pki_request *chosen)
{
	EG_AUTO(keys_free) struct keys *k = NULL;
	EG_AUTO(bytes_free) struct bytes pkcs8 = {0};
	EG_AUTO(terminal_key_close) struct terminal_key fresh = {0};
	const struct terminal_key *current = NULL;
	const struct terminal_key *key = &fresh;
	struct folder_bad bad;
	char path[PATH_MAX] = "";
	EG_TRY(keys_load(m->folder, m->secret, &k, &bad));
	if (chosen->current < KEYS_MAX) {
		EG_TRY(same_key(k, t, chosen->current, &current));
	}
	if (chosen->key < KEYS_MAX) {
		EG_TRY(same_key(k, t, chosen->key, &key));
	} else {
		EG_TRY(key_path(m, path));
		EG_TRY(generate(&chosen->kind, &pkcs8));
		EG_TRY(terminal_key_from_pkcs8(bytes_rd(&pkcs8), &fresh));
	}
	enum eg_err err = write_both(m, chosen, key, current, path, bytes_rd(&pkcs8));
	return keys_judge(k, chosen->current, keys_judge(k, chosen->key, err));
}
