/*
 * test_look: pictures looked at behind the sandbox: what fails costs itself alone, even a process.
 * Needs the set-up's models and media (exit 77 without them).
 */
#include "prog/face_open.h"
#include "prog/folder.h"
#include "prog/look.h"
#include "prog/look_link.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <png.h>

#define MODELS       SOURCE_ROOT "/.setup/models"
#define PICTURE      SOURCE_ROOT "/.setup/media/cage.jpg"
#define OTHER        SOURCE_ROOT "/.setup/media/audrey.jpg"
#define EXIT_MISSING 77
#define CHILDREN     "/proc/thread-self/children"
#define ORDERS       4

static struct face_engine *engine;

struct seen {
	struct look_answer answer[ORDERS];
	size_t count;
	bool kills; /* the process that answered first */
};

/* A child of this process, the oldest is 0; 0: there is none. */
static pid_t child_at(size_t which)
{
	char text[64] = "";
	char *rest = text;
	long pid = 0;
	FILE *f = fopen(CHILDREN, "r");
	if (f != NULL) {
		size_t size = fread(text, 1, sizeof(text) - 1, f);
		text[size] = '\0';
		assert_int_equal(fclose(f), 0);
	}
	for (size_t i = 0; i <= which; i++) {
		pid = strtol(rest, &rest, 10);
	}
	return (pid_t)pid;
}

static pid_t child(void)
{
	return child_at(0);
}

static void take(void *context, size_t which, const struct look_answer *a)
{
	struct seen *s = context;
	siginfo_t info;
	s->answer[which] = *a;
	s->count++;
	if (s->kills) {
		s->kills = false;
		pid_t pid = child();
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	}
}

static void each_picture_is_answered_once(void **state)
{
	(void)state;
	const struct look_order orders[ORDERS] = {
		{.path = PICTURE, .looks = FACE_LOOK_LIVE},
		{.path = "/nowhere.jpg"},
		{.path = MODELS "/fr_eye.onnx"},
		{.path = OTHER},
	};
	struct seen s = {.count = 0};
	int16_t score;
	assert_int_equal(look_all(engine, 2, orders, ORDERS, take, &s), EG_OK);
	assert_int_equal(s.count, ORDERS);
	assert_int_equal(s.answer[0].err, EG_OK);
	assert_true(s.answer[0].seen.live >= 0 && s.answer[3].seen.live == -1);
	assert_int_equal(s.answer[1].err, EG_CONFIG);
	assert_int_equal(s.answer[2].err, EG_UNSUPPORTED);
	assert_string_equal(s.answer[2].reason, "neither JPEG nor JPEG 2000");
	assert_int_equal(s.answer[3].err, EG_OK);
	assert_int_equal(face_compare(&s.answer[0].seen.face, &s.answer[3].seen.face, &score),
			 EG_OK);
	assert_true(score < 350);
	assert_int_equal(child(), 0); /* none is left behind */
}

static void a_process_that_dies_costs_its_picture_alone(void **state)
{
	(void)state;
	const struct look_order orders[ORDERS] = {
		{.path = PICTURE}, {.path = PICTURE}, {.path = OTHER}, {.path = PICTURE}};
	struct seen s = {.kills = true};
	assert_int_equal(look_all(engine, 1, orders, ORDERS, take, &s), EG_OK);
	assert_int_equal(s.count, ORDERS);
	assert_int_equal(s.answer[0].err, EG_OK);
	assert_int_equal(s.answer[1].err, EG_GONE);
	assert_string_equal(s.answer[1].reason, "the process that decoded it died");
	assert_int_equal(s.answer[2].err, EG_OK);
	assert_int_equal(s.answer[3].err, EG_OK);
}

static void conditions_and_chips_are_made_behind_the_sandbox(void **state)
{
	(void)state;
	struct portrait_order chip;
	struct conditions worse;
	assert_int_equal(portrait_read("jpeg:15", &chip), EG_OK);
	assert_int_equal(conditions_read("eyes:60,noise:5", &worse), EG_OK);
	const struct look_order orders[2] = {{.path = PICTURE, .portrait = true, .chip = &chip},
					     {.path = PICTURE, .conditions = &worse, .seed = 1}};
	struct seen s = {.count = 0};
	int16_t score;
	assert_int_equal(look_all(engine, 1, orders, 2, take, &s), EG_OK);
	assert_true(s.answer[0].width == 413 && s.answer[0].height == 531);
	assert_in_range(s.answer[0].portrait_size, 10000, 15000);
	assert_in_range(s.answer[0].seen.eye_distance, 98, 108);
	assert_in_range(s.answer[1].seen.eye_distance, 55, 65);
	assert_int_equal(face_compare(&s.answer[0].seen.face, &s.answer[1].seen.face, &score),
			 EG_OK);
	assert_true(score > 700);
}

/* What only a child that was not cleared of it would still have open. */
struct rest {
	int output; /* the true standard output, while a pipe is in its place */
	int ends[2];
	bool closed_everywhere;
};

/* The process is there and waits: all that it has inherited and kept is still open. */
static void take_and_close(void *context, size_t which, const struct look_answer *a)
{
	struct rest *r = context;
	(void)which; /* there is one */
	assert_int_equal(a->err, EG_OK);
	assert_true(child() > 0);
	assert_int_equal(dup2(r->output, STDOUT_FILENO), STDOUT_FILENO);
	assert_int_equal(close(r->ends[1]), 0);
	struct pollfd p = {.fd = r->ends[0]};
	assert_true(poll(&p, 1, 0) >= 0);
	r->closed_everywhere = (p.revents & POLLHUP) != 0;
}

static void a_process_has_nothing_open_but_its_link(void **state)
{
	(void)state;
	const struct look_order order = {.path = PICTURE};
	struct rest r = {.output = dup(STDOUT_FILENO)};
	assert_int_equal(fflush(stdout), 0);
	assert_int_equal(pipe2(r.ends, O_CLOEXEC), 0);
	assert_int_equal(dup2(r.ends[1], STDOUT_FILENO), STDOUT_FILENO);
	enum eg_err err = look_all(engine, 1, &order, 1, take_and_close, &r);
	assert_int_equal(dup2(r.output, STDOUT_FILENO), STDOUT_FILENO); /* if none was taken */
	assert_int_equal(close(r.output), 0);
	assert_int_equal(close(r.ends[0]), 0);
	assert_int_equal(err, EG_OK);
	assert_true(r.closed_everywhere);
}

/* More than any socket takes without a reader. */
#define LARGE MODELS "/fr_landmark.onnx"

struct halt {
	pid_t stopped; /* 0: not yet */
	size_t others; /* answered since */
	enum eg_err err[ORDERS];
};

/* The process that answered first stands still, until the other one has done all the rest. */
static void take_and_stop(void *context, size_t which, const struct look_answer *a)
{
	struct halt *h = context;
	siginfo_t info;
	h->err[which] = a->err;
	if (h->stopped == 0) {
		h->stopped = child_at(which); /* the first two pictures went to them in turn */
		assert_int_equal(kill(h->stopped, SIGSTOP), 0);
		assert_int_equal(waitid(P_PID, (id_t)h->stopped, &info, WSTOPPED | WNOWAIT), 0);
	} else if (++h->others == 2) {
		assert_int_equal(kill(h->stopped, SIGKILL), 0);
	}
}

static void asking_one_that_does_not_listen_holds_up_no_other(void **state)
{
	(void)state;
	const struct look_order orders[ORDERS] = {
		{.path = PICTURE}, {.path = PICTURE}, {.path = LARGE}, {.path = LARGE}};
	struct halt h = {.stopped = 0};
	assert_int_equal(look_all(engine, 2, orders, ORDERS, take_and_stop, &h), EG_OK);
	assert_int_equal(h.err[0], EG_OK);
	assert_int_equal(h.err[1], EG_OK);
	assert_true((h.err[2] == EG_GONE && h.err[3] == EG_UNSUPPORTED) ||
		    (h.err[3] == EG_GONE && h.err[2] == EG_UNSUPPORTED));
}

static void a_link_that_was_found_is_not_followed(void **state)
{
	(void)state;
	char folder[] = "/tmp/test_look.XXXXXX";
	char path[64];
	struct seen s = {.count = 0};
	assert_non_null(mkdtemp(folder));
	assert_true(snprintf(path, sizeof(path), "%s/a.jpg", folder) > 0);
	assert_int_equal(symlink(PICTURE, path), 0);
	const struct look_order orders[] = {{.path = path, .found = true}, {.path = path}};
	enum eg_err err = look_all(engine, 1, orders, 2, take, &s);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(err, EG_OK);
	assert_int_equal(s.answer[0].err, EG_CONFIG);
	assert_int_equal(s.answer[1].err, EG_OK); /* somebody has named this one */
}

/* The same pixels as PNG: what is seen is the same. */
static void a_png_is_looked_at(void **state)
{
	(void)state;
	char path[] = "/tmp/test_look.XXXXXX";
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(picture_free) struct picture p = {0};
	struct seen s = {.count = 0};
	int16_t score;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(folder_file(PICTURE, LOOK_FILE_MAX, &file), EG_OK);
	assert_int_equal(picture_decode(bytes_rd(&file), PICTURE_SIDE_MAX, &p), EG_OK);
	png_image image = {.version = PNG_IMAGE_VERSION,
			   .width = p.width,
			   .height = p.height,
			   .format = PNG_FORMAT_BGR};
	assert_true(png_image_write_to_file(&image, path, 0, p.bgr, 0, NULL) != 0);
	const struct look_order orders[] = {{.path = PICTURE}, {.path = path}};
	enum eg_err err = look_all(engine, 1, orders, 2, take, &s);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(err, EG_OK);
	assert_int_equal(s.answer[1].err, EG_OK);
	assert_int_equal(face_compare(&s.answer[0].seen.face, &s.answer[1].seen.face, &score),
			 EG_OK);
	assert_int_equal(score, 1000);
}

struct turns {
	pid_t last;
	unsigned processes;
	unsigned of_one;  /* pictures of the present process */
	unsigned of_most; /* the most of any */
};

static void take_and_count(void *context, size_t which, const struct look_answer *a)
{
	struct turns *t = context;
	pid_t now = child();
	(void)which;
	assert_int_equal(a->err, EG_UNSUPPORTED);
	t->processes += now != t->last;
	t->of_one = now == t->last ? t->of_one + 1 : 1;
	t->of_most = t->of_one > t->of_most ? t->of_one : t->of_most;
	t->last = now;
}

static void a_process_looks_at_few_pictures(void **state)
{
	(void)state;
	struct look_order orders[2 * LOOK_SERVES + 1];
	struct turns t = {.last = 0};
	for (size_t i = 0; i < 2 * LOOK_SERVES + 1; i++) {
		orders[i] = (struct look_order){.path = LARGE};
	}
	assert_int_equal(look_all(engine, 1, orders, 2 * LOOK_SERVES + 1, take_and_count, &t),
			 EG_OK);
	assert_int_equal(t.of_most, LOOK_SERVES);
	assert_int_equal(t.processes, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_picture_is_answered_once),
		cmocka_unit_test(a_process_that_dies_costs_its_picture_alone),
		cmocka_unit_test(conditions_and_chips_are_made_behind_the_sandbox),
		cmocka_unit_test(a_process_has_nothing_open_but_its_link),
		cmocka_unit_test(asking_one_that_does_not_listen_holds_up_no_other),
		cmocka_unit_test(a_link_that_was_found_is_not_followed),
		cmocka_unit_test(a_png_is_looked_at),
		cmocka_unit_test(a_process_looks_at_few_pictures),
	};
	if (access(CHILDREN, R_OK) != 0) {
		printf("skipped: the kernel does not tell a process's children\n");
		return EXIT_MISSING;
	}
	if (access(PICTURE, R_OK) != 0 || face_open(MODELS, NULL, &engine) != EG_OK) {
		printf("skipped: models or media are missing; run tests/setup\n");
		return EXIT_MISSING;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	face_engine_close(&engine);
	return failed;
}
