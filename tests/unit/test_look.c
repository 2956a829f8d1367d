/*
 * test_look: pictures looked at behind the sandbox: what fails costs itself alone, even a process.
 * Needs the set-up's models and media (exit 77 without them).
 */
#include "prog/face_open.h"
#include "prog/look.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

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

/* The one child of this process; 0: there is none. */
static pid_t child(void)
{
	char text[32] = "";
	FILE *f = fopen(CHILDREN, "r");
	if (f != NULL) {
		size_t size = fread(text, 1, sizeof(text) - 1, f);
		text[size] = '\0';
		assert_int_equal(fclose(f), 0);
	}
	return (pid_t)strtol(text, NULL, 10);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_picture_is_answered_once),
		cmocka_unit_test(a_process_that_dies_costs_its_picture_alone),
		cmocka_unit_test(conditions_and_chips_are_made_behind_the_sandbox),
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
