/*
 * reader_replay: a transcript is played strictly.
 */
#include "hal/reader_replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct reader_backend *backend;

static struct reader *opened(const char *text)
{
	char path[] = "/tmp/egate-replay-XXXXXX";
	char spec[sizeof("replay:") + sizeof(path)];
	const char *where;
	struct reader *r = NULL;
	EG_AUTO(eg_close) int fd = mkstemp(path);
	assert_true(fd >= 0);
	struct rd all = rd_cstr(text);
	assert_int_equal(write(fd, all.at, all.left), (ssize_t)all.left);
	assert_true(snprintf(spec, sizeof(spec), "replay:%s", path) > 0);
	assert_int_equal(reader_find(spec, &backend, &where), EG_OK);
	assert_int_equal(backend->open(&r, where), EG_OK);
	assert_int_equal(unlink(path), 0);
	return r;
}

static enum eg_err exchange(struct reader *r, struct rd command, struct rd *answer)
{
	static uint8_t octets[64];
	struct wr out = WR_ARRAY(octets);
	enum eg_err err = backend->exchange(r, command, &out);
	*answer = wr_view(&out);
	return err;
}

static void a_transcript_answers_its_own_commands(void **state)
{
	(void)state;
	struct reader *r = opened("# comment\n\n> 00 84 00 00 08\n< 01029000\r\n>00B0\n<6A82");
	struct rd answer;
	for (int again = 0; again < 2; again++) {
		assert_int_equal(backend->connect(r, 0), EG_OK);
		assert_int_equal(exchange(r, RD_TEXT("\x00\x84\x00\x00\x08"), &answer), EG_OK);
		assert_true(rd_equal(answer, RD_TEXT("\x01\x02\x90\x00")));
		assert_int_equal(exchange(r, RD_TEXT("\x00\xB0"), &answer), EG_OK);
		assert_true(rd_equal(answer, RD_TEXT("\x6A\x82")));
		assert_int_equal(exchange(r, RD_TEXT("\x00\xB0"), &answer), EG_GONE);
		backend->disconnect(r);
	}
	assert_int_equal(exchange(r, RD_TEXT("\x00\xB0"), &answer), EG_STATE);
	backend->close(&r);
	assert_null(r);
}

static void another_command_is_a_mismatch(void **state)
{
	(void)state;
	struct reader *r = opened("> 0084\n< 9000\n");
	struct rd answer;
	assert_int_equal(backend->connect(r, 0), EG_OK);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x85"), &answer), EG_MISMATCH);
	assert_int_equal(answer.left, 0);
	backend->close(&r);
}

static void a_card_is_lost_where_the_transcript_says(void **state)
{
	(void)state;
	struct reader *r = opened("> 0084\n! gone\n> 0084\n< 9000\n");
	struct rd answer;
	assert_int_equal(backend->connect(r, 0), EG_OK);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_GONE);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_STATE);
	backend->close(&r);
}

static void a_card_that_was_lost_goes_on_where_it_stood(void **state)
{
	(void)state;
	struct reader *r = opened("> 0084\n! gone\n> 00B0\n< 6A82\n");
	struct rd answer;
	assert_int_equal(backend->connect(r, 0), EG_OK);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_GONE);
	assert_int_equal(backend->connect(r, 0), EG_OK);
	assert_int_equal(exchange(r, RD_TEXT("\x00\xB0"), &answer), EG_OK);
	backend->close(&r);
}

static void a_card_that_was_lost_for_good_does_not_come_again(void **state)
{
	(void)state;
	struct reader *r = opened("> 0084\n! gone\n# 12 us\n");
	struct rd answer;
	assert_int_equal(backend->connect(r, 0), EG_OK);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_GONE);
	assert_int_equal(backend->connect(r, 0), EG_TIMEOUT);
	backend->disconnect(r);
	assert_int_equal(backend->connect(r, 0), EG_OK); /* played from the start */
	backend->close(&r);
}

static void the_head_is_no_part_of_the_conversation(void **state)
{
	(void)state;
	struct reader *r = opened("@ version 1\n= challenge 0A0b\n> 0084\n@ date x y\n< 9000\n");
	struct rd answer;
	uint8_t octets[8];
	struct wr number = WR_ARRAY(octets);
	assert_int_equal(backend->connect(r, 0), EG_OK);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_OK);
	assert_true(rd_equal(replay_head(r, "date"), RD_TEXT("x y")));
	assert_int_equal(replay_head(r, "consent").left, 0);
	assert_int_equal(replay_number(r, "challenge", &number), EG_OK);
	assert_true(rd_equal(wr_view(&number), RD_TEXT("\x0A\x0B")));
	backend->close(&r);
}

static void numbers_that_are_none_are_refused(void **state)
{
	(void)state;
	struct reader *r = opened("= odd 123\n= long 0102030405060708091011\n= empty\n");
	uint8_t octets[4];
	struct wr number = WR_ARRAY(octets);
	assert_int_equal(replay_number(r, "odd", &number), EG_BAD_DATA);
	number = WR_ARRAY(octets);
	assert_int_equal(replay_number(r, "long", &number), EG_BAD_DATA);
	number = WR_ARRAY(octets);
	assert_int_equal(replay_number(r, "empty", &number), EG_NOT_FOUND);
	backend->close(&r);
}

/* Opened before the sandbox, so whatever is in it is only looked at by what comes after. */
static void another_version_is_opened_unread_and_not_played(void **state)
{
	(void)state;
	struct reader *r = opened("@ version 2\n= challenge 0A\n> 0084\n< 9000\n");
	struct rd answer;
	uint8_t octets[4];
	struct wr number = WR_ARRAY(octets);
	assert_int_equal(replay_number(r, "challenge", &number), EG_UNSUPPORTED);
	assert_int_equal(number.size, 0);
	assert_int_equal(backend->connect(r, 0), EG_UNSUPPORTED);
	assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_STATE);
	backend->close(&r);
}

static void broken_transcripts_are_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"< 9000\n", "> 008\n< 9000\n", "> 00xx\n< 9000\n",
					    "> 0084\n> 0084\n", "> 0084\n< 900\n"};
	struct rd answer;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct reader *r = opened(texts[i]);
		assert_int_equal(backend->connect(r, 0), EG_OK);
		assert_int_equal(exchange(r, RD_TEXT("\x00\x84"), &answer), EG_BAD_DATA);
		backend->close(&r);
	}
}

static void unknown_backends_and_files_are_named_as_such(void **state)
{
	(void)state;
	const struct reader_backend *found;
	const char *where;
	struct reader *r = NULL;
	assert_int_equal(reader_find("usb:1", &found, &where), EG_CONFIG);
	assert_int_equal(reader_find("replay:", &found, &where), EG_CONFIG);
	assert_int_equal(reader_find("pcsc:Reader", &found, &where), EG_OK);
	assert_string_equal(found->name, "pcsc");
	assert_int_equal(reader_find("replay:/nowhere/at/all", &found, &where), EG_OK);
	assert_int_equal(found->open(&r, where), EG_NOT_FOUND);
	assert_null(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_transcript_answers_its_own_commands),
		cmocka_unit_test(another_command_is_a_mismatch),
		cmocka_unit_test(a_card_is_lost_where_the_transcript_says),
		cmocka_unit_test(a_card_that_was_lost_goes_on_where_it_stood),
		cmocka_unit_test(a_card_that_was_lost_for_good_does_not_come_again),
		cmocka_unit_test(the_head_is_no_part_of_the_conversation),
		cmocka_unit_test(numbers_that_are_none_are_refused),
		cmocka_unit_test(another_version_is_opened_unread_and_not_played),
		cmocka_unit_test(broken_transcripts_are_refused),
		cmocka_unit_test(unknown_backends_and_files_are_named_as_such),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
