/*
 * mrz_zone: the fields of a zone, each judged (Doc 9303-4 to -6). A part of mrz, for it alone.
 * Knows layouts, dates, names, numbers that go on. Never refuses: it tells every fault.
 */
#include "emrtd/mrz_zone.h"

#include "emrtd/mrz_digit.h"

#define COMPOSITE_PIECES 4
#define FILLER           '<'

/* Where a field lies in the joined lines, counted from 0. */
struct field {
	uint8_t at;
	uint8_t size;
};

struct layout {
	enum mrz_format format;
	size_t size;
	struct field code, state, number, nationality, birth, expiry, optional, optional2, names;
	uint8_t number_digit, birth_digit, expiry_digit, sex, composite_digit;
	uint8_t optional_digit; /* 0: this format has none */
	struct field composite[COMPOSITE_PIECES];
};

/* Doc 9303-5, 4.2.2 and 4.2.4; Doc 9303-6, 4.2.2 and 4.2.4; Doc 9303-4, 4.2.2 and 4.2.4. */
static const struct layout layouts[] = {
	{
		.format = MRZ_TD1,
		.size = 90,
		.code = {0, 2},
		.state = {2, 3},
		.number = {5, 9},
		.number_digit = 14,
		.optional = {15, 15},
		.optional2 = {48, 11},
		.birth = {30, 6},
		.birth_digit = 36,
		.sex = 37,
		.expiry = {38, 6},
		.expiry_digit = 44,
		.nationality = {45, 3},
		.composite_digit = 59,
		.names = {60, 30},
		.composite = {{5, 25}, {30, 7}, {38, 7}, {48, 11}},
	},
	{
		.format = MRZ_TD2,
		.size = 72,
		.code = {0, 2},
		.state = {2, 3},
		.names = {5, 31},
		.number = {36, 9},
		.number_digit = 45,
		.nationality = {46, 3},
		.birth = {49, 6},
		.birth_digit = 55,
		.sex = 56,
		.expiry = {57, 6},
		.expiry_digit = 63,
		.optional = {64, 7},
		.composite_digit = 71,
		.composite = {{36, 10}, {49, 7}, {57, 14}},
	},
	{
		.format = MRZ_TD3,
		.size = 88,
		.code = {0, 2},
		.state = {2, 3},
		.names = {5, 39},
		.number = {44, 9},
		.number_digit = 53,
		.nationality = {54, 3},
		.birth = {57, 6},
		.birth_digit = 63,
		.sex = 64,
		.expiry = {65, 6},
		.expiry_digit = 71,
		.optional = {72, 14},
		.optional_digit = 86,
		.composite_digit = 87,
		.composite = {{44, 10}, {57, 7}, {65, 22}},
	},
};

static struct rd piece(struct rd text, struct field f)
{
	struct rd out;
	if (!rd_skip(&text, f.at) || !rd_take(&text, f.size, &out)) {
		return (struct rd){.bad = true};
	}
	return out;
}

static char letter(struct rd text, uint8_t at)
{
	uint8_t c;
	return rd_byte_at(&text, at, &c) ? (char)c : '\0';
}

static struct rd without_trailing_fillers(struct rd text)
{
	uint8_t c;
	while (text.left > 0 && rd_byte_at(&text, text.left - 1, &c) && c == FILLER) {
		text.left--;
	}
	return text;
}

/* Copies a field as a C string; the sizes of struct mrz hold every field of every layout. */
static bool copy_text(struct rd text, char *out, size_t cap)
{
	size_t size;
	if (!rd_dump(text, out, cap - 1, &size)) {
		return false;
	}
	out[size] = '\0';
	return true;
}

static bool only(struct rd text, bool letters, bool digits)
{
	uint8_t c;
	while (text.left > 0) {
		if (!rd_u8(&text, &c)) {
			return false;
		}
		bool fits = c == FILLER || (letters && c >= 'A' && c <= 'Z') ||
			    (digits && c >= '0' && c <= '9');
		if (!fits) {
			return false;
		}
	}
	return rd_end(&text);
}

/* One to three letters, then fillers (Doc 9303-3, 5). */
static bool is_state_code(struct rd text)
{
	uint8_t c;
	struct rd code = without_trailing_fillers(text);
	bool letters = code.left > 0;
	while (letters && code.left > 0) {
		letters = rd_u8(&code, &c) && c >= 'A' && c <= 'Z';
	}
	return letters;
}

static bool digit_fits(struct rd text, struct field f, uint8_t digit_at)
{
	char digit;
	return mrz_check_digit(piece(text, f), &digit) && digit == letter(text, digit_at);
}

static bool composite_fits(struct rd text, const struct layout *l)
{
	struct mrz_weighing w = {0};
	for (size_t i = 0; i < COMPOSITE_PIECES; i++) {
		if (!mrz_weigh(&w, piece(text, l->composite[i]))) {
			return false;
		}
	}
	return mrz_weighed_digit(&w) == letter(text, l->composite_digit);
}

/* TD3's optional data: their check digit may be a filler when they are empty (Doc 9303-4, 4.2.2).
 */
static bool optional_fits(struct rd text, const struct layout *l)
{
	if (l->optional_digit == 0) {
		return true;
	}
	if (letter(text, l->optional_digit) == FILLER) {
		return without_trailing_fillers(piece(text, l->optional)).left == 0;
	}
	return digit_fits(text, l->optional, l->optional_digit);
}

/* Sets one bit where a promise of the zone is broken. */
static uint32_t unless(bool kept, enum mrz_fault fault)
{
	return kept ? 0 : MRZ_BIT(fault);
}

/* P for TD3 (Doc 9303-4, 4.4); A, C or I, neither followed by V nor AI (Doc 9303-5, 4.2.2 k). */
static uint32_t code_faults(struct rd text, const struct layout *l)
{
	char first = letter(text, l->code.at);
	char second = letter(text, (uint8_t)(l->code.at + 1));
	if (first < 'A' || first > 'Z') {
		return MRZ_BIT(MRZ_BAD_CODE);
	}
	if (l->format == MRZ_TD3) {
		return unless(first == 'P' && (second < '0' || second > '9'), MRZ_ODD_CODE);
	}
	bool known = first == 'A' || first == 'C' || first == 'I';
	return unless(known && second != 'V' && !(first == 'A' && second == 'I'), MRZ_ODD_CODE);
}

/* Two digits, or two fillers (-1); false for anything else. */
static bool pair(struct rd *six, int *value)
{
	uint8_t tens;
	uint8_t ones;
	if (!rd_u8(six, &tens) || !rd_u8(six, &ones)) {
		return false;
	}
	*value = tens == FILLER ? -1 : (tens - '0') * 10 + (ones - '0');
	return tens == FILLER ? ones == FILLER
			      : tens >= '0' && tens <= '9' && ones >= '0' && ones <= '9';
}

/* A day in some century: what is unknown (below 1) is taken as what fits. */
static bool is_day(int year, int month, int day)
{
	static const uint8_t days[] = {31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year < 0 || year % 4 == 0;
	if (month > 12 || day > days[month < 0 ? 0 : month]) {
		return false;
	}
	return month != 2 || day != 29 || leap;
}

/* Doc 9303-3, 4.8: each part of a date of birth may be unknown; some write zeros then. */
static uint32_t birth_faults(struct rd text, const struct layout *l)
{
	struct rd six = piece(text, l->birth);
	int year = 0;
	int month = 0;
	int day = 0;
	uint32_t faults = unless(digit_fits(text, l->birth, l->birth_digit), MRZ_BAD_BIRTH_DIGIT);
	if (!pair(&six, &year) || !pair(&six, &month) || !pair(&six, &day)) {
		return faults | MRZ_BIT(MRZ_BAD_BIRTH);
	}
	return faults | unless(is_day(year, month, day), MRZ_BAD_BIRTH_DAY) |
	       unless(month != 0 && day != 0, MRZ_ODD_BIRTH_ZEROS);
}

static uint32_t expiry_faults(struct rd text, const struct layout *l)
{
	struct rd six = piece(text, l->expiry);
	int year = 0;
	int month = 0;
	int day = 0;
	uint32_t faults =
		unless(digit_fits(text, l->expiry, l->expiry_digit), MRZ_BAD_EXPIRY_DIGIT);
	if (!pair(&six, &year) || !pair(&six, &month) || !pair(&six, &day) || year < 0 ||
	    month < 0 || day < 0) {
		return faults | MRZ_BIT(MRZ_BAD_EXPIRY);
	}
	return faults |
	       unless(month > 0 && day > 0 && is_day(year, month, day), MRZ_BAD_EXPIRY_DAY);
}

/*
 * PRIMARY<<SECONDARY (Doc 9303-3, 4.6): components with spaces between them. Fillers at the start,
 * three or more, or a second pair of them are odd; what follows stays with the secondary part.
 */
static uint32_t split_names(struct rd names, struct mrz *out)
{
	struct wr parts[] = {wr_of(out->primary, sizeof(out->primary) - 1),
			     wr_of(out->secondary, sizeof(out->secondary) - 1)};
	size_t part = 0;
	size_t fillers = 0;
	uint32_t faults = 0;
	uint8_t c = 0;
	while (names.left > 0 && rd_u8(&names, &c)) {
		if (c == FILLER) {
			fillers++;
			continue;
		}
		bool first = parts[0].size == 0;
		bool pair_again = part == 1 && fillers > 1;
		faults |= unless(fillers < 3 && !pair_again && !(first && fillers > 0),
				 MRZ_ODD_NAME_FILLERS);
		if (fillers > 1 && !first && part == 0) {
			part = 1;
		} else if (fillers > 0 && parts[part].size > 0) {
			wr_u8(&parts[part], ' ');
		}
		wr_u8(&parts[part], c);
		fillers = 0;
	}
	return faults | unless(out->primary[0] != '\0', MRZ_ODD_NO_NAME);
}

static uint32_t read_names(struct rd text, const struct layout *l, struct mrz *out)
{
	struct rd field = piece(text, l->names);
	struct rd names = without_trailing_fillers(field);
	if (!only(names, true, false) || !copy_text(names, out->names, sizeof(out->names))) {
		return MRZ_BIT(MRZ_BAD_NAME);
	}
	out->truncated = names.left == field.left;
	return split_names(names, out);
}

/*
 * Document number over nine characters (Doc 9303-5, 4.2.2 note j; Doc 9303-6 likewise): a filler in
 * place of the check digit, then the rest of the number and its check digit at the start of the
 * optional data, ended by a filler or by the end of the field. Some write so without any rest: the
 * check digit alone stands in the optional data.
 */
static uint32_t read_long_number(struct rd text, const struct layout *l, struct mrz *out,
				 struct rd *optional)
{
	struct mrz_weighing w = {0};
	struct rd head = piece(text, l->number);
	struct rd rest;
	size_t size = 0;
	uint8_t c;
	while (rd_byte_at(optional, size, &c) && c != FILLER) {
		size++;
	}
	if (size < 1 || !rd_take(optional, size - 1, &rest) || !rd_u8(optional, &c)) {
		return MRZ_BIT(MRZ_BAD_NUMBER_END);
	}
	if (!mrz_weigh(&w, head) || !mrz_weigh(&w, rest) || mrz_weighed_digit(&w) != (char)c) {
		return MRZ_BIT(MRZ_BAD_NUMBER_DIGIT);
	}
	if (optional->left > 0 && !rd_skip(optional, 1)) {
		return MRZ_BIT(MRZ_BAD_NUMBER_END);
	}
	out->number_continued = rest.left > 0;
	struct wr number = wr_of(out->document_number, sizeof(out->document_number) - 1);
	wr_put(&number, rest.left > 0 ? head : without_trailing_fillers(head));
	wr_put(&number, rest);
	return unless(rest.left > 0, MRZ_ODD_NUMBER_END);
}

static uint32_t read_number(struct rd text, const struct layout *l, struct mrz *out)
{
	struct rd number = without_trailing_fillers(piece(text, l->number));
	struct rd optional = piece(text, l->optional);
	uint32_t faults = 0;
	if (number.left == 0) {
		faults = MRZ_BIT(MRZ_BAD_NUMBER);
	} else if (l->format != MRZ_TD3 && letter(text, l->number_digit) == FILLER) {
		faults = read_long_number(text, l, out, &optional);
	} else {
		faults = unless(digit_fits(text, l->number, l->number_digit) &&
					copy_text(number, out->document_number,
						  sizeof(out->document_number)),
				MRZ_BAD_NUMBER_DIGIT);
	}
	bool kept = copy_text(without_trailing_fillers(optional), out->optional,
			      sizeof(out->optional)) &&
		    copy_text(without_trailing_fillers(piece(text, l->optional2)), out->optional2,
			      sizeof(out->optional2));
	return faults | unless(kept && optional_fits(text, l), MRZ_BAD_OPTIONAL_DIGIT);
}

static uint32_t read_codes(struct rd text, const struct layout *l, struct mrz *out)
{
	struct rd code = without_trailing_fillers(piece(text, l->code));
	struct rd state = piece(text, l->state);
	struct rd nationality = piece(text, l->nationality);
	char sex = letter(text, l->sex);
	out->sex = sex;
	return code_faults(text, l) |
	       unless(copy_text(code, out->document_code, sizeof(out->document_code)),
		      MRZ_BAD_CODE) |
	       unless(is_state_code(state) &&
			      copy_text(without_trailing_fillers(state), out->issuing_state,
					sizeof(out->issuing_state)),
		      MRZ_BAD_STATE) |
	       unless(is_state_code(nationality) &&
			      copy_text(without_trailing_fillers(nationality), out->nationality,
					sizeof(out->nationality)),
		      MRZ_BAD_NATIONALITY) |
	       unless(sex == 'F' || sex == 'M' || sex == FILLER, MRZ_BAD_SEX);
}

uint32_t mrz_zone_read(struct rd text, struct mrz *out)
{
	const struct layout *l = NULL;
	*out = (struct mrz){0};
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (!text.bad && text.left == layouts[i].size) {
			l = &layouts[i];
		}
	}
	if (l == NULL) {
		return MRZ_BIT(MRZ_BAD_SIZE);
	}
	if (!only(text, true, true)) {
		return MRZ_BIT(MRZ_BAD_ALPHABET);
	}
	out->format = (uint8_t)l->format;
	out->faults = read_codes(text, l, out) | read_names(text, l, out) |
		      read_number(text, l, out) | birth_faults(text, l) | expiry_faults(text, l) |
		      unless(copy_text(piece(text, l->birth), out->birth, sizeof(out->birth)),
			     MRZ_BAD_BIRTH) |
		      unless(copy_text(piece(text, l->expiry), out->expiry, sizeof(out->expiry)),
			     MRZ_BAD_EXPIRY) |
		      unless(composite_fits(text, l), MRZ_BAD_COMPOSITE_DIGIT);
	return out->faults;
}
