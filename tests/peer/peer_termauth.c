/*
 * peer_termauth: Debian's libeac and its tools against our certificates and Terminal
 * Authentication: cvc-create issues what our terminal uses, cvc-print agrees on the fields, libeac
 * as chip takes our proof, and we verify what libeac as terminal signs.
 */
#include "prog/terminal.h"

#include "base/secret.h"
#include "tests/peer/peer_eac.h"
#include "tests/unit/cvc_mint.h"

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

#define TODAY ((struct date){2026, 11, 25})
#define ID    "L898902C<3"

extern char **environ;

/* Each algorithm with another curve or size; every curve that both sides know is among them. */
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
#define CASES (sizeof(cases) / sizeof(cases[0]))

/* A folder of its own, with what one case makes in it; made once for all tests. */
struct stage {
	char folder[32];
	struct cvc_mint_key cvca;
	struct cvc_mint_key next; /* of the CVCA's second generation */
	struct cvc_mint_key dv;
	struct cvc_mint_key is;
	struct bytes cvca_file;
	struct bytes link_file;
	struct bytes dv_file;
	struct bytes is_file;
	struct bytes is_pkcs8;
};

/* Runs a program with the folder as its own; the text that it prints, or nothing. */
static void run(const struct stage *s, const char *out, char *const argv[])
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

static void path_of(const struct stage *s, const char *name, char path[128])
{
	int n = snprintf(path, 128, "%s/%s", s->folder, name);
	assert_true(n > 0 && n < 128);
}

static void read_file(const struct stage *s, const char *name, struct bytes *out)
{
	char path[128];
	path_of(s, name, path);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	assert_int_equal(bytes_reserve(out, 8192, 8192), EG_OK);
	out->size = fread(out->data, 1, out->cap, f);
	assert_int_equal(fclose(f), 0);
}

static void write_file(const struct stage *s, const char *name, struct rd content)
{
	char path[128];
	path_of(s, name, path);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
}

static void make_key(const struct stage *s, const struct peer_case *c, const char *name,
		     struct cvc_mint_key *out)
{
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	if (c->kind == 2) {
		cvc_mint_ec(out, c->curve, c->number);
	} else {
		cvc_mint_rsa(out, c->bits, c->number);
	}
	cvc_mint_pkcs8(out, &w);
	write_file(s, name, wr_view(&w));
}

/* One certificate by cvc-create. issuer: names of its certificate and key without endings. */
static void create(const struct stage *s, const struct peer_case *c, const char *role,
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
	run(s, "created", argv);
}

static void open_stage(struct stage *s, const struct peer_case *c)
{
	*s = (struct stage){.folder = "/tmp/peer_termauth.XXXXXX"};
	assert_non_null(mkdtemp(s->folder));
	make_key(s, c, "cvca.pkcs8", &s->cvca);
	make_key(s, c, "next.pkcs8", &s->next);
	make_key(s, c, "dv.pkcs8", &s->dv);
	make_key(s, c, "is.pkcs8", &s->is);
	create(s, c, "cvca", "UTCVCA00001", "cvca.cvcert", "cvca.pkcs8", NULL, "cvca.pkcs8");
	create(s, c, "cvca", "UTCVCA00002", "link.cvcert", "next.pkcs8", "cvca.cvcert",
	       "cvca.pkcs8");
	create(s, c, "dv_domestic", "UTDV00001", "dv.cvcert", "dv.pkcs8", "link.cvcert",
	       "next.pkcs8");
	create(s, c, "terminal", "UTIS00001", "is.cvcert", "is.pkcs8", "dv.cvcert", "dv.pkcs8");
	read_file(s, "cvca.cvcert", &s->cvca_file);
	read_file(s, "link.cvcert", &s->link_file);
	read_file(s, "dv.cvcert", &s->dv_file);
	read_file(s, "is.cvcert", &s->is_file);
	read_file(s, "is.pkcs8", &s->is_pkcs8);
}

static void close_stage(struct stage *s)
{
	char command[] = "rm";
	run(s, "/dev/null", (char *[]){command, (char[]){"-rf"}, s->folder, NULL});
	cvc_mint_key_free(&s->cvca);
	cvc_mint_key_free(&s->next);
	cvc_mint_key_free(&s->dv);
	cvc_mint_key_free(&s->is);
	bytes_free(&s->cvca_file);
	bytes_free(&s->link_file);
	bytes_free(&s->dv_file);
	bytes_free(&s->is_file);
	bytes_free(&s->is_pkcs8);
}

static struct stage stages[CASES];

static int open_stages(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		open_stage(&stages[i], &cases[i]);
	}
	return 0;
}

static int close_stages(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		close_stage(&stages[i]);
	}
	return 0;
}

static struct terminal *our_terminal(const struct stage *s)
{
	struct terminal *t = NULL;
	struct terminal_key key = {0};
	assert_int_equal(terminal_new(TODAY, &t), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->cvca_file)), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->link_file)), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->dv_file)), EG_OK);
	assert_int_equal(terminal_add_certificate(t, bytes_rd(&s->is_file)), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(bytes_rd(&s->is_pkcs8), &key), EG_OK);
	assert_int_equal(terminal_add_key(t, &key), EG_OK);
	return t;
}

static void import(struct peer_eac *chip, struct rd content)
{
	uint8_t octets[CVC_SIZE_MAX + 8];
	struct wr w = WR_ARRAY(octets);
	wr_tlv(&w, 0x7F21, content);
	assert_true(peer_eac_import(chip, wr_view(&w)));
}

static void authenticate(struct peer_eac *chip, struct rd comp, struct wr *signature)
{
	assert_true(peer_eac_verify(chip, RD_TEXT(ID), comp, wr_view(signature)));
	assert_false(peer_eac_verify(chip, RD_TEXT("L898902C<4"), comp, wr_view(signature)));
	signature->base[signature->size / 2] ^= 1;
	assert_false(peer_eac_verify(chip, RD_TEXT(ID), comp, wr_view(signature)));
}

/* The whole protocol of ours against libeac; the number of certificates it took. */
static unsigned prove(const struct termauth_terminal *port, const char *car, struct rd cvca)
{
	EG_AUTO(termauth_free) struct termauth *t = NULL;
	EG_AUTO(peer_eac_free) struct peer_eac *chip = peer_eac_chip(cvca);
	const struct rd comp = RD_TEXT("\x01\x02\x03\x04\x05\x06\x07\x08");
	unsigned certificates = 0;
	assert_int_equal(termauth_new(port, rd_cstr(car), RD_TEXT(ID), comp, &t), EG_OK);
	for (;;) {
		uint8_t octets[TERMAUTH_DATA_MAX];
		uint8_t answer_octets[16];
		struct wr w = WR_ARRAY(octets);
		struct wr answer = WR_ARRAY(answer_octets);
		struct apdu c;
		bool done;
		assert_int_equal(termauth_next(t, &c, &w, &done), EG_OK);
		if (done) {
			return certificates;
		}
		if (c.ins == 0x2A) {
			import(chip, wr_view(&w));
			certificates++;
		} else if (c.ins == 0x84) {
			peer_eac_challenge(chip, &answer);
		} else if (c.ins == 0x82) {
			authenticate(chip, comp, &w);
		}
		assert_int_equal(termauth_take(t, wr_view(&answer), SW_OK), EG_OK);
	}
}

static void libeac_as_chip_takes_our_proof(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		const struct stage *s = &stages[i];
		EG_AUTO(terminal_free) struct terminal *t = our_terminal(s);
		const struct termauth_terminal port = terminal_port(t);
		assert_int_equal(prove(&port, "UTCVCA00001", bytes_rd(&s->cvca_file)), 3);
		assert_int_equal(prove(&port, "UTCVCA00002", bytes_rd(&s->link_file)), 2);
	}
}

/* Our key of the terminal's certificate, through the whole chain. */
static void terminal_pub(const struct stage *s, struct cvc_key *out, struct cvc *last)
{
	const struct bytes *const files[] = {&s->cvca_file, &s->link_file, &s->dv_file,
					     &s->is_file};
	EG_AUTO(cvc_key_free) struct cvc_key above = {0};
	struct cvc issuer = {0};
	for (size_t i = 0; i < 4; i++) {
		struct cvc_key key;
		enum cvc_why why = CVC_GOOD;
		assert_int_equal(cvc_parse(bytes_rd(files[i]), last), EG_OK);
		if (i == 0) {
			assert_int_equal(cvc_key(last, NULL, &key), EG_OK);
			assert_int_equal(cvc_issued_by(last, last, &key, &why), EG_OK);
		} else {
			assert_int_equal(cvc_issued_by(last, &issuer, &above, &why), EG_OK);
			assert_int_equal(cvc_key(last, &above, &key), EG_OK);
		}
		cvc_key_free(&above);
		above = key;
		issuer = *last;
	}
	*out = above;
	above = (struct cvc_key){0};
}

static void we_verify_what_libeac_as_terminal_signs(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		const struct stage *s = &stages[i];
		EG_AUTO(cvc_key_free) struct cvc_key key = {0};
		struct cvc last;
		uint8_t octets[600];
		struct wr w = WR_ARRAY(octets);
		terminal_pub(s, &key, &last);
		EG_AUTO(peer_eac_free)
		struct peer_eac *peer =
			peer_eac_terminal(bytes_rd(&s->is_pkcs8), bytes_rd(&s->is_file));
		peer_eac_sign(peer, RD_TEXT("id"), RD_TEXT("12345678"), RD_TEXT("comp"), &w);
		assert_int_equal(cvc_signature(&key, RD_TEXT("id12345678comp"), wr_view(&w)),
				 EG_OK);
		assert_int_equal(cvc_signature(&key, RD_TEXT("id12345679comp"), wr_view(&w)),
				 EG_MISMATCH);
	}
}

/* A line of cvc-print that begins so, somewhere in its text. */
static void expect_line(const struct bytes *text, const char *line)
{
	assert_non_null(memmem(text->data, text->size, line, strlen(line)));
}

static void cvc_print_tells_the_same_fields(void **state)
{
	(void)state;
	const struct stage *s = &stages[4];
	EG_AUTO(bytes_free) struct bytes text = {0};
	struct cvc c;
	char line[96];
	/* Below a trusted certificate that stands in a file of its holder's name. */
	write_file(s, "UTDV00001", bytes_rd(&s->dv_file));
	write_file(s, "UTCVCA00002", bytes_rd(&s->link_file));
	write_file(s, "UTCVCA00001", bytes_rd(&s->cvca_file));
	run(s, "printed",
	    (char *[]){(char[]){"cvc-print"}, (char[]){"--cvc=is.cvcert"}, (char[]){"--cvc-dir=."},
		       NULL});
	read_file(s, "printed", &text);
	assert_int_equal(cvc_parse(bytes_rd(&s->is_file), &c), EG_OK);
	(void)snprintf(line, sizeof(line), "CAR: %.*s\n", (int)c.authority.left,
		       (const char *)c.authority.at); /* 16 octets at most */
	expect_line(&text, line);
	(void)snprintf(line, sizeof(line), "CHR: %.*s\n", (int)c.holder.left,
		       (const char *)c.holder.at); /* 16 octets at most */
	expect_line(&text, line);
	(void)snprintf(line, sizeof(line), "Effective Date: %04u-%02u-%02u\n", c.from.year,
		       c.from.month, c.from.day); /* fits */
	expect_line(&text, line);
	(void)snprintf(line, sizeof(line), "Expiration Date: %04u-%02u-%02u\n", c.to.year,
		       c.to.month, c.to.day); /* fits */
	expect_line(&text, line);
	assert_int_equal(c.role, CVC_IS);
	assert_int_equal(c.access, CVC_READ_DG3);
	expect_line(&text, "Inspection system\n");
	expect_line(&text, "Read fingerprint\n");
	assert_null(memmem(text.data, text.size, "Read iris", 9));
	expect_line(&text, "certificate verified");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libeac_as_chip_takes_our_proof),
		cmocka_unit_test(we_verify_what_libeac_as_terminal_signs),
		cmocka_unit_test(cvc_print_tells_the_same_fields),
	};
	return cmocka_run_group_tests(tests, open_stages, close_stages);
}
