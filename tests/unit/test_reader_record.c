/*
 * reader_record: what passes is written down with consent, and plays again as it was.
 */
#include "hal/reader_record.h"
#include "hal/reader_replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONSENT "the holder, spoken at the desk"

static char folder[] = "/tmp/egate-record-XXXXXX";
static char path[sizeof(folder) + 16];
static int64_t clock_us;

static int64_t ticking_us(void)
{
	return clock_us += 1234;
}

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

/* The card: a transcript written by hand. */
static struct reader *card(const char *text)
{
	char hand[] = "/tmp/egate-hand-XXXXXX";
	struct reader *r = NULL;
	EG_AUTO(eg_close) int fd = mkstemp(hand);
	struct rd all = rd_cstr(text);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, all.at, all.left), (ssize_t)all.left);
	assert_int_equal(reader_replay.open(&r, hand), EG_OK);
	assert_int_equal(unlink(hand), 0);
	return r;
}

static struct record_order order_of(struct reader *inner)
{
	return (struct record_order){.backend = &reader_replay,
				     .reader = inner,
				     .reader_name = "a reader\n= smuggled 00",
				     .path = path,
				     .consent = CONSENT,
				     .today = {2026, 3, 1},
				     .now_us = ticking_us};
}

static enum eg_err exchange(const struct reader_backend *b, struct reader *r, struct rd command,
			    struct rd *answer)
{
	static uint8_t octets[2048];
	struct wr out = WR_ARRAY(octets);
	enum eg_err err = b->exchange(r, command, &out);
	*answer = wr_view(&out);
	return err;
}

/* The same conversation with the card itself, with the recording, and with the transcript. */
static void converse(const struct reader_backend *b, struct reader *r)
{
	static uint8_t file[1000];
	struct rd answer;
	for (size_t i = 0; i < sizeof(file); i++) {
		file[i] = (uint8_t)(i % 10 * 17);
	}
	assert_int_equal(b->connect(r, 0), EG_OK);
	assert_true(b->there(r));
	assert_int_equal(exchange(b, r, RD_TEXT("\x00\x84\x00\x00\x08"), &answer), EG_OK);
	assert_true(rd_equal(answer, RD_TEXT("\x01\x02\x90\x00")));
	assert_int_equal(exchange(b, r, RD_TEXT("\x00\xB0"), &answer), EG_GONE);
	assert_int_equal(b->connect(r, 0), EG_OK);
	assert_int_equal(exchange(b, r, RD_TEXT("\x00\xB1"), &answer), EG_OK);
	assert_true(rd_equal(answer, rd_of(file, sizeof(file))));
	b->disconnect(r);
}

static char *hand_written(void)
{
	static char text[4096];
	struct wr w = WR_ARRAY(text);
	wr_put(&w, RD_TEXT("> 0084000008\n< 01029000\n> 00B0\n! gone\n> 00B1\n< "));
	for (int i = 0; i < 100; i++) {
		wr_put(&w, RD_TEXT("00112233445566778899"));
	}
	wr_put(&w, RD_TEXT("\n"));
	wr_u8(&w, 0);
	assert_false(w.bad);
	return text;
}

static void what_is_recorded_plays_again(void **state)
{
	(void)state;
	struct reader *inner = card(hand_written());
	struct record_order order = order_of(inner);
	struct reader *record = NULL;
	struct reader *replay = NULL;
	uint8_t octets[64];
	struct wr number = WR_ARRAY(octets);
	converse(&reader_replay, inner);
	assert_int_equal(record_open(&record, &order), EG_OK);
	assert_int_equal(record_number(record, "challenge", RD_TEXT("\xCA\xFE")), EG_OK);
	converse(&reader_record, record);
	assert_int_equal(record_whole(record), EG_OK);
	reader_record.close(&record);
	assert_null(record);

	assert_int_equal(reader_replay.open(&replay, path), EG_OK);
	converse(&reader_replay, replay);
	assert_int_equal(replay_number(replay, "challenge", &number), EG_OK);
	assert_true(rd_equal(wr_view(&number), RD_TEXT("\xCA\xFE")));
	assert_int_equal(replay_number(replay, "chall", &number), EG_NOT_FOUND);
	assert_int_equal(replay_number(replay, "smuggled", &number), EG_NOT_FOUND);
	assert_true(rd_equal(replay_head(replay, "version"), RD_TEXT("1")));
	assert_true(rd_equal(replay_head(replay, "date"), RD_TEXT("2026-03-01")));
	assert_true(rd_equal(replay_head(replay, "reader"), RD_TEXT("a reader?= smuggled 00")));
	assert_true(rd_equal(replay_head(replay, "consent"), RD_TEXT(CONSENT)));
	reader_replay.close(&replay);
	assert_int_equal(unlink(path), 0);
}

static void each_exchange_is_timed(void **state)
{
	(void)state;
	struct record_order order = order_of(card("> 0084\n< 9000\n"));
	struct reader *record = NULL;
	struct rd answer;
	char text[512] = "";
	assert_int_equal(record_open(&record, &order), EG_OK);
	assert_int_equal(reader_record.connect(record, 0), EG_OK);
	assert_int_equal(exchange(&reader_record, record, RD_TEXT("\x00\x84"), &answer), EG_OK);
	reader_record.close(&record);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	assert_int_equal(fclose(f), 0);
	assert_non_null(strstr(text, "\n> 0084\n< 9000\n# 1234 us\n"));
	assert_int_equal(unlink(path), 0);
}

static void nothing_is_recorded_without_consent(void **state)
{
	(void)state;
	static const char *const none[] = {NULL, "", "   ", "two\nlines", "bell\a"};
	struct reader *inner = card("");
	struct reader *record = NULL;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct record_order order = order_of(inner);
		order.consent = none[i];
		assert_int_equal(record_open(&record, &order), EG_DENIED);
		assert_null(record);
		assert_int_equal(access(path, F_OK), -1);
	}
	assert_int_equal(reader_record.open(&record, path), EG_STATE);
	assert_null(record);
	reader_replay.close(&inner);
}

static void only_its_owner_reads_a_transcript_and_none_is_overwritten(void **state)
{
	(void)state;
	struct reader *inner = card("");
	struct record_order order = order_of(inner);
	struct reader *record = NULL;
	struct reader *second = NULL;
	struct stat info;
	mode_t old = umask(0);
	assert_int_equal(record_open(&record, &order), EG_OK);
	(void)umask(old); /* answers the old one */
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	order.reader = NULL;
	assert_int_equal(record_open(&second, &order), EG_CONFIG);
	assert_null(second);
	reader_record.close(&record);
	assert_int_equal(unlink(path), 0);
}

static void names_that_would_break_a_line_are_refused(void **state)
{
	(void)state;
	struct record_order order = order_of(card(""));
	struct reader *record = NULL;
	assert_int_equal(record_open(&record, &order), EG_OK);
	assert_int_equal(record_number(record, "two words", RD_TEXT("1")), EG_STATE);
	assert_int_equal(record_number(record, "two\nlines", RD_TEXT("1")), EG_STATE);
	reader_record.close(&record);
	assert_int_equal(unlink(path), 0);
}

/* A limit of the process stands for a disk that is full. */
static void a_transcript_that_cannot_grow_is_not_whole(void **state)
{
	(void)state;
	struct record_order order = order_of(card("> 0084\n< 9000\n"));
	struct reader *record = NULL;
	struct rd answer;
	struct stat info;
	struct rlimit old;
	assert_int_equal(record_open(&record, &order), EG_OK);
	assert_int_equal(reader_record.connect(record, 0), EG_OK);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	const struct rlimit full = {(rlim_t)info.st_size, old.rlim_max};
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	enum eg_err err = exchange(&reader_record, record, RD_TEXT("\x00\x84"), &answer);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(err, EG_OK); /* the document is read all the same */
	assert_int_equal(record_whole(record), EG_IO);
	reader_record.close(&record);
	assert_int_equal(unlink(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_recorded_plays_again),
		cmocka_unit_test(each_exchange_is_timed),
		cmocka_unit_test(nothing_is_recorded_without_consent),
		cmocka_unit_test(only_its_owner_reads_a_transcript_and_none_is_overwritten),
		cmocka_unit_test(names_that_would_break_a_line_are_refused),
		cmocka_unit_test(a_transcript_that_cannot_grow_is_not_whole),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
