/*
 * conf_lds_b: the machine-readable zone of DG1 (Doc 9303-10, 4.7.1; Doc 9303-3, 4; Doc
 * 9303-4, 4.2).
 */
#include "conf.h"

#include "emrtd/mrz.h"
#include "simulator/forge_lds.h"

#define ZONE_SIZE 88
#define FILLER    '<'

/* TD3: where the fields of the joined lines begin, counted from 0. */
enum place {
	STATE = 2,
	NAMES = 5,
	NUMBER = 44,
	NUMBER_DIGIT = 53,
	NATIONALITY = 54,
	BIRTH = 57,
	BIRTH_DIGIT = 63,
	SEX = 64,
	EXPIRY = 65,
	EXPIRY_DIGIT = 71,
	OPTIONAL = 72,
	OPTIONAL_DIGIT = 86,
	COMPOSITE_DIGIT = 87
};

/* Which check digits are made right again after a change. */
enum digits { ALL, COMPOSITE_ONLY, NONE };

static struct {
	enum place at;
	const char *text; /* what DG1 shows there; NULL: another digit than the right one */
	enum digits digits;
	uint32_t faults; /* all that is wrong then, so that a case shows one thing: MRZ_BIT(...) */
} change;
/* Of DG1; of the page too, where it has not the forged one. */
static char zone[ZONE_SIZE + 1];

static char digit_of(enum place at, size_t size)
{
	char digit = '\0';
	conf_must(mrz_check_digit(rd_of(zone + at, size), &digit), "check digit");
	return digit;
}

static void set_digits(enum digits which)
{
	char text[40];
	struct wr w = wr_of(text, sizeof(text));
	if (which == ALL) {
		zone[NUMBER_DIGIT] = digit_of(NUMBER, 9);
		zone[BIRTH_DIGIT] = digit_of(BIRTH, 6);
		zone[EXPIRY_DIGIT] = digit_of(EXPIRY, 6);
		if (zone[OPTIONAL] != FILLER) {
			zone[OPTIONAL_DIGIT] = digit_of(OPTIONAL, 14);
		}
	}
	wr_put(&w, rd_of(zone + NUMBER, 10));
	wr_put(&w, rd_of(zone + BIRTH, 7));
	wr_put(&w, rd_of(zone + EXPIRY, 22));
	if (which != NONE) {
		conf_must(mrz_check_digit(wr_view(&w), &zone[COMPOSITE_DIGIT]), "check digit");
	}
}

static void put_text(void)
{
	struct rd text = rd_cstr(change.text == NULL ? "" : change.text);
	if (change.text == NULL) {
		zone[change.at] = zone[change.at] == '9' ? '0' : (char)(zone[change.at] + 1);
	}
	conf_must(rd_copy(&text, zone + change.at, text.left), "text of the zone");
}

static void rewrite(struct conf_document *d)
{
	uint8_t octets[ZONE_SIZE + 8];
	struct wr w = WR_ARRAY(octets);
	struct rd file = conf_get(d, CONF_DG1);
	conf_must(rd_skip(&file, file.left - ZONE_SIZE) && rd_copy(&file, zone, ZONE_SIZE), "DG1");
	put_text();
	set_digits(change.digits);
	conf_must(mrz_faults(rd_of(zone, ZONE_SIZE)) == change.faults, "one fault alone");
	forge_dg1(&w, rd_of(zone, ZONE_SIZE));
	conf_put(d, CONF_DG1, wr_view(&w));
}

/* DG1 alone shows this. */
static void show(struct conf_world *w, enum place at, const char *text)
{
	change.at = at;
	change.text = text;
	change.digits = ALL;
	change.faults = 0;
	w->edit = rewrite;
}

static void show_fault(struct conf_world *w, enum place at, const char *text, enum mrz_fault fault)
{
	show(w, at, text);
	change.faults = MRZ_BIT(fault);
}

/* DG1 and the page show this. */
static void show_both(struct conf_world *w, enum place at, const char *text)
{
	show(w, at, text);
	w->printed_zone = zone;
}

static void spoil_digit(struct conf_world *w, enum place at, enum mrz_fault fault)
{
	show_fault(w, at, NULL, fault);
	change.digits = at == COMPOSITE_DIGIT ? NONE : COMPOSITE_ONLY;
}

static void optional_data(struct conf_world *w)
{
	show_both(w, OPTIONAL, "ZE184226B");
}

static void abbreviated_name(struct conf_world *w)
{
	w->order.holder.surname = "SOUTHWORTHINGTONSMYTHE";
	w->order.holder.given = "ALEXANDRINA M CHARLOTTE";
}

static void one_name(struct conf_world *w)
{
	w->order.holder.given = "";
}

static void optional_zero(struct conf_world *w)
{
	show_both(w, OPTIONAL_DIGIT, "0");
}

static void set_tag(struct conf_document *d)
{
	conf_octet(d, CONF_DG1, 0, 0x62);
}

static void tag_62(struct conf_world *w)
{
	w->edit = set_tag;
}

static void set_small(struct conf_document *d)
{
	conf_lengthen(d, CONF_DG1, -1);
}

static void length_small(struct conf_world *w)
{
	w->edit = set_small;
}

static void set_big(struct conf_document *d)
{
	conf_lengthen(d, CONF_DG1, 1);
}

static void length_big(struct conf_world *w)
{
	w->edit = set_big;
}

static void unknown_type(struct conf_world *w)
{
	w->order.holder.code = "XX";
}

static void state_no_code(struct conf_world *w)
{
	show_fault(w, STATE, "U1O", MRZ_BAD_STATE);
}

static void no_name(struct conf_world *w)
{
	w->order.holder.surname = "";
	w->order.holder.given = "";
}

static void other_name(struct conf_world *w)
{
	show(w, NAMES, "ERIKSSON<<ANNE");
}

static void other_number(struct conf_world *w)
{
	show(w, NUMBER, "L898902C4");
}

static void number_digit(struct conf_world *w)
{
	spoil_digit(w, NUMBER_DIGIT, MRZ_BAD_NUMBER_DIGIT);
}

static void nationality_no_code(struct conf_world *w)
{
	show_fault(w, NATIONALITY, "U2O", MRZ_BAD_NATIONALITY);
}

static void birth_no_digits(struct conf_world *w)
{
	show_fault(w, BIRTH, "7A0812", MRZ_BAD_BIRTH);
}

static void birth_no_day(struct conf_world *w)
{
	show_fault(w, BIRTH, "741312", MRZ_BAD_BIRTH_DAY);
}

static void birth_digit(struct conf_world *w)
{
	spoil_digit(w, BIRTH_DIGIT, MRZ_BAD_BIRTH_DIGIT);
}

static void sex_no_code(struct conf_world *w)
{
	show_fault(w, SEX, "Q", MRZ_BAD_SEX);
}

static void expiry_no_digits(struct conf_world *w)
{
	show_fault(w, EXPIRY, "34O415", MRZ_BAD_EXPIRY);
}

static void expiry_no_day(struct conf_world *w)
{
	show_fault(w, EXPIRY, "340431", MRZ_BAD_EXPIRY_DAY);
}

static void expiry_digit(struct conf_world *w)
{
	spoil_digit(w, EXPIRY_DIGIT, MRZ_BAD_EXPIRY_DIGIT);
}

static void optional_digit(struct conf_world *w)
{
	show_fault(w, OPTIONAL_DIGIT, "5", MRZ_BAD_OPTIONAL_DIGIT);
}

static void composite_digit(struct conf_world *w)
{
	spoil_digit(w, COMPOSITE_DIGIT, MRZ_BAD_COMPOSITE_DIGIT);
}

static void empty_group(struct conf_document *d)
{
	conf_put(d, CONF_DG1, RD_TEXT("\x61\x00"));
}

static void no_object(struct conf_world *w)
{
	w->edit = empty_group;
}

static void day_unknown(struct conf_world *w)
{
	w->order.holder.birth = "7408<<";
}

static void month_unknown(struct conf_world *w)
{
	w->order.holder.birth = "74<<12";
}

static void year_unknown(struct conf_world *w)
{
	w->order.holder.birth = "<<0812";
	w->any_age = true;
}

static void birth_unknown(struct conf_world *w)
{
	w->order.holder.birth = "<<<<<<";
	w->any_age = true;
}

static bool dg1_is_at_fault(const struct conf_told *t)
{
	return t->findings.of[CHECK_FILES_READ].detail == EMRTD_DG1;
}

static bool zones_are_the_same(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_MRZ_SAME) == VERDICT_PASS;
}

#define ACCEPTED(case_id, does, how)                                                     \
	{                                                                                \
		.id = (case_id), .what = (does), .end = CONF_ACCEPTED, .prepare = (how), \
		.also = zones_are_the_same                                               \
	}
#define REFUSED(case_id, does, because, how)                                                     \
	{                                                                                        \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_FILES_READ, \
		.reason = (because), .prepare = (how), .also = dg1_is_at_fault                   \
	}
#define DIFFERS(case_id, does, how)                                                            \
	{                                                                                      \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = CHECK_MRZ_SAME, \
		.reason = REASON_DIFFERS, .prepare = (how)                                     \
	}

#define AGE_NOTE "no minimum age is asked for, since nobody can tell it"

static const struct conf_case cases[] = {
	ACCEPTED("LDS_B_01", "has optional data in its zone", optional_data),
	ACCEPTED("LDS_B_02", "cuts the given names short, for they do not fit", abbreviated_name),
	ACCEPTED("LDS_B_03", "has a holder with one name only", one_name),
	ACCEPTED("LDS_B_04", "has no optional data, and 0 as their check digit", optional_zero),
	REFUSED("LDS_B_05", "has a DG1 under tag 62", REASON_BAD_FORMAT, tag_62),
	REFUSED("LDS_B_06", "has a DG1 whose length is too small by one", REASON_BAD_FORMAT,
		length_small),
	REFUSED("LDS_B_07", "has a DG1 whose length is too big by one", REASON_BAD_FORMAT,
		length_big),
	REFUSED("LDS_B_08", "is of the unknown type XX", REASON_DEVIATION, unknown_type),
	REFUSED("LDS_B_09", "has a digit in its issuing state", REASON_BAD_FORMAT, state_no_code),
	REFUSED("LDS_B_10", "has a holder without any name", REASON_DEVIATION, no_name),
	DIFFERS("LDS_B_11", "names somebody else than its page does", other_name),
	DIFFERS("LDS_B_12", "has another number than its page", other_number),
	REFUSED("LDS_B_13", "has a wrong check digit of its number", REASON_BAD_FORMAT,
		number_digit),
	REFUSED("LDS_B_14", "has a digit in the nationality", REASON_BAD_FORMAT,
		nationality_no_code),
	REFUSED("LDS_B_15", "has a letter in the date of birth", REASON_BAD_FORMAT,
		birth_no_digits),
	REFUSED("LDS_B_16", "has a birth in a thirteenth month", REASON_BAD_FORMAT, birth_no_day),
	REFUSED("LDS_B_17", "has a wrong check digit of the date of birth", REASON_BAD_FORMAT,
		birth_digit),
	REFUSED("LDS_B_18", "has Q as the sex", REASON_BAD_FORMAT, sex_no_code),
	REFUSED("LDS_B_19", "has a letter in the date of expiry", REASON_BAD_FORMAT,
		expiry_no_digits),
	REFUSED("LDS_B_20", "expires on the thirty-first of April", REASON_BAD_FORMAT,
		expiry_no_day),
	REFUSED("LDS_B_21", "has a wrong check digit of the date of expiry", REASON_BAD_FORMAT,
		expiry_digit),
	REFUSED("LDS_B_22", "has a wrong check digit of its optional data", REASON_BAD_FORMAT,
		optional_digit),
	REFUSED("LDS_B_23", "has a wrong composite check digit", REASON_BAD_FORMAT,
		composite_digit),
	REFUSED("LDS_B_24", "has a DG1 without a zone", REASON_BAD_FORMAT, no_object),
	ACCEPTED("LDS_B_25", "does not know the day of birth", day_unknown),
	ACCEPTED("LDS_B_26", "does not know the month of birth", month_unknown),
	{.id = "LDS_B_27",
	 .what = "does not know the year of birth",
	 .end = CONF_ACCEPTED,
	 .note = AGE_NOTE,
	 .prepare = year_unknown,
	 .also = zones_are_the_same},
	{.id = "LDS_B_28",
	 .what = "knows nothing of the date of birth",
	 .end = CONF_ACCEPTED,
	 .note = AGE_NOTE,
	 .prepare = birth_unknown,
	 .also = zones_are_the_same},
};

const struct conf_unit conf_lds_b = {"lds_b", cases, sizeof(cases) / sizeof(cases[0])};
