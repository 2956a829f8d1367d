/*
 * cvc_create: chains of terminal certificates made by Debian's cvc-create, with keys of ours.
 */
#include "tests/peer/cvc_create.h"

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

static const struct peer_case {
	const char *scheme; /* as cvc-create calls it */
	uint8_t kind;
	uint8_t number;
	enum crypt_curve curve;
	uint32_t bits;
} cases[] = {
	{"ECDSA_SHA_1", 2, 1, CRYPT_P192, 0},         {"ECDSA_SHA_1", 2, 1, CRYPT_BP192R1, 0},
	{"ECDSA_SHA_224", 2, 2, CRYPT_P224, 0},       {"ECDSA_SHA_224", 2, 2, CRYPT_BP224R1, 0},
	{"ECDSA_SHA_256", 2, 3, CRYPT_P256, 0},       {"ECDSA_SHA_256", 2, 3, CRYPT_BP256R1, 0},
	{"ECDSA_SHA_256", 2, 3, CRYPT_BP320R1, 0},    {"ECDSA_SHA_384", 2, 4, CRYPT_P384, 0},
	{"ECDSA_SHA_384", 2, 4, CRYPT_BP384R1, 0},    {"ECDSA_SHA_512", 2, 5, CRYPT_BP512R1, 0},
	{"ECDSA_SHA_512", 2, 5, CRYPT_P521, 0},       {"RSA_v1_5_SHA_1", 1, 1, CRYPT_P256, 1024},
	{"RSA_v1_5_SHA_256", 1, 2, CRYPT_P256, 1280}, {"RSA_v1_5_SHA_512", 1, 5, CRYPT_P256, 1536},
	{"RSA_PSS_SHA_1", 1, 3, CRYPT_P256, 1024},    {"RSA_PSS_SHA_256", 1, 4, CRYPT_P256, 2048},
	{"RSA_PSS_SHA_512", 1, 6, CRYPT_P256, 3072},
};
_Static_assert(sizeof(cases) / sizeof(cases[0]) == CVC_CREATE_CASES, "as told in the header");

void cvc_create_run(const struct cvc_create *s, const char *out, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t child;
	int status;
	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addchdir_np(&actions, s->folder), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out,
							  O_WRONLY | O_CREAT | O_TRUNC, 0600),
			 0);
	assert_int_equal(posix_spawnp(&child, argv[0], &actions, NULL, argv, environ), 0);
	assert_int_equal(posix_spawn_file_actions_destroy(&actions), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fail_msg("%s failed", argv[0]);
	}
}

static void path_of(const struct cvc_create *s, const char *name, char path[128])
{
	int n = snprintf(path, 128, "%s/%s", s->folder, name);
	assert_true(n > 0 && n < 128);
}

void cvc_create_read(const struct cvc_create *s, const char *name, struct bytes *out)
{
	char path[128];
	path_of(s, name, path);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(bytes_reserve(out, 8192, 8192), EG_OK);
	out->size = fread(out->data, 1, out->cap, f);
	assert_int_equal(fclose(f), 0);
}

void cvc_create_write(const struct cvc_create *s, const char *name, struct rd content)
{
	char path[128];
	path_of(s, name, path);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
}

static void make_key(const struct cvc_create *s, const struct peer_case *c, const char *name)
{
	struct cvc_mint_key k = {0};
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	if (c->kind == 2) {
		cvc_mint_ec(&k, c->curve, c->number);
	} else {
		cvc_mint_rsa(&k, c->bits, c->number);
	}
	cvc_mint_pkcs8(&k, &w);
	cvc_create_write(s, name, wr_view(&w));
	cvc_mint_key_free(&k);
}

/* One certificate by cvc-create. issuer: names of its certificate and key without endings. */
static void create(const struct cvc_create *s, const struct peer_case *c, const char *role,
		   const char *holder, const char *name, const char *key, const char *issuer,
		   const char *issuer_key)
{
	char text[8][64];
	const char *const format[8][2] = {
		{"--role=%s", role},
		{"--chr=%s", holder},
		{"--out-cert=%s", name},
		{"--key=%s", key},
		{"--sign-with=%s", issuer_key},
		{"--scheme=%s", c->scheme},
		{"--sign-as=%s", issuer},
		{"--type=%s", "is"},
	};
	char *argv[] = {(char[]){"cvc-create"},
			text[0],
			text[1],
			text[2],
			text[3],
			text[4],
			text[5],
			text[7],
			(char[]){"--issued=260101"},
			(char[]){"--expires=281231"},
			(char[]){"--read-finger"},
			issuer == NULL ? NULL : text[6],
			NULL};
	for (size_t i = 0; i < 8; i++) {
		const char *value = format[i][1] == NULL ? "" : format[i][1];
		const char *mark = strchr(format[i][0], '=');
		int n = snprintf(text[i], sizeof(text[i]), "%.*s%s", (int)(mark + 1 - format[i][0]),
				 format[i][0], value);
		assert_true(n > 0 && (size_t)n < sizeof(text[i]));
	}
	cvc_create_run(s, "created", argv);
}

void cvc_create_open(struct cvc_create *s, size_t number)
{
	const struct peer_case *c = &cases[number];
	*s = (struct cvc_create){.folder = "/tmp/cvc_create.XXXXXX", .scheme = c->scheme};
	assert_non_null(mkdtemp(s->folder));
	make_key(s, c, "cvca.pkcs8");
	make_key(s, c, "next.pkcs8");
	make_key(s, c, "dv.pkcs8");
	make_key(s, c, "is.pkcs8");
	create(s, c, "cvca", "UTCVCA00001", "cvca.cvcert", "cvca.pkcs8", NULL, "cvca.pkcs8");
	create(s, c, "cvca", "UTCVCA00002", "link.cvcert", "next.pkcs8", "cvca.cvcert",
	       "cvca.pkcs8");
	create(s, c, "dv_domestic", "UTDV00001", "dv.cvcert", "dv.pkcs8", "link.cvcert",
	       "next.pkcs8");
	create(s, c, "terminal", "UTIS00001", "is.cvcert", "is.pkcs8", "dv.cvcert", "dv.pkcs8");
	cvc_create_read(s, "cvca.cvcert", &s->cvca_file);
	cvc_create_read(s, "link.cvcert", &s->link_file);
	cvc_create_read(s, "dv.cvcert", &s->dv_file);
	cvc_create_read(s, "is.cvcert", &s->is_file);
	cvc_create_read(s, "is.pkcs8", &s->is_pkcs8);
}

void cvc_create_close(struct cvc_create *s)
{
	cvc_create_run(s, "/dev/null",
		       (char *[]){(char[]){"rm"}, (char[]){"-rf"}, s->folder, NULL});
	bytes_free(&s->cvca_file);
	bytes_free(&s->link_file);
	bytes_free(&s->dv_file);
	bytes_free(&s->is_file);
	bytes_free(&s->is_pkcs8);
}
