/*
 * test_finger_worker: the real egate-finger process in its sandbox, with the core and the sensor
 * that a test plays.
 */
#include "finger_desk.h"

#include "../bench/encode.h"
#include "biometrics/wsq_encode.h"
#include "os/cpu_limit.h"
#include "os/link.h"
#include "os/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MATCH 20 /* decibans */

struct worker {
	pid_t pid;
	int link;
};

_Noreturn static void become_worker(int link, const char *setting)
{
	char program[] = WORKER;
	char word[64];
	char *argv[] = {program, setting == NULL ? NULL : word, NULL};
	if (snprintf(word, sizeof(word), "%s", setting == NULL ? "" : setting) >= 0 &&
	    dup2(link, LINK_FD) == LINK_FD && fcntl(LINK_FD, F_SETFD, 0) == 0) {
		(void)execv(program, argv); /* returns only when it failed */
	}
	_exit(127);
}

static struct worker start(const char *setting)
{
	int ends[2];
	struct worker w = {0};
	struct msg m;
	int bulk_fd;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	w.link = ends[0];
	w.pid = fork();
	assert_true(w.pid >= 0);
	if (w.pid == 0) {
		become_worker(ends[1], setting);
	}
	eg_close(&ends[1]);
	assert_int_equal(link_recv(w.link, &m, &bulk_fd), EG_OK);
	assert_int_equal(m.kind, MSG_READY);
	assert_int_equal(m.body.ready.role, ROLE_FINGER);
	assert_int_equal(m.epoch, 0);
	return w;
}

static int status_of(struct worker *w)
{
	int status = -1;
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_true(WIFEXITED(status));
	eg_close(&w->link);
	return WEXITSTATUS(status);
}

static int end(struct worker *w)
{
	assert_int_equal(shutdown(w->link, SHUT_RDWR), 0);
	return status_of(w);
}

static void say(const struct worker *w, const struct msg *m, struct rd bulk)
{
	EG_AUTO(eg_close) int fd = -1;
	if (bulk.left > 0) {
		assert_int_equal(bulk_make(bulk, &fd), EG_OK);
	}
	assert_int_equal(link_send(w->link, m, fd), EG_OK);
}

static struct msg hear(const struct worker *w, enum msg_kind kind)
{
	struct msg m;
	int bulk_fd;
	assert_int_equal(link_recv(w->link, &m, &bulk_fd), EG_OK);
	assert_int_equal(m.kind, kind);
	assert_int_equal(m.epoch, DESK_EPOCH);
	assert_int_equal(bulk_fd, -1);
	return m;
}

/* Of several kinds of messages: passes over prompts. */
static struct msg hear_next(const struct worker *w, enum msg_kind kind)
{
	struct msg m = {0};
	int bulk_fd;
	while (m.kind != kind) {
		assert_int_equal(link_recv(w->link, &m, &bulk_fd), EG_OK);
		assert_true(m.kind == kind || m.kind == MSG_FINGER_GUIDE);
	}
	return m;
}

static void give_image(const struct worker *w, uint8_t index, uint8_t position, size_t finger)
{
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	struct msg m = msg_make(MSG_FINGER, DESK_EPOCH);
	finger_desk_wsq(finger_desk_image(finger, 0), &wsq);
	m.body.finger = (struct msg_finger){
		.size = (uint32_t)wsq.size, .position = position, .index = index, .count = 2};
	say(w, &m, bytes_rd(&wsq));
}

static void give_chip(const struct worker *w, uint16_t positions)
{
	give_image(w, 0, RIGHT_INDEX, 0);
	give_image(w, 1, LEFT_INDEX, 1);
	struct msg m = hear(w, MSG_FINDINGS);
	const struct finding *f = &m.body.findings.findings.of[CHECK_FINGER_CHIP];
	assert_int_equal(f->verdict, positions != 0 ? VERDICT_PASS : VERDICT_CANNOT_TELL);
	assert_int_equal(f->reason, positions != 0 ? REASON_NONE : REASON_UNDECODABLE);
	m = hear(w, MSG_FINGERS_READY);
	assert_int_equal(m.body.fingers_ready.positions, positions);
	assert_true(m.body.fingers_ready.own_us > 0);
	print_message("chip: %u us\n", m.body.fingers_ready.own_us);
}

static void order(const struct worker *w, uint16_t number, uint32_t ms)
{
	struct msg m = msg_make(MSG_FINGER_CAPTURE, DESK_EPOCH);
	m.body.finger_capture = (struct msg_finger_capture){.ms = ms,
							    .order = number,
							    .tries = 3,
							    .count = 2,
							    .position = {RIGHT_INDEX, LEFT_INDEX}};
	say(w, &m, (struct rd){0});
}

static void press(const struct worker *w, uint32_t number, const struct finger_image *f)
{
	struct msg m = hear_next(w, MSG_PRESS_WANTED);
	assert_int_equal(m.body.press.press, number);
	const size_t size = (size_t)f->width * f->height;
	m = msg_make(MSG_PRESS_IMAGE, DESK_EPOCH);
	m.body.press_image = (struct msg_press_image){.press = number,
						      .size = (uint32_t)size,
						      .width = f->width,
						      .height = f->height,
						      .dpi = f->dpi};
	say(w, &m, rd_of(f->grey, size));
}

/* What memory it had at most, as the kernel counts it: to be read, not judged. */
static void print_memory(const struct worker *w)
{
	char path[64];
	char line[128];
	assert_true(snprintf(path, sizeof(path), "/proc/%d/status", (int)w->pid) > 0);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "VmHWM", 5) == 0 || strncmp(line, "VmPeak", 6) == 0) {
			print_message("%s", line);
		}
	}
	assert_int_equal(fclose(f), 0);
}

static void a_traveller_is_compared_behind_the_sandbox(void **state)
{
	(void)state;
	struct worker w = start(NULL);
	give_chip(&w, 1u << RIGHT_INDEX | 1u << LEFT_INDEX);
	order(&w, 1, ORDER_MS);
	press(&w, 1, finger_desk_image(0, 1));
	press(&w, 2, finger_desk_image(1, 1));
	struct msg m = hear_next(&w, MSG_FINGER_RESULT);
	const struct msg_finger_result *r = &m.body.finger_result;
	assert_true(r->scores.of[0] > MATCH && r->scores.of[1] > MATCH);
	assert_int_equal(r->order, 1);
	assert_int_equal(r->matcher, 1);
	print_message("result: %u us\n", r->own_us);
	print_memory(&w);
	assert_int_equal(end(&w), EXIT_SUCCESS);
}

static void a_second_order_goes_on_with_the_numbers_of_presses(void **state)
{
	(void)state;
	struct worker w = start(NULL);
	struct msg stop = msg_make(MSG_FINGER_STOP, DESK_EPOCH);
	give_chip(&w, 1u << RIGHT_INDEX | 1u << LEFT_INDEX);
	order(&w, 1, ORDER_MS);
	press(&w, 1, finger_desk_image(0, 1));
	struct msg m = hear_next(&w, MSG_PRESS_WANTED);
	assert_int_equal(m.body.press.press, 2);
	say(&w, &stop, (struct rd){0});
	order(&w, 2, ORDER_MS);
	press(&w, 3, finger_desk_image(0, 2));
	press(&w, 4, finger_desk_image(1, 2));
	m = hear_next(&w, MSG_FINGER_RESULT);
	assert_int_equal(m.body.finger_result.order, 2);
	assert_int_equal(m.body.finger_result.scores.tries, 2);
	assert_int_equal(end(&w), EXIT_SUCCESS);
}

/* Nobody touches the sensor, and nobody says that time is up: the worker's own clock does. */
static void an_order_is_answered_in_its_time_without_a_press(void **state)
{
	(void)state;
	struct worker w = start(NULL);
	give_chip(&w, 1u << RIGHT_INDEX | 1u << LEFT_INDEX);
	order(&w, 1, 3000);
	struct msg m = hear_next(&w, MSG_PRESS_WANTED);
	assert_int_equal(m.body.press.press, 1);
	m = hear_next(&w, MSG_PRESS_STOP);
	assert_int_equal(m.body.press.press, 1);
	m = hear_next(&w, MSG_PRESS_WANTED);
	assert_int_equal(m.body.press.press, 2);
	m = hear_next(&w, MSG_PRESS_STOP);
	m = hear_next(&w, MSG_FINGER_RESULT);
	assert_int_equal(m.body.finger_result.why, REASON_NO_FINGER);
	assert_int_equal(m.body.finger_result.scores.tries, 0);
	assert_int_equal(end(&w), EXIT_SUCCESS);
}

/* A finger somewhere in the largest image that is decoded. */
static void draw_large(struct finger_image *out)
{
	const struct finger_image *f = finger_desk_image(0, 0);
	assert_int_equal(finger_image_new(FINGER_SIDE_MAX, FINGER_SIDE_MAX, 500, out), EG_OK);
	for (size_t y = 0; y < f->height; y++) {
		for (size_t x = 0; x < f->width; x++) {
			out->grey[(y + 2000) * FINGER_SIDE_MAX + x + 700] =
				f->grey[y * f->width + x];
		}
	}
}

static void encode_jp2(const struct finger_image *f, struct bytes *out)
{
	EG_AUTO(picture_free) struct picture p = {0};
	assert_int_equal(picture_new(f->width, f->height, &p), EG_OK);
	for (size_t i = 0; i < (size_t)f->width * f->height * 3; i++) {
		p.bgr[i] = f->grey[i / 3];
	}
	for (size_t i = 0; i < encode_kind_count; i++) {
		if (rd_equal(rd_cstr(encode_kinds[i].name), rd_cstr("JP2 grey"))) {
			assert_int_equal(encode_picture(&p, &encode_kinds[i], out), EG_OK);
		}
	}
}

static void give_bytes(const struct worker *w, uint8_t index, uint8_t position,
		       const struct bytes *b)
{
	struct msg m = msg_make(MSG_FINGER, DESK_EPOCH);
	m.body.finger = (struct msg_finger){
		.size = (uint32_t)b->size, .position = position, .index = index, .count = 2};
	say(w, &m, bytes_rd(b));
}

/* Another finger of the same size. */
static void mirror(struct finger_image *f)
{
	for (size_t y = 0; y < f->height; y++) {
		uint8_t *row = f->grey + y * f->width;
		for (size_t x = 0; x < f->width / 2; x++) {
			uint8_t left = row[x];
			row[x] = row[f->width - 1 - x];
			row[f->width - 1 - x] = left;
		}
	}
}

static void the_largest_images_fit_into_its_memory_and_time(void **state)
{
	(void)state;
	const struct wsq_order small = {.rate = 0.15};
	EG_AUTO(finger_image_free) struct finger_image large = {0};
	EG_AUTO(bytes_free) struct bytes wsq = {0};
	EG_AUTO(bytes_free) struct bytes jp2 = {0};
	draw_large(&large);
	assert_int_equal(wsq_encode(&large, &small, &wsq), EG_OK);
	mirror(&large);
	encode_jp2(&large, &jp2);
	assert_true(wsq.size <= FINGER_IMAGE_SIZE_MAX && jp2.size <= FINGER_IMAGE_SIZE_MAX);
	struct worker w = start(NULL);
	give_bytes(&w, 0, RIGHT_INDEX, &wsq);
	give_bytes(&w, 1, LEFT_INDEX, &jp2);
	struct msg m = hear(&w, MSG_FINDINGS);
	assert_int_equal(m.body.findings.findings.of[CHECK_FINGER_CHIP].verdict, VERDICT_PASS);
	m = hear(&w, MSG_FINGERS_READY);
	assert_int_equal(m.body.fingers_ready.positions, 1u << RIGHT_INDEX | 1u << LEFT_INDEX);
	print_message("largest images: %u us\n", m.body.fingers_ready.own_us);
	print_memory(&w);
	assert_int_equal(end(&w), EXIT_SUCCESS);
}

static void a_chip_that_takes_too_long_is_blamed_and_nobody_waits(void **state)
{
	(void)state;
	struct worker w = start("chip_ms=1");
	give_chip(&w, 0);
	/* It stays for its traveller, whom a worker that died would refer whatever policy wants. */
	assert_int_equal(waitpid(w.pid, NULL, WNOHANG), 0);
	assert_int_equal(end(&w), CPU_LIMIT_EXIT);
}

static void a_message_of_another_traveller_ends_it(void **state)
{
	(void)state;
	struct worker w = start(NULL);
	struct msg m = msg_make(MSG_FINGER_STOP, DESK_EPOCH + 1);
	give_chip(&w, 1u << RIGHT_INDEX | 1u << LEFT_INDEX);
	say(&w, &m, (struct rd){0});
	assert_int_equal(status_of(&w), EXIT_FAILURE);
}

static void one_that_nobody_needed_ends_in_peace(void **state)
{
	(void)state;
	struct worker w = start(NULL);
	assert_int_equal(end(&w), EXIT_SUCCESS);
}

static int make(void **state)
{
	(void)state;
	finger_desk_make();
	return 0;
}

static int unmake(void **state)
{
	(void)state;
	finger_desk_unmake();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_traveller_is_compared_behind_the_sandbox),
		cmocka_unit_test(a_second_order_goes_on_with_the_numbers_of_presses),
		cmocka_unit_test(an_order_is_answered_in_its_time_without_a_press),
		cmocka_unit_test(the_largest_images_fit_into_its_memory_and_time),
		cmocka_unit_test(a_chip_that_takes_too_long_is_blamed_and_nobody_waits),
		cmocka_unit_test(a_message_of_another_traveller_ends_it),
		cmocka_unit_test(one_that_nobody_needed_ends_in_peace),
	};
	return cmocka_run_group_tests(tests, make, unmake);
}
