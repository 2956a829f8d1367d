/*
 * test_embedder: descriptions of embedders: what the shipped ones say, what is refused and why, and
 * which threshold a false match rate gets. Needs no models.
 */
#include "base/secret.h"
#include "prog/embedder_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_MAX 4096

static const char good[] =
	"[model]\n"
	"file = a.onnx\n"
	"sha256 = 00000000ffffffff0123456789abcdef0123456789abcdef0123456789abcdef\n"
	"[input]\n"
	"side = 112\n"
	"channels = rgb\n"
	"mean = 1 2.5 3.125\n"
	"scale = 0.5\n"
	"[anchors]\n"
	"eye-left = 38.2946 51.6963\n"
	"eye-right = 73 51\n"
	"nose = 56 71\n"
	"mouth-left = 41 92\n"
	"mouth-right = 70 92\n"
	"[output]\n"
	"size = 128\n"
	"norm-good = 3400\n"
	"norm-min = 3000\n"
	"norm-portrait = 2500\n"
	"[scores]\n"
	"same = 400\n"
	"replay = 985\n"
	"[fmr]\n"
	"1/100 = 350 0.01 a set\n"
	"1/1000 = 450 0.5 another, larger\n";

/* The good text with the first part like this replaced. */
static enum eg_err read_with(const char *old, const char *new, struct face_embedder *m, int *line)
{
	char text[TEXT_MAX];
	const char *at = strstr(good, old);
	assert_non_null(at);
	int size = snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, new,
			    at + strlen(old));
	assert_in_range(size, 0, TEXT_MAX - 1);
	return embedder_file_read(rd_cstr(text), m, line);
}

static void a_description_is_read_to_the_last_digit(void **state)
{
	(void)state;
	struct face_embedder m;
	int line = -1;
	assert_int_equal(embedder_file_read(rd_cstr(good), &m, &line), EG_OK);
	assert_string_equal(m.file, "a.onnx");
	assert_int_equal(m.sha256[4], 0xFF);
	assert_int_equal(m.sha256[31], 0xEF);
	assert_int_equal(m.side, 112);
	assert_true(m.rgb);
	assert_true(m.mean[0] == 1 && m.mean[1] == 2.5 && m.mean[2] == 3.125 && m.scale == 0.5);
	assert_true(m.anchors[0].x > 38.2945 && m.anchors[0].x < 38.2947);
	assert_true(m.anchors[4].x == 70 && m.anchors[4].y == 92);
	assert_int_equal(m.size, 128);
	assert_int_equal(m.norm_good, 3400);
	assert_int_equal(m.norm_min, 3000);
	assert_int_equal(m.norm_portrait, 2500);
	assert_int_equal(m.same, 400);
	assert_int_equal(m.replay, 985);
	assert_int_equal(m.fmr_count, 2);
	assert_int_equal(m.fmr[0].fnmr_ppm, 10000);
	assert_string_equal(m.fmr[1].set, "another, larger");
	/* A hash that begins with zeros still is a model. */
	assert_int_equal(face_embedder_model(&m), 1);
}

static void what_makes_no_sense_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *old;
		const char *new;
		int line;
		const char *reason;
	} wrong[] = {
		{"file = a.onnx", "file = ../a.onnx", 0, "file is no plain name of a file"},
		{"file = a.onnx", "file = .", 0, "file is no plain name of a file"},
		{"0123456789abcdef", "0123456789abcdeg", 3, "a value that its key does not take"},
		{"0123456789abcdef", "0123456789abcde", 3, "a value that its key does not take"},
		{"side = 112", "side = 16", 0, "side of the input out of range"},
		{"side = 112", "side = 4096", 0, "side of the input out of range"},
		{"side = 112", "side = -112", 5, "a value that its key does not take"},
		{"side = 112", "side = 112112", 5, "a value that its key does not take"},
		{"channels = rgb", "channels = grey", 6, "a value that its key does not take"},
		{"mean = 1 2.5 3.125", "mean = 1 2.5", 7, "a value that its key does not take"},
		{"3.125", "3.125 4", 7, "a value that its key does not take"},
		{"3.125", "3.", 7, "a value that its key does not take"},
		{"3.125", "nan", 7, "a value that its key does not take"},
		{"3.125", "256", 0, "mean or scale out of range"},
		{"scale = 0.5", "scale = 0", 0, "mean or scale out of range"},
		{"eye-right = 73 51", "eye-right = 113 51", 0,
		 "anchors that are no face within the input"},
		{"eye-right = 73 51", "eye-right = 38 51", 0,
		 "anchors that are no face within the input"},
		{"mouth-left = 41 92", "mouth-left = 41 12", 0,
		 "anchors that are no face within the input"},
		{"nose = 56 71\n", "", 0, "a key of the description is missing"},
		{"nose = 56 71", "nose = 56 71\nnose = 56 71", 13, "a key is given twice"},
		{"size = 128", "size = 0", 0, "size of the output out of range"},
		{"size = 128", "size = 513", 0, "size of the output out of range"},
		{"size = 128", "size = 128\ncolour = 1", 17, "unknown section or key"},
		{"norm-min = 3000", "norm-min = 3401", 0, "norms out of order"},
		{"same = 400", "same = 1001", 0, "same is no score"},
		{"replay = 985", "replay = 450", 0, "replay is not above every threshold"},
		{"replay = 985", "replay = 1001", 0, "replay is not above every threshold"},
		{"1/100 = 350", "1/1000 = 350", 0, "thresholds do not rise as false matches fall"},
		{"1/100 = 350", "1/100 = 450", 0, "thresholds do not rise as false matches fall"},
		{"1/100 = 350", "1/100 = 0", 0, "thresholds do not rise as false matches fall"},
		{"1/100 = 350", "0.01 = 350", 24, "a false match rate is 1/N"},
		{"1/100 = 350", "1/1 = 350", 24, "a false match rate is 1/N"},
		{"1/100 = 350", "1/4294967396 = 350", 24, "a false match rate is 1/N"},
		{"0.01 a set", "1.01 a set", 24, "a threshold is SCORE FNMR MATERIAL"},
		{"0.01 a set", "0.01", 24, "a threshold is SCORE FNMR MATERIAL"},
		{"[fmr]", "[model]", 24, "unknown section or key"},
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct face_embedder m;
		int line = -1;
		enum eg_err err = read_with(wrong[i].old, wrong[i].new, &m, &line);
		if (err != EG_CONFIG || line != wrong[i].line ||
		    strcmp(eg_fault_last().reason, wrong[i].reason) != 0) {
			fail_msg("%s: %d in line %d: %s", wrong[i].new, err, line,
				 eg_fault_last().reason);
		}
	}
}

static void a_table_has_room_for_so_many_rates_and_needs_one(void **state)
{
	(void)state;
	struct face_embedder m;
	int line = -1;
	char rows[1024] = "";
	size_t used = 0;
	for (int i = 0; i <= FACE_EMBEDDER_FMR_MAX; i++) {
		used += (size_t)snprintf(rows + used, sizeof(rows) - used, "1/%d = %d 0 x\n", 2 + i,
					 i + 1);
		enum eg_err err = read_with("1/100 = 350 0.01 a set\n"
					    "1/1000 = 450 0.5 another, larger\n",
					    rows, &m, &line);
		assert_int_equal(err, i < FACE_EMBEDDER_FMR_MAX ? EG_OK : EG_CONFIG);
	}
	assert_string_equal(eg_fault_last().reason, "more false match rates than a table holds");
	assert_int_equal(read_with("1/100 = 350 0.01 a set\n1/1000 = 450 0.5 another, larger\n", "",
				   &m, &line),
			 EG_CONFIG);
	assert_string_equal(eg_fault_last().reason, "a model without thresholds, or with too many");
}

static void a_rate_gets_the_lowest_threshold_measured_to_keep_it(void **state)
{
	(void)state;
	struct face_embedder m;
	struct face_fmr f;
	int line;
	assert_int_equal(embedder_file_read(rd_cstr(good), &m, &line), EG_OK);
	assert_true(face_embedder_threshold(&m, 2, &f));
	assert_int_equal(f.score, 350);
	assert_true(face_embedder_threshold(&m, 100, &f));
	assert_int_equal(f.score, 350);
	assert_true(face_embedder_threshold(&m, 101, &f));
	assert_int_equal(f.score, 450);
	assert_true(face_embedder_threshold(&m, 1000, &f));
	assert_int_equal(f.one_in, 1000);
	assert_false(face_embedder_threshold(&m, 1001, &f));
	assert_int_equal(f.score, 0);
}

static void shipped_descriptions_are_those_of_the_tree(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *path;
		uint16_t side;
		uint16_t size;
		uint32_t model;
	} all[] = {
		{"fr-feature", SOURCE_ROOT "/biometrics/models/fr-feature.ini", 112, 512,
		 0x87AACDFE},
		{"dlib-128", SOURCE_ROOT "/biometrics/models/dlib-128.ini", 150, 128, 0xB38A58DC},
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct face_embedder built;
		struct face_embedder laid;
		struct face_fmr f;
		int line;
		assert_int_equal(embedder_file_load(all[i].name, &built, &line), EG_OK);
		assert_int_equal(embedder_file_load(all[i].path, &laid, &line), EG_OK);
		assert_int_equal(built.side, all[i].side);
		assert_int_equal(built.size, all[i].size);
		assert_int_equal(face_embedder_model(&built), all[i].model);
		assert_memory_equal(built.sha256, laid.sha256, sizeof(built.sha256));
		assert_string_equal(built.file, laid.file);
		assert_int_equal(built.fmr_count, laid.fmr_count);
		assert_true(face_embedder_threshold(&built, 1000, &f));
		assert_true(face_embedder_threshold(&built, 100, &f));
	}
}

/* tests/setup lays what the descriptions name. */
static void the_setup_pins_the_files_that_are_described(void **state)
{
	(void)state;
	static const char *const names[] = {"fr-feature", "dlib-128"};
	static char assets[16384];
	FILE *f = fopen(SOURCE_ROOT "/tests/setup.d/assets", "re");
	assert_non_null(f);
	size_t size = fread(assets, 1, sizeof(assets) - 1, f);
	assert_int_equal(fclose(f), 0);
	assert_in_range(size, 1, sizeof(assets) - 2);
	for (size_t i = 0; i < 2; i++) {
		struct face_embedder m;
		char hash[2 * FACE_EMBEDDER_SHA256 + 1] = "";
		int line;
		assert_int_equal(embedder_file_load(names[i], &m, &line), EG_OK);
		for (size_t k = 0; k < FACE_EMBEDDER_SHA256; k++) {
			(void)snprintf(hash + 2 * k, 3, "%02x", m.sha256[k]);
		}
		const char *at = strstr(assets, hash);
		assert_non_null(at);
		const char *file = strstr(at, m.file);
		const char *end = strchr(at, '\n');
		assert_true(file != NULL && end != NULL && file < end);
	}
}

static void a_name_that_is_not_shipped_is_no_file(void **state)
{
	(void)state;
	struct face_embedder m;
	int line = -1;
	assert_int_equal(embedder_file_load("fr_feature", &m, &line), EG_NOT_FOUND);
	assert_string_equal(eg_fault_last().reason, "no model of this name is shipped");
	assert_int_equal(embedder_file_load("./nowhere.ini", &m, &line), EG_NOT_FOUND);
	assert_int_equal(embedder_file_load("/dev/null", &m, &line), EG_CONFIG);
	assert_int_equal(line, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_description_is_read_to_the_last_digit),
		cmocka_unit_test(what_makes_no_sense_is_refused_with_the_reason),
		cmocka_unit_test(a_table_has_room_for_so_many_rates_and_needs_one),
		cmocka_unit_test(a_rate_gets_the_lowest_threshold_measured_to_keep_it),
		cmocka_unit_test(shipped_descriptions_are_those_of_the_tree),
		cmocka_unit_test(the_setup_pins_the_files_that_are_described),
		cmocka_unit_test(a_name_that_is_not_shipped_is_no_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
