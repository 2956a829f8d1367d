/*
 * mrz_form: which characters may stand where in a zone, and what its check digits are made of.
 * Knows the layouts of Doc 9303-4 to -7. Never knows pixels, nor what a field means.
 */
#include "document/mrz_form.h"

#define DIGITS  ((UINT64_C(1) << 10) - 1)
#define LETTERS (((UINT64_C(1) << 26) - 1) << 10)
#define FILLER  (UINT64_C(1) << MRZ_FILLER)
#define NONE    255
#define PIECES  4

struct piece {
	uint8_t at;
	uint8_t size;
};

struct layout {
	/* l letter; a letter, filler; n any; d digit; f digit, filler; s sex. */
	const char *alphabet;
	struct piece number, birth, expiry, optional; /* their digits stand behind them */
	struct piece composite[PIECES];
	uint8_t composite_digit;
	bool number_goes_on; /* into the optional data (Doc 9303-5 and -6, 4.2.2, note j) */
	bool optional_digit;
};

#define TWO_LINES(names, optional) "lalaa" names "nnnnnnnnndlaaffffffdsddddddd" optional
#define NAMES_39                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAMES_31                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* Doc 9303-5, -6 and -4, 4.2.2 and 4.2.4; Doc 9303-7, 4.2.2 and 7.2.2. */
static const struct layout layouts[MRZ_FORM_COUNT] = {
	[MRZ_FORM_NONE] = {.alphabet = ""},
	[MRZ_FORM_TD1] =
		{
			.alphabet = "lalaannnnnnnnnfnnnnnnnnnnnnnnn"
				    "ffffffdsdddddddlaannnnnnnnnnnd"
				    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			.number = {5, 9},
			.birth = {30, 6},
			.expiry = {38, 6},
			.optional = {15, 15},
			.composite = {{5, 25}, {30, 7}, {38, 7}, {48, 11}},
			.composite_digit = 59,
			.number_goes_on = true,
		},
	[MRZ_FORM_TD2] =
		{
			.alphabet = "lalaa" NAMES_31 "nnnnnnnnnflaaffffffdsdddddddnnnnnnnd",
			.number = {36, 9},
			.birth = {49, 6},
			.expiry = {57, 6},
			.optional = {64, 7},
			.composite = {{36, 10}, {49, 7}, {57, 14}},
			.composite_digit = 71,
			.number_goes_on = true,
		},
	[MRZ_FORM_TD3] =
		{
			.alphabet = TWO_LINES(NAMES_39, "nnnnnnnnnnnnnnfd"),
			.number = {44, 9},
			.birth = {57, 6},
			.expiry = {65, 6},
			.optional = {72, 14},
			.composite = {{44, 10}, {57, 7}, {65, 22}},
			.composite_digit = 87,
			.optional_digit = true,
		},
	[MRZ_FORM_MRV_A] =
		{
			.alphabet = TWO_LINES(NAMES_39, "nnnnnnnnnnnnnnnn"),
			.number = {44, 9},
			.birth = {57, 6},
			.expiry = {65, 6},
			.composite_digit = NONE,
		},
	[MRZ_FORM_MRV_B] =
		{
			.alphabet = TWO_LINES(NAMES_31, "nnnnnnnn"),
			.number = {36, 9},
			.birth = {49, 6},
			.expiry = {57, 6},
			.composite_digit = NONE,
		},
};

static const struct {
	uint8_t lines;
	uint8_t columns;
	const char *text;
} sizes[] = {
#define X(name, lines, columns, text) {lines, columns, text},
	MRZ_FORMS(X)
#undef X
};

char mrz_letter(unsigned number)
{
	static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
	return number < MRZ_LETTERS ? letters[number] : '?';
}

unsigned mrz_letter_number(char c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned)(c - '0');
	}
	if (c >= 'A' && c <= 'Z') {
		return (unsigned)(c - 'A') + 10;
	}
	return c == '<' ? MRZ_FILLER : MRZ_LETTERS;
}

const char *mrz_form_text(unsigned form)
{
	return form < MRZ_FORM_COUNT ? sizes[form].text : "?";
}

unsigned mrz_form_lines(enum mrz_form form)
{
	return sizes[form].lines;
}

unsigned mrz_form_columns(enum mrz_form form)
{
	return sizes[form].columns;
}

enum mrz_form mrz_form_visa(enum mrz_form form)
{
	return form == MRZ_FORM_TD3 ? MRZ_FORM_MRV_A : form == MRZ_FORM_TD2 ? MRZ_FORM_MRV_B : form;
}

size_t mrz_form_size(enum mrz_form form)
{
	return (size_t)sizes[form].lines * sizes[form].columns;
}

uint64_t mrz_form_allowed(enum mrz_form form, size_t position)
{
	if (position >= mrz_form_size(form)) {
		return 0;
	}
	switch (layouts[form].alphabet[position]) {
	case 'l':
		return LETTERS;
	case 'a':
		return LETTERS | FILLER;
	case 'd':
		return DIGITS;
	case 'f':
		return DIGITS | FILLER;
	case 's':
		return FILLER | (UINT64_C(1) << ('F' - 'A' + 10)) |
		       (UINT64_C(1) << ('M' - 'A' + 10));
	default:
		return LETTERS | DIGITS | FILLER;
	}
}

/* Weights 7 3 1 over a piece, going on where an earlier piece ended (Doc 9303-3, 4.9). */
static void weigh(struct mrz_check *check, struct piece p, unsigned *step)
{
	static const uint8_t weights[] = {7, 3, 1};
	for (unsigned i = 0; i < p.size; i++) {
		check->weight[p.at + i] = weights[(*step)++ % 3];
	}
}

static struct mrz_check over(struct piece p)
{
	struct mrz_check check = {.digit = (uint8_t)(p.at + p.size)};
	unsigned step = 0;
	weigh(&check, p, &step);
	return check;
}

/* The check of a number that goes on: its digit is the last character before the next filler. */
static bool long_number(const struct layout *l, const uint8_t *numbers, struct mrz_check *out)
{
	unsigned rest = 0;
	unsigned step = 0;
	while (rest < l->optional.size && numbers[l->optional.at + rest] != MRZ_FILLER) {
		rest++;
	}
	if (rest == 0 || numbers[l->optional.at + rest - 1] > 9) {
		return false;
	}
	*out = (struct mrz_check){.digit = (uint8_t)(l->optional.at + rest - 1)};
	weigh(out, l->number, &step);
	weigh(out, (struct piece){l->optional.at, (uint8_t)(rest - 1)}, &step);
	return true;
}

bool mrz_form_checks(enum mrz_form form, const uint8_t *numbers, struct mrz_check *out,
		     size_t *count)
{
	const struct layout *l = &layouts[form];
	unsigned step = 0;
	*count = 0;
	if (form == MRZ_FORM_NONE) {
		return false;
	}
	out[0] = over(l->number);
	if (l->number_goes_on && numbers[out[0].digit] == MRZ_FILLER &&
	    !long_number(l, numbers, &out[0])) {
		return false;
	}
	out[1] = over(l->birth);
	out[2] = over(l->expiry);
	*count = 3;
	if (l->optional_digit) {
		out[(*count)++] = over(l->optional);
	}
	if (l->composite_digit != NONE) {
		out[*count] = (struct mrz_check){.digit = l->composite_digit};
		for (size_t i = 0; i < PIECES; i++) {
			weigh(&out[*count], l->composite[i], &step);
		}
		(*count)++;
	}
	return true;
}

bool mrz_check_fits(const struct mrz_check *check, const uint8_t *numbers, size_t size)
{
	unsigned sum = 0;
	bool empty = true;
	for (size_t i = 0; i < size; i++) {
		if (check->weight[i] != 0 && numbers[i] != MRZ_FILLER) {
			sum += (unsigned)check->weight[i] * numbers[i];
			empty = false;
		}
	}
	/* The digit of TD3's optional data may be a filler when they are empty (Doc 9303-4, 4.2.2).
	 */
	if (numbers[check->digit] == MRZ_FILLER) {
		return empty;
	}
	return numbers[check->digit] == sum % 10;
}

static bool within(struct piece p, size_t position)
{
	return position >= p.at && position <= (size_t)p.at + p.size; /* with its digit */
}

bool mrz_form_in_key(enum mrz_form form, const struct mrz_check *number, size_t position)
{
	const struct layout *l = &layouts[form];
	return within(l->number, position) || within(l->birth, position) ||
	       within(l->expiry, position) || number->digit == position ||
	       number->weight[position] != 0;
}
