/*
 * session against simulator/chip: a reader and a chip that were written apart must understand each
 * other, over every protocol variant, and the reader must survive what chips in the field do.
 */
#include "emrtd/actauth.h"
#include "emrtd/lds.h"
#include "emrtd/session.h"
#include "simulator/chip.h"
#include "simulator/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

#define PORTRAIT_SIZE 15000
#define FILES         48
#define APDUS_LIMIT   4000

static const uint8_t challenge[EMRTD_CHALLENGE_SIZE] = {9, 8, 7, 6, 5, 4, 3, 2};

/* What lies between reader and chip: sees each command, and may answer in the chip's place. */
struct meddler {
	/* True: *answer is the answer, the chip never sees the command. */
	bool (*instead)(struct meddler *m, struct rd command, struct wr *answer);
	/* Changes what the chip has answered. */
	void (*after)(struct meddler *m, struct rd command, uint8_t *answer, size_t *size);
	unsigned seen;  /* commands so far */
	unsigned count; /* for the meddler's own use */
	struct chip *chip;
};

struct result {
	struct findings findings;
	struct emrtd_totals totals;
	struct bytes file[FILES];
	unsigned order[FILES];
	unsigned files;
};

static void result_free(struct result *r)
{
	for (size_t i = 0; i < FILES; i++) {
		bytes_free(&r->file[i]);
	}
}

static struct forge_ca ca;
static uint8_t portrait[PORTRAIT_SIZE];

static const struct date today = {2026, 3, 1};

static int make_ca(void **state)
{
	(void)state;
	/* Start of a JPEG with a frame header: forge reads the size out of it. */
	static const uint8_t head[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x02,
				       0x00, 0x01, 0x9D, 0x03, 0x01, 0x22, 0x00, 0x02,
				       0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xDA};
	struct wr w = WR_ARRAY(portrait);
	struct forge_alg alg;
	wr_put(&w, RD_ARRAY(head));
	for (size_t i = w.size; i < sizeof(portrait); i++) {
		wr_u8(&w, (uint8_t)(i * 7 + i / 256));
	}
	if (forge_alg_parse("ec:P-256:sha256:named", &alg) != EG_OK) {
		return -1;
	}
	return forge_ca_new(&ca, &alg, today) == EG_OK ? 0 : -1;
}

static int free_ca(void **state)
{
	(void)state;
	forge_ca_free(&ca);
	return 0;
}

static struct forge_order usual(void)
{
	struct forge_order o = forge_order_usual(today);
	o.holder = (struct forge_holder){.code = "P",
					 .state = "UTO",
					 .nationality = "UTO",
					 .surname = "ERIKSSON",
					 .given = "ANNA MARIA",
					 .number = "L898902C3",
					 .birth = "740812",
					 .expiry = "340415",
					 .sex = 'F'};
	o.kind = FORGE_TD3;
	o.portrait = RD_ARRAY(portrait);
	return o;
}

static void answer_one(struct chip *chip, struct meddler *m, struct rd command, struct wr *answer)
{
	if (m != NULL) {
		m->seen++;
		m->chip = chip;
		if (m->instead != NULL && m->instead(m, command, answer)) {
			return;
		}
	}
	assert_int_equal(chip_command(chip, command, answer), EG_OK);
	if (m != NULL && m->after != NULL) {
		m->after(m, command, answer->base, &answer->size);
	}
}

static void keep(struct result *r, const struct emrtd_step *step)
{
	assert_true(step->file < FILES);
	r->order[r->files++] = step->file;
	assert_int_equal(bytes_reserve(&r->file[step->file], step->bytes.left, EMRTD_FILE_LIMIT),
			 EG_OK);
	assert_int_equal(bytes_append(&r->file[step->file], step->bytes), EG_OK);
}

static void converse(struct emrtd *e, struct chip *chip, struct meddler *m, struct result *r)
{
	static uint8_t octets[CHIP_ANSWER_MAX];
	struct wr answer = WR_ARRAY(octets);
	for (;;) {
		struct emrtd_step step;
		assert_int_equal(emrtd_step(e, wr_view(&answer), &step), EG_OK);
		answer = WR_ARRAY(octets);
		if (step.what == EMRTD_DONE) {
			break;
		}
		if (step.what == EMRTD_FILE) {
			keep(r, &step);
		} else {
			answer_one(chip, m, step.bytes, &answer);
			assert_true(emrtd_totals(e).apdus < APDUS_LIMIT);
		}
	}
	r->findings = emrtd_findings(e);
	r->totals = emrtd_totals(e);
}

/* One document, one chip, one session from the printed zone. */
struct setting {
	struct chip_profile profile;
	struct meddler *meddler;
	bool allow_bac;
	const char *wrong_information; /* instead of the document's */
};

static void run(const struct forge_order *order, const struct setting *s, struct result *r)
{
	struct forge_document forged = {0};
	struct chip_document document = {0};
	struct chip *chip = NULL;
	struct mrz mrz;
	uint8_t information[64];
	struct wr w = WR_ARRAY(information);
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	assert_int_equal(forge_document(&forged, &ca, order), EG_OK);
	assert_int_equal(chip_document_parse(&document, bytes_rd(&forged.container)), EG_OK);
	assert_int_equal(chip_new(&chip, &document, &s->profile), EG_OK);
	assert_int_equal(mrz_parse(rd_of(forged.mrz, forged.mrz_size), &mrz), EG_OK);
	assert_int_equal(mrz_information(&mrz, &w), EG_OK);
	struct emrtd_config config = {
		.mrz_information =
			s->wrong_information == NULL ? wr_view(&w) : rd_cstr(s->wrong_information),
		.groups = EMRTD_GROUPS_ALL,
		.allow_bac_after_pace = s->allow_bac,
	};
	struct rd drawn = RD_ARRAY(challenge);
	assert_true(rd_copy(&drawn, config.challenge, sizeof(config.challenge)));
	assert_int_equal(emrtd_new(&config, &e), EG_OK);
	converse(e, chip, s->meddler, r);
	chip_free(&chip);
	chip_document_free(&document);
	forge_document_free(&forged);
}

static void assert_finding(const struct result *r, enum check c, enum verdict v, enum reason why)
{
	if (r->findings.of[c].verdict != v || r->findings.of[c].reason != why) {
		print_message("%s: %s, %s\n", check_name(c),
			      verdict_name(r->findings.of[c].verdict),
			      reason_name(r->findings.of[c].reason));
	}
	assert_int_equal(r->findings.of[c].verdict, v);
	assert_int_equal(r->findings.of[c].reason, why);
}

static void assert_pass(const struct result *r, enum check c)
{
	assert_finding(r, c, VERDICT_PASS, REASON_NONE);
}

/* Every file came whole; the portrait is the one that was put in. */
static void assert_files(const struct result *r)
{
	struct mrz mrz;
	struct rd text;
	struct lds_portrait picture;
	assert_int_equal(lds_dg1(bytes_rd(&r->file[EMRTD_DG1]), &mrz, &text), EG_OK);
	assert_string_equal(mrz.names, "ERIKSSON<<ANNA<MARIA");
	assert_int_equal(lds_dg2(bytes_rd(&r->file[EMRTD_DG2]), &picture), EG_OK);
	assert_int_equal(picture.format, LDS_JPEG);
	assert_true(rd_equal(picture.bytes, RD_ARRAY(portrait)));
	assert_true(r->file[EMRTD_SOD].size > 100);
	assert_pass(r, CHECK_FILES_READ);
	assert_pass(r, CHECK_ACCESS);
	assert_int_equal(r->order[r->files - 1], EMRTD_DG2);
}

static void assert_active_auth(const struct result *r)
{
	struct rd spki;
	enum crypt_hash hash = CRYPT_SHA256;
	assert_int_equal(lds_dg15(bytes_rd(&r->file[EMRTD_DG15]), &spki), EG_OK);
	if (r->file[EMRTD_DG14].size > 0) {
		enum eg_err err = lds_dg14_active_auth_hash(bytes_rd(&r->file[EMRTD_DG14]), &hash);
		assert_true(err == EG_OK || err == EG_NOT_FOUND);
	}
	assert_int_equal(actauth_verify(spki, hash, RD_ARRAY(challenge),
					bytes_rd(&r->file[EMRTD_AA_SIGNATURE])),
			 EG_OK);
}

static void a_usual_document_is_read_whole(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	const struct forge_order order = usual();
	const struct setting s = {0};
	run(&order, &s, &r);
	assert_files(&r);
	assert_pass(&r, CHECK_PACE_KEPT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_PACE);
	assert_active_auth(&r);
	print_message("PACE, AES, %d octet portrait: %u APDUs, %u up, %u down\n", PORTRAIT_SIZE,
		      r.totals.apdus, r.totals.bytes_up, r.totals.bytes_down);
	assert_int_equal(r.totals.resumed, 0);
	/* EF.CardAccess 1, PACE 5, SELECT 1, DG1, DG14, DG15, Active Authentication 1 each,
	 * SOD and DG2 in pieces of 223 octets. */
	size_t sod = (r.file[EMRTD_SOD].size + 222) / 223;
	size_t dg2 = (r.file[EMRTD_DG2].size + 222) / 223;
	size_t dg15 = (r.file[EMRTD_DG15].size + 222) / 223;
	assert_true(r.totals.apdus <= 7 + sod + dg2 + dg15 + 3);
}

static void every_curve_and_cipher_of_pace_opens_the_chip(void **state)
{
	(void)state;
	for (unsigned curve = CRYPT_P192; curve <= CRYPT_P521; curve++) {
		EG_AUTO(result_free) struct result r = {0};
		struct forge_order order = usual();
		const struct setting s = {0};
		order.pace = (struct forge_pace){true, (enum crypt_curve)curve,
						 (enum crypt_cipher)(curve % 4)};
		order.portrait = rd_of(portrait, 600);
		run(&order, &s, &r);
		assert_pass(&r, CHECK_FILES_READ);
		assert_pass(&r, CHECK_PACE_KEPT);
	}
}

static void every_cipher_protects_a_long_file(void **state)
{
	(void)state;
	for (unsigned cipher = CRYPT_3DES; cipher <= CRYPT_AES256; cipher++) {
		EG_AUTO(result_free) struct result r = {0};
		struct forge_order order = usual();
		const struct setting s = {0};
		order.pace = (struct forge_pace){true, CRYPT_BP256R1, (enum crypt_cipher)cipher};
		run(&order, &s, &r);
		assert_files(&r);
	}
}

static void without_pace_bac_opens_the_chip(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	const struct forge_order order = usual();
	const struct setting s = {.profile = {.pace_off = true}};
	run(&order, &s, &r);
	assert_files(&r);
	assert_finding(&r, CHECK_PACE_KEPT, VERDICT_PASS, REASON_NOT_PRESENT);
	assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
	assert_active_auth(&r);
	print_message("BAC: %u APDUs, %u up, %u down\n", r.totals.apdus, r.totals.bytes_up,
		      r.totals.bytes_down);
}

static void a_card_with_a_long_number_is_read(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	struct forge_order order = usual();
	const struct setting s = {0};
	order.kind = FORGE_TD1;
	order.holder.code = "I";
	order.holder.number = "D23145890734";
	run(&order, &s, &r);
	assert_files(&r);
}

static void every_key_of_active_authentication_answers(void **state)
{
	(void)state;
	static const char *const keys[] = {"rsa:1024:sha1",        "rsa:1792:sha256",
					   "rsa:2048:sha256",      "rsa:4096:sha512",
					   "ec:P-256:sha256",      "ec:brainpoolP384r1:sha384",
					   "ec:P-521:sha512:named"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		EG_AUTO(result_free) struct result r = {0};
		struct forge_order order = usual();
		const struct setting s = {0};
		order.portrait = rd_of(portrait, 600);
		assert_int_equal(forge_alg_parse(keys[i], &order.aa_alg), EG_OK);
		order.aa = order.aa_alg.rsa ? CHIP_KEY_RSA : CHIP_KEY_EC;
		run(&order, &s, &r);
		assert_pass(&r, CHECK_FILES_READ);
		assert_active_auth(&r);
	}
}

static void a_cloned_chip_signs_with_another_key(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	const struct forge_order order = usual();
	const struct setting s = {.profile = {.aa_cloned = true}};
	struct rd spki;
	run(&order, &s, &r);
	assert_files(&r);
	assert_int_equal(lds_dg15(bytes_rd(&r.file[EMRTD_DG15]), &spki), EG_OK);
	assert_int_equal(actauth_verify(spki, CRYPT_SHA256, RD_ARRAY(challenge),
					bytes_rd(&r.file[EMRTD_AA_SIGNATURE])),
			 EG_MISMATCH);
}

static void a_chip_that_hides_a_listed_group_is_found(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	const struct forge_order order = usual();
	const struct setting s = {.profile = {.aa_off = true}};
	run(&order, &s, &r);
	assert_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_NOT_PRESENT);
	assert_int_equal(r.findings.of[CHECK_FILES_READ].detail, EMRTD_DG15);
	assert_true(r.file[EMRTD_DG2].size > PORTRAIT_SIZE); /* the rest is read all the same */
}

static void a_wrong_zone_is_told_from_a_broken_chip(void **state)
{
	(void)state;
	for (int bac = 0; bac < 2; bac++) {
		EG_AUTO(result_free) struct result r = {0};
		const struct forge_order order = usual();
		const struct setting s = {.profile = {.pace_off = bac == 1},
					  .wrong_information = "L898902C<369080619406236"};
		run(&order, &s, &r);
		assert_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_WRONG_PASSWORD);
		assert_int_equal(r.totals.access, EMRTD_ACCESS_NONE);
		assert_int_equal(r.file[EMRTD_SOD].size, 0);
	}
}

static void limits_and_refusals_of_the_field_are_survived(void **state)
{
	(void)state;
	static const struct chip_profile profiles[] = {
		{.mf_refused = true},
		{.max_read = 192},
		{.max_read = 128},
		{.max_read = 100},
		{.pace_off = true, .mf_refused = true},
		{.short_only = true},
	};
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++) {
		EG_AUTO(result_free) struct result r = {0};
		const struct forge_order order = usual();
		const struct setting s = {.profile = profiles[i]};
		run(&order, &s, &r);
		assert_files(&r);
	}
}

static bool is_pace_token(struct rd command)
{
	uint8_t cla;
	uint8_t ins;
	return rd_byte_at(&command, 0, &cla) && rd_byte_at(&command, 1, &ins) && cla == 0x00 &&
	       ins == 0x86;
}

static bool refuse_token(struct meddler *m, struct rd command, struct wr *answer)
{
	(void)m;
	if (!is_pace_token(command)) {
		return false;
	}
	wr_be16(answer, 0x6A80);
	return true;
}

static void a_failed_pace_is_never_passed_over(void **state)
{
	(void)state;
	for (int allowed = 0; allowed < 2; allowed++) {
		EG_AUTO(result_free) struct result r = {0};
		struct meddler m = {.instead = refuse_token};
		const struct forge_order order = usual();
		const struct setting s = {.meddler = &m, .allow_bac = allowed == 1};
		run(&order, &s, &r);
		assert_finding(&r, CHECK_PACE_KEPT, VERDICT_FAIL, REASON_PACE_FAILED);
		if (allowed == 1) {
			assert_files(&r);
			assert_int_equal(r.totals.access, EMRTD_ACCESS_BAC);
		} else {
			assert_finding(&r, CHECK_ACCESS, VERDICT_FAIL, REASON_PACE_FAILED);
			assert_int_equal(r.file[EMRTD_SOD].size, 0);
		}
	}
}

/* A chip's whole answer, in plain: what secure messaging must never take for data. */
static bool answer_plainly(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count < 3) {
		return false;
	}
	wr_put(answer, RD_TEXT("\x61\x03\x5F\x1F\x00"));
	wr_be16(answer, 0x9000);
	return true;
}

static bool answer_success_only(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count < 3) {
		return false;
	}
	wr_be16(answer, 0x9000);
	return true;
}

static void data_without_protection_are_never_taken(void **state)
{
	(void)state;
	struct meddler kinds[] = {{.instead = answer_plainly}, {.instead = answer_success_only}};
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(result_free) struct result r = {0};
		const struct forge_order order = usual();
		const struct setting s = {.meddler = &kinds[i]};
		run(&order, &s, &r);
		assert_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_SECURE_MESSAGING);
		assert_int_equal(r.file[EMRTD_DG1].size, 0);
	}
}

static void flip_a_bit(struct meddler *m, struct rd command, uint8_t *answer, size_t *size)
{
	uint8_t cla;
	if (rd_peek(&command, &cla) && (cla & 0x0C) == 0x0C && ++m->count == 12) {
		answer[*size / 2] ^= 1;
	}
}

static void a_changed_answer_ends_the_session(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	struct meddler m = {.after = flip_a_bit};
	const struct forge_order order = usual();
	const struct setting s = {.meddler = &m};
	run(&order, &s, &r);
	assert_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_SECURE_MESSAGING);
}

/* China: a naked 6700, and the chip has not counted. */
static bool naked_wrong_length(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count != 9) {
		return false;
	}
	wr_be16(answer, 0x6700);
	return true;
}

static void a_bare_error_of_a_chip_that_kept_its_session_costs_one_command(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	struct meddler m = {.instead = naked_wrong_length};
	const struct forge_order order = usual();
	const struct setting s = {.meddler = &m};
	run(&order, &s, &r);
	assert_files(&r);
	assert_int_equal(r.totals.resumed, 0);
}

/* Others drop the session with the bare error: here the chip is reset behind the reader's back. */
static bool naked_and_dropped(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count != 30) {
		return false;
	}
	chip_reset(m->chip);
	wr_be16(answer, 0x6988);
	return true;
}

static void a_dropped_session_is_resumed_once_at_the_same_offset(void **state)
{
	(void)state;
	for (int bac = 0; bac < 2; bac++) {
		EG_AUTO(result_free) struct result r = {0};
		struct meddler m = {.instead = naked_and_dropped};
		const struct forge_order order = usual();
		const struct setting s = {.profile = {.pace_off = bac == 1}, .meddler = &m};
		run(&order, &s, &r);
		assert_files(&r);
		assert_int_equal(r.totals.resumed, 1);
		assert_true(r.totals.apdus < 120);
	}
}

static bool always_dropped(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t cla;
	if (!rd_peek(&command, &cla) || (cla & 0x0C) != 0x0C || ++m->count < 6) {
		return false;
	}
	chip_reset(m->chip);
	wr_be16(answer, 0x6988);
	return true;
}

static void a_chip_that_drops_every_session_is_given_up(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	struct meddler m = {.instead = always_dropped};
	const struct forge_order order = usual();
	const struct setting s = {.meddler = &m};
	run(&order, &s, &r);
	assert_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_SECURE_MESSAGING);
	assert_true(r.totals.apdus < 60);
}

/* Finland: 61xx although the command was short; the rest is fetched by GET RESPONSE. */
struct split_state {
	uint8_t rest[256];
	size_t size;
};
static struct split_state split;

static bool give_rest(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t ins;
	(void)m;
	if (!rd_byte_at(&command, 1, &ins) || ins != 0xC0) {
		return false;
	}
	wr_put(answer, rd_of(split.rest, split.size));
	return true;
}

static void keep_rest(struct meddler *m, struct rd command, uint8_t *answer, size_t *size)
{
	(void)m;
	(void)command;
	if (*size > 100) {
		struct wr w = WR_ARRAY(split.rest);
		wr_put(&w, rd_of(answer + 60, *size - 60));
		split.size = w.size;
		answer[60] = 0x61;
		answer[61] = (uint8_t)(w.size - 2);
		*size = 62;
	}
}

static void answers_in_two_parts_are_joined(void **state)
{
	(void)state;
	EG_AUTO(result_free) struct result r = {0};
	struct meddler m = {.instead = give_rest, .after = keep_rest};
	const struct forge_order order = usual();
	const struct setting s = {.meddler = &m};
	run(&order, &s, &r);
	assert_files(&r);
}

static void a_lost_chip_ends_in_findings(void **state)
{
	(void)state;
	struct emrtd_step step;
	const struct emrtd_config config = {.mrz_information = RD_TEXT("X"),
					    .groups = EMRTD_GROUPS_ALL};
	EG_AUTO(emrtd_free) struct emrtd *e = NULL;
	assert_int_equal(emrtd_new(&config, &e), EG_OK);
	assert_int_equal(emrtd_step(e, RD_EMPTY, &step), EG_OK);
	assert_int_equal(step.what, EMRTD_SEND);
	emrtd_lost(e);
	assert_int_equal(emrtd_step(e, RD_EMPTY, &step), EG_OK);
	assert_int_equal(step.what, EMRTD_DONE);
	struct findings f = emrtd_findings(e);
	assert_int_equal(f.of[CHECK_ACCESS].verdict, VERDICT_FAIL);
	assert_int_equal(f.of[CHECK_ACCESS].reason, REASON_CHIP_LOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_usual_document_is_read_whole),
		cmocka_unit_test(every_curve_and_cipher_of_pace_opens_the_chip),
		cmocka_unit_test(every_cipher_protects_a_long_file),
		cmocka_unit_test(without_pace_bac_opens_the_chip),
		cmocka_unit_test(a_card_with_a_long_number_is_read),
		cmocka_unit_test(every_key_of_active_authentication_answers),
		cmocka_unit_test(a_cloned_chip_signs_with_another_key),
		cmocka_unit_test(a_chip_that_hides_a_listed_group_is_found),
		cmocka_unit_test(a_wrong_zone_is_told_from_a_broken_chip),
		cmocka_unit_test(limits_and_refusals_of_the_field_are_survived),
		cmocka_unit_test(a_failed_pace_is_never_passed_over),
		cmocka_unit_test(data_without_protection_are_never_taken),
		cmocka_unit_test(a_changed_answer_ends_the_session),
		cmocka_unit_test(a_bare_error_of_a_chip_that_kept_its_session_costs_one_command),
		cmocka_unit_test(a_dropped_session_is_resumed_once_at_the_same_offset),
		cmocka_unit_test(a_chip_that_drops_every_session_is_given_up),
		cmocka_unit_test(answers_in_two_parts_are_joined),
		cmocka_unit_test(a_lost_chip_ends_in_findings),
	};
	return cmocka_run_group_tests(tests, make_ca, free_ca);
}
