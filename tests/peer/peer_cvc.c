/*
 * peer_cvc: Python's cryptography against our certificates, requests and signatures: each side
 * verifies what the other has made, for every algorithm and curve, and finds what is spoilt. Of a
 * real state's chain both say the same. And cvc-print verifies our requests, and cvc-create issues
 * from them.
 */
#include "pki/cvc_request.h"
#include "prog/terminal.h"

#include "simulator/forge_terminal.h"
#include "tests/peer/cvc_create.h"
#include "tests/vector/real_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define PYTHON "/usr/bin/python3" /* Debian's, which has the library */
#define WORDS  8
#define TODAY  ((struct date){2026, 11, 25})

/* Runs the peer in a folder; its code of exit. */
static int peer(const char *folder, const char *const words[], size_t count)
{
	char text[WORDS][256];
	char *argv[WORDS + 3] = {(char[]){PYTHON}, (char[]){CVC_PEER}};
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status;
	assert_true(count <= WORDS);
	for (size_t i = 0; i < count; i++) {
		int n = snprintf(text[i], sizeof(text[i]), "%s", words[i]);
		assert_true(n > 0 && (size_t)n < sizeof(text[i]));
		argv[2 + i] = text[i];
	}
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addchdir_np(&actions, folder), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0),
			 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0),
			 0);
	assert_int_equal(posix_spawnp(&child, argv[0], &actions, NULL, argv, environ), 0);
	assert_int_equal(posix_spawn_file_actions_destroy(&actions), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct cvc_create box(void)
{
	struct cvc_create b = {.folder = "/tmp/peer_cvc.XXXXXX"};
	assert_non_null(mkdtemp(b.folder));
	return b;
}

static int check_files(const struct cvc_create *b, const char *const names[], size_t count)
{
	const char *words[WORDS] = {"check"};
	for (size_t i = 0; i < count; i++) {
		words[1 + i] = names[i];
	}
	return peer(b->folder, words, 1 + count);
}

static const struct forge_alg algorithms[] = {
	{.curve = CRYPT_P192, .hash = CRYPT_SHA1},
	{.curve = CRYPT_BP192R1, .hash = CRYPT_SHA1},
	{.curve = CRYPT_P224, .hash = CRYPT_SHA224},
	{.curve = CRYPT_BP224R1, .hash = CRYPT_SHA224},
	{.curve = CRYPT_P256, .hash = CRYPT_SHA256},
	{.curve = CRYPT_BP256R1, .hash = CRYPT_SHA512}, /* longer than the order */
	{.curve = CRYPT_BP320R1, .hash = CRYPT_SHA384},
	{.curve = CRYPT_P384, .hash = CRYPT_SHA384},
	{.curve = CRYPT_BP384R1, .hash = CRYPT_SHA256}, /* shorter than the order */
	{.curve = CRYPT_BP512R1, .hash = CRYPT_SHA512},
	{.curve = CRYPT_P521, .hash = CRYPT_SHA512},
	{.rsa = true, .bits = 1280, .hash = CRYPT_SHA1},
	{.rsa = true, .bits = 1536, .hash = CRYPT_SHA256},
	{.rsa = true, .bits = 2048, .hash = CRYPT_SHA512},
	{.rsa = true, .bits = 1024, .pss = true, .hash = CRYPT_SHA1},
	{.rsa = true, .bits = 2048, .pss = true, .hash = CRYPT_SHA256},
	{.rsa = true, .bits = 3072, .pss = true, .hash = CRYPT_SHA512},
};
#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

/* A request for the terminal's next certificate, signed outside by its current key. */
static void write_request(const struct cvc_create *b, const struct forge_terminal *made)
{
	uint8_t key_octets[FORGE_PKCS8_MAX];
	uint8_t octets[CVC_REQUEST_MAX];
	struct wr key_file = WR_ARRAY(key_octets);
	struct wr w = WR_ARRAY(octets);
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	const struct forge_terminal_file *last = &made->files[made->file_count - 1];
	struct cvc c;
	assert_int_equal(forge_key_pkcs8(&made->key, &key_file), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&key_file), &key), EG_OK);
	assert_int_equal(cvc_parse(rd_of(last->bytes, last->size), &c), EG_OK);
	const struct cvc_request_order o = {.holder = RD_TEXT("UTGATE00002"),
					    .authority = c.authority,
					    .algorithm = c.key.oid,
					    .key = &key,
					    .current = &key,
					    .signer = c.holder,
					    .signer_alg = c.key.alg};
	assert_int_equal(cvc_request_write(&o, &w), EG_OK);
	cvc_create_write(b, "request", wr_view(&w));
}

static void spoil(const struct cvc_create *b, const char *name)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	cvc_create_read(b, name, &file);
	file.data[file.size - 1] ^= 1;
	cvc_create_write(b, name, bytes_rd(&file));
}

static void the_peer_verifies_what_we_make_and_nothing_spoilt(void **state)
{
	(void)state;
	static const char *const names[] = {"0", "1", "2", "3", "4", "request"};
	for (size_t i = 0; i < ALGORITHMS; i++) {
		struct cvc_create b = box();
		struct forge_terminal made;
		struct forge_terminal_order order = forge_terminal_usual(TODAY);
		order.alg = algorithms[i];
		order.generations = 2; /* CVCA, next CVCA, link, DV, terminal */
		assert_int_equal(forge_terminal_new(&made, &order), EG_OK);
		assert_int_equal(made.file_count, 5);
		for (size_t f = 0; f < made.file_count; f++) {
			cvc_create_write(&b, names[f],
					 rd_of(made.files[f].bytes, made.files[f].size));
		}
		write_request(&b, &made);
		assert_int_equal(check_files(&b, names, 6), 0);
		spoil(&b, names[i % 6]);
		assert_int_not_equal(check_files(&b, names, 6), 0);
		forge_terminal_free(&made);
		cvc_create_close(&b);
	}
}

static void we_verify_what_the_peer_makes_and_nothing_spoilt(void **state)
{
	(void)state;
	struct cvc_create b = box();
	static const char *const words[] = {"make", "."};
	static const char *const parts[] = {"cvca.cvcert", "dv.cvcert", "is.cvcert"};
	assert_int_equal(peer(b.folder, words, 2), 0);
	for (unsigned n = 0; n < 11; n++) {
		struct bytes files[3] = {{0}};
		EG_AUTO(bytes_free) struct bytes pkcs8 = {0};
		EG_AUTO(terminal_key_close) struct terminal_key key = {0};
		struct cvc_key keys[3] = {{0}};
		struct cvc c[3];
		char name[32];
		for (size_t i = 0; i < 3; i++) {
			enum cvc_why why;
			size_t up = i == 0 ? 0 : i - 1;
			assert_true(snprintf(name, sizeof(name), "%u.%s", n, parts[i]) > 0);
			cvc_create_read(&b, name, &files[i]);
			assert_int_equal(cvc_parse(bytes_rd(&files[i]), &c[i]), EG_OK);
			assert_int_equal(cvc_key(&c[i], i == 0 ? NULL : &keys[up], &keys[i]),
					 EG_OK);
			assert_int_equal(cvc_issued_by(&c[i], &c[up], &keys[up], &why), EG_OK);
			files[i].data[files[i].size - 1] ^= 1;
			assert_int_equal(cvc_issued_by(&c[i], &c[up], &keys[up], &why),
					 EG_MISMATCH);
		}
		assert_true(snprintf(name, sizeof(name), "%u.is.pkcs8", n) > 0);
		cvc_create_read(&b, name, &pkcs8);
		assert_int_equal(terminal_key_from_pkcs8(bytes_rd(&pkcs8), &key), EG_OK);
		assert_int_equal(terminal_key_fits(&key, &keys[2]), EG_OK);
		for (size_t i = 0; i < 3; i++) {
			cvc_key_free(&keys[i]);
			bytes_free(&files[i]);
		}
	}
	cvc_create_close(&b);
}

static void of_a_states_chain_both_say_the_same(void **state)
{
	(void)state;
	static const char *const real[] = {"orig/certCVCA_orig.cvcert", "orig/certDVD_orig.cvcert",
					   "orig/certIS_orig.cvcert",   "new/certCVCA_new.cvcert",
					   "new/certDVD_new.cvcert",    "new/certIS_new.cvcert"};
	static const char *const names[] = {"0", "1", "2", "3", "4", "5"};
	struct cvc_create b = box();
	for (size_t i = 0; i < 6; i++) {
		EG_AUTO(bytes_free) struct bytes file = {0};
		char path[64];
		assert_true(snprintf(path, sizeof(path), "cvc-nl/%s", real[i]) > 0);
		if (!real_file(SOURCE_ROOT, path, &file)) {
			cvc_create_close(&b);
			skip();
		}
		cvc_create_write(&b, names[i], bytes_rd(&file));
	}
	assert_int_equal(check_files(&b, names, 6), 0);
	/* Not without the link. */
	static const char *const without[] = {"0", "1", "2", "4", "5"};
	assert_int_not_equal(check_files(&b, without, 5), 0);
	cvc_create_close(&b);
}

/* cvc-print finds the request good. */
static void verify_request(const struct cvc_create *s)
{
	EG_AUTO(bytes_free) struct bytes said = {0};
	cvc_create_run(s, "said",
		       (char *[]){(char[]){"cvc-print"}, (char[]){"--csr=request"}, NULL});
	cvc_create_read(s, "said", &said);
	assert_non_null(strstr((const char *)said.data, "certificate request verified"));
}

static void issue(const struct cvc_create *s)
{
	char scheme[32];
	assert_true(snprintf(scheme, sizeof(scheme), "--scheme=%s", s->scheme) > 0);
	cvc_create_run(s, "issued",
		       (char *[]){(char[]){"cvc-create"}, (char[]){"--csr=request"},
				  (char[]){"--role=terminal"}, (char[]){"--type=is"}, scheme,
				  (char[]){"--sign-with=dv.pkcs8"}, (char[]){"--issued=260101"},
				  (char[]){"--expires=281231"}, (char[]){"--read-finger"},
				  (char[]){"--out-cert=next.cvcert"}, NULL});
}

static void cvc_create_issues_from_our_requests(void **state)
{
	(void)state;
	for (size_t i = 0; i < CVC_CREATE_CASES; i++) {
		struct cvc_create s;
		struct cvc_mint_key k = {0};
		struct cvc dv;
		struct cvc c;
		EG_AUTO(cvc_key_free) struct cvc_key top = {0};
		EG_AUTO(cvc_key_free) struct cvc_key dv_key = {0};
		EG_AUTO(cvc_key_free) struct cvc_key own = {0};
		EG_AUTO(bytes_free) struct bytes next = {0};
		EG_AUTO(terminal_key_close) struct terminal_key key = {0};
		uint8_t octets[CVC_REQUEST_MAX];
		uint8_t pkcs8[4096];
		struct wr w = WR_ARRAY(octets);
		struct wr p = WR_ARRAY(pkcs8);
		enum cvc_why why;
		cvc_create_open(&s, i);
		assert_int_equal(cvc_parse(bytes_rd(&s.link_file), &c), EG_OK);
		assert_int_equal(cvc_key(&c, NULL, &top), EG_OK);
		assert_int_equal(cvc_parse(bytes_rd(&s.dv_file), &dv), EG_OK);
		assert_int_equal(cvc_key(&dv, &top, &dv_key), EG_OK);
		if (dv.key.rsa) {
			cvc_mint_rsa(&k, (uint32_t)dv.key.modulus.left * 8, 2);
		} else {
			cvc_mint_ec(&k, dv_key.curve, 3);
		}
		cvc_mint_pkcs8(&k, &p);
		assert_int_equal(terminal_key_from_pkcs8(wr_view(&p), &key), EG_OK);
		const struct cvc_request_order o = {.holder = RD_TEXT("UTIS00002"),
						    .authority = dv.holder,
						    .algorithm = dv.key.oid,
						    .key = &key};
		assert_int_equal(cvc_request_write(&o, &w), EG_OK);
		cvc_create_write(&s, "request", wr_view(&w));
		verify_request(&s);
		if (!dv.key.rsa) { /* it cannot issue from a request with RSA: it crashes */
			issue(&s);
			cvc_create_read(&s, "next.cvcert", &next);
			assert_int_equal(cvc_parse(bytes_rd(&next), &c), EG_OK);
			assert_int_equal(cvc_issued_by(&c, &dv, &dv_key, &why), EG_OK);
			assert_true(rd_equal(c.holder, RD_TEXT("UTIS00002")));
			assert_int_equal(cvc_key(&c, &dv_key, &own), EG_OK);
			assert_int_equal(terminal_key_fits(&key, &own), EG_OK);
		}
		cvc_mint_key_free(&k);
		cvc_create_close(&s);
	}
}

int main(void)
{
	static const char *const ask[] = {"ask"};
	if (peer("/", ask, 1) != 0) {
		(void)fputs("skipped: " PYTHON " has no cryptography\n",
			    stderr); /* the code of exit says it too */
		return 77;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_peer_verifies_what_we_make_and_nothing_spoilt),
		cmocka_unit_test(we_verify_what_the_peer_makes_and_nothing_spoilt),
		cmocka_unit_test(of_a_states_chain_both_say_the_same),
		cmocka_unit_test(cvc_create_issues_from_our_requests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
