/*
 * session counted: commands and octets of the usual read, to the last one. Counting is no timing:
 * what they cost on the air is told by tests/bench.
 */
#include "session_card.h"

static const struct card_order usual = {.curve = CRYPT_P256, .ciphers = CARD_OPEN_AES128};

static void read_card(const struct card_order *order, const struct emrtd_config *config,
		      struct rig_result *r)
{
	EG_AUTO(card_free) struct card *c = card_new(order);
	const struct rig_setting s = {.config = *config};
	rig_run_document(&c->document, CARD_ZONE, &s, r);
	rig_pass(r, CHECK_ACCESS);
	rig_pass(r, CHECK_PACE_KEPT);
	rig_pass(r, CHECK_FILES_READ);
	card_same(c, r, EMRTD_SOD);
	card_same(c, r, EMRTD_DG1);
	card_same(c, r, EMRTD_DG14);
	card_same(c, r, EMRTD_DG2);
	print_message("%u APDUs, %u up, %u down\n", r->totals.apdus, r->totals.bytes_up,
		      r->totals.bytes_down);
}

/*
 * EF.CardAccess 1, PACE 5, SELECT 1, Chip Authentication 2; 20,493 octets of four files in pieces
 * of 223, the most that AES leaves of a short answer: 9 + 1 + 2 + 81. No command is left to save.
 */
static void the_usual_read_on_short_commands_has_no_command_too_many(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	read_card(&usual, &(struct emrtd_config){.short_only = true}, &r);
	assert_int_equal(r.totals.apdus, 1 + 5 + 1 + 2 + 9 + 1 + 2 + 81);
	assert_in_range(r.totals.bytes_up, 2000, 2500);
	assert_in_range(r.totals.bytes_down, 22500, 23500);
	assert_int_equal(r.file[EMRTD_CHIP_AUTH_KEY].size > 0, 1);
}

/* A chip that may state its buffers, but does not: one command more, to be told so. */
static void asking_for_buffers_costs_one_command(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	read_card(&usual, &(struct emrtd_config){0}, &r);
	assert_int_equal(r.totals.apdus, 103);
}

static void stated_buffers_save_four_of_five_commands(void **state)
{
	(void)state;
	static const struct {
		uint16_t response;
		uint32_t apdus;
	} chips[] = {
		/* EF.ATR/INFO 1, SOD 1, DG1 1, DG14 1, and DG2 in pieces */
		{65535, 9 + 1 + 3 + 1},
		{4096, 9 + 1 + 3 + 5},
		{2048, 9 + 1 + 3 + 9},
	};
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
		EG_AUTO(rig_result_free) struct rig_result r = {0};
		struct card_order order = usual;
		order.response = chips[i].response;
		read_card(&order, &(struct emrtd_config){0}, &r);
		assert_int_equal(r.totals.apdus, chips[i].apdus);
		assert_true(r.totals.apdus <= 22);
		assert_true(r.totals.chunk <= chips[i].response);
	}
}

static void three_des_takes_longer_pieces(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct card_order order = usual;
	order.ciphers = CARD_OPEN_3DES;
	read_card(&order, &(struct emrtd_config){.short_only = true}, &r);
	/* MSE:Set KAT is one command, and behind it pieces are 231 octets: 78. */
	assert_int_equal(r.totals.apdus, 1 + 5 + 1 + 1 + 9 + 1 + 2 + 78);
}

static void what_nobody_asked_for_is_not_read(void **state)
{
	(void)state;
	EG_AUTO(rig_result_free) struct rig_result r = {0};
	struct card_order order = usual;
	order.active_auth = true;
	/* Chip Authentication proves the chip: DG15 and the slow signature are left out. */
	read_card(&order, &(struct emrtd_config){.short_only = true}, &r);
	assert_int_equal(r.totals.apdus, 102);
	assert_int_equal(r.file[EMRTD_COM].size, 0);
	assert_int_equal(r.file[EMRTD_DG15].size, 0);
	EG_AUTO(rig_result_free) struct rig_result all = {0};
	read_card(&order,
		  &(struct emrtd_config){.short_only = true, .active_auth = EMRTD_AA_ALWAYS}, &all);
	assert_int_equal(all.totals.apdus, 104);
	assert_true(all.file[EMRTD_AA_SIGNATURE].size > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_read_on_short_commands_has_no_command_too_many),
		cmocka_unit_test(asking_for_buffers_costs_one_command),
		cmocka_unit_test(stated_buffers_save_four_of_five_commands),
		cmocka_unit_test(three_des_takes_longer_pieces),
		cmocka_unit_test(what_nobody_asked_for_is_not_read),
	};
	return cmocka_run_group_tests(tests, card_open, card_close);
}
