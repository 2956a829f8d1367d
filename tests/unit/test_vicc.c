/*
 * vicc: what the card's end of vpcd's protocol promises: framing, power, ATR, and its three ends.
 * A socket pair plays vpcd: everything is sent before the card serves, so nothing waits.
 */
#include "simulator/vicc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct pair {
	int pcd;  /* vpcd's end */
	int card; /* the chip's end */
};

static void pair_close(struct pair *p)
{
	eg_close(&p->pcd);
	eg_close(&p->card);
}

/* Serves what vpcd has sent in this hexadecimal text; the answers must be those. */
static enum eg_err serve(const struct chip_profile *profile, int stop_fd, FILE *capture,
			 const char *sent, const char *answers)
{
	EG_AUTO(pair_close) struct pair p = {-1, -1};
	EG_AUTO(chip_free) struct chip *c = NULL;
	struct chip_document d = {.mrz_information = RD_TEXT("L898902C<369080619406236")};
	struct hex commands = from_hex(sent);
	struct hex wanted = from_hex(answers);
	uint8_t got[256];
	int fds[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	p = (struct pair){fds[0], fds[1]};
	assert_int_equal(chip_new(&c, &d, profile), EG_OK);
	assert_int_equal(write(p.pcd, commands.bytes, commands.size), (ssize_t)commands.size);
	if (stop_fd < 0) {
		assert_int_equal(shutdown(p.pcd, SHUT_WR), 0);
	}
	enum eg_err err = vicc_serve(p.card, stop_fd, c, capture);
	eg_close(&p.card);
	ssize_t size = read(p.pcd, got, sizeof(got));
	assert_int_equal(size < 0 ? 0 : size, (ssize_t)wanted.size);
	assert_memory_equal(got, wanted.bytes, wanted.size);
	return err;
}

static const struct chip_profile plain;

static void power_and_atr_follow_vpcds_protocol(void **state)
{
	(void)state;
	/* on, ATR, a command, reset, off, ATR: only the ATR and the command are answered. */
	assert_int_equal(serve(&plain, -1, NULL, "000101 000104 0004 00B00000 000102 000100 000104",
			       "0005 3B80800101 0002 6700 0005 3B80800101"),
			 EG_OK);
	/* An empty message says nothing. */
	assert_int_equal(serve(&plain, -1, NULL, "0000 000104", "0005 3B80800101"), EG_OK);
}

static void a_reset_takes_the_application_away(void **state)
{
	(void)state;
	assert_int_equal(serve(&plain, -1, NULL,
			       "000C 00A4040C07A0000002471001 0005 0084000007 000102"
			       "0005 0084000007",
			       "0002 9000 0002 6700 0002 6985"),
			 EG_OK);
}

static void a_message_cut_short_ends_without_answer(void **state)
{
	(void)state;
	assert_int_equal(serve(&plain, -1, NULL, "0005 00B000", ""), EG_OK);
}

static void an_unknown_control_byte_is_a_fault(void **state)
{
	(void)state;
	assert_int_equal(serve(&plain, -1, NULL, "000109", ""), EG_BAD_DATA);
}

static void a_torn_chip_leaves_the_reader(void **state)
{
	const struct chip_profile torn = {.tear_after = 1};
	(void)state;
	assert_int_equal(serve(&torn, -1, NULL, "0004 00B00000 0004 00B00000", "0002 6700"),
			 EG_GONE);
}

static void it_stops_when_told(void **state)
{
	EG_AUTO(pair_close) struct pair stop = {-1, -1};
	int fds[2];
	(void)state;
	assert_int_equal(pipe(fds), 0);
	stop = (struct pair){fds[0], fds[1]};
	assert_int_equal(write(stop.card, "x", 1), 1);
	assert_int_equal(serve(&plain, stop.pcd, NULL, "000104", ""), EG_OK);
}

static void the_capture_shows_bytes_and_words(void **state)
{
	char *text = NULL;
	size_t size = 0;
	FILE *capture = open_memstream(&text, &size);
	(void)state;
	assert_non_null(capture);
	assert_int_equal(serve(&plain, -1, capture, "000101 0005 00B09C0008", "0002 6A82"), EG_OK);
	assert_int_equal(fclose(capture), 0);
	assert_non_null(strstr(text, "# field on\n"));
	assert_non_null(strstr(text, "> 00B09C0008\n"));
	assert_non_null(strstr(text, "< 6A82\n"));
	assert_non_null(strstr(text, "# READ BINARY sfi=1C offset=0 Le=8 -> 6A82\n"));
	assert_non_null(strstr(text, "# taken off the reader\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(power_and_atr_follow_vpcds_protocol),
		cmocka_unit_test(a_reset_takes_the_application_away),
		cmocka_unit_test(a_message_cut_short_ends_without_answer),
		cmocka_unit_test(an_unknown_control_byte_is_a_fault),
		cmocka_unit_test(a_torn_chip_leaves_the_reader),
		cmocka_unit_test(it_stops_when_told),
		cmocka_unit_test(the_capture_shows_bytes_and_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
