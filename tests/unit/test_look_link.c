/*
 * test_look_link: an answer counts for its question alone, and only if the model can have given it;
 * whoever is asked cannot make us wait.
 */
#include "prog/look_link.h"

#include "base/wr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define NUMBER 7u

static const struct face_embedder model = {.sha256 = {0x87, 0xAA, 0xCD, 0xFE}, .size = 128};

struct link {
	int end[2]; /* ours, theirs */
};

static int set(void **state)
{
	static struct link l;
	*state = &l;
	return look_link_open(l.end) == EG_OK ? 0 : -1;
}

static int clear(void **state)
{
	struct link *l = *state;
	eg_close(&l->end[0]);
	eg_close(&l->end[1]);
	return 0;
}

static struct look_answer sample(void)
{
	struct look_answer a = {.width = 413, .height = 531};
	a.seen.quality = face_quality_none();
	a.seen.face.size = 128;
	a.seen.face.model = 0x87AACDFE;
	a.seen.face.v[5] = 1;
	return a;
}

static enum eg_err hear(const struct link *l)
{
	struct look_answer a;
	return look_hear(l->end[0], NUMBER, &model, &a);
}

static enum eg_err hear_one(const struct link *l, const struct look_answer *a)
{
	assert_int_equal(look_tell(l->end[1], NUMBER, a), EG_OK);
	return hear(l);
}

static void a_question_and_its_answer_come_through(void **state)
{
	struct link *l = *state;
	EG_AUTO(bulk_unmap) struct bulk picture = {0};
	struct look_answer a = sample();
	struct look_answer heard;
	uint32_t number;
	assert_int_equal(look_ask(l->end[0], NUMBER, RD_TEXT("octets")), EG_OK);
	assert_int_equal(hear(l), EG_TIMEOUT);
	assert_int_equal(look_asked(l->end[1], &number, &picture), EG_OK);
	assert_int_equal(number, NUMBER);
	assert_true(rd_equal(bulk_rd(&picture), RD_TEXT("octets")));
	assert_int_equal(look_tell(l->end[1], number, &a), EG_OK);
	assert_int_equal(look_hear(l->end[0], NUMBER, &model, &heard), EG_OK);
	assert_int_equal(heard.width, 413);
	assert_false(look_spoke(l->end[0]));
}

static void an_answer_to_another_question_is_refused(void **state)
{
	struct link *l = *state;
	struct look_answer a = sample();
	assert_int_equal(look_tell(l->end[1], NUMBER + 1, &a), EG_OK);
	assert_int_equal(hear(l), EG_BAD_DATA);
}

static void two_answers_are_refused(void **state)
{
	struct link *l = *state;
	struct look_answer a = sample();
	assert_int_equal(look_tell(l->end[1], NUMBER, &a), EG_OK);
	assert_int_equal(look_tell(l->end[1], NUMBER + 1, &a), EG_OK);
	assert_int_equal(hear(l), EG_BAD_DATA);
	assert_true(look_spoke(l->end[0]));
}

static void a_template_that_the_model_cannot_have_made_is_refused(void **state)
{
	struct link *l = *state;
	struct look_answer a = sample();
	a.seen.face.model++;
	assert_int_equal(hear_one(l, &a), EG_BAD_DATA);
	a = sample();
	a.seen.face.size = 512;
	assert_int_equal(hear_one(l, &a), EG_BAD_DATA);
	a = sample();
	a.seen.face.v[5] = 0; /* no direction */
	assert_int_equal(hear_one(l, &a), EG_BAD_DATA);
	a.seen.face = (struct face_template){0};
	assert_int_equal(hear_one(l, &a), EG_BAD_DATA);
	a.err = EG_NOT_FOUND; /* nobody looks at its template */
	assert_int_equal(hear_one(l, &a), EG_OK);
	a = sample();
	assert_int_equal(hear_one(l, &a), EG_OK);
}

static void an_answer_of_another_size_is_refused(void **state)
{
	struct link *l = *state;
	uint8_t octets[4 + LOOK_WIRE_SIZE + 1] = {0, 0, 0, NUMBER};
	struct look_answer a = sample();
	struct wr w = wr_of(octets + 4, LOOK_WIRE_SIZE);
	look_write(&w, &a);
	assert_int_equal(send(l->end[1], octets, sizeof(octets), 0), sizeof(octets));
	assert_int_equal(hear(l), EG_BAD_DATA);
	assert_int_equal(send(l->end[1], octets, sizeof(octets) - 2, 0), sizeof(octets) - 2);
	assert_int_equal(hear(l), EG_BAD_DATA);
	assert_int_equal(send(l->end[1], octets, sizeof(octets) - 1, 0), sizeof(octets) - 1);
	assert_int_equal(hear(l), EG_OK);
}

static void the_end_is_told_on_both_sides(void **state)
{
	struct link *l = *state;
	EG_AUTO(bulk_unmap) struct bulk picture = {0};
	struct look_answer a = sample();
	uint32_t number;
	int ours = l->end[0];
	l->end[0] = -1;
	eg_close(&ours);
	assert_int_equal(look_asked(l->end[1], &number, &picture), EG_GONE);
	assert_int_equal(look_tell(l->end[1], NUMBER, &a), EG_GONE);
	clear(state);
	assert_int_equal(set(state), 0);
	eg_close(&l->end[1]);
	assert_int_equal(hear(l), EG_GONE);
	assert_int_equal(look_ask(l->end[0], NUMBER, RD_TEXT("octets")), EG_GONE);
}

/* Nobody reads: it would wait for ever in the end. */
static void asking_never_waits(void **state)
{
	struct link *l = *state;
	enum eg_err err = EG_OK;
	while (err == EG_OK) {
		err = look_ask(l->end[0], NUMBER, RD_TEXT("octets"));
	}
	assert_int_equal(err, EG_GONE);
}

#define LINKED(test) cmocka_unit_test_setup_teardown((test), set, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LINKED(a_question_and_its_answer_come_through),
		LINKED(an_answer_to_another_question_is_refused),
		LINKED(two_answers_are_refused),
		LINKED(a_template_that_the_model_cannot_have_made_is_refused),
		LINKED(an_answer_of_another_size_is_refused),
		LINKED(the_end_is_told_on_both_sides),
		LINKED(asking_never_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
