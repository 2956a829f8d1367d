/*
 * read_terminal: a session with Terminal Authentication plays again without the terminal's key.
 */
#include "hal/reader_record.h"
#include "hal/reader_replay.h"
#include "prog/read_terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CAR RD_TEXT("UTCVCA00001")

static char folder[] = "/tmp/egate-terminal-XXXXXX";
static char path[sizeof(folder) + 16];
static struct read_terminal terminal;
static struct termauth_terminal port;

static int make_folder(void **state)
{
	(void)state;
	bool made = mkdtemp(folder) != NULL;
	return made && snprintf(path, sizeof(path), "%s/transcript", folder) > 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int64_t no_clock(void)
{
	return 0;
}

static enum eg_err own_chain(void *context, struct rd car, struct rd *certificates, size_t cap,
			     size_t *count)
{
	(void)context;
	assert_true(cap >= 2);
	if (!rd_equal(car, CAR)) {
		return EG_NOT_FOUND;
	}
	certificates[0] = RD_TEXT("\x7F\x21\x01"
				  "A");
	certificates[1] = RD_TEXT("\x7F\x21\x01"
				  "B");
	*count = 2;
	return EG_OK;
}

/* Never the same twice, as ECDSA. */
static enum eg_err own_sign(void *context, struct rd message, struct wr *signature)
{
	unsigned *count = context;
	assert_true(message.left > 0);
	wr_u8(signature, (uint8_t)++ * count);
	return EG_OK;
}

static struct reader *recording(void)
{
	struct reader *inner = NULL;
	struct reader *record = NULL;
	assert_int_equal(reader_replay.open(&inner, "/dev/null"), EG_OK);
	const struct record_order order = {.backend = &reader_replay,
					   .reader = inner,
					   .reader_name = "a reader",
					   .path = path,
					   .consent = "an invented person",
					   .today = {2026, 3, 1},
					   .now_us = no_clock};
	assert_int_equal(record_open(&record, &order), EG_OK);
	return record;
}

/* Two signatures, as after a lost session; those of the first run are 1 and 2. */
static void authenticate(const struct termauth_terminal *t)
{
	struct rd certificates[TERMAUTH_CERTIFICATES_MAX];
	uint8_t octets[16];
	size_t count = 0;
	assert_int_equal(t->chain(t->context, RD_TEXT("UTCVCA99999"), certificates,
				  TERMAUTH_CERTIFICATES_MAX, &count),
			 EG_NOT_FOUND);
	assert_int_equal(t->chain(t->context, CAR, certificates, TERMAUTH_CERTIFICATES_MAX, &count),
			 EG_OK);
	assert_int_equal(count, 2);
	assert_true(rd_equal(certificates[1], RD_TEXT("\x7F\x21\x01"
						      "B")));
	for (uint8_t i = 1; i <= 2; i++) {
		struct wr signature = WR_ARRAY(octets);
		wr_u8(&signature, 0xEE); /* what stood there stays */
		assert_int_equal(t->sign(t->context, RD_TEXT("challenge"), &signature), EG_OK);
		assert_int_equal(signature.size, 2);
		assert_int_equal(octets[1], i);
	}
}

static void what_the_terminal_did_is_done_again_without_its_key(void **state)
{
	(void)state;
	unsigned signed_so_far = 0;
	const struct termauth_terminal own = {&signed_so_far, own_chain, own_sign};
	struct reader *record = recording();
	struct reader *replay = NULL;
	terminal = (struct read_terminal){.inner = &own, .record = record};
	authenticate(read_terminal_port(&terminal, &port));
	reader_record.close(&record);

	assert_int_equal(reader_replay.open(&replay, path), EG_OK);
	terminal = (struct read_terminal){.replay = replay};
	authenticate(read_terminal_port(&terminal, &port));
	assert_int_equal(signed_so_far, 2); /* the key was not asked again */
	reader_replay.close(&replay);
	assert_int_equal(unlink(path), 0);
}

static void without_a_terminal_there_is_none(void **state)
{
	(void)state;
	struct reader *replay = NULL;
	terminal = (struct read_terminal){0};
	assert_null(read_terminal_port(&terminal, &port));
	assert_int_equal(reader_replay.open(&replay, "/dev/null"), EG_OK);
	terminal.replay = replay;
	assert_null(read_terminal_port(&terminal, &port));
	reader_replay.close(&replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_terminal_did_is_done_again_without_its_key),
		cmocka_unit_test(without_a_terminal_there_is_none),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
