/*
 * test_face_words: the words of egate face, and which scores decide: those of the words, else those
 * that a gate with the same model takes.
 */
#include "prog/face_words.h"

#include "prog/embedder_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Words up to a NULL. */
static enum eg_err take(char *const words[], struct face_words *w)
{
	int count = 0;
	while (words[count] != NULL) {
		count++;
	}
	return face_words_take(count, words, w);
}

static enum eg_err decide(char *const words[], struct face_words *w)
{
	struct face_embedder m;
	int line;
	enum eg_err err = take(words, w);
	if (err == EG_OK) {
		err = embedder_file_load(w->model, &m, &line);
	}
	return err == EG_OK ? face_words_decide(w, &m) : err;
}

static void assert_thresholds(char *const words[], int match, int refer, int replay)
{
	EG_AUTO(face_words_free) struct face_words w;
	assert_int_equal(decide(words, &w), EG_OK);
	assert_int_equal(w.policy.face_match, match);
	assert_int_equal(w.policy.face_refer, refer);
	assert_int_equal(w.policy.face_replay, replay);
}

static void assert_refused(char *const words[], const char *reason)
{
	EG_AUTO(face_words_free) struct face_words w;
	assert_int_equal(decide(words, &w), EG_CONFIG);
	assert_string_equal(eg_fault_last().reason, reason);
}

#define WORDS(...) ((char *const[]){__VA_ARGS__, NULL})

static void a_model_brings_its_thresholds(void **state)
{
	(void)state;
	const struct policy usual = policy_default();
	assert_thresholds(WORDS("compare", "a", "b"), usual.face_match, usual.face_refer,
			  usual.face_replay);
	assert_thresholds(WORDS("compare", "a", "b", "--model", "dlib-128"), 945, 927, 998);
	assert_thresholds(WORDS("set", "a", "model=" SOURCE_ROOT "/biometrics/models/dlib-128.ini"),
			  945, 927, 998);
}

static void what_is_said_decides(void **state)
{
	(void)state;
	assert_thresholds(WORDS("assess", "a", "--match=950", "--refer=900", "--model=dlib-128"),
			  950, 900, 998);
	assert_thresholds(WORDS("assess", "a", "--match", "300"), 300, 300, 985);
	assert_thresholds(WORDS("assess", "a", "--refer", "400"), 450, 400, 985);
}

static void officers_are_not_asked_above_a_match(void **state)
{
	(void)state;
	const char *above = "the refer threshold is above the match one";
	assert_refused(WORDS("compare", "a", "b", "match=100", "refer=200"), above);
	assert_refused(WORDS("compare", "a", "b", "refer=800"), above);
	assert_refused(WORDS("compare", "a", "b", "refer=950", "model=dlib-128"), above);
}

/* As with a gate: no threshold is guessed. */
static void a_table_without_the_rate_needs_words(void **state)
{
	(void)state;
	EG_AUTO(face_words_free) struct face_words silent;
	EG_AUTO(face_words_free) struct face_words told;
	struct face_embedder m;
	int line;
	assert_int_equal(embedder_file_load("dlib-128", &m, &line), EG_OK);
	m.fmr_count = 1; /* 1/100 alone */
	assert_int_equal(take(WORDS("compare", "a", "b"), &silent), EG_OK);
	assert_int_equal(face_words_decide(&silent, &m), EG_CONFIG);
	assert_int_equal(take(WORDS("compare", "a", "b", "match=960"), &told), EG_OK);
	assert_int_equal(face_words_decide(&told, &m), EG_OK);
	assert_int_equal(told.policy.face_refer, 927);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_model_brings_its_thresholds),
		cmocka_unit_test(what_is_said_decides),
		cmocka_unit_test(officers_are_not_asked_above_a_match),
		cmocka_unit_test(a_table_without_the_rate_needs_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
