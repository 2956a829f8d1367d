/*
 * egate_pki_key: egate pki key, what an administrator does with this gate's private keys.
 * Knows the command line and what is told about a key. Never prints a private number.
 */
#include "prog/egate_pki_key.h"

#include "pki/cvc.h"
#include "os/sandbox.h"
#include "pki/key_file.h"
#include "prog/egate.h"
#include "prog/folder.h"
#include "prog/key_make.h"
#include "prog/secret_file.h"
#include "prog/token_pin.h"

#include <stdio.h>
#include <string.h>

#define PATH_ROOM 4096

struct options {
	const char *file;
	const char *kind;
	const char *secret;
	const char *certificates;
	bool plain;
};

/* An open key, and what it lies in. */
struct opened {
	struct token_module *module; /* owned; NULL: in a file */
	struct token_uri *uri;       /* owned */
	struct terminal_key key;     /* owned */
	const char *where;
};

static void close_all(struct opened *x)
{
	terminal_key_close(&x->key);
	token_uri_free(&x->uri);
	token_module_close(&x->module);
}

static bool ends_with(const char *name, const char *ending)
{
	struct rd text = rd_cstr(name);
	struct rd end = rd_cstr(ending);
	return text.left > end.left && rd_skip(&text, text.left - end.left) && rd_equal(text, end);
}

static bool take_option(int count, char *const words[], int *at, struct options *o)
{
	static const char *const names[] = {"--secret", "--certificates"};
	const char **values[] = {&o->secret, &o->certificates};
	if (strcmp(words[*at], "--plain") == 0) {
		bool first = !o->plain;
		o->plain = true;
		return first;
	}
	for (size_t i = 0; i < 2; i++) {
		if (strcmp(words[*at], names[i]) == 0) {
			bool good = *values[i] == NULL && ++*at < count;
			*values[i] = good ? words[*at] : NULL;
			return good;
		}
	}
	return false;
}

static bool take_words(int count, char *const words[], struct options *o)
{
	for (int i = 0; i < count; i++) {
		if (words[i][0] == '-') {
			if (!take_option(count, words, &i, o)) {
				return false;
			}
		} else if (o->file == NULL) {
			o->file = words[i];
		} else if (o->kind == NULL) {
			o->kind = words[i];
		} else {
			return false;
		}
	}
	return o->file != NULL;
}

/* Library and URI of a file that names a key of a token. */
static enum eg_err open_token(const char *path, struct opened *x)
{
	EG_AUTO(bytes_free) struct bytes text = {0};
	EG_TRY(folder_file(path, TOKEN_URI_MAX, &text));
	EG_TRY(token_uri_parse(bytes_rd(&text), &x->uri));
	return token_module_open(token_uri_module(x->uri), &x->module);
}

static enum eg_err new_in_token(const struct options *o, const struct key_order *order)
{
	EG_AUTO(close_all) struct opened x = {0};
	const struct token_order wanted = {
		.rsa = order->rsa, .curve = order->curve, .bits = order->bits};
	EG_TRY(open_token(o->file, &x));
	return token_pin_generate(x.module, x.uri, &wanted, &x.key);
}

static int run_new(const struct options *o)
{
	EG_AUTO(bytes_free) struct bytes passphrase = {0};
	struct key_order order;
	bool token = ends_with(o->file, ".pkcs11");
	bool one_of_both = (o->secret != NULL) != o->plain;
	if (o->kind == NULL || o->certificates != NULL ||
	    (token ? o->secret != NULL || o->plain : !one_of_both)) {
		return EGATE_USAGE;
	}
	enum eg_err err = key_order_parse(o->kind, &order);
	if (err == EG_OK && o->secret != NULL) {
		err = secret_file_read(o->secret, &passphrase);
	}
	if (err == EG_OK) {
		err = token ? new_in_token(o, &order)
			    : key_make_file(o->file, &order, bytes_rd(&passphrase));
	}
	return err == EG_OK ? EGATE_DONE : egate_failed();
}

static int run_encrypt(const struct options *o)
{
	EG_AUTO(bytes_free) struct bytes passphrase = {0};
	if (o->kind != NULL || o->secret == NULL || o->plain || o->certificates != NULL) {
		return EGATE_USAGE;
	}
	enum eg_err err = secret_file_read(o->secret, &passphrase);
	if (err == EG_OK) {
		err = key_encrypt_file(o->file, bytes_rd(&passphrase));
	}
	return err == EG_OK ? EGATE_DONE : egate_failed();
}

static enum eg_err open_file(const struct options *o, struct opened *x)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes passphrase = {0};
	EG_TRY(folder_file(o->file, KEY_FILE_SIZE_MAX, &file));
	bool encrypted = key_file_is_encrypted(bytes_rd(&file));
	x->where = encrypted ? "file, encrypted" : "file, NOT encrypted";
	if (encrypted && o->secret != NULL) {
		EG_TRY(secret_file_read(o->secret, &passphrase));
	}
	return key_file_open(bytes_rd(&file), bytes_rd(&passphrase), &x->key);
}

static enum eg_err open_key(const struct options *o, struct opened *x)
{
	if (!ends_with(o->file, ".pkcs11")) {
		return open_file(o, x);
	}
	x->where = "token";
	EG_TRY(open_token(o->file, x));
	return token_pin_open(x->module, x->uri, &x->key);
}

static void print_hex(const char *name, struct rd octets)
{
	uint8_t octet;
	(void)printf("%-13s", name); /* fflush tells, at the end */
	for (size_t i = 0; rd_byte_at(&octets, i, &octet); i++) {
		(void)printf("%02X", octet);
	}
	(void)printf("\n");
}

static void print_public(const struct terminal_public *p)
{
	if (p->rsa) {
		(void)printf("%-13sRSA, %zu bits\n", "kind", 8 * p->modulus_size);
		print_hex("modulus", terminal_public_modulus(p));
		print_hex("exponent", terminal_public_exponent(p));
	} else {
		(void)printf("%-13sEC, %s\n", "kind", crypt_curve_text(p->curve));
		print_hex("point", terminal_public_point(p));
	}
}

/* The private half is there, and the public one is its own. */
static enum eg_err prove(const struct terminal_key *key, const struct terminal_public *p)
{
	uint8_t octets[1024];
	uint8_t probe[48];
	struct wr signature = WR_ARRAY(octets);
	EG_AUTO(crypt_pub_free) struct crypt_pub *pub = NULL;
	const struct crypt_sigalg alg = {.scheme = p->rsa ? CRYPT_RSA_V15 : CRYPT_ECDSA_PLAIN,
					 .hash = CRYPT_SHA256};
	EG_TRY(crypt_random(probe, sizeof(probe)));
	EG_TRY(terminal_public_open(p, &pub));
	EG_TRY(terminal_key_sign(key, &alg, RD_ARRAY(probe), &signature));
	return crypt_verify(pub, &alg, RD_ARRAY(probe), wr_view(&signature));
}

/* Every certificate of a folder is held against the key's public half. */
struct search {
	const struct terminal_public *pub;
	unsigned found;
};

static bool fits(const struct cvc *c, const struct terminal_public *p)
{
	return c->key.rsa == p->rsa &&
	       (p->rsa ? rd_equal(c->key.modulus, terminal_public_modulus(p))
		       : rd_equal(c->key.point, terminal_public_point(p)));
}

static enum eg_err compare(void *context, struct rd content)
{
	static const char *const roles[] = {"terminal", "document verifier", "document verifier",
					    "CVCA"};
	struct search *s = context;
	struct cvc c;
	uint8_t octet;
	if (cvc_parse(content, &c) != EG_OK || !fits(&c, s->pub)) {
		return EG_OK;
	}
	s->found++;
	(void)printf("%-13s", "certificate");
	for (size_t i = 0; rd_byte_at(&c.holder, i, &octet); i++) {
		(void)putchar(octet > ' ' && octet < 0x7F ? octet : '?');
	}
	(void)printf(", %s, %04u-%02u-%02u to %04u-%02u-%02u\n", roles[c.role], c.from.year,
		     c.from.month, c.from.day, c.to.year, c.to.month, c.to.day);
	return EG_OK;
}

/* Those of --certificates, or of the folder that the key lies in. */
static enum eg_err show_certificates(const struct options *o, const struct terminal_public *p)
{
	static const struct folder_kind kind = {".cvcert", CVC_SIZE_MAX, FOLDER_OPEN, compare};
	char folder[PATH_ROOM];
	struct search s = {.pub = p};
	int size = snprintf(folder, sizeof(folder), "%s", o->file);
	if (size < 0 || (size_t)size >= sizeof(folder)) {
		return EG_FAIL(EG_CONFIG, "path of a key too long");
	}
	while (size > 0 && folder[size - 1] != '/') {
		size--;
	}
	folder[size] = '\0';
	const char *where = o->certificates != NULL ? o->certificates : size == 0 ? "." : folder;
	EG_TRY(folder_each(where, &kind, 1, &s, NULL));
	if (s.found == 0) {
		(void)printf("%-13snone there\n", "certificate");
	}
	return EG_OK;
}

static enum eg_err show(const struct options *o)
{
	static struct terminal_public p;
	EG_AUTO(close_all) struct opened x = {0};
	EG_TRY(open_key(o, &x));
	EG_TRY(terminal_key_public(&x.key, &p));
	enum eg_err err = prove(&x.key, &p);
	EG_TRY(x.uri == NULL ? err : token_pin_judge(x.uri, &x.key, err));
	(void)printf("%-13s%s\n", "lies in", x.where);
	print_public(&p);
	EG_TRY(show_certificates(o, &p));
	return fflush(stdout) == 0 ? EG_OK : EG_FAIL(EG_IO, "standard output");
}

static int run_show(const struct options *o)
{
	if (o->kind != NULL || o->plain) {
		return EGATE_USAGE;
	}
	return show(o) == EG_OK ? EGATE_DONE : egate_failed();
}

int egate_pki_key(int count, char *const words[])
{
	static const struct {
		const char *name;
		int (*run)(const struct options *o);
	} commands[] = {{"new", run_new}, {"encrypt", run_encrypt}, {"show", run_show}};
	struct options o = {.file = NULL};
	if (count < 1 || !take_words(count - 1, words + 1, &o)) {
		return EGATE_USAGE;
	}
	/* Keys and a vendor's library in this process: no dump, no look into another one. */
	if (sandbox_blind() != EG_OK || crypt_warm() != EG_OK) {
		return egate_failed();
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(words[0], commands[i].name) == 0) {
			return commands[i].run(&o);
		}
	}
	return EGATE_USAGE;
}
