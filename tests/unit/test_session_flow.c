/*
 * session as a flow: pieces of DG2 as they come, contact lost and regained, long answers where the
 * chip states its buffers.
 */
#include "session_rig.h"

static bool is_protected(struct rd command)
{
	uint8_t cla;
	return rd_peek(&command, &cla) && (cla & 0x0C) == 0x0C;
}

static bool has_ins(struct rd command, uint8_t ins)
{
	uint8_t octet;
	return rd_byte_at(&command, 1, &octet) && octet == ins;
}

static void dg2_comes_in_pieces_without_gaps_when_asked_for(void **state)
{
	(void)state;
	for (int short_only = 0; short_only < 2; short_only++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		const struct rig_setting s = {
			.config = {.stream = true, .short_only = short_only == 1}};
		rig_run(&order, &s, &r);
		rig_files(&r, &order);
		assert_true(short_only == 0 || r.parts == (r.file[EMRTD_DG2].size + 222) / 223);
		assert_true(short_only == 1 || r.parts < 10);
	}
}

/* The document slips off with command number `count`; the hand puts it back at once. */
static bool slip(struct meddler *m, struct rd command)
{
	(void)command;
	return m->count-- == 0;
}

static void contact_lost_anywhere_is_survived_and_costs_no_file(void **state)
{
	(void)state;
	for (unsigned at = 0; at < 60; at++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct meddler m = {.lose = slip, .count = at};
		struct forge_order order = rig_order();
		const struct rig_setting s = {.meddler = &m,
					      .config = {.stream = true, .short_only = true}};
		order.portrait = rd_of(rig_portrait, 8000);
		rig_run(&order, &s, &r);
		rig_files(&r, &order);
		rig_pass(&r, CHECK_PACE_KEPT);
		assert_int_equal(r.totals.lost, at < r.totals.apdus ? 1 : 0);
		for (unsigned i = 1; i < r.files; i++) {
			assert_int_not_equal(r.order[i], r.order[i - 1]); /* none twice */
		}
	}
}

static bool slip_always(struct meddler *m, struct rd command)
{
	return is_protected(command) && ++m->count % 5 == 0;
}

static void a_document_that_will_not_lie_still_is_given_up(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.lose = slip_always};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m, .config = {.short_only = true}};
	rig_run(&order, &s, &r);
	rig_finding(&r, CHECK_FILES_READ, VERDICT_FAIL, REASON_CHIP_LOST);
	assert_true(r.totals.lost >= 3);
	assert_true(r.totals.apdus < 90);
}

static void stated_buffers_are_used_and_never_exceeded(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {0};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_true(r.totals.response > 512);
	assert_true(r.totals.chunk > 223 && r.totals.chunk < r.totals.response);
	assert_true(r.totals.apdus < 30);
}

static bool is_extended(struct rd command)
{
	uint8_t octet;
	return rd_byte_at(&command, 4, &octet) && octet == 0 && command.left > 7;
}

/* Says that it can, and cannot. */
static bool refuse_extended(struct meddler *m, struct rd command, struct wr *answer)
{
	if (!is_protected(command) || !is_extended(command)) {
		return false;
	}
	m->count++;
	wr_be16(answer, 0x6700);
	return true;
}

static void a_chip_that_overstates_itself_is_read_in_short_pieces(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = refuse_extended};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_int_equal(m.count, 1); /* asked once, learned for the session */
	assert_int_equal(r.totals.chunk, 223);
}

/* A reader that cannot carry it: contact seems lost. */
static bool choke(struct meddler *m, struct rd command)
{
	(void)m;
	return is_protected(command) && is_extended(command);
}

static void a_reader_that_cannot_carry_long_answers_is_spared(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.lose = choke};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_int_equal(r.totals.lost, 1);
}

static bool refuse_info(struct meddler *m, struct rd command, struct wr *answer)
{
	uint8_t p1;
	if (is_protected(command) || !has_ins(command, 0xB0) || !rd_byte_at(&command, 2, &p1) ||
	    p1 != 0x81) {
		return false;
	}
	m->count++;
	wr_be16(answer, 0x6982);
	return true;
}

static void a_chip_that_keeps_its_buffers_secret_costs_one_command(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = refuse_info};
	const struct forge_order order = rig_order();
	const struct rig_setting s = {.meddler = &m};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_int_equal(m.count, 1);
	assert_int_equal(r.totals.chunk, 223);
}

static void an_atr_without_extended_length_saves_that_command(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct meddler m = {.instead = refuse_info};
	const struct forge_order order = rig_order();
	/* 73 card capabilities: chaining only. Check octets do not matter. */
	const struct rig_setting s = {
		.meddler = &m,
		.config = {.atr = RD_TEXT("\x3B\x85\x80\x01\x80\x73\x00\x01\x80\x00")}};
	rig_run(&order, &s, &r);
	rig_files(&r, &order);
	assert_int_equal(m.count, 0);
}

static void put_another_list(struct chip_document *d)
{
	for (size_t i = 0; i < d->file_count; i++) {
		if (d->files[i].fid == 0x011E && d->files[i].in_application) {
			d->files[i].contents = RD_TEXT("\x61\x04\x5C\x02\x61\x75");
		}
	}
}

static void a_list_of_groups_under_another_tag_is_told_to_who_asked_for_it(void **state)
{
	(void)state;
	for (int asked = 0; asked < 2; asked++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		const struct forge_order order = rig_order();
		const uint32_t com = asked == 1 ? EMRTD_READ_COM : 0;
		const struct rig_setting s = {.config = {.groups = EMRTD_GROUPS_GATE | com},
					      .alter = put_another_list};
		rig_run(&order, &s, &r);
		rig_finding(&r, CHECK_FILES_READ, asked == 1 ? VERDICT_FAIL : VERDICT_PASS,
			    asked == 1 ? REASON_BAD_FORMAT : REASON_NONE);
		assert_int_equal(r.findings.of[CHECK_FILES_READ].detail,
				 asked == 1 ? EMRTD_COM : 0);
		assert_true(r.file[EMRTD_DG2].size > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dg2_comes_in_pieces_without_gaps_when_asked_for),
		cmocka_unit_test(contact_lost_anywhere_is_survived_and_costs_no_file),
		cmocka_unit_test(a_document_that_will_not_lie_still_is_given_up),
		cmocka_unit_test(stated_buffers_are_used_and_never_exceeded),
		cmocka_unit_test(a_chip_that_overstates_itself_is_read_in_short_pieces),
		cmocka_unit_test(a_reader_that_cannot_carry_long_answers_is_spared),
		cmocka_unit_test(a_chip_that_keeps_its_buffers_secret_costs_one_command),
		cmocka_unit_test(an_atr_without_extended_length_saves_that_command),
		cmocka_unit_test(a_list_of_groups_under_another_tag_is_told_to_who_asked_for_it),
	};
	return cmocka_run_group_tests(tests, rig_open, rig_close);
}
