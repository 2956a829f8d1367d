/*
 * test_page_live: a camera below the glass: what lies still is read once and kept until it is gone,
 * what is wrong is asked for in time, and a camera that is out of order ends the worker. With eyes
 * that see what the test says, and time that the test passes in.
 */
#include "page_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define STEP     INT64_C(100000) /* between two pictures */
#define SECOND   INT64_C(1000000)
#define NOTHING  PAGE_LIES_NOTHING
#define MOVING   PAGE_LIES_MOVING
#define STILL    PAGE_LIES_STILL
#define GONE_NOW PAGE_LIES_GONE

/* Serves, looks at the empty glass, and has said so. */
static int open_live(void **state)
{
	(void)state;
	page_stage_open(true);
	for (int i = 0; i < 3; i++) {
		if (page_stage_see(NOTHING, STEP) != EG_OK) {
			return -1;
		}
	}
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	return 0;
}

static void see(enum page_lies lies)
{
	assert_int_equal(page_stage_see(lies, STEP), EG_OK);
}

static void see_for(enum page_lies lies, int64_t us)
{
	const int64_t until_us = page_stage.now_us + us;
	while (page_stage.now_us < until_us) {
		see(lies);
	}
}

static void lay_and_hear(void)
{
	see(MOVING);
	see(STILL);
	(void)page_stage_hear(MSG_DOCUMENT);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
}

/* ---- what lies there ---- */

/* A desk begins nothing with what was left there: another worker has read it already. */
static void what_lay_there_before_this_worker_looked_is_told_so(void **state)
{
	(void)state;
	page_stage_open(true);
	for (int i = 0; i < 3; i++) { /* the first two show that it is a camera */
		see(STILL);
	}
	assert_int_equal(page_stage_hear(MSG_DOCUMENT).body.document.lay, 1);
	see(GONE_NOW);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	see(MOVING); /* quickly: the empty glass was never seen */
	see(STILL);
	assert_int_equal(page_stage_hear(MSG_DOCUMENT).body.document.lay, 0);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_OTHER, MRZ_READ_WHOLE); /* in its place */
	see_for(STILL, 2 * SECOND);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	assert_int_equal(page_stage_hear(MSG_DOCUMENT).body.document.lay, 0);
}

/* Another one in its place was laid there since. */
static void what_takes_its_place_was_laid_on(void **state)
{
	(void)state;
	page_stage_open(true);
	for (int i = 0; i < 3; i++) {
		see(STILL);
	}
	assert_int_equal(page_stage_hear(MSG_DOCUMENT).body.document.lay, 1);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_OTHER, MRZ_READ_WHOLE);
	see_for(STILL, 2 * SECOND);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	assert_int_equal(page_stage_hear(MSG_DOCUMENT).body.document.lay, 0);
}

static void what_lies_still_is_told_once_and_kept_until_it_is_gone(void **state)
{
	(void)state;
	lay_and_hear();
	assert_int_equal(page_stage.keep_count, 1);
	see_for(STILL, 3 * SECOND);
	see_for(MOVING, 3 * SECOND); /* a hand over it */
	see(STILL);
	assert_in_range(page_stage.read_count, 1, 1 + 4 * SECOND / PAGE_JOB_LATER_US);
	page_stage_dim(PAGE_PROMPT_FLAT); /* nor does a reflex change it */
	see_for(STILL, 3 * SECOND);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_WHOLE);
	assert_int_equal(page_stage.keep_count, 1);
	page_stage_hear_nothing();
	see(GONE_NOW);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	assert_int_equal(page_stage.drop_count, 1);
	assert_true(page_stage.forget_count > 0);
	assert_true(page_job_idle(&page_stage.job));
	lay_and_hear(); /* the next one */
}

/* So fast, or so much like it, that its end was not seen. */
static void what_was_exchanged_unseen_is_told_anew(void **state)
{
	(void)state;
	lay_and_hear();
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_OTHER, MRZ_READ_WHOLE);
	see_for(STILL, PAGE_JOB_LATER_US);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	const struct msg m = page_stage_hear(MSG_DOCUMENT);
	assert_memory_equal(m.body.document.mrz, PAGE_STAGE_OTHER, m.body.document.size);
	assert_int_equal(page_stage.keep_count, 2);
	see_for(STILL, 3 * SECOND);
	page_stage_hear_nothing();
}

static void the_empty_glass_is_told_once(void **state)
{
	(void)state;
	see_for(NOTHING, 4 * SECOND);
	page_stage_hear_nothing();
	assert_int_equal(page_stage.read_count, 0);
}

static void a_document_that_moves_for_a_second_is_to_be_held_still(void **state)
{
	(void)state;
	see_for(MOVING, PAGE_JOB_STILL_US);
	page_stage_hear_nothing();
	see(MOVING);
	page_stage_hear_prompt(PAGE_PROMPT_STILL);
	see_for(MOVING, 3 * SECOND);
	page_stage_hear_nothing();
	see(STILL);
	(void)page_stage_hear(MSG_DOCUMENT);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
}

static void rest_between_movements_counts_as_rest(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_NONE);
	see_for(MOVING, PAGE_JOB_STILL_US);
	see(STILL);
	page_stage_hear_prompt(PAGE_PROMPT_READING);
	see_for(MOVING, PAGE_JOB_STILL_US);
	page_stage_hear_nothing();
	see(MOVING);
	page_stage_hear_prompt(PAGE_PROMPT_STILL);
}

static void the_first_try_that_fails_asks_for_patience_the_next_for_what_helps(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_FLAT);
	see(STILL);
	page_stage_hear_prompt(PAGE_PROMPT_READING);
	see_for(STILL, PAGE_JOB_AGAIN_US);
	page_stage_hear_prompt(PAGE_PROMPT_FLAT);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_KEY);
	see_for(STILL, PAGE_JOB_AGAIN_US);
	(void)page_stage_hear(MSG_DOCUMENT);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
}

static void readings_are_not_faster_than_their_pace(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_FLAT);
	see_for(STILL, 3 * SECOND);
	assert_in_range(page_stage.read_count, 5, 3 * SECOND / PAGE_JOB_AGAIN_US);
	see_for(STILL, 3 * SECOND);
	const unsigned before = page_stage.read_count;
	see_for(STILL, 10 * PAGE_JOB_LATER_US);
	assert_in_range(page_stage.read_count - before, 8, 10);
}

static void an_officer_is_asked_for_when_patience_is_at_an_end(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_FLAT);
	see_for(STILL, PAGE_JOB_PATIENCE_US);
	page_stage_hear_prompt(PAGE_PROMPT_READING);
	page_stage_hear_prompt(PAGE_PROMPT_FLAT);
	page_stage_hear_nothing();
	assert_false(page_job_skips(&page_stage.job, page_stage.now_us + 1));
	see_for(STILL, SECOND);
	page_stage_hear_prompt(PAGE_PROMPT_ASK_OFFICER);
	assert_true(page_job_skips(&page_stage.job, page_stage.now_us + 1)); /* no haste any more */
	see_for(STILL, 10 * SECOND);
	page_stage_hear_nothing();
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_WHOLE);
	see_for(STILL, PAGE_JOB_LATER_US);
	(void)page_stage_hear(MSG_DOCUMENT);
}

static void a_screen_is_said_at_once_and_opens_nothing(void **state)
{
	(void)state;
	page_stage.seen.screen = VERDICT_FAIL;
	see(STILL);
	page_stage_hear_prompt(PAGE_PROMPT_NO_SCREEN);
	see_for(STILL, PAGE_JOB_PATIENCE_US + SECOND);
	page_stage_hear_prompt(PAGE_PROMPT_ASK_OFFICER);
	page_stage_hear_nothing();
	assert_int_equal(page_stage.keep_count, 0);
}

static void two_documents_are_said_at_once(void **state)
{
	(void)state;
	page_stage.seen.zones = 2;
	see(STILL);
	page_stage_hear_prompt(PAGE_PROMPT_ONE_ONLY);
	page_stage.seen.zones = 1; /* one was taken away */
	see_for(STILL, PAGE_JOB_AGAIN_US);
	(void)page_stage_hear(MSG_DOCUMENT);
}

static void what_is_lifted_before_it_was_read_was_lifted_too_soon(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_NONE);
	see(STILL);
	page_stage_hear_prompt(PAGE_PROMPT_READING);
	see_for(MOVING, PAGE_JOB_LAID_US);
	see(NOTHING);
	page_stage_hear_prompt(PAGE_PROMPT_TOO_SOON);
	see_for(NOTHING, PAGE_JOB_HOLD_US - STEP);
	page_stage_hear_nothing();
	see(NOTHING);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	page_stage_hear_nothing();
}

static void what_was_asked_stays_while_it_is_being_done(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_TURN_OVER);
	see_for(STILL, SECOND);
	page_stage_hear_prompt(PAGE_PROMPT_READING);
	page_stage_hear_prompt(PAGE_PROMPT_TURN_OVER);
	see_for(NOTHING, PAGE_JOB_HOLD_US);
	page_stage_hear_nothing();
	see(NOTHING);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
}

static void a_shadow_is_no_document(void **state)
{
	(void)state;
	see(MOVING);
	see(MOVING);
	see_for(NOTHING, SECOND);
	page_stage_hear_nothing();
}

static void whoever_watches_wrongly_leaves_no_document_behind(void **state)
{
	(void)state;
	lay_and_hear();
	see(NOTHING); /* instead of gone */
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	see(GONE_NOW); /* twice, or of what was never kept */
	page_stage_hear_nothing();
}

static void an_infrared_picture_says_nothing_here(void **state)
{
	(void)state;
	page_stage.lies = STILL;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	page_stage_hear_nothing();
	lay_and_hear();
	assert_int_equal(page_stage.infrared_count, 0);
}

/* Whoever is in the chamber did not cover it. */
static void a_camera_that_fails_while_a_traveller_is_served_ends_nothing(void **state)
{
	struct msg begin = msg_make(MSG_BEGIN, PAGE_STAGE_EPOCH);
	(void)state;
	lay_and_hear();
	assert_int_equal(page_job_begin(&page_stage.job, &begin), EG_OK);
	page_stage.level = 0;
	see_for(GONE_NOW, 2 * PAGE_JOB_FAULT_US);
	page_stage.level = 200;
	page_stage.frozen = true;
	see_for(STILL, 2 * PAGE_JOB_FAULT_US);
	assert_int_equal(page_job_time(&page_stage.job, page_stage.now_us + 2 * PAGE_JOB_FAULT_US),
			 EG_OK);
	page_stage_hear_nothing();
}

static void an_empty_glass_and_what_was_read_are_looked_at_now_and_then(void **state)
{
	(void)state;
	const int64_t soon_us = PAGE_JOB_PACE_US - 1;
	assert_true(page_job_skips(&page_stage.job, page_stage.now_us + soon_us));
	assert_false(page_job_skips(&page_stage.job, page_stage.now_us + PAGE_JOB_PACE_US));
	see(MOVING); /* something comes: each picture counts */
	assert_false(page_job_skips(&page_stage.job, page_stage.now_us + 1));
	see(STILL);
	assert_true(page_job_skips(&page_stage.job, page_stage.now_us + soon_us));
	page_stage_open(true); /* nor before it was said to serve */
	assert_false(page_job_skips(&page_stage.job, page_stage.now_us + 1));
	page_stage_open(false);
	assert_false(page_job_skips(&page_stage.job, page_stage.now_us));
}

/* ---- the camera ---- */

static void hear_unfit(enum reason why)
{
	assert_int_equal(page_stage_hear(MSG_UNFIT).body.unfit.reason, why);
	page_stage_hear_nothing();
}

static void a_camera_serves_when_it_gave_two_pictures_that_differ(void **state)
{
	(void)state;
	page_stage_open(true);
	assert_false(page_job_serves(&page_stage.job));
	see(STILL);
	page_stage.frozen = true;
	see(STILL);
	assert_false(page_job_serves(&page_stage.job));
	page_stage.frozen = false;
	see(STILL);
	assert_true(page_job_serves(&page_stage.job));
	page_stage_hear_nothing(); /* not before it was said that it serves */
	see(STILL);
	(void)page_stage_hear(MSG_DOCUMENT);
}

static void expect_end(enum reason why)
{
	enum eg_err err = EG_OK;
	const int64_t start_us = page_stage.now_us;
	while (err == EG_OK && page_stage.now_us < start_us + 2 * PAGE_JOB_FAULT_US) {
		err = page_stage_see(NOTHING, STEP);
	}
	assert_int_equal(err, EG_IO);
	assert_in_range(page_stage.now_us - start_us, PAGE_JOB_FAULT_US - STEP,
			PAGE_JOB_FAULT_US + STEP);
	hear_unfit(why);
}

static void a_black_camera_ends_it(void **state)
{
	(void)state;
	page_stage.level = 12;
	expect_end(REASON_CAMERA_BLACK);
}

static void a_frozen_camera_ends_it(void **state)
{
	(void)state;
	page_stage.frozen = true;
	expect_end(REASON_CAMERA_FROZEN);
}

static void a_camera_that_gives_only_damaged_pictures_is_lost(void **state)
{
	(void)state;
	page_stage.decodes = EG_BAD_DATA;
	expect_end(REASON_CAMERA_LOST);
}

static void a_camera_that_gives_none_is_lost(void **state)
{
	(void)state;
	assert_int_equal(page_job_time(&page_stage.job, page_stage.now_us + PAGE_JOB_FAULT_US - 1),
			 EG_OK);
	assert_int_equal(page_job_time(&page_stage.job, page_stage.now_us + PAGE_JOB_FAULT_US),
			 EG_IO);
	hear_unfit(REASON_CAMERA_LOST);
}

static void a_camera_that_is_black_from_the_start_never_serves(void **state)
{
	(void)state;
	page_stage_open(true);
	page_stage.level = 0;
	expect_end(REASON_CAMERA_BLACK);
	assert_false(page_job_serves(&page_stage.job));
}

static void what_recovers_in_time_goes_on(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		page_stage.level = 0;
		see_for(NOTHING, PAGE_JOB_FAULT_US - 2 * STEP);
		page_stage.level = 200;
		see(NOTHING);
		page_stage.frozen = true;
		see_for(NOTHING, PAGE_JOB_FAULT_US - 2 * STEP);
		page_stage.frozen = false;
		page_stage.decodes = EG_BAD_DATA;
		see_for(NOTHING, PAGE_JOB_FAULT_US - 2 * STEP);
		page_stage.decodes = EG_OK;
		see(NOTHING);
	}
	page_stage_hear_nothing();
}

static void still_readers_have_no_pulse(void **state)
{
	(void)state;
	page_stage_open(false);
	assert_int_equal(page_job_time(&page_stage.job, page_stage.now_us + 100 * SECOND), EG_OK);
	page_stage_hear_nothing();
}

#define CASE(name) cmocka_unit_test_setup(name, open_live)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_lies_still_is_told_once_and_kept_until_it_is_gone),
		CASE(what_was_exchanged_unseen_is_told_anew),
		CASE(what_lay_there_before_this_worker_looked_is_told_so),
		CASE(what_takes_its_place_was_laid_on),
		CASE(the_empty_glass_is_told_once),
		CASE(a_document_that_moves_for_a_second_is_to_be_held_still),
		CASE(rest_between_movements_counts_as_rest),
		CASE(the_first_try_that_fails_asks_for_patience_the_next_for_what_helps),
		CASE(readings_are_not_faster_than_their_pace),
		CASE(an_officer_is_asked_for_when_patience_is_at_an_end),
		CASE(a_screen_is_said_at_once_and_opens_nothing),
		CASE(two_documents_are_said_at_once),
		CASE(what_is_lifted_before_it_was_read_was_lifted_too_soon),
		CASE(what_was_asked_stays_while_it_is_being_done),
		CASE(a_shadow_is_no_document),
		CASE(whoever_watches_wrongly_leaves_no_document_behind),
		CASE(an_infrared_picture_says_nothing_here),
		CASE(a_camera_that_fails_while_a_traveller_is_served_ends_nothing),
		CASE(an_empty_glass_and_what_was_read_are_looked_at_now_and_then),
		CASE(a_camera_serves_when_it_gave_two_pictures_that_differ),
		CASE(a_black_camera_ends_it),
		CASE(a_frozen_camera_ends_it),
		CASE(a_camera_that_gives_only_damaged_pictures_is_lost),
		CASE(a_camera_that_gives_none_is_lost),
		CASE(a_camera_that_is_black_from_the_start_never_serves),
		CASE(what_recovers_in_time_goes_on),
		CASE(still_readers_have_no_pulse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
