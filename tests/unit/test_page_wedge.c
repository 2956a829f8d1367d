/*
 * test_page_wedge: a page reader that types: which keys are which characters, what is grabbed, what
 * becomes of events that were lost. Key events come through a FIFO; a wrapped ioctl is the kernel.
 */
#include "hal/page.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define TD3_LINE_1 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define TD3_LINE_2 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
#define TD3        TD3_LINE_1 "\n" TD3_LINE_2 "\n"

struct desk {
	char folder[32];
	char path[48];
	const struct page_backend *backend;
	struct page *page;
	int keyboard; /* the FIFO's other end */
};

static struct kernel {
	bool keyboard; /* the device has keys */
	bool taken;    /* another program has grabbed it */
	bool grabbed;
} kernel;

int __wrap_ioctl(int fd, unsigned long what, void *with);

int __wrap_ioctl(int fd, unsigned long what, void *with)
{
	(void)fd;
	if (what == EVIOCGRAB) {
		assert_ptr_equal(with, (void *)1);
		kernel.grabbed = !kernel.taken;
		errno = EBUSY;
		return kernel.taken ? -1 : 0;
	}
	if (!kernel.keyboard) {
		errno = ENOTTY;
		return -1;
	}
	uint8_t *keys = with;
	assert_int_equal(what, EVIOCGBIT(EV_KEY, KEY_CNT / 8));
	keys[KEY_ENTER / 8] |= (uint8_t)(1u << (KEY_ENTER % 8));
	keys[KEY_COMMA / 8] |= (uint8_t)(1u << (KEY_COMMA % 8));
	return 0;
}

static int make_desk(void **state)
{
	static struct desk d;
	char spec[80];
	const char *where = NULL;
	d = (struct desk){.keyboard = -1};
	(void)snprintf(d.folder, sizeof(d.folder), "/tmp/egate-test-XXXXXX");
	assert_non_null(mkdtemp(d.folder));
	(void)snprintf(d.path, sizeof(d.path), "%s/event0", d.folder);
	assert_int_equal(mkfifo(d.path, 0600), 0);
	(void)snprintf(spec, sizeof(spec), "wedge:%s", d.path);
	assert_int_equal(page_find(spec, &d.backend, &where), EG_OK);
	assert_int_equal(d.backend->open(&d.page, where), EG_OK);
	d.keyboard = open(d.path, O_WRONLY | O_CLOEXEC);
	assert_true(d.keyboard >= 0);
	*state = &d;
	return 0;
}

static int clear_desk(void **state)
{
	struct desk *d = *state;
	d->backend->close(&d->page);
	eg_close(&d->keyboard);
	(void)unlink(d->path);
	return rmdir(d->folder);
}

static void send(const struct desk *d, uint16_t type, uint16_t code, int value)
{
	const struct input_event e = {.type = type, .code = code, .value = value};
	assert_int_equal(write(d->keyboard, &e, sizeof(e)), sizeof(e));
}

static void tap(const struct desk *d, uint16_t code)
{
	send(d, EV_MSC, MSC_SCAN, code); /* as keyboards do */
	send(d, EV_KEY, code, 1);
	send(d, EV_SYN, SYN_REPORT, 0);
	send(d, EV_KEY, code, 0);
	send(d, EV_SYN, SYN_REPORT, 0);
}

/* How a reader types: its choices. */
struct habit {
	bool shift_letters;
	uint16_t shift;
	bool key_102;
	bool keypad;
};

static uint16_t key_of(char c, bool keypad)
{
	static const uint16_t letters[26] = {KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G,
					     KEY_H, KEY_I, KEY_J, KEY_K, KEY_L, KEY_M, KEY_N,
					     KEY_O, KEY_P, KEY_Q, KEY_R, KEY_S, KEY_T, KEY_U,
					     KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z};
	static const uint16_t digits[10] = {KEY_0, KEY_1, KEY_2, KEY_3, KEY_4,
					    KEY_5, KEY_6, KEY_7, KEY_8, KEY_9};
	static const uint16_t pad[10] = {KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4,
					 KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9};
	if (c == '\n') {
		return keypad ? KEY_KPENTER : KEY_ENTER;
	}
	if (c >= 'A' && c <= 'Z') {
		return letters[c - 'A'];
	}
	assert_true(c >= '0' && c <= '9');
	return keypad ? pad[c - '0'] : digits[c - '0'];
}

static void type_text(const struct desk *d, const char *text, struct habit h)
{
	for (; *text != '\0'; text++) {
		bool filler = *text == '<';
		bool shifted =
			filler ? !h.key_102 : *text >= 'A' && *text <= 'Z' && h.shift_letters;
		uint16_t code =
			filler ? (h.key_102 ? KEY_102ND : KEY_COMMA) : key_of(*text, h.keypad);
		if (shifted) {
			send(d, EV_KEY, h.shift, 1);
			send(d, EV_KEY, h.shift, 2); /* the kernel's repetition */
		}
		tap(d, code);
		if (shifted) {
			send(d, EV_KEY, h.shift, 0);
			send(d, EV_SYN, SYN_REPORT, 0);
		}
	}
}

static const struct habit plain = {.shift = KEY_LEFTSHIFT, .key_102 = true};

static void expect_text(const struct desk *d, const char *text)
{
	struct page_shot shot;
	assert_int_equal(d->backend->read(d->page, &shot), EG_OK);
	assert_int_equal(shot.came, PAGE_CAME_LINES);
	assert_true(rd_equal(shot.bytes, rd_cstr(text)));
	assert_int_equal(d->backend->read(d->page, &shot), EG_TIMEOUT);
}

static void expect_nothing(const struct desk *d)
{
	struct page_shot shot;
	assert_int_equal(d->backend->read(d->page, &shot), EG_TIMEOUT);
	assert_int_equal(shot.bytes.left, 0);
}

static void a_zone_is_read_however_a_reader_types_it(void **state)
{
	static const struct habit habits[] = {
		{.shift_letters = true, .shift = KEY_LEFTSHIFT},
		{.shift_letters = true, .shift = KEY_RIGHTSHIFT, .key_102 = true},
		{.shift = KEY_LEFTSHIFT},
		{.shift = KEY_RIGHTSHIFT, .key_102 = true, .keypad = true},
	};
	static const char all[] = "I<ABCDEFGHIJKLMNOPQRSTUVWXYZ<7\n"
				  "0123456789<<<<<<<<<<<<<<<<<<<<\n"
				  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\n";
	struct desk *d = *state;
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
		type_text(d, TD3, habits[i]);
		expect_text(d, TD3);
		type_text(d, all, habits[i]);
		expect_text(d, all);
	}
}

static void capitals_with_caps_lock_are_capitals(void **state)
{
	struct desk *d = *state;
	tap(d, KEY_CAPSLOCK);
	type_text(d, TD3, plain);
	tap(d, KEY_CAPSLOCK);
	expect_text(d, TD3);
}

static void a_key_that_is_held_counts_once(void **state)
{
	struct desk *d = *state;
	type_text(d, TD3_LINE_1, plain);
	send(d, EV_KEY, KEY_ENTER, 1);
	send(d, EV_KEY, KEY_ENTER, 2);
	send(d, EV_KEY, KEY_ENTER, 2);
	send(d, EV_KEY, KEY_ENTER, 0);
	type_text(d, "L", plain);
	send(d, EV_KEY, KEY_8, 1);
	send(d, EV_KEY, KEY_8, 2);
	send(d, EV_KEY, KEY_8, 0);
	type_text(d, TD3_LINE_2 + 2, plain);
	type_text(d, "\n", plain);
	expect_text(d, TD3);
}

/* A key that no zone has is not passed over: the line would be one that nobody typed. */
static void other_keys_leave_their_mark(void **state)
{
	struct desk *d = *state;
	tap(d, KEY_F1);
	type_text(d, TD3, plain);
	expect_nothing(d); /* 45 characters */
	type_text(d, TD3_LINE_1 "\n", plain);
	send(d, EV_KEY, KEY_LEFTSHIFT, 1);
	tap(d, KEY_1);
	send(d, EV_KEY, KEY_LEFTSHIFT, 0);
	type_text(d, TD3_LINE_2 + 1, plain);
	type_text(d, "\n", plain);
	expect_text(d, TD3_LINE_1 "\n!898902C36UTO7408122F1204159ZE184226B<<<<<10\n");
}

static void a_zone_whose_events_were_lost_is_none(void **state)
{
	struct desk *d = *state;
	type_text(d, TD3_LINE_1 "\n", plain);
	type_text(d, "L898902C3", plain);
	send(d, EV_KEY, KEY_LEFTSHIFT, 1); /* its release is lost */
	send(d, EV_SYN, SYN_DROPPED, 0);
	send(d, EV_KEY, KEY_6, 1); /* of before the loss */
	send(d, EV_SYN, SYN_REPORT, 0);
	type_text(d, TD3_LINE_2 + 9, plain); /* long enough, were it taken */
	type_text(d, "\n", plain);
	expect_nothing(d);
	type_text(d, TD3, plain);
	expect_text(d, TD3);
}

static void a_reader_that_is_pulled_out_is_gone(void **state)
{
	struct desk *d = *state;
	struct page_shot shot;
	type_text(d, TD3_LINE_1, plain);
	eg_close(&d->keyboard);
	assert_int_equal(d->backend->read(d->page, &shot), EG_GONE);
}

static void a_keyboard_is_grabbed_and_nothing_else_is_one(void **state)
{
	const struct page_backend *backend = NULL;
	const char *where = NULL;
	struct page *page = NULL;
	(void)state;
	kernel = (struct kernel){.keyboard = true};
	assert_int_equal(page_find("wedge:/dev/null", &backend, &where), EG_OK);
	assert_false(backend->needs_video);
	assert_int_equal(backend->open(&page, where), EG_OK);
	assert_true(kernel.grabbed);
	backend->close(&page);
	kernel = (struct kernel){.keyboard = true, .taken = true};
	assert_int_equal(backend->open(&page, where), EG_CONFIG);
	assert_non_null(strstr(eg_fault_last().reason, "another program"));
	kernel = (struct kernel){.keyboard = false};
	assert_int_equal(backend->open(&page, where), EG_CONFIG);
	assert_non_null(strstr(eg_fault_last().reason, "keyboard"));
	assert_int_equal(backend->open(&page, "/nonexistent/event0"), EG_IO);
	assert_null(page);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown((test), make_desk, clear_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(a_zone_is_read_however_a_reader_types_it),
		AT_DESK(capitals_with_caps_lock_are_capitals),
		AT_DESK(a_key_that_is_held_counts_once),
		AT_DESK(other_keys_leave_their_mark),
		AT_DESK(a_zone_whose_events_were_lost_is_none),
		AT_DESK(a_reader_that_is_pulled_out_is_gone),
		cmocka_unit_test(a_keyboard_is_grabbed_and_nothing_else_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
