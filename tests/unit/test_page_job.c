/*
 * test_page_job: lines of text and still pictures become a document, or a prompt that helps;
 * hostile orders of shots become nothing else. With eyes that see what the test says.
 */
#include "page_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define LINES_TD3                                        \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n" \
	"L898902C36UTO7408122F3404159ZE184226B<<<<<16\n"
#define VISA_A                                         \
	"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L8988901C4XXX4009078F96121096ZE184226B<<<<<<"
#define VISA_B                                 \
	"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<" \
	"L8988901C4XXX4009078F9612109<<<<<<<<"
/* All digits fit, but there is no 31st of June: birth 740631, and the digits anew. */
#define NO_DAY                                         \
	"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" \
	"L898902C36UTO7406313F3404159ZE184226B<<<<<18"

static int open_still(void **state)
{
	(void)state;
	page_stage_open(false);
	return 0;
}

static struct msg_document hear_document(const char *zone)
{
	struct msg_document d = page_stage_hear(MSG_DOCUMENT).body.document;
	assert_int_equal(d.size, strlen(zone));
	assert_memory_equal(d.mrz, zone, d.size);
	return d;
}

static bool any_mark(const struct msg_document *d)
{
	bool any = false;
	for (size_t i = 0; i < sizeof(d->unsure); i++) {
		any = any || d->unsure[i] != 0;
	}
	return any;
}

static void shoot(void)
{
	assert_int_equal(page_stage_shoot(PAGE_VISIBLE), EG_OK);
}

/* ---- lines of text ---- */

static void lines_are_a_document_and_nothing_is_said_beside_it(void **state)
{
	(void)state;
	assert_int_equal(page_stage_lines(LINES_TD3), EG_OK);
	struct msg_document d = hear_document(PAGE_STAGE_TD3);
	assert_int_equal(d.kind, DOCUMENT_TD3);
	assert_int_equal(d.print, VERDICT_NOT_DONE);
	assert_int_equal(d.infrared, VERDICT_NOT_DONE);
	assert_int_equal(d.picture, 0);
	assert_false(any_mark(&d));
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_nothing();
	assert_true(page_job_serves(&page_stage.job));
}

static void lines_that_are_no_zone_are_counted_and_not_told(void **state)
{
	(void)state;
	static const char too_long[] = LINES_TD3 "X\n";
	static const char *const bad[] = {"", "\n\n", "L898902C36UTO", "p<uto\n", too_long};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(page_stage_lines(bad[i]), EG_OK);
	}
	char longest[PAGE_TEXT_MAX * 4];
	for (size_t i = 0; i < sizeof(longest) - 1; i++) {
		longest[i] = '<';
	}
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(page_stage_lines(longest), EG_OK);
	page_stage_hear_nothing();
	assert_int_equal(page_stage.job.unreadable, 6);
}

/* ---- still pictures ---- */

static void a_picture_is_looked_at_and_told_whole(void **state)
{
	(void)state;
	page_stage.read.corrected = 2;
	page_stage.print = VERDICT_CANNOT_TELL;
	page_stage.print_why = REASON_POOR_QUALITY;
	shoot();
	struct msg_document d = hear_document(PAGE_STAGE_TD3);
	assert_int_equal(d.kind, DOCUMENT_TD3);
	assert_int_equal(d.print, VERDICT_CANNOT_TELL);
	assert_int_equal(d.print_why, REASON_POOR_QUALITY);
	assert_int_equal(d.infrared, VERDICT_NOT_DONE);
	assert_int_equal(d.corrected, 2);
	assert_int_equal(d.picture, 0);
	assert_false(any_mark(&d));
	page_stage_hear_nothing();
	assert_false(page_job_idle(&page_stage.job));
}

static void each_form_is_told_as_its_kind(void **state)
{
	(void)state;
	page_stage_show(MRZ_FORM_TD1, PAGE_STAGE_TD1, MRZ_READ_WHOLE);
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD1).kind, DOCUMENT_TD1);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
}

static void an_infrared_picture_waits_for_the_visible_one_and_serves_once(void **state)
{
	(void)state;
	page_stage.infrared = VERDICT_FAIL;
	page_stage.infrared_why = REASON_INK_DULL;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	page_stage_hear_nothing();
	assert_int_equal(page_stage.read_count, 0);
	page_stage_dim(PAGE_PROMPT_FLAT);
	shoot(); /* it was this one's */
	page_stage_hear_prompt(PAGE_PROMPT_FLAT);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_WHOLE);
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD3).infrared, VERDICT_NOT_DONE);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	shoot();
	struct msg_document d = hear_document(PAGE_STAGE_TD3);
	assert_int_equal(d.infrared, VERDICT_FAIL);
	assert_int_equal(d.infrared_why, REASON_INK_DULL);
	assert_int_equal(page_stage.infrared_count, 1);
	assert_int_equal(page_stage.dark_count, 1); /* it is read as well: whose ink is it */
}

static void what_is_lifted_before_the_visible_picture_was_lifted_too_soon(void **state)
{
	(void)state;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_TOO_SOON);
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
}

static void an_infrared_picture_of_another_document_is_not_believed(void **state)
{
	(void)state;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_TOO_SOON);
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD3).infrared, VERDICT_NOT_DONE);
	assert_int_equal(page_stage.infrared_count, 0);
}

/* Its visible picture never came, nor was it said that the document was taken away. */
static void an_infrared_picture_that_is_old_is_of_another_document(void **state)
{
	(void)state;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	page_stage.now_us += PAGE_JOB_PAIR_US + 1;
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD3).infrared, VERDICT_NOT_DONE);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	page_stage.now_us += PAGE_JOB_PAIR_US;
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD3).infrared, VERDICT_PASS);
}

static void an_infrared_picture_that_is_damaged_is_none(void **state)
{
	(void)state;
	page_stage.decodes = EG_BAD_DATA;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	page_stage.decodes = EG_OK;
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD3).infrared, VERDICT_NOT_DONE);
}

static void a_portrait_follows_its_document(void **state)
{
	(void)state;
	page_stage.has_portrait = true;
	shoot();
	assert_int_equal(hear_document(PAGE_STAGE_TD3).picture, 1);
	struct msg_page_picture p = page_stage_hear(MSG_PAGE_PICTURE).body.page_picture;
	assert_int_equal(p.width, PAGE_STAGE_SIDE);
	assert_int_equal(p.height, PAGE_STAGE_SIDE);
	assert_int_equal(p.dpi, 300);
	assert_int_equal(p.size, PAGE_STAGE_SIDE * PAGE_STAGE_SIDE);
	assert_int_equal(page_stage.bulk_size, p.size);
	page_stage_hear_nothing();
}

static void what_is_not_sure_is_marked_but_never_the_chips_key(void **state)
{
	(void)state;
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_KEY);
	page_stage.read.sure[0][6] = PAGE_JOB_SURE - 1; /* of the name */
	page_stage.read.sure[0][43] = PAGE_JOB_SURE;
	page_stage.read.sure[1][43] = 0; /* composite digit */
	page_stage.read.sure[1][0] = 0;  /* document number, birth, expiry: the key */
	page_stage.read.sure[1][19] = 0;
	page_stage.read.sure[1][27] = 0;
	page_stage.read.sure[1][20] = 0; /* sex */
	shoot();
	struct msg_document d = hear_document(PAGE_STAGE_TD3);
	for (size_t p = 0; p < d.size; p++) {
		const bool marked = (d.unsure[p / 8] >> p % 8 & 1) != 0;
		assert_int_equal(marked, p == 6 || p == 44 + 20 || p == 44 + 43);
	}
}

static void a_whole_zone_has_no_marks(void **state)
{
	(void)state;
	page_stage.read.sure[0][6] = PAGE_JOB_SURE - 1; /* 17.4 is enough, told as 17 */
	shoot();
	struct msg_document d = hear_document(PAGE_STAGE_TD3);
	assert_false(any_mark(&d));
}

static void a_reader_that_forgets_asks_first(void **state)
{
	(void)state;
	assert_int_equal(page_job_ask(&page_stage.job), EG_OK);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
}

static void what_cannot_be_read_is_asked_for_until_it_can(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_TURN_OVER);
	shoot();
	page_stage_hear_prompt(PAGE_PROMPT_TURN_OVER);
	shoot();
	page_stage_hear_nothing(); /* the same is not said twice */
	page_stage_dim(PAGE_PROMPT_FLAT);
	shoot();
	page_stage_hear_prompt(PAGE_PROMPT_FLAT);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_TD3, MRZ_READ_KEY);
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	page_stage_hear_prompt(PAGE_PROMPT_NONE);
	assert_int_equal(page_stage.job.unreadable, 3);
}

static void after_five_pictures_of_one_document_an_officer_is_to_help(void **state)
{
	(void)state;
	page_stage_dim(PAGE_PROMPT_FLAT);
	for (int i = 1; i < PAGE_JOB_TRIES; i++) {
		shoot();
	}
	page_stage_hear_prompt(PAGE_PROMPT_FLAT);
	page_stage_hear_nothing();
	shoot();
	page_stage_hear_prompt(PAGE_PROMPT_ASK_OFFICER);
	shoot();
	page_stage_hear_nothing();
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	shoot(); /* another document: counted anew */
	page_stage_hear_prompt(PAGE_PROMPT_FLAT);
}

static void nothing_is_told_of(unsigned prompt)
{
	page_stage.has_portrait = true;
	for (int i = 1; i < PAGE_JOB_TRIES; i++) {
		shoot();
	}
	page_stage_hear_prompt((enum page_prompt)prompt);
	page_stage_hear_nothing();
	shoot();
	page_stage_hear_prompt(PAGE_PROMPT_ASK_OFFICER);
	page_stage_hear_nothing();
}

static void a_screen_opens_nothing_however_well_it_is_read(void **state)
{
	(void)state;
	page_stage.seen.screen = VERDICT_FAIL;
	nothing_is_told_of(PAGE_PROMPT_NO_SCREEN);
}

static void two_documents_are_none(void **state)
{
	(void)state;
	page_stage.seen.zones = 2;
	nothing_is_told_of(PAGE_PROMPT_ONE_ONLY);
}

static void another_zone_in_the_picture_is_another_document(void **state)
{
	(void)state;
	page_stage.read.others = 1;
	nothing_is_told_of(PAGE_PROMPT_ONE_ONLY);
}

static void a_visa_of_either_size_asks_for_the_photo_page(void **state)
{
	(void)state;
	page_stage_show(MRZ_FORM_MRV_A, VISA_A, MRZ_READ_WHOLE);
	shoot();
	page_stage_hear_prompt(PAGE_PROMPT_PHOTO_PAGE);
	page_stage_show(MRZ_FORM_MRV_B, VISA_B, MRZ_READ_KEY);
	shoot();
	page_stage_hear_nothing();
}

static void dates_that_are_no_days_are_not_read(void **state)
{
	(void)state;
	page_stage_show(MRZ_FORM_TD3, NO_DAY, MRZ_READ_WHOLE);
	nothing_is_told_of(PAGE_PROMPT_TOO_SOON);
}

/* Damaged, too large, or beyond what the reader takes: each is a picture that cannot be read. */
static void a_picture_that_is_none_counts_as_unreadable(void **state)
{
	enum eg_err *const faults[] = {&page_stage.decodes, &page_stage.reads, &page_stage.looks};
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		page_stage_open(false);
		*faults[i] = EG_TOO_BIG;
		nothing_is_told_of(PAGE_PROMPT_TOO_SOON);
		*faults[i] = EG_OK;
		shoot();
		(void)hear_document(PAGE_STAGE_TD3);
	}
}

/* ---- orders that no reader should give ---- */

static void a_document_is_told_once_however_often_it_is_shown(void **state)
{
	(void)state;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	shoot();
	page_stage_dim(PAGE_PROMPT_FLAT);
	shoot();
	page_stage.decodes = EG_BAD_DATA;
	shoot();
	page_stage_hear_nothing();
}

static void a_document_that_replaces_another_unseen_ends_it(void **state)
{
	(void)state;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	page_stage_show(MRZ_FORM_TD3, PAGE_STAGE_OTHER, MRZ_READ_WHOLE);
	shoot();
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	(void)hear_document(PAGE_STAGE_OTHER);
	shoot();
	page_stage_hear_nothing();
}

static void what_was_never_there_may_go(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(page_stage_gone(), EG_OK);
		(void)page_stage_hear(MSG_DOCUMENT_GONE);
	}
	page_stage_hear_nothing(); /* no picture came, so nothing is asked for */
	assert_true(page_job_idle(&page_stage.job));
}

/* ---- the page for officers ---- */

static void begin_with(enum eg_err expected)
{
	struct msg begin = msg_make(MSG_BEGIN, PAGE_STAGE_EPOCH);
	assert_int_equal(page_job_begin(&page_stage.job, &begin), expected);
}

static void the_page_that_a_traveller_begins_with_is_shown_and_forgotten(void **state)
{
	(void)state;
	page_stage.shows = true;
	page_stage.has_portrait = true;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	(void)page_stage_hear(MSG_PAGE_PICTURE);
	page_stage_hear_nothing(); /* nobody has begun */
	assert_int_equal(page_stage.copied, 'L');
	begin_with(EG_OK);
	const struct msg m = page_stage_hear(MSG_FACE_PICTURE);
	assert_int_equal(m.epoch, PAGE_STAGE_EPOCH);
	assert_int_equal(m.body.face_picture.which, FACE_PICTURE_PAGE);
	assert_int_equal(m.body.face_picture.width, PAGE_STAGE_SIDE);
	assert_int_equal(m.body.face_picture.size, page_stage.bulk_size);
	assert_int_equal(page_stage.copied, 0);
	page_stage_hear_nothing();
}

static void a_page_that_cannot_be_shown_holds_nobody_up(void **state)
{
	(void)state;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	begin_with(EG_OK);
	page_stage_hear_nothing();
}

static void lines_have_no_page_not_even_behind_a_picture(void **state)
{
	(void)state;
	page_stage.shows = true;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	assert_int_equal(page_stage_lines(LINES_TD3), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT);
	begin_with(EG_OK);
	page_stage_hear_nothing();
}

static void a_page_that_was_taken_away_is_not_shown(void **state)
{
	(void)state;
	page_stage.shows = true;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	assert_int_equal(page_stage_gone(), EG_OK);
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	page_stage_hear_prompt(PAGE_PROMPT_LAY);
	begin_with(EG_OK);
	page_stage_hear_nothing();
}

static void the_page_of_the_document_that_was_told_last_is_shown(void **state)
{
	(void)state;
	page_stage.shows = true;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	page_stage_dim(PAGE_PROMPT_FLAT);
	shoot(); /* of a document that is there no more, or of a hand: not read, not shown */
	assert_int_equal(page_stage.copy_count, 1);
	page_stage_show(MRZ_FORM_TD1, PAGE_STAGE_TD1, MRZ_READ_WHOLE);
	shoot();
	(void)page_stage_hear(MSG_DOCUMENT_GONE);
	(void)hear_document(PAGE_STAGE_TD1);
	assert_int_equal(page_stage.copied, '7');
	begin_with(EG_OK);
	(void)page_stage_hear(MSG_FACE_PICTURE);
}

static void a_core_that_is_gone_ends_it_at_the_page_too(void **state)
{
	(void)state;
	page_stage.shows = true;
	shoot();
	page_stage.sends = EG_GONE;
	begin_with(EG_GONE);
	assert_int_equal(page_stage.copied, 0);
}

/* It is the next traveller's, and might be made to end whoever looks at it. */
static void what_is_laid_on_while_a_traveller_is_served_is_not_looked_at(void **state)
{
	struct msg begin = msg_make(MSG_BEGIN, PAGE_STAGE_EPOCH);
	(void)state;
	shoot();
	(void)hear_document(PAGE_STAGE_TD3);
	assert_int_equal(page_job_begin(&page_stage.job, &begin), EG_OK);
	assert_int_equal(page_stage.forget_count, 1);
	assert_int_equal(page_stage_gone(), EG_OK);
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	shoot();
	assert_int_equal(page_stage_lines(LINES_TD3), EG_OK);
	page_stage_hear_nothing();
	assert_int_equal(page_stage.read_count, 1);
	assert_int_equal(page_stage.decode_count, 1);
	assert_int_equal(page_job_begin(&page_stage.job, &begin), EG_STATE);
}

static void only_a_traveller_begins(void **state)
{
	struct msg other = msg_make(MSG_CAPTURE, PAGE_STAGE_EPOCH);
	struct msg nobody = msg_make(MSG_BEGIN, 0);
	(void)state;
	assert_int_equal(page_job_begin(&page_stage.job, &other), EG_STATE);
	assert_int_equal(page_job_begin(&page_stage.job, &nobody), EG_STATE);
	assert_int_equal(page_stage.job.epoch, 0);
}

static void a_core_that_is_gone_ends_it(void **state)
{
	(void)state;
	page_stage.sends = EG_GONE;
	assert_int_equal(page_stage_shoot(PAGE_VISIBLE), EG_GONE);
	assert_int_equal(page_stage_lines(LINES_TD3), EG_GONE);
	assert_int_equal(page_stage_gone(), EG_GONE);
}

static void nothing_of_a_document_is_left_behind_it(void **state)
{
	static const uint8_t none[PAGE_JOB_KEY_ROOM];
	(void)state;
	assert_int_equal(page_stage_shoot(PAGE_INFRARED), EG_OK);
	shoot();
	assert_true(page_stage.job.key_size > 0);
	assert_int_equal(page_stage_gone(), EG_OK);
	assert_int_equal(page_stage.forget_count, 1);
	assert_memory_equal(page_stage.job.key, none, sizeof(none));
	page_job_clear(&page_stage.job);
	page_job_clear(&page_stage.job);
}

#define CASE(name) cmocka_unit_test_setup(name, open_still)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(lines_are_a_document_and_nothing_is_said_beside_it),
		CASE(lines_that_are_no_zone_are_counted_and_not_told),
		CASE(a_picture_is_looked_at_and_told_whole),
		CASE(each_form_is_told_as_its_kind),
		CASE(an_infrared_picture_waits_for_the_visible_one_and_serves_once),
		CASE(what_is_lifted_before_the_visible_picture_was_lifted_too_soon),
		CASE(an_infrared_picture_of_another_document_is_not_believed),
		CASE(an_infrared_picture_that_is_old_is_of_another_document),
		CASE(an_infrared_picture_that_is_damaged_is_none),
		CASE(a_portrait_follows_its_document),
		CASE(what_is_not_sure_is_marked_but_never_the_chips_key),
		CASE(a_whole_zone_has_no_marks),
		CASE(a_reader_that_forgets_asks_first),
		CASE(what_cannot_be_read_is_asked_for_until_it_can),
		CASE(after_five_pictures_of_one_document_an_officer_is_to_help),
		CASE(a_screen_opens_nothing_however_well_it_is_read),
		CASE(two_documents_are_none),
		CASE(another_zone_in_the_picture_is_another_document),
		CASE(a_visa_of_either_size_asks_for_the_photo_page),
		CASE(dates_that_are_no_days_are_not_read),
		CASE(a_picture_that_is_none_counts_as_unreadable),
		CASE(a_document_is_told_once_however_often_it_is_shown),
		CASE(a_document_that_replaces_another_unseen_ends_it),
		CASE(what_was_never_there_may_go),
		CASE(what_is_laid_on_while_a_traveller_is_served_is_not_looked_at),
		CASE(the_page_that_a_traveller_begins_with_is_shown_and_forgotten),
		CASE(a_page_that_cannot_be_shown_holds_nobody_up),
		CASE(lines_have_no_page_not_even_behind_a_picture),
		CASE(a_page_that_was_taken_away_is_not_shown),
		CASE(the_page_of_the_document_that_was_told_last_is_shown),
		CASE(a_core_that_is_gone_ends_it_at_the_page_too),
		CASE(only_a_traveller_begins),
		CASE(a_core_that_is_gone_ends_it),
		CASE(nothing_of_a_document_is_left_behind_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
