/*
 * A session that is recorded plays again without chip and reader: every command, every counter,
 * every proof.
 */
#include "read_desk.h"

#include "hal/reader_record.h"
#include "hal/reader_replay.h"
#include "os/now.h"
#include "prog/read_details.h"
#include "prog/terminal.h"
#include "simulator/forge_bio.h"
#include "simulator/forge_terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void record(struct desk *d, const char *path)
{
	const struct record_order order = {
		.backend = &chip_reader,
		.reader = d->reader,
		.reader_name = "a reader",
		.path = path,
		.consent = "an invented person",
		.today = desk_today,
		.now_us = now_mono_us,
	};
	assert_int_equal(record_open(&d->order.record, &order), EG_OK);
	d->order.backend = &reader_record;
	d->order.reader = d->order.record;
}

/* What was found, for whoever has to mend it. */
static void told_if_found(const struct read_result *r)
{
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		if (r->findings.of[c].verdict == VERDICT_FAIL) {
			print_message("%s: %s\n", check_name(c),
				      reason_name(r->findings.of[c].reason));
		}
	}
}

static void same_results(const struct read_result *a, const struct read_result *b)
{
	assert_memory_equal(&a->findings, &b->findings, sizeof(a->findings));
	assert_memory_equal(&a->totals, &b->totals, sizeof(a->totals));
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_int_equal(a->files[i].file, b->files[i].file);
		assert_true(
			rd_equal(bytes_rd(&a->files[i].content), bytes_rd(&b->files[i].content)));
	}
}

/* This gate as chips see it, for the tests that need one. */
static struct termauth_terminal port;
static const struct termauth_terminal *the_terminal;

/* Active Authentication too: the challenge is the recorded one. */
static void a_recorded_session_plays_again(const struct chip_profile *profile, shape_fn *shape,
					   unsigned lose)
{
	char folder[] = "/tmp/egate-read-XXXXXX";
	char path[sizeof(folder) + 16];
	struct desk *d = desk_with(profile, shape);
	struct read_result again;
	struct reader *replay = NULL;
	if (lose > 0) {
		chip_reader_lose(d->reader, lose);
		d->order.regain_ms = 1;
	}
	assert_non_null(mkdtemp(folder));
	assert_true(snprintf(path, sizeof(path), "%s/transcript", folder) > 0);
	d->order.terminal = the_terminal;
	record(d, path);
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	told_if_found(&d->result);
	assert_int_equal(record_whole(d->order.record), EG_OK);
	assert_int_equal(reader_replay.open(&replay, path), EG_OK);
	struct read_order order = d->order;
	order.terminal = NULL; /* its certificates and signatures are in the transcript */
	order.backend = &reader_replay;
	order.reader = replay;
	order.record = NULL;
	order.replay = replay;
	assert_int_equal(read_run(&order, &again), EG_OK);
	same_results(&d->result, &again);
	assert_false(read_found(&again, false));
	read_result_clear(&again);

	/* Another password asks for other commands: told, and no word of a finding. */
	struct read_key other = {0};
	assert_int_equal(key_of_fields(&other, "L898902C4", "740812", "340415"), EG_OK);
	order.key = &other;
	assert_int_equal(read_run(&order, &again), EG_MISMATCH);
	read_result_clear(&again);
	reader_replay.close(&replay);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	desk_clear(d);
}

static void a_recorded_session_with_pace_plays_again(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	a_recorded_session_plays_again(&plain, NULL, 0);
}

static void without_pace(struct forge_order *o)
{
	o->pace.offered = false;
}

static void a_recorded_session_with_bac_plays_again(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	a_recorded_session_plays_again(&plain, without_pace, 0);
}

static void a_recorded_slip_plays_again(void **state)
{
	(void)state;
	static const struct chip_profile in_pieces = {.short_only = true};
	a_recorded_session_plays_again(&in_pieces, NULL, 50);
}

static void integrated_mapping(struct forge_order *o)
{
	o->pace.mapping = FORGE_INTEGRATED;
	o->pace.cipher = CRYPT_AES256;
	o->more_paces[0] = o->pace;
	o->more_paces[0].cipher = CRYPT_AES128;
	o->more_pace_count = 1;
}

static void mapping_that_proves_the_chip(struct forge_order *o)
{
	o->pace.mapping = FORGE_CAM;
	o->aa = CHIP_KEY_NONE;
}

static void finite_field(struct forge_order *o)
{
	o->pace.dh = true;
	o->pace.group = CRYPT_DH_1024_160;
}

static void short_curve(struct forge_order *o)
{
	o->pace.curve = CRYPT_P192;
}

static void chip_authentication(struct forge_order *o)
{
	o->chip_keys[0] =
		(struct forge_chip_key){.curve = CRYPT_P521, .ciphers = 1u << CRYPT_AES256};
	o->chip_key_count = 1;
	o->aa = CHIP_KEY_NONE;
}

static void chip_authentication_in_a_field(struct forge_order *o)
{
	o->chip_keys[0] = (struct forge_chip_key){
		.dh = true, .group = CRYPT_DH_2048_256, .ciphers = 1u << CRYPT_3DES};
	o->chip_key_count = 1;
	o->aa = CHIP_KEY_NONE;
}

static void a_recorded_session_of_any_protocol_plays_again(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	static shape_fn *const shapes[] = {integrated_mapping,  mapping_that_proves_the_chip,
					   finite_field,        short_curve,
					   chip_authentication, chip_authentication_in_a_field};
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		a_recorded_session_plays_again(&plain, shapes[i], 0);
	}
}

/* A chip that shows fingers to whom the CVCA of its state lets. */
static struct forge_terminal terminal_made;
static uint8_t fingers[4096];
static size_t fingers_size;

static void fingers_for_terminals(struct forge_order *o)
{
	chip_authentication(o);
	o->trust_points[0] = forge_terminal_root(&terminal_made, 1);
	o->trust_point_count = 1;
	o->dg3 = rd_of(fingers, fingers_size);
}

static struct terminal *gate_with_keys(void)
{
	const struct forge_terminal_order wanted = forge_terminal_usual(desk_today);
	const struct forge_finger finger = {.picture = RD_TEXT("\xFF\xA0 no more than a head"),
					    .code = FORGE_IMAGE_WSQ,
					    .position = 7,
					    .width = 300,
					    .height = 400};
	const struct forge_how how = {0};
	struct terminal *gate = NULL;
	struct terminal_key key = {0};
	uint8_t pkcs8[FORGE_PKCS8_MAX];
	struct wr to_key = WR_ARRAY(pkcs8);
	struct wr to_fingers = WR_ARRAY(fingers);
	assert_int_equal(forge_dg3(&to_fingers, &finger, 1, &how), EG_OK);
	fingers_size = to_fingers.size;
	assert_int_equal(forge_terminal_new(&terminal_made, &wanted), EG_OK);
	assert_int_equal(terminal_new(desk_today, &gate), EG_OK);
	for (size_t i = 0; i < terminal_made.file_count; i++) {
		const struct forge_terminal_file *f = &terminal_made.files[i];
		assert_int_equal(terminal_add_certificate(gate, rd_of(f->bytes, f->size)), EG_OK);
	}
	assert_int_equal(forge_key_pkcs8(&terminal_made.key, &to_key), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&to_key), &key), EG_OK);
	assert_int_equal(terminal_add_key(gate, &key), EG_OK);
	return gate;
}

static void a_terminal_reads_fingers_and_a_replay_needs_no_key(void **state)
{
	(void)state;
	static const struct chip_profile plain = {0};
	struct terminal *gate = gate_with_keys();
	port = terminal_port(gate);
	the_terminal = &port;
	a_recorded_session_plays_again(&plain, fingers_for_terminals, 0);
	the_terminal = NULL;

	static struct read_details details;
	struct desk *d = desk_with(&plain, fingers_for_terminals);
	d->order.terminal = &port;
	assert_int_equal(read_run(&d->order, &d->result), EG_OK);
	assert_int_equal(read_content(&d->result, EMRTD_DG3).left, fingers_size);
	/* Two certificates and a signature, each with what goes before it. */
	assert_true(d->result.terminal.apdus >= 6);
	details_of(&details, &d->result, false);
	bool told = false;
	for (size_t i = 0; i < details.count; i++) {
		told = told || strcmp(details.of[i].label, "left index") == 0;
	}
	assert_true(told);
	desk_clear(d);
	forge_terminal_free(&terminal_made);
	terminal_free(&gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recorded_session_with_pace_plays_again),
		cmocka_unit_test(a_recorded_session_with_bac_plays_again),
		cmocka_unit_test(a_recorded_session_of_any_protocol_plays_again),
		cmocka_unit_test(a_recorded_slip_plays_again),
		cmocka_unit_test(a_terminal_reads_fingers_and_a_replay_needs_no_key),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
