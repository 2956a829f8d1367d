/*
 * test_msg: what a datagram must look like to become a message.
 */
#include "wire/msg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void put_zone(char out[MSG_MRZ_SIZE])
{
	struct rd td3 = RD_TEXT("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
				"L898902C36UTO7408122F1204159ZE184226B<<<<<10");
	size_t size;
	assert_true(rd_dump(td3, out, MSG_MRZ_SIZE, &size));
}

static const struct date leap_day = {.year = 2024, .month = 2, .day = 29};
static const struct holder_facts anna = {DOCUMENT_TD3, "UTO", "D", {1974, 8, 0}, {2012, 4, 15}};
static const struct msg_record record = {.number = 1, .what = RECORD_REFERRAL};
static const struct msg_face_picture picture = {
	.size = 1, .width = 2, .height = 3, .which = FACE_PICTURE_LIVE};

static const struct msg_hit hit = {.kind = HIT_PERSON,
				   .category = HIT_CHECK,
				   .matched = 1u << HIT_SURNAME,
				   .listed = 1u << HIT_SURNAME | 1u << HIT_BIRTH,
				   .score = 1000,
				   .list = 3,
				   .state = "UTO",
				   .name = "ERIKSSON, ANNA MARIA"};
static const struct msg_case acknowledged = {.state = CASE_ACK,
					     .officer = OFFICER_ENROLLED | 1,
					     .number = RECORD_OF_CASE | 1,
					     .unix_ms = 1,
					     .of = {1, 1, 0x0D5C8E21}};

static void fill_finger(struct msg *m)
{
	switch (m->kind) {
	case MSG_FINGER:
		m->body.finger = (struct msg_finger){.size = 1, .position = 2, .count = 1};
		break;
	case MSG_FINGER_CAPTURE:
		m->body.finger_capture = (struct msg_finger_capture){
			.ms = 1, .order = 1, .tries = 1, .count = 1, .position = {2}};
		break;
	case MSG_PRESS_WANTED:
		m->body.press = (struct msg_press){.press = 1, .ms = 1};
		break;
	case MSG_PRESS_STOP:
		m->body.press.press = 1;
		break;
	case MSG_PRESS_EVENT:
		m->body.press_event = (struct msg_press_event){.press = 1, .event = PRESS_NEEDED};
		break;
	case MSG_PRESS_IMAGE:
		m->body.press_image = (struct msg_press_image){
			.press = 1, .size = 6, .width = 2, .height = 3, .dpi = 500};
		break;
	case MSG_FINGER_RESULT:
		m->body.finger_result.order = 1;
		m->body.finger_result.why = REASON_NO_FINGER;
		break;
	default: /* the others are not about fingers */
		break;
	}
}

static void fill_document(struct msg_document *d)
{
	d->kind = DOCUMENT_TD3;
	d->size = 88;
	put_zone(d->mrz);
}

static void fill_begin(struct msg_begin *b)
{
	b->kind = DOCUMENT_TD3;
	b->mrz_size = 88;
	b->today = leap_day;
	put_zone(b->mrz);
}

static void fill_holder(struct msg_holder *h)
{
	h->facts = anna;
	h->mrz_size = 88;
	put_zone(h->mrz);
}

static void fill_picture(struct msg *m)
{
	static const struct msg_page_picture page = {
		.size = 600, .width = 20, .height = 30, .dpi = 300};
	if (m->kind == MSG_PAGE_PICTURE) {
		m->body.page_picture = page;
	}
	if (m->kind == MSG_FACE_PICTURE) {
		m->body.face_picture = picture;
	}
}

static void fill_case(struct msg *m)
{
	if (m->kind == MSG_LOOKUP) {
		m->body.lookup = (struct msg_lookup){
			.kind = DOCUMENT_TD3, .mrz_size = 88, .today = leap_day};
		put_zone(m->body.lookup.mrz);
	}
	if (m->kind == MSG_HIT) {
		m->body.hit = hit;
	}
	if (m->kind == MSG_LOOKUP_DONE) {
		m->body.lookup_done.verdict = VERDICT_PASS;
	}
	if (m->kind == MSG_CASE) {
		m->epoch = acknowledged.of.traveller;
		m->body.officer_case = acknowledged;
	}
	if (m->kind == MSG_CASE_RECORDED) {
		m->body.case_recorded.number = acknowledged.number;
	}
}

static void fill_other(struct msg *m)
{
	switch (m->kind) {
	case MSG_DOCUMENT:
		fill_document(&m->body.document);
		break;
	case MSG_BEGIN:
		fill_begin(&m->body.begin);
		break;
	case MSG_FILE:
		m->body.file = (struct msg_file){.size = 10, .file = CHIP_FILE_DG1};
		break;
	case MSG_FINDINGS:
		m->body.findings.findings = findings_none();
		break;
	case MSG_HOLDER:
		fill_holder(&m->body.holder);
		break;
	case MSG_PORTRAIT:
		m->body.portrait.size = 1;
		break;
	case MSG_RECORD:
		m->body.record = record;
		break;
	case MSG_RECORDED:
		m->body.recorded.number = 1;
		break;
	case MSG_ORDER:
		m->body.order.order = GATE_EV_ORDER_PASS;
		break;
	case MSG_UNFIT:
		m->body.unfit.reason = REASON_CAMERA_BLACK;
		break;
	default: /* not an enum: zeros are a good body of the others, or they are filled above */
		break;
	}
}

static struct msg valid(enum msg_kind kind)
{
	struct msg m = msg_make(kind, 7);
	fill_finger(&m);
	fill_picture(&m);
	fill_case(&m);
	fill_other(&m);
	return m;
}

static bool with_bulk(unsigned kind)
{
	return kind == MSG_FILE || kind == MSG_PORTRAIT || kind == MSG_FACE_PICTURE ||
	       kind == MSG_FINGER || kind == MSG_PRESS_IMAGE || kind == MSG_PAGE_PICTURE;
}

static enum eg_err parse(const struct msg *m)
{
	struct msg out;
	return msg_parse(rd_of(m, msg_length(m)), with_bulk(m->kind), &out);
}

static void every_kind_arrives_as_it_was_sent(void **state)
{
	(void)state;
	for (unsigned k = MSG_NOTHING + 1; k < MSG_KIND_COUNT; k++) {
		struct msg m = valid((enum msg_kind)k);
		struct msg out;
		assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), with_bulk(k), &out), EG_OK);
		assert_memory_equal(&m, &out, sizeof(m));
	}
}

static void no_kind_is_accepted_in_another_size(void **state)
{
	(void)state;
	for (unsigned k = MSG_NOTHING + 1; k < MSG_KIND_COUNT; k++) {
		struct msg m = valid((enum msg_kind)k);
		struct msg out;
		for (size_t size = 0; size < sizeof(m); size++) {
			if (size != msg_length(&m)) {
				assert_int_equal(msg_parse(rd_of(&m, size), with_bulk(k), &out),
						 EG_BAD_DATA);
				assert_int_equal(out.kind, MSG_NOTHING);
			}
		}
		m.size++;
		assert_int_equal(parse(&m), EG_BAD_DATA);
	}
}

static void a_memfd_is_there_exactly_where_the_kind_has_one(void **state)
{
	(void)state;
	for (unsigned k = MSG_NOTHING + 1; k < MSG_KIND_COUNT; k++) {
		struct msg m = valid((enum msg_kind)k);
		struct msg out;
		assert_int_equal(msg_parse(rd_of(&m, msg_length(&m)), !with_bulk(k), &out),
				 EG_BAD_DATA);
	}
}

static void an_unknown_kind_is_refused(void **state)
{
	(void)state;
	struct msg m = msg_make(MSG_NOTHING, 0);
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.kind = MSG_KIND_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	assert_string_equal(role_name(ROLE_COUNT), "?");
}

static void a_zone_of_other_letters_or_another_length_is_refused(void **state)
{
	(void)state;
	struct msg m = valid(MSG_DOCUMENT);
	m.body.document.mrz[3] = 'a';
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_DOCUMENT);
	m.body.document.size = 87;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_DOCUMENT);
	m.body.document.mrz[88] = '<'; /* behind the text */
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_BEGIN);
	m.body.begin.kind = DOCUMENT_TD1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_BEGIN);
	m.body.begin.today.day = 30;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void findings_out_of_place_or_range_are_refused(void **state)
{
	(void)state;
	struct msg m = valid(MSG_FINDINGS);
	m.body.findings.findings.of[2].check = 3;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_FINDINGS);
	m.body.findings.findings.of[2].verdict = 4;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_FINDINGS);
	m.body.findings.findings.of[2].reason = REASON_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void scores_out_of_range_are_refused(void **state)
{
	(void)state;
	struct msg m = valid(MSG_FACE_RESULT);
	m.body.face_result.scores.match = 1001;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_FACE_RESULT);
	m.body.face_result.closest = -1001;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_FACE_RESULT);
	m.body.face_result.cues.of[CUE_CHANNEL] = VERDICT_CANNOT_TELL + 1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_UNFIT);
	m.body.unfit.reason = REASON_NONE; /* who cannot serve says why */
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.unfit.reason = REASON_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.unfit = REASON_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_FACE_RESULT);
	m.body.raw[offsetof(struct msg_face_result, scores.alone)] = 2; /* no bool is 2 */
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_picture_too_large_or_of_no_known_kind_is_refused(void **state)
{
	(void)state;
	const struct msg_face_picture good = {.size = FACE_PICTURE_SIZE_MAX,
					      .width = FACE_PICTURE_WIDTH_MAX,
					      .height = FACE_PICTURE_HEIGHT_MAX,
					      .which = FACE_PICTURE_PORTRAIT};
	struct msg m = valid(MSG_FACE_PICTURE);
	m.body.face_picture = good;
	assert_int_equal(parse(&m), EG_OK);
	m.body.face_picture.size++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture.size = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture = good;
	m.body.face_picture.width++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture.width = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture = good;
	m.body.face_picture.height++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture.height = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture = good;
	m.body.face_picture.which = FACE_PICTURE_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_page_may_be_higher_than_a_face_and_no_more(void **state)
{
	(void)state;
	struct msg m = valid(MSG_FACE_PICTURE);
	m.body.face_picture = (struct msg_face_picture){.size = FACE_PICTURE_SIZE_MAX,
							.width = FACE_PICTURE_WIDTH_MAX,
							.height = FACE_PICTURE_PAGE_HEIGHT_MAX,
							.which = FACE_PICTURE_PAGE};
	assert_int_equal(parse(&m), EG_OK);
	m.body.face_picture.which = FACE_PICTURE_LIVE;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture.which = FACE_PICTURE_PAGE;
	m.body.face_picture.height++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture.height--;
	m.body.face_picture.size++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.face_picture.size--;
	m.body.face_picture.width++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_screen_of_travellers_attends_to_nobody(void **state)
{
	(void)state;
	for (unsigned as = 0; as <= WATCH_AS_COUNT; as++) {
		struct msg m = valid(MSG_WATCH);
		m.body.watch.as = (uint8_t)as;
		assert_int_equal(parse(&m), as < WATCH_AS_COUNT ? EG_OK : EG_BAD_DATA);
		m.body.watch.attends = 1;
		assert_int_equal(parse(&m), as < WATCH_TRAVELLER ? EG_OK : EG_BAD_DATA);
		m.body.watch.attends = 2;
		assert_int_equal(parse(&m), EG_BAD_DATA);
	}
}

static void a_hit_has_what_it_matches_by(void **state)
{
	(void)state;
	struct msg m = valid(MSG_HIT);
	m.body.hit.matched = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_HIT);
	m.body.hit.listed = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_HIT);
	m.body.hit.index = HITS_MAX;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_HIT);
	m.body.hit.score = 1001;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_HIT);
	m.body.hit.stale = REASON_REVOKED; /* a list has days, and no more */
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.hit.stale = REASON_NOT_YET_VALID;
	assert_int_equal(parse(&m), EG_OK);
	m = valid(MSG_HIT);
	m.body.hit.name[0] = '\x1B'; /* would steer an officer's screen */
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_lookup_that_hits_says_what(void **state)
{
	(void)state;
	struct msg m = valid(MSG_LOOKUP_DONE);
	m.body.lookup_done.count = 1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.lookup_done.verdict = VERDICT_FAIL;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.lookup_done.reason = REASON_PERSON_LISTED;
	assert_int_equal(parse(&m), EG_OK);
	m.body.lookup_done.verdict = VERDICT_NOT_DONE;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void officers_words_are_text_that_ends(void **state)
{
	(void)state;
	struct msg m = valid(MSG_CASE);
	memset(m.body.officer_case.note, 'a', CASE_NOTE_SIZE - 1);
	assert_int_equal(parse(&m), EG_OK);
	m.body.officer_case.note[CASE_NOTE_SIZE - 1] = 'a';
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.body.officer_case.note[0] = '\xC3';
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.body.officer_case.note[CASE_NOTE_SIZE - 1] = 'a'; /* behind the end */
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.body.officer_case.state = CASE_NONE;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.body.officer_case.officer = 1000; /* a user of this machine is enrolled nowhere */
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

/* Else a core could take a case for what it has recorded itself, or the other way round. */
static void a_case_has_its_own_number_and_says_whose_it_is(void **state)
{
	(void)state;
	struct msg m = valid(MSG_CASE);
	m.body.officer_case.number = 1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.body.officer_case.unix_ms = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.epoch++;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE);
	m.body.officer_case.of = (struct case_ref){0};
	m.epoch = 0;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_CASE_RECORDED);
	m.body.case_recorded.number = 1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_RECORD);
	m.body.record.what = RECORD_CASE;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.record.number |= RECORD_OF_CASE;
	assert_int_equal(parse(&m), EG_OK);
	m.body.record.what = RECORD_CROSSING;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void thresholds_are_scores(void **state)
{
	(void)state;
	struct msg m = valid(MSG_STATUS);
	m.body.status.face_match = 1001;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.live_match = -1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void an_order_is_an_officers_order(void **state)
{
	(void)state;
	struct msg m = valid(MSG_ORDER);
	m.body.order.order = GATE_EV_FACE_OK;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.order.order = GATE_EVENT_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_refused_authentication_has_no_bytes(void **state)
{
	(void)state;
	static const uint16_t refusals[] = {CHIP_FILE_AA_REFUSED, CHIP_FILE_CHIP_AUTH_REFUSED};
	for (size_t i = 0; i < 2; i++) {
		struct msg m = valid(MSG_FILE);
		m.body.file.file = refusals[i];
		assert_int_equal(parse(&m), EG_BAD_DATA);
		m.body.file.size = 0;
		assert_int_equal(parse(&m), EG_OK);
	}
}

static void files_that_a_lane_does_not_need_never_cross(void **state)
{
	(void)state;
	static const uint16_t needless[] = {
		4, 11, CHIP_FILE_DG16, CHIP_FILE_ATR_INFO, CHIP_FILE_DIR, CHIP_FILE_CVCA, 45};
	for (size_t i = 0; i < sizeof(needless) / sizeof(needless[0]); i++) {
		struct msg m = valid(MSG_FILE);
		m.body.file.file = needless[i];
		assert_int_equal(parse(&m), EG_BAD_DATA);
		m.body.file.size = 0;
		assert_int_equal(parse(&m), EG_BAD_DATA);
	}
}

static void a_birthday_may_be_unknown_but_is_a_day(void **state)
{
	(void)state;
	struct msg m = valid(MSG_HOLDER);
	m.body.holder.facts.birth = (struct date){0, 0, 0};
	assert_int_equal(parse(&m), EG_OK);
	m.body.holder.facts.birth = (struct date){0, 2, 29};
	assert_int_equal(parse(&m), EG_OK);
	m.body.holder.facts.birth = (struct date){0, 2, 30};
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m.body.holder.facts.birth = (struct date){1, 2, 3};
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_state_code_is_letters_then_nothing(void **state)
{
	(void)state;
	struct msg m = valid(MSG_HOLDER);
	m.body.holder.facts.issuing_state[1] = '\0'; /* U, nothing, O */
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_HOLDER);
	m.body.holder.facts.nationality[0] = '\0';
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_HOLDER);
	m.body.holder.facts.issuing_state[3] = 'X'; /* no end */
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

static void a_status_out_of_its_ranges_is_refused(void **state)
{
	(void)state;
	struct msg m = valid(MSG_STATUS);
	m.body.status.fault = GATE_FAULT_COUNT - 1;
	m.body.status.wire = GATE_WIRE_COUNT;
	m.body.status.breach = GATE_WHY_COUNT - 1;
	m.body.status.reversed = m.body.status.unattended = 1;
	assert_int_equal(parse(&m), EG_OK);
	m.body.status.fault = GATE_FAULT_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.wire = GATE_WIRE_COUNT + 1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.breach = GATE_WHY_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.reversed = 2;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.unattended = 2;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.direction = DIRECTION_EXIT;
	m.body.status.reversible = m.body.status.closing = 1;
	assert_int_equal(parse(&m), EG_OK);
	m.body.status.direction = DIRECTION_EXIT + 1;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.reversible = 2;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.closing = 2;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.agreeing = 2;
	assert_int_equal(parse(&m), EG_BAD_DATA);
	m = valid(MSG_STATUS);
	m.body.status.refused = GATE_EVENT_COUNT;
	assert_int_equal(parse(&m), EG_BAD_DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_arrives_as_it_was_sent),
		cmocka_unit_test(no_kind_is_accepted_in_another_size),
		cmocka_unit_test(a_memfd_is_there_exactly_where_the_kind_has_one),
		cmocka_unit_test(an_unknown_kind_is_refused),
		cmocka_unit_test(a_zone_of_other_letters_or_another_length_is_refused),
		cmocka_unit_test(findings_out_of_place_or_range_are_refused),
		cmocka_unit_test(scores_out_of_range_are_refused),
		cmocka_unit_test(a_picture_too_large_or_of_no_known_kind_is_refused),
		cmocka_unit_test(a_page_may_be_higher_than_a_face_and_no_more),
		cmocka_unit_test(a_screen_of_travellers_attends_to_nobody),
		cmocka_unit_test(a_hit_has_what_it_matches_by),
		cmocka_unit_test(a_lookup_that_hits_says_what),
		cmocka_unit_test(officers_words_are_text_that_ends),
		cmocka_unit_test(a_case_has_its_own_number_and_says_whose_it_is),
		cmocka_unit_test(thresholds_are_scores),
		cmocka_unit_test(an_order_is_an_officers_order),
		cmocka_unit_test(a_refused_authentication_has_no_bytes),
		cmocka_unit_test(a_birthday_may_be_unknown_but_is_a_day),
		cmocka_unit_test(files_that_a_lane_does_not_need_never_cross),
		cmocka_unit_test(a_state_code_is_letters_then_nothing),
		cmocka_unit_test(a_status_out_of_its_ranges_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
