/*
 * test_forge_fingers: egate-forge fingers: a DG3 of files with fingers, which the lane's reader and
 * decoder take for what it is; a damaged one, one of nobody, and words that it does not take.
 */
#include "biometrics/finger_image.h"
#include "emrtd/lds_finger.h"
#include "simulator/file.h"

#include "wsq_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 8
#define WIDTH     304
#define HEIGHT    352
#define DG3_MAX   ((size_t)256 * 1024)

static char folder[] = "/tmp/test_forge_fingers.XXXXXX";
static const unsigned positions[] = {2, 7};

static void path_of(char out[96], unsigned position)
{
	(void)snprintf(out, 96, "%s/%u_0.pgm", folder, position);
}

static int make_files(void **state)
{
	char path[96];
	int failed = mkdtemp(folder) == NULL;
	(void)state;
	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++) {
		EG_AUTO(finger_image_free) struct finger_image f = {0};
		wsq_kit_draw(WIDTH, HEIGHT, &f);
		path_of(path, positions[i]);
		FILE *file = fopen(path, "we");
		if (file == NULL) {
			return -1;
		}
		(void)fprintf(file, "P5\n%d %d\n255\n", WIDTH, HEIGHT); /* closing tells */
		(void)fwrite(f.grey, 1, (size_t)WIDTH * HEIGHT, file);  /* as above */
		failed |= fclose(file);
	}
	return failed;
}

static int drop_files(void **state)
{
	char path[96];
	(void)state;
	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++) {
		path_of(path, positions[i]);
		(void)unlink(path); /* the folder tells what is left */
	}
	(void)snprintf(path, sizeof(path), "%s/dg3.bin", folder);
	(void)unlink(path); /* as above */
	return rmdir(folder);
}

/* Its exit code with these words, behind the folders. */
static int run(const char *const words[WORDS_MAX])
{
	char program[] = FORGE;
	char command[] = "fingers";
	char out[96];
	char from[96];
	char copies[WORDS_MAX][64];
	char *argv[WORDS_MAX + 5] = {program, command, out, from};
	(void)snprintf(out, sizeof(out), "out=%s", folder);
	(void)snprintf(from, sizeof(from), "from=%s", folder);
	for (size_t i = 0; i < WORDS_MAX && words[i] != NULL; i++) {
		(void)snprintf(copies[i], sizeof(copies[i]), "%s", words[i]);
		argv[i + 4] = copies[i];
	}
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		(void)close(STDERR_FILENO); /* what it says is for people */
		(void)execv(program, argv);
		_exit(127);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void read_dg3(struct bytes *file, struct lds_fingers *out)
{
	char path[96];
	(void)snprintf(path, sizeof(path), "%s/dg3.bin", folder);
	assert_int_equal(file_read(path, DG3_MAX, file), EG_OK);
	assert_int_equal(lds_fingers_read(bytes_rd(file), out), EG_OK);
	assert_int_equal(out->deviations, 0);
}

static enum eg_err decode(const struct lds_finger *f, struct finger_image *out)
{
	const struct finger_told told = {
		.width = f->width,
		.height = f->height,
		.depth = f->depth,
		.dpi = (uint16_t)f->sampling,
	};
	return finger_image_decode(f->image, &told, out);
}

/* Grey levels that a picture is off the drawn one, on average. */
static double distance(const struct finger_image *f)
{
	EG_AUTO(finger_image_free) struct finger_image drawn = {0};
	long sum = 0;
	wsq_kit_draw(WIDTH, HEIGHT, &drawn);
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
		sum += labs((long)f->grey[i] - drawn.grey[i]);
	}
	return (double)sum / ((double)WIDTH * HEIGHT);
}

static void expect_both(const struct lds_fingers *fingers, enum lds_encoding encoding)
{
	assert_int_equal(fingers->count, 2);
	for (size_t i = 0; i < 2; i++) {
		EG_AUTO(finger_image_free) struct finger_image f = {0};
		const struct lds_finger *finger = &fingers->finger[i];
		assert_int_equal(finger->position, positions[i]);
		assert_int_equal(finger->encoding, encoding);
		assert_int_equal(finger->format, LDS_WSQ);
		/* 0.75 bits a pixel are a fifteenth of what there was, but for the tables. */
		assert_in_range(finger->image.left, WIDTH * HEIGHT / 18, WIDTH * HEIGHT / 10);
		assert_int_equal(decode(finger, &f), EG_OK);
		assert_int_equal(f.width, WIDTH);
		assert_int_equal(f.height, HEIGHT);
		assert_true(distance(&f) < 12);
	}
}

static void a_dg3_holds_the_fingers_that_were_named_in_both_encodings(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(bytes_free) struct bytes other = {0};
	struct lds_fingers fingers;
	assert_int_equal(run((const char *const[WORDS_MAX]){"positions=2,7"}), 0);
	read_dg3(&file, &fingers);
	expect_both(&fingers, LDS_ISO_19794);
	assert_int_equal(run((const char *const[WORDS_MAX]){"positions=2,7", "encoding=39794"}), 0);
	read_dg3(&other, &fingers);
	expect_both(&fingers, LDS_ISO_39794);
}

static void damaged_images_lie_in_a_sound_record(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_AUTO(finger_image_free) struct finger_image f = {0};
	struct lds_fingers fingers;
	assert_int_equal(run((const char *const[WORDS_MAX]){"positions=7", "image=damaged"}), 0);
	read_dg3(&file, &fingers);
	assert_int_equal(fingers.count, 1);
	assert_int_equal(fingers.finger[0].format, LDS_WSQ);
	assert_int_not_equal(decode(&fingers.finger[0], &f), EG_OK);
}

static void without_positions_it_is_of_nobody(void **state)
{
	(void)state;
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct lds_fingers fingers;
	assert_int_equal(run((const char *const[WORDS_MAX]){NULL}), 0);
	read_dg3(&file, &fingers);
	assert_int_equal(fingers.count, 0);
}

static void what_it_does_not_know_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *word;
		int exit;
	} bad[] = {
		{"positions=0", 2},    {"positions=11", 2}, {"positions=2;7", 2},
		{"positions=two", 2},  {"image=jpeg", 2},   {"encoding=19795", 2},
		{"dpi=100", 2},        {"colour=on", 2},    {"positions=3", 1}, /* no file */
		{"positions=2,,7", 2},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("%s\n", bad[i].word);
		assert_int_equal(run((const char *const[WORDS_MAX]){bad[i].word}), bad[i].exit);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dg3_holds_the_fingers_that_were_named_in_both_encodings),
		cmocka_unit_test(damaged_images_lie_in_a_sound_record),
		cmocka_unit_test(without_positions_it_is_of_nobody),
		cmocka_unit_test(what_it_does_not_know_is_refused),
	};
	return cmocka_run_group_tests(tests, make_files, drop_files);
}
