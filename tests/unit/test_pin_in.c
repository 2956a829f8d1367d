/*
 * test_pin_in: a PIN is typed without being shown, and twice; or it is one line of a pipe.
 */
#include "prog/pin_in.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

/* What comes through a pipe with these octets, and then its end. */
static enum eg_err from_pipe(struct rd octets, struct bytes *out)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], octets.at, octets.left), (ssize_t)octets.left);
	assert_int_equal(close(ends[1]), 0);
	enum eg_err err = pin_in_read(ends[0], out);
	assert_int_equal(close(ends[0]), 0);
	return err;
}

static void a_pipe_gives_its_first_line(void **state)
{
	static const char *const texts[] = {"270418\n", "270418", "270418\r\n",
					    "270418\nand more\n"};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		EG_AUTO(bytes_free) struct bytes pin = {0};
		assert_int_equal(from_pipe(rd_cstr(texts[i]), &pin), EG_OK);
		assert_true(rd_equal(bytes_rd(&pin), RD_TEXT("270418")));
	}
}

static void no_line_and_one_that_is_too_long_are_refused(void **state)
{
	char text[PIN_IN_MAX + 3];
	(void)state;
	for (size_t size = PIN_IN_MAX - 1; size <= PIN_IN_MAX + 2; size++) {
		EG_AUTO(bytes_free) struct bytes pin = {0};
		memset(text, 'x', sizeof(text));
		assert_int_equal(from_pipe(rd_of(text, size), &pin),
				 size <= PIN_IN_MAX ? EG_OK : EG_TOO_BIG);
		assert_int_equal(pin.size, size <= PIN_IN_MAX ? size : 0);
	}
	EG_AUTO(bytes_free) struct bytes pin = {0};
	assert_int_equal(from_pipe(RD_EMPTY, &pin), EG_TRUNCATED);
	assert_int_equal(from_pipe(RD_TEXT("\n270418\n"), &pin), EG_TRUNCATED);
	assert_int_equal(from_pipe(RD_TEXT("27\x03"
					   "0418\n"),
				   &pin),
			 EG_DENIED);
	assert_null(pin.data);
	assert_int_equal(pin_in_read(-1, &pin), EG_IO);
}

/* A terminal, and somebody in another process who is asked at it. */
struct desk {
	int keyboard;  /* the master: what is typed, and what is shown */
	int asked;     /* what is asked on standard error */
	pid_t program; /* exits with the error, or 100 if the PIN was the expected one */
};

/* What is typed before anything is asked has arrived: a terminal hands it over a moment after it
 * was typed, and what it has not yet taken in cannot be thrown away. */
static void type_early(const struct desk *d, int terminal, const char *typed)
{
	struct pollfd line = {.fd = terminal, .events = POLLIN};
	assert_int_equal(write(d->keyboard, typed, strlen(typed)), (ssize_t)strlen(typed));
	while (*typed != '\0' && (line.revents & POLLIN) == 0) {
		assert_true(poll(&line, 1, -1) == 1);
	}
}

/* raw: as another program has left the terminal. typed: before anything is asked; whole lines. */
static void start_at(struct desk *d, bool raw, const char *typed)
{
	char name[64];
	int ends[2];
	struct termios before;
	d->keyboard = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(d->keyboard >= 0);
	assert_int_equal(grantpt(d->keyboard), 0);
	assert_int_equal(unlockpt(d->keyboard), 0);
	assert_int_equal(ptsname_r(d->keyboard, name, sizeof(name)), 0);
	assert_int_equal(tcgetattr(d->keyboard, &before), 0);
	if (raw) {
		cfmakeraw(&before);
		before.c_lflag |= ECHO | ISIG;
		assert_int_equal(tcsetattr(d->keyboard, TCSANOW, &before), 0);
	}
	int terminal = open(name, O_RDWR | O_NOCTTY);
	assert_true(terminal >= 0);
	type_early(d, terminal, typed);
	assert_int_equal(pipe(ends), 0);
	d->program = fork();
	assert_true(d->program >= 0);
	if (d->program == 0) {
		struct bytes pin = {0};
		struct termios after;
		assert_true(signal(SIGHUP, SIG_DFL) != SIG_ERR); /* nohup leaves it ignored */
		enum eg_err err =
			dup2(ends[1], STDERR_FILENO) < 0 ? EG_IO : pin_in_read(terminal, &pin);
		bool echoes = tcgetattr(terminal, &after) == 0 && after.c_lflag == before.c_lflag &&
			      after.c_iflag == before.c_iflag &&
			      memcmp(after.c_cc, before.c_cc, sizeof(after.c_cc)) == 0;
		bool same = rd_equal(bytes_rd(&pin), RD_TEXT("270418"));
		_exit(!echoes ? 99 : err == EG_OK && same ? 100 : (int)err);
	}
	assert_int_equal(close(terminal), 0);
	assert_int_equal(close(ends[1]), 0);
	d->asked = ends[0];
}

static void start(struct desk *d)
{
	start_at(d, false, "");
}

/* Types once the program has asked: from then on the echo is off. */
static void type(const struct desk *d, const char *asked, const char *typed)
{
	char text[64] = "";
	size_t size = strlen(asked);
	for (size_t i = 0; i < size; i++) {
		assert_int_equal(read(d->asked, text + i, 1), 1);
	}
	assert_string_equal(text, asked);
	assert_int_equal(write(d->keyboard, typed, strlen(typed)), (ssize_t)strlen(typed));
}

static int end(const struct desk *d, char *shown, size_t room)
{
	int status = -1;
	assert_int_equal(waitpid(d->program, &status, 0), d->program);
	ssize_t got = read(d->keyboard, shown, room - 1); /* line ends at least, or EIO */
	shown[got > 0 ? got : 0] = '\0';
	assert_int_equal(close(d->keyboard), 0);
	assert_int_equal(close(d->asked), 0);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_terminal_shows_nothing_of_it_and_asks_twice(void **state)
{
	struct desk d;
	char shown[256];
	(void)state;
	start(&d);
	type(&d, "PIN: ", "270418\n");
	type(&d, "the same again: ", "270418\n");
	assert_int_equal(end(&d, shown, sizeof(shown)), 100);
	assert_null(strpbrk(shown, "270418"));
}

static void two_that_differ_are_none(void **state)
{
	struct desk d;
	char shown[256];
	(void)state;
	start(&d);
	type(&d, "PIN: ", "270418\n");
	type(&d, "the same again: ", "270419\n");
	assert_int_equal(end(&d, shown, sizeof(shown)), EG_MISMATCH);
}

static void who_gives_up_gets_the_echo_back(void **state)
{
	struct desk d;
	char shown[256];
	(void)state;
	start(&d);
	type(&d, "PIN: ", "27\x03"); /* without Enter */
	assert_int_equal(end(&d, shown, sizeof(shown)), EG_DENIED);
}

static void what_is_typed_too_early_is_no_pin(void **state)
{
	struct desk d;
	char shown[256];
	(void)state;
	start_at(&d, false, "999999\n999999\n");
	type(&d, "PIN: ", "270418\n");
	type(&d, "the same again: ", "270418\n");
	assert_int_equal(end(&d, shown, sizeof(shown)), 100);
}

static void a_terminal_that_gives_keys_is_asked_for_lines(void **state)
{
	struct desk d;
	char shown[256];
	(void)state;
	start_at(&d, true, "");
	type(&d, "PIN: ",
	     "27x\x7F"
	     "0418\r"); /* with a mistake */
	type(&d, "the same again: ", "270418\r");
	assert_int_equal(end(&d, shown, sizeof(shown)), 100);
	assert_null(strpbrk(shown, "270418"));
}

static void a_signal_ends_it_and_leaves_the_echo(void **state)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT};
	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct desk d;
		struct termios after;
		int status = -1;
		start(&d);
		type(&d, "PIN: ", "27");
		assert_int_equal(kill(d.program, signals[i]), 0);
		assert_int_equal(waitpid(d.program, &status, 0), d.program);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
		assert_int_equal(tcgetattr(d.keyboard, &after), 0);
		assert_true((after.c_lflag & ECHO) != 0 && (after.c_lflag & ISIG) != 0);
		assert_int_equal(close(d.keyboard), 0);
		assert_int_equal(close(d.asked), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_gives_its_first_line),
		cmocka_unit_test(no_line_and_one_that_is_too_long_are_refused),
		cmocka_unit_test(a_terminal_shows_nothing_of_it_and_asks_twice),
		cmocka_unit_test(two_that_differ_are_none),
		cmocka_unit_test(who_gives_up_gets_the_echo_back),
		cmocka_unit_test(what_is_typed_too_early_is_no_pin),
		cmocka_unit_test(a_terminal_that_gives_keys_is_asked_for_lines),
		cmocka_unit_test(a_signal_ends_it_and_leaves_the_echo),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
