/*
 * pki_terminal: what is chosen for a request, what is written for it, and what is shown of a
 * folder.
 */
#include "pki/cvc_request.h"
#include "pki/key_file.h"
#include "prog/pki_terminal_make.h"
#include "prog/pki_terminal_show.h"
#include "simulator/forge_terminal.h"
#include "tests/unit/cvc_mint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TODAY ((struct date){2026, 11, 25})

struct stage {
	char folder[32];
	struct forge_terminal made;
	struct pki_terminal *t;
};

static void path_of(const struct stage *s, const char *name, char path[128])
{
	int n = snprintf(path, 128, "%s/%s", s->folder, name);
	assert_true(n > 0 && n < 128);
}

static void put_file(const struct stage *s, const char *name, unsigned mode, struct rd content)
{
	char path[128];
	path_of(s, name, path);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(content.at, 1, content.left, f), content.left);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static bool is_there(const struct stage *s, const char *name)
{
	char path[128];
	path_of(s, name, path);
	return access(path, F_OK) == 0;
}

static void get_file(const struct stage *s, const char *name, struct bytes *out)
{
	char path[128];
	path_of(s, name, path);
	assert_int_equal(folder_file(path, 65536, out), EG_OK);
}

/* A folder as the forge makes it; generations as told. */
static void open_stage(struct stage *s, unsigned generations)
{
	struct forge_terminal_order order = forge_terminal_usual(TODAY);
	*s = (struct stage){.folder = "/tmp/pki_terminal.XXXXXX"};
	assert_non_null(mkdtemp(s->folder));
	order.generations = generations;
	assert_int_equal(forge_terminal_new(&s->made, &order), EG_OK);
	assert_int_equal(forge_terminal_save(&s->made, s->folder), EG_OK);
}

static void read_folder(struct stage *s, struct date today)
{
	struct folder_bad bad;
	pki_terminal_free(&s->t);
	assert_int_equal(pki_terminal_read(s->folder, NULL, today, &s->t, &bad), EG_OK);
	assert_int_equal(pki_terminal_parse(s->t), EG_OK);
}

static bool remove_one(const char *folder, const char *name)
{
	char path[320];
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	return n > 0 && (size_t)n < sizeof(path) && unlink(path) == 0;
}

static void close_stage(struct stage *s)
{
	static const char *const others[] = {"UTGATE00001.pkcs8", "UTGATE00002.pkcs8",
					     "request",           "rubbish.cvcert",
					     "second.cvcert",     "dv2.cvcert",
					     "is2.cvcert",        "unused.pkcs8",
					     "other.pkcs8",       "secret",
					     "new.pkcs8"};
	for (size_t i = 0; i < s->made.file_count; i++) {
		assert_true(remove_one(s->folder, s->made.files[i].name));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		(void)remove_one(s->folder, others[i]); /* where it was made */
	}
	assert_int_equal(rmdir(s->folder), 0);
	pki_terminal_free(&s->t);
	forge_terminal_free(&s->made);
}

static enum eg_err choose(const struct stage *s, struct pki_request_order o, struct pki_request *r)
{
	o.holder = o.holder == NULL ? "UTGATE00002" : o.holder;
	return pki_request_choose(s->t, &o, r);
}

static struct rd authority_of(const struct pki_request *r)
{
	return rd_of(r->authority, r->authority_size);
}

static void a_request_follows_the_current_certificate(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	open_stage(&s, 2);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_OK);
	assert_true(rd_equal(authority_of(&r), RD_TEXT("UTDV00001")));
	assert_true(rd_equal(rd_of(r.signer, r.signer_size), RD_TEXT("UTGATE00001")));
	assert_int_equal(r.current, 0);
	assert_int_equal(r.key, KEYS_MAX);
	assert_int_equal(r.kind.curve, CRYPT_BP256R1);
	assert_string_equal(cvc_algorithm_word(RD_ARRAY(r.kind.oid)), "ecdsa-sha256");
	assert_true(rd_equal(RD_ARRAY(r.kind.oid), RD_ARRAY(r.signer_oid)));
	close_stage(&s);
}

static void what_cannot_be_meant_is_refused(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	open_stage(&s, 1);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){.holder = "UTGATE00001"}, &r),
			 EG_STATE);
	assert_int_equal(choose(&s, (struct pki_request_order){.holder = "UTGATE2"}, &r),
			 EG_CONFIG);
	assert_int_equal(choose(&s, (struct pki_request_order){.authority = "DV"}, &r), EG_CONFIG);
	assert_int_equal(choose(&s, (struct pki_request_order){.holder = "UTDESK00001"}, &r),
			 EG_NOT_FOUND);
	assert_int_equal(choose(&s, (struct pki_request_order){.authority = "UTDV00009"}, &r),
			 EG_NOT_FOUND);
	assert_int_equal(choose(&s, (struct pki_request_order){.algorithm = "md5:P-256"}, &r),
			 EG_CONFIG);
	assert_int_equal(choose(&s, (struct pki_request_order){.algorithm = "ecdsa-sha256"}, &r),
			 EG_CONFIG);
	assert_int_equal(
		choose(&s, (struct pki_request_order){.algorithm = "ecdsa-sha256:P-257"}, &r),
		EG_CONFIG);
	assert_int_equal(choose(&s, (struct pki_request_order){.algorithm = "rsa-sha256:1000"}, &r),
			 EG_CONFIG);
	assert_int_equal(choose(&s, (struct pki_request_order){.algorithm = "rsa-sha256:8192"}, &r),
			 EG_CONFIG);
	/* The terminal's certificate has expired, the DV's not. */
	read_folder(&s, (struct date){2026, 12, 20});
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_NOT_FOUND);
	assert_int_equal(choose(&s, (struct pki_request_order){.initial = true}, &r), EG_OK);
	/* Both have. */
	read_folder(&s, (struct date){2027, 6, 1});
	assert_int_equal(choose(&s, (struct pki_request_order){.initial = true}, &r), EG_NOT_FOUND);
	close_stage(&s);
}

static void an_initial_request_needs_less(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	open_stage(&s, 1);
	read_folder(&s, TODAY);
	const struct pki_request_order first = {.holder = "UTDESK00001", .initial = true};
	assert_int_equal(choose(&s, first, &r), EG_OK);
	assert_true(rd_equal(authority_of(&r), RD_TEXT("UTDV00001")));
	assert_int_equal(r.current, KEYS_MAX);
	assert_int_equal(r.signer_size, 0);
	/* Of a document verifier of whom there is no certificate yet. */
	const struct pki_request_order blind = {.holder = "UTDESK00001",
						.authority = "XXDV00001",
						.algorithm = "rsa-pss-sha512:2048",
						.initial = true};
	assert_int_equal(choose(&s, blind, &r), EG_OK);
	assert_true(rd_equal(authority_of(&r), RD_TEXT("XXDV00001")));
	assert_true(r.kind.rsa);
	assert_int_equal(r.kind.bits, 2048);
	close_stage(&s);
}

static void put_minted(const struct stage *s, const char *name, struct cvc_mint m)
{
	struct cvc_minted file = cvc_mint(&m);
	put_file(s, name, 0644, cvc_minted_rd(&file));
}

static void put_key(const struct stage *s, const char *name, const struct cvc_mint_key *k)
{
	uint8_t octets[4096];
	struct wr w = WR_ARRAY(octets);
	cvc_mint_pkcs8(k, &w);
	put_file(s, name, 0600, wr_view(&w));
}

/* Each state whose documents are read has a chain of its own for the same gate. */
static void of_two_states_the_authority_must_be_told(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	struct cvc_mint_key keys[3] = {{0}};
	open_stage(&s, 1);
	for (size_t i = 0; i < 3; i++) {
		cvc_mint_rsa(&keys[i], 1536, 4);
	}
	struct cvc_mint m = {.authority = "XXCVCA00001",
			     .holder = "XXCVCA00001",
			     .key = &keys[0],
			     .signer = &keys[0],
			     .rights = MINT_CVCA,
			     .from = "260101",
			     .to = "281231"};
	put_minted(&s, "second.cvcert", m);
	m.holder = "UTDVXX001"; /* the same document verifier, for the other state */
	m.key = &keys[1];
	m.rights = MINT_DV;
	put_minted(&s, "dv2.cvcert", m);
	m.authority = "UTDVXX001";
	m.holder = "UTGATEXX001";
	m.key = &keys[2];
	m.signer = &keys[1];
	m.rights = MINT_IS;
	put_minted(&s, "is2.cvcert", m);
	put_key(&s, "other.pkcs8", &keys[2]);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_STATE);
	assert_int_equal(choose(&s, (struct pki_request_order){.authority = "UTDV00001"}, &r),
			 EG_OK);
	assert_true(rd_equal(authority_of(&r), RD_TEXT("UTDV00001")));
	assert_false(r.kind.rsa);
	assert_int_equal(choose(&s,
				(struct pki_request_order){.holder = "UTGATEXX002",
							   .authority = "UTDVXX001"},
				&r),
			 EG_OK);
	assert_true(rd_equal(rd_of(r.signer, r.signer_size), RD_TEXT("UTGATEXX001")));
	assert_true(r.kind.rsa);
	assert_int_equal(r.kind.bits, 1536);
	for (size_t i = 0; i < 3; i++) {
		cvc_mint_key_free(&keys[i]);
	}
	close_stage(&s);
}

static void an_unused_key_is_found_where_there_is_one(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	struct cvc_mint_key keys[2] = {{0}};
	const struct pki_request_order o = {.unused_key = true};
	open_stage(&s, 1);
	cvc_mint_ec(&keys[0], CRYPT_BP256R1, 3);
	cvc_mint_ec(&keys[1], CRYPT_BP256R1, 3);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, o, &r), EG_NOT_FOUND);
	put_key(&s, "unused.pkcs8", &keys[0]);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, o, &r), EG_OK);
	assert_true(r.key < KEYS_MAX && r.current < KEYS_MAX && r.key != r.current);
	put_key(&s, "other.pkcs8", &keys[1]);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, o, &r), EG_STATE);
	cvc_mint_key_free(&keys[0]);
	cvc_mint_key_free(&keys[1]);
	close_stage(&s);
}

static void what_leaves_the_sandbox_comes_back_the_same_or_not_at_all(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	struct pki_request back;
	uint8_t octets[PKI_REQUEST_WIRE_MAX];
	struct wr w = WR_ARRAY(octets);
	open_stage(&s, 1);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_OK);
	pki_request_pack(&r, &w);
	assert_false(w.bad);
	assert_int_equal(pki_request_unpack(wr_view(&w), &back), EG_OK);
	assert_true(rd_equal(authority_of(&back), authority_of(&r)));
	assert_int_equal(back.kind.curve, r.kind.curve);
	assert_int_equal(back.current, r.current);
	assert_int_equal(back.key, r.key);
	for (size_t size = 0; size < w.size; size++) {
		assert_int_equal(pki_request_unpack(rd_of(octets, size), &back), EG_BAD_DATA);
	}
	for (size_t i = 0; i < w.size; i++) {
		for (unsigned value = 0; value < 256; value++) {
			uint8_t kept = octets[i];
			octets[i] = (uint8_t)value;
			if (pki_request_unpack(wr_view(&w), &back) == EG_OK) {
				assert_true(back.authority_size <= CVC_REFERENCE_MAX);
				assert_true(back.signer_size <= CVC_REFERENCE_MAX);
				assert_true(back.key <= KEYS_MAX && back.current <= KEYS_MAX);
				assert_true(back.kind.rsa || crypt_curve_size(back.kind.curve) > 0);
			}
			octets[i] = kept;
		}
	}
	close_stage(&s);
}

static enum eg_err make(const struct stage *s, const struct pki_request *r, const char *key,
			const char *secret)
{
	char out[128];
	char key_path[128];
	char secret_path[128];
	path_of(s, "request", out);
	path_of(s, key == NULL ? "" : key, key_path);
	path_of(s, secret == NULL ? "" : secret, secret_path);
	const struct pki_make m = {.folder = s->folder,
				   .secret = secret == NULL ? NULL : secret_path,
				   .holder = "UTGATE00002",
				   .out = out,
				   .key = key == NULL ? NULL : key_path,
				   .json = true};
	return pki_terminal_make(&m, s->t, r);
}

/* The request's key is the file's, and the current certificate's key has signed it. */
static void check_request(const struct stage *s, struct rd request, const struct terminal_key *key)
{
	const struct forge_terminal_file *gate = &s->made.files[s->made.file_count - 1];
	const struct cvc_key curve = {.curve = CRYPT_BP256R1};
	EG_AUTO(cvc_key_free) struct cvc_key own = {0};
	EG_AUTO(cvc_key_free) struct cvc_key signer = {0};
	struct cvc_request r;
	struct cvc c;
	assert_int_equal(cvc_request_parse(request, &r), EG_OK);
	assert_int_equal(cvc_request_verify(&r), EG_OK);
	assert_true(rd_equal(r.holder, RD_TEXT("UTGATE00002")));
	assert_true(rd_equal(r.authority, RD_TEXT("UTDV00001")));
	assert_int_equal(cvc_parse(rd_of(gate->bytes, gate->size), &c), EG_OK);
	assert_int_equal(cvc_key(&c, &curve, &signer), EG_OK);
	assert_int_equal(cvc_request_verify_outer(&r, &c, &signer), EG_OK);
	assert_int_equal(cvc_public_open(&r.key, NULL, &own), EG_OK);
	assert_int_equal(terminal_key_fits(key, &own), EG_OK);
}

static void a_request_and_its_key_are_written_once(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	struct stat info;
	char path[128];
	EG_AUTO(bytes_free) struct bytes request = {0};
	EG_AUTO(bytes_free) struct bytes pkcs8 = {0};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	open_stage(&s, 1);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_OK);
	assert_int_equal(make(&s, &r, NULL, NULL), EG_OK);
	path_of(&s, "UTGATE00002.pkcs8", path);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	get_file(&s, "request", &request);
	get_file(&s, "UTGATE00002.pkcs8", &pkcs8);
	assert_int_equal(terminal_key_from_pkcs8(bytes_rd(&pkcs8), &key), EG_OK);
	check_request(&s, bytes_rd(&request), &key);
	/* The key is not written over, and a request that is there leaves no key behind. The folder
	 * is read again: it may tell its keys in another order now. */
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_OK);
	assert_int_equal(make(&s, &r, NULL, NULL), EG_CONFIG);
	assert_int_equal(make(&s, &r, "new.pkcs8", NULL), EG_CONFIG);
	assert_false(is_there(&s, "new.pkcs8"));
	EG_AUTO(bytes_free) struct bytes again = {0};
	get_file(&s, "UTGATE00002.pkcs8", &again);
	assert_true(rd_equal(bytes_rd(&again), bytes_rd(&pkcs8)));
	close_stage(&s);
}

static void a_new_key_is_encrypted_with_the_passphrase(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	EG_AUTO(bytes_free) struct bytes request = {0};
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(terminal_key_close) struct terminal_key key = {0};
	open_stage(&s, 1);
	put_file(&s, "secret", 0600, RD_TEXT("a long passphrase\n"));
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_OK);
	assert_int_equal(make(&s, &r, "new.pkcs8", "secret"), EG_OK);
	get_file(&s, "new.pkcs8", &file);
	get_file(&s, "request", &request);
	assert_true(key_file_is_encrypted(bytes_rd(&file)));
	assert_int_equal(key_file_open(bytes_rd(&file), RD_TEXT("a long passphrase"), &key), EG_OK);
	check_request(&s, bytes_rd(&request), &key);
	close_stage(&s);
}

static void a_key_that_changed_meanwhile_does_not_sign(void **state)
{
	(void)state;
	struct stage s;
	struct pki_request r;
	struct cvc_mint_key other = {0};
	open_stage(&s, 1);
	read_folder(&s, TODAY);
	assert_int_equal(choose(&s, (struct pki_request_order){0}, &r), EG_OK);
	cvc_mint_ec(&other, CRYPT_BP256R1, 3);
	put_key(&s, "UTGATE00001.pkcs8", &other);
	assert_int_equal(make(&s, &r, NULL, NULL), EG_STATE);
	assert_false(is_there(&s, "request") || is_there(&s, "UTGATE00002.pkcs8"));
	cvc_mint_key_free(&other);
	close_stage(&s);
}

/* What a function writes. */
struct shown {
	char *text; /* owned */
	size_t size;
};

static void expect_words(struct shown *s, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strstr(s->text, words[i]) == NULL) {
			fail_msg("not in it: %s\n%s", words[i], s->text);
		}
	}
	free(s->text);
}

static void a_folder_is_shown_whole(void **state)
{
	(void)state;
	struct stage s;
	struct shown shown = {0};
	open_stage(&s, 2);
	read_folder(&s, TODAY);
	assert_false(pki_terminal_found(s.t));
	put_file(&s, "rubbish.cvcert", 0644, RD_TEXT("rubbish"));
	read_folder(&s, TODAY);
	assert_true(pki_terminal_found(s.t));
	static const char *const text[] = {
		"certificates on 2026-11-25",
		"UTGATE00001 by UTDV00001, 2026-11-06 to 2026-12-06, DG3 DG4, ecdsa-sha256",
		"brainpoolP256r1: good",
		"UTGATE00001.cvcert, its key is here",
		"refused     rubbish.cvcert: no card verifiable certificate",
		"UTCVCA00001: DG3 DG4, until 2026-12-06, by UTCVCA00002 UTDV00001 UTGATE00001",
		"keys: 1, 1 not encrypted",
	};
	FILE *to = open_memstream(&shown.text, &shown.size);
	assert_non_null(to);
	assert_int_equal(pki_list_text(to, s.t), EG_OK);
	assert_int_equal(fclose(to), 0);
	expect_words(&shown, text, sizeof(text) / sizeof(text[0]));
	static const char *const json[] = {
		"\"file\":\t\"UTCVCA00002-link.cvcert\"",
		"\"issuer\":\t\"UTCVCA00001.cvcert\"",
		"\"role\":\t\"dv-domestic\"",
		"\"found\":\ttrue",
		"\"newest_day\":\t\"2026-11-06\"",
		"\"anchor\":\t\"UTCVCA00002\"",
		"\"certificates\":\t[\"UTDV00001\", \"UTGATE00001\"]",
	};
	to = open_memstream(&shown.text, &shown.size);
	assert_non_null(to);
	assert_int_equal(pki_list_json(to, s.t), EG_OK);
	assert_int_equal(fclose(to), 0);
	expect_words(&shown, json, sizeof(json) / sizeof(json[0]));
	close_stage(&s);
}

static void a_slow_clock_is_told(void **state)
{
	(void)state;
	struct stage s;
	struct shown shown = {0};
	static const char *const words[] = {
		"the clock says 2026-11-01, but a certificate was made on 2026-11-06",
		"UTCVCA00001: none: not yet valid",
	};
	open_stage(&s, 1);
	read_folder(&s, (struct date){2026, 11, 1});
	assert_true(pki_terminal_found(s.t));
	FILE *to = open_memstream(&shown.text, &shown.size);
	assert_non_null(to);
	assert_int_equal(pki_list_text(to, s.t), EG_OK);
	assert_int_equal(fclose(to), 0);
	expect_words(&shown, words, 2);
	close_stage(&s);
}

static void a_plan_is_shown_with_the_next_reference(void **state)
{
	(void)state;
	static struct cvc_plan plan;
	struct stage s;
	struct shown shown = {0};
	open_stage(&s, 1);
	read_folder(&s, TODAY);
	assert_int_equal(cvc_renewal_plan(&s.t->tree, s.t->today, &plan), EG_OK);
	assert_false(pki_plan_found(&plan));
	read_folder(&s, (struct date){2026, 12, 1});
	assert_int_equal(cvc_renewal_plan(&s.t->tree, s.t->today, &plan), EG_OK);
	assert_true(pki_plan_found(&plan));
	static const char *const text[] = {
		"to be done, seen on 2026-12-01",
		"due      UTCVCA00001: request a certificate for this terminal",
		"UTGATE00001 ends on 2026-12-06; begin on 2026-11-29, at the latest on 2026-12-05",
		"ask UTDV00001; next reference UTGATE00002",
		"next on 2026-12-06",
	};
	FILE *to = open_memstream(&shown.text, &shown.size);
	assert_non_null(to);
	assert_int_equal(pki_plan_text(to, s.t, &plan), EG_OK);
	assert_int_equal(fclose(to), 0);
	expect_words(&shown, text, sizeof(text) / sizeof(text[0]));
	static const char *const json[] = {
		"\"task\":\t\"request-terminal\"",      "\"state\":\t\"due\"",
		"\"next_reference\":\t\"UTGATE00002\"", "\"next\":\t\"2026-12-06\"",
		"\"latest\":\t\"2026-12-05\"",
	};
	to = open_memstream(&shown.text, &shown.size);
	assert_non_null(to);
	assert_int_equal(pki_plan_json(to, s.t, &plan), EG_OK);
	assert_int_equal(fclose(to), 0);
	expect_words(&shown, json, sizeof(json) / sizeof(json[0]));
	close_stage(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_follows_the_current_certificate),
		cmocka_unit_test(what_cannot_be_meant_is_refused),
		cmocka_unit_test(an_initial_request_needs_less),
		cmocka_unit_test(of_two_states_the_authority_must_be_told),
		cmocka_unit_test(an_unused_key_is_found_where_there_is_one),
		cmocka_unit_test(what_leaves_the_sandbox_comes_back_the_same_or_not_at_all),
		cmocka_unit_test(a_request_and_its_key_are_written_once),
		cmocka_unit_test(a_new_key_is_encrypted_with_the_passphrase),
		cmocka_unit_test(a_key_that_changed_meanwhile_does_not_sign),
		cmocka_unit_test(a_folder_is_shown_whole),
		cmocka_unit_test(a_slow_clock_is_told),
		cmocka_unit_test(a_plan_is_shown_with_the_next_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
