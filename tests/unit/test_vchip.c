/*
 * vchip: what the virtual chip promises, by the worked examples of Doc 9303-11 (appendices D and
 * G.1) and by the refusals of a real chip. Speaks to the chip in bare APDUs: no reader code here.
 */
#include "vchip_desk.h"

static const char *const select_application = "00A4040C07A0000002471001";

/* "L898902C<369080619406236" */
static const char *const mrz_d = "4C383938393032433C333639303830363139343036323336";
/* "T22000129364081251010318" */
static const char *const mrz_g = "543232303030313239333634303831323531303130333138";
/* RND.IC and K.IC of appendix D.3. */
static const char *const numbers_d = "4608F91988702212 0B4F80323EB3191CB04970CB4052790B";
/* s, the map key and the ephemeral key of appendix G.1. */
static const char *const numbers_g =
	"3F00C4D39D153F2B2A214A078D899B22"
	"498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560"
	"107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A";

static const char *const authenticate_d =
	"008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"
	"5F1448EEA8AD90A728";

static void open_by_bac(struct desk *d)
{
	desk_lay(d, mrz_d, numbers_d);
	desk_expect(d, select_application, "9000");
	desk_expect(d, "0084000008", "4608F919887022129000");
	desk_expect(d, authenticate_d,
		    "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F"
		    "2F2D235D074D74499000");
}

static void bac_and_its_messages_are_those_of_appendix_d(void **state)
{
	struct desk d = {0};
	(void)state;
	open_by_bac(&d);
	desk_expect(&d, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800",
		    "990290008E08FA855A5D4C50A8ED9000");
	desk_expect(&d, "0CB000000D9701048E08ED6705417E96BA5500",
		    "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000");
	desk_expect(
		&d, "0CB000040D9701128E082EA28A70F3C7B53500",
		"871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D"
		"749000");
	desk_lift(&d);
}

static const char *const set_at_g = "0022C1A40F800A04007F00070202040202830101";
static const char *const map_g =
	"10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
	"544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D00";
static const char *const agree_g =
	"10860000457C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
	"3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB3646200";

static void pace_up_to_agreement(struct desk *d)
{
	desk_lay(d, mrz_g, numbers_g);
	desk_expect(d, set_at_g, "9000");
	desk_expect(d, "10860000027C0000", "7C12801095A3A016522EE98D01E76CB6B98B42C39000");
	desk_expect(d, map_g,
		    "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
		    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C549000");
}

static void pace_is_that_of_appendix_g1(void **state)
{
	struct desk d = {0};
	(void)state;
	pace_up_to_agreement(&d);
	desk_expect(&d, agree_g,
		    "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
		    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F0949000");
	desk_expect(&d, "008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000");
	/* A session is on: a plain command is refused and ends it, then nothing is protected. */
	desk_expect(&d, "00B09C0008", "6982");
	desk_expect(&d, "0CB000000D9701048E08ED6705417E96BA5500", "6988");
	desk_lift(&d);
}

static void a_wrong_token_ends_pace(void **state)
{
	struct desk d = {0};
	(void)state;
	pace_up_to_agreement(&d);
	desk_expect_sw(&d, agree_g, 0x9000);
	desk_expect(&d, "008600000C7C0A8508C2B0BD78D94BA86700", "6300");
	desk_expect(&d, "008600000C7C0A8508C2B0BD78D94BA86600", "6985");
	desk_lift(&d);
}

static void the_chips_own_point_sent_back_ends_pace(void **state)
{
	struct desk d = {0};
	(void)state;
	pace_up_to_agreement(&d);
	desk_expect(
		&d,
		"10860000457C438341049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65D"
		"F6DB7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F09400",
		"6300");
	desk_lift(&d);
}

static void a_point_off_the_curve_ends_pace(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_g, numbers_g);
	desk_expect(&d, set_at_g, "9000");
	desk_expect_sw(&d, "10860000027C0000", 0x9000);
	desk_expect(
		&d,
		"10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2"
		"CC5E544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922E00",
		"6300");
	desk_expect(&d, map_g, "6985");
	desk_lift(&d);
}

static void pace_out_of_order_is_refused(void **state)
{
	struct desk d = {0};
	(void)state;
	pace_up_to_agreement(&d);
	desk_expect_sw(&d, agree_g, 0x9000);
	/* The last command still chained. */
	desk_expect(&d, "108600000C7C0A8508C2B0BD78D94BA86600", "6883");
	desk_expect(&d, set_at_g, "9000");
	/* The first command not chained; a step of the wrong data object. */
	desk_expect(&d, "00860000027C0000", "6985");
	desk_expect(&d, set_at_g, "9000");
	desk_expect(&d, map_g, "6A80");
	/* Another command in between breaks the chain off. */
	desk_expect(&d, set_at_g, "9000");
	desk_expect_sw(&d, "00B09C0008", 0x9000);
	desk_expect(&d, "10860000027C0000", "6985");
	desk_lift(&d);
}

static void only_what_card_access_offers_can_be_set(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_expect(&d, "0022C1A40F800A04007F00070202040204830101", "6A80"); /* AES-256 */
	desk_expect(&d, "0022C1A40F800A04007F00070202040402830101",
		    "6A80"); /* integrated mapping */
	desk_expect(&d, "0022C1A40F800A04007F00070202040202830102", "6A88"); /* no CAN */
	desk_expect(&d, "0022C1A412800A04007F0007020204020283010184010C", "6A88");
	desk_expect(&d, "0022C1A412800A04007F0007020204020283010184010D", "9000");
	desk_expect(&d, "0022C1A40C800A04007F00070202040202", "6A80"); /* no password */
	desk_expect(&d, "002241A403800101", "6A86");
	desk_expect(&d, select_application, "9000");
	desk_expect(&d, set_at_g, "6985"); /* PACE is of the master file */
	desk_lift(&d);
}

static void files_stay_closed_without_access(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_d, NULL);
	desk_expect_sw(&d, "00B09C0008", 0x9000); /* EF.CardAccess is free */
	desk_expect(&d, select_application, "9000");
	desk_expect(&d, "00B09E0004", "6982");
	desk_expect(&d, "00A4020C02011E", "6982");
	desk_expect(&d, "00B0000004", "6982");
	desk_expect(&d, "0088000008000102030405060700", "6D00"); /* no key in this document */
	desk_expect(&d, "0CB09E000D9701048E08ED6705417E96BA5500", "6988");
	desk_lift(&d);
}

static void a_wrong_zone_does_not_open_by_bac(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_g, numbers_d);
	desk_expect(&d, "0084000008", "6985"); /* the application is not selected */
	desk_expect(&d, select_application, "9000");
	desk_expect(&d, authenticate_d, "6985"); /* no challenge was asked for */
	desk_expect_sw(&d, "0084000008", 0x9000);
	desk_expect(&d, authenticate_d, "6300");
	desk_expect(&d, authenticate_d, "6985"); /* a challenge is good for one try */
	desk_lift(&d);
}

static void a_session_ends_with_a_plain_command_or_a_wrong_mac(void **state)
{
	struct desk d = {0};
	(void)state;
	open_by_bac(&d);
	desk_expect(&d, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F900", "6988");
	desk_expect(&d, "00B09E0004", "6982");
	desk_lift(&d);
	d = (struct desk){0};
	open_by_bac(&d);
	desk_expect(&d, "00A4020C02011E", "6982");
	desk_expect(&d, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "6988");
	desk_lift(&d);
	d = (struct desk){0};
	open_by_bac(&d);
	desk_expect(&d, "0CA4020C0B8709016375432908C044F600", "6987"); /* no MAC at all */
	desk_lift(&d);
	d = (struct desk){0};
	open_by_bac(&d);
	chip_reset(d.chip);
	desk_expect(&d, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "6988");
	desk_lift(&d);
}

static void reading_keeps_the_rules_of_iso_7816(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_expect(&d, "00B0000004", "6986");       /* nothing selected */
	desk_expect(&d, "00B09D0004", "6A82");       /* no such short identifier here */
	desk_expect(&d, "00A4020C02011D", "6A82");   /* nor file */
	desk_expect(&d, "00A4020C02011C", "9000");   /* EF.CardAccess */
	desk_expect(&d, "00A4020C02011C00", "6700"); /* Le on a case 3 command */
	desk_expect(&d, "00A4020002011C", "6A86");
	desk_expect(&d, "00B0000404", "060A04009000"); /* from an offset */
	desk_expect(&d, "00B0", "6700");
	desk_expect(&d, "00B00000", "6700"); /* no Le */
	desk_expect(&d, "00B0001208", "0202010D6282");
	desk_expect(&d, "00B0001200", "0202010D9000"); /* as many as there are */
	desk_expect(&d, "00B0001600", "6B00");         /* at the end */
	desk_expect(&d, "00B07FFF01", "6B00");
	desk_expect(&d, "00B0E00001", "6A86");
	desk_expect(&d, "00CA000000", "6D00");
	desk_expect(&d, "80B0000004", "6E00");
	desk_expect(&d, "00A4000C", "9000");
	desk_expect(&d, "00B0000004", "6986"); /* the master file has no content */
	desk_lift(&d);
}

static void a_large_file_is_read_by_the_odd_instruction(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_expect(&d, "00A4020C020110", "9000");
	/* Offset 9C3C of 9C40: four bytes are left. */
	desk_expect(&d, "00B100000454029C3C08", "5304A0A1A2A36282");
	desk_expect(&d, "00B100000454029C4004", "6B00");
	desk_expect(&d, "00B1001004540280 0004", "53028081 9000");
	desk_expect(&d, "00B10000025400 04", "6A80");
	desk_lift(&d);
}

static void extended_length_brings_a_whole_file(void **state)
{
	static uint8_t room[CHIP_ANSWER_MAX];
	struct desk d = {0};
	struct wr w = WR_ARRAY(room);
	struct hex c = from_hex("00B09000 000000");
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	/* Not by a chip that states no buffers (Doc 9303-10, 3.6.4.2). */
	desk_expect(&d, "00B09000 000000", "6700");
	desk_lift(&d);
	d = (struct desk){0};
	d.atr_info = from_hex("470384 01E0 7F6608 02020040 0202FFFF");
	desk_lay(&d, mrz_g, NULL);
	assert_int_equal(chip_command(d.chip, hex_rd(&c), &w), EG_OK);
	assert_int_equal(w.size, DESK_LARGE_SIZE + 2);
	assert_memory_equal(room, desk_large, DESK_LARGE_SIZE);
	desk_lift(&d);
}

static void extended_length_ends_where_ef_atr_info_says(void **state)
{
	struct desk d = {.atr_info = from_hex("470384 01E0 7F6608 0202000C 02020200")};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_expect_sw(&d, "00B09000 0001FE", 0x9000); /* 510 bytes and a status word */
	desk_expect(&d, "00B09000 0001FF", "6700");
	desk_expect_sw(&d, "00B09000 000000", 0x9000); /* as many as there are: as many as fit */
	assert_int_equal(d.answer.size, 512);
	desk_expect(&d, "00B10010 000006 540480000000 0004", "6700"); /* 13 bytes are too many */
	desk_lift(&d);
}

static void profiles_behave_as_they_say(void **state)
{
	struct desk d = {.profile = {.max_read = 8, .short_only = true, .mf_refused = true}};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_expect(&d, "00B09C0009", "6700");
	desk_expect(&d, "00B09C0002", "31149000");
	desk_expect_sw(&d, "00B09C0000", 0x9000);
	assert_int_equal(d.answer.size, 8 + 2);
	desk_expect(&d, "00B09C00000009", "6700");
	desk_expect(&d, "00A4000C023F00", "6982");
	desk_lift(&d);
	d = (struct desk){.profile = {.pace_off = true, .bac_off = true}};
	desk_lay(&d, mrz_g, NULL);
	desk_expect(&d, "00B09C0002", "6A82");
	desk_expect(&d, set_at_g, "6985");
	desk_expect(&d, select_application, "9000");
	desk_expect(&d, "0084000008", "6985");
	desk_lift(&d);
}

static void a_torn_chip_answers_nothing_more(void **state)
{
	struct desk d = {.profile = {.tear_after = 2}};
	uint8_t room[16];
	struct wr w = WR_ARRAY(room);
	struct hex c = from_hex("00B09C0002");
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_expect(&d, "00B09C0002", "31149000");
	chip_reset(d.chip);
	desk_expect(&d, "00B09C0002", "31149000");
	assert_int_equal(chip_command(d.chip, hex_rd(&c), &w), EG_GONE);
	assert_int_equal(w.size, 0);
	desk_lift(&d);
}

static void notes_tell_what_was_asked_but_no_content(void **state)
{
	struct desk d = {0};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	desk_ask(&d, set_at_g);
	assert_string_equal(chip_note(d.chip),
			    "MSE:Set AT PACE-ECDH-GM-AES-CBC-CMAC-128 MRZ -> 9000");
	desk_ask(&d, "10860000027C0000");
	assert_string_equal(chip_note(d.chip),
			    "GENERAL AUTHENTICATE PACE encrypted nonce -> 20 bytes 9000");
	desk_lift(&d);
	d = (struct desk){0};
	open_by_bac(&d);
	desk_ask(&d, "0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800");
	assert_string_equal(chip_note(d.chip), "secure messaging SELECT EF 011E -> 9000");
	desk_lift(&d);
}

static void a_document_comes_back_as_it_was_written(void **state)
{
	struct desk d = {0};
	static uint8_t room[DESK_LARGE_SIZE + 512];
	struct wr w = WR_ARRAY(room);
	EG_AUTO(chip_document_free) struct chip_document back = {0};
	(void)state;
	desk_lay(&d, mrz_g, NULL);
	chip_document_write(&d.document, &w);
	assert_int_equal(chip_document_parse(&back, wr_view(&w)), EG_OK);
	assert_int_equal(back.file_count, 3);
	assert_true(rd_equal(back.files[1].contents, RD_ARRAY(desk_large)));
	assert_true(rd_equal(back.mrz_information, d.document.mrz_information));
	chip_document_free(&back);
	wr_u8(&w, 0); /* one byte too many */
	assert_int_equal(chip_document_parse(&back, wr_view(&w)), EG_BAD_DATA);
	assert_int_equal(chip_document_parse(&back, RD_TEXT("EGD2")), EG_BAD_DATA);
	desk_lift(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bac_and_its_messages_are_those_of_appendix_d),
		cmocka_unit_test(pace_is_that_of_appendix_g1),
		cmocka_unit_test(a_wrong_token_ends_pace),
		cmocka_unit_test(the_chips_own_point_sent_back_ends_pace),
		cmocka_unit_test(a_point_off_the_curve_ends_pace),
		cmocka_unit_test(pace_out_of_order_is_refused),
		cmocka_unit_test(only_what_card_access_offers_can_be_set),
		cmocka_unit_test(files_stay_closed_without_access),
		cmocka_unit_test(a_wrong_zone_does_not_open_by_bac),
		cmocka_unit_test(a_session_ends_with_a_plain_command_or_a_wrong_mac),
		cmocka_unit_test(reading_keeps_the_rules_of_iso_7816),
		cmocka_unit_test(a_large_file_is_read_by_the_odd_instruction),
		cmocka_unit_test(extended_length_brings_a_whole_file),
		cmocka_unit_test(extended_length_ends_where_ef_atr_info_says),
		cmocka_unit_test(profiles_behave_as_they_say),
		cmocka_unit_test(a_torn_chip_answers_nothing_more),
		cmocka_unit_test(notes_tell_what_was_asked_but_no_content),
		cmocka_unit_test(a_document_comes_back_as_it_was_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
