/*
 * mrz: the machine-readable zone of TD1, TD2, TD3 (Doc 9303-3 to -6).
 * Knows layouts, check digits, the key it gives to the chip. Never knows a clock or the chip.
 */
#include "emrtd/mrz.h"

#define NUMBER_SIZE      9 /* characters of the document number's own field */
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
	struct field code, state, number, nationality, birth, expiry, optional, names;
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

/* A running sum over one or several pieces (Doc 9303-3, 4.9). */
struct weighing {
	unsigned sum;
	unsigned position;
};

static bool weigh(struct weighing *w, struct rd text)
{
	static const uint8_t weights[] = {7, 3, 1};
	uint8_t c;
	while (text.left > 0) {
		unsigned value = 0;
		if (!rd_u8(&text, &c)) {
			return false;
		}
		if (c >= '0' && c <= '9') {
			value = (unsigned)(c - '0');
		} else if (c >= 'A' && c <= 'Z') {
			value = (unsigned)(c - 'A') + 10;
		} else if (c != FILLER) {
			return false;
		}
		w->sum += value * weights[w->position % 3];
		w->position++;
	}
	return rd_end(&text);
}

static char weighed_digit(const struct weighing *w)
{
	return (char)('0' + w->sum % 10);
}

bool mrz_check_digit(struct rd text, char *digit)
{
	struct weighing w = {0};
	bool ok = weigh(&w, text);
	*digit = weighed_digit(&w);
	return ok;
}

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
	struct weighing w = {0};
	for (size_t i = 0; i < COMPOSITE_PIECES; i++) {
		if (!weigh(&w, piece(text, l->composite[i]))) {
			return false;
		}
	}
	return weighed_digit(&w) == letter(text, l->composite_digit);
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

/*
 * Document number over nine characters (Doc 9303-5, 4.2.2 note j; Doc 9303-6 likewise): a filler in
 * place of the check digit, then the rest of the number and its check digit at the start of the
 * optional data, ended by a filler or by the end of the field.
 */
static enum eg_err long_number(struct rd text, const struct layout *l, struct mrz *out)
{
	struct weighing w = {0};
	struct rd optional = piece(text, l->optional);
	struct rd head = piece(text, l->number);
	size_t size = 0;
	uint8_t c;
	while (rd_byte_at(&optional, size, &c) && c != FILLER) {
		size++;
	}
	struct rd rest;
	if (size < 2 || !rd_take(&optional, size - 1, &rest) || !rd_u8(&optional, &c)) {
		return EG_FAIL(EG_BAD_DATA, "no check digit for the document number");
	}
	if (!weigh(&w, head) || !weigh(&w, rest) || weighed_digit(&w) != (char)c) {
		return EG_FAIL(EG_BAD_DATA, "check digit of the long document number");
	}
	struct wr number = wr_of(out->document_number, sizeof(out->document_number) - 1);
	wr_put(&number, head);
	wr_put(&number, rest);
	struct rd written;
	return wr_done(&number, &written);
}

static enum eg_err read_number(struct rd text, const struct layout *l, struct mrz *out)
{
	struct rd number = without_trailing_fillers(piece(text, l->number));
	if (number.left == 0) {
		return EG_FAIL(EG_BAD_DATA, "document number empty");
	}
	if (l->format != MRZ_TD3 && letter(text, l->number_digit) == FILLER) {
		return long_number(text, l, out);
	}
	if (!digit_fits(text, l->number, l->number_digit)) {
		return EG_FAIL(EG_BAD_DATA, "check digit of the document number");
	}
	return copy_text(number, out->document_number, sizeof(out->document_number))
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "document number");
}

static enum eg_err check_fields(struct rd text, const struct layout *l)
{
	if (!only(text, true, true)) {
		return EG_FAIL(EG_BAD_DATA, "not the alphabet of the MRZ");
	}
	if (!is_state_code(piece(text, l->state)) || !is_state_code(piece(text, l->nationality)) ||
	    !only(piece(text, l->names), true, false) ||
	    !only(piece(text, l->birth), false, true) ||
	    !only(piece(text, l->expiry), false, true)) {
		return EG_FAIL(EG_BAD_DATA, "letters and digits mixed up");
	}
	char first = letter(text, l->code.at);
	char sex = letter(text, l->sex);
	if (first < 'A' || first > 'Z' || (sex != 'F' && sex != 'M' && sex != FILLER)) {
		return EG_FAIL(EG_BAD_DATA, "document code or sex");
	}
	if (!digit_fits(text, l->birth, l->birth_digit) ||
	    !digit_fits(text, l->expiry, l->expiry_digit) || !optional_fits(text, l) ||
	    !composite_fits(text, l)) {
		return EG_FAIL(EG_BAD_DATA, "check digit");
	}
	return EG_OK;
}

enum eg_err mrz_parse(struct rd text, struct mrz *out)
{
	const struct layout *l = NULL;
	*out = (struct mrz){0};
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		if (!text.bad && text.left == layouts[i].size) {
			l = &layouts[i];
		}
	}
	if (l == NULL) {
		return EG_FAIL(EG_BAD_DATA, "no MRZ has this size");
	}
	EG_TRY(check_fields(text, l));
	struct mrz m = {.format = (uint8_t)l->format, .sex = letter(text, l->sex)};
	EG_TRY(read_number(text, l, &m));
	bool ok = copy_text(without_trailing_fillers(piece(text, l->code)), m.document_code,
			    sizeof(m.document_code)) &&
		  copy_text(without_trailing_fillers(piece(text, l->state)), m.issuing_state,
			    sizeof(m.issuing_state)) &&
		  copy_text(without_trailing_fillers(piece(text, l->nationality)), m.nationality,
			    sizeof(m.nationality)) &&
		  copy_text(piece(text, l->birth), m.birth, sizeof(m.birth)) &&
		  copy_text(piece(text, l->expiry), m.expiry, sizeof(m.expiry)) &&
		  copy_text(without_trailing_fillers(piece(text, l->names)), m.names,
			    sizeof(m.names));
	if (!ok) {
		return EG_FAIL(EG_BAD_DATA, "field of the MRZ");
	}
	*out = m;
	return EG_OK;
}

static void put_with_digit(struct wr *out, struct rd text, size_t width)
{
	struct weighing w = {0};
	if (!weigh(&w, text)) {
		out->bad = true;
		return;
	}
	wr_put(out, text);
	if (text.left < width) {
		wr_fill(out, FILLER, width - text.left); /* fillers weigh nothing */
	}
	wr_u8(out, (uint8_t)weighed_digit(&w));
}

enum eg_err mrz_information(const struct mrz *m, struct wr *out)
{
	struct rd written;
	if (m->document_number[0] == '\0') {
		return EG_FAIL(EG_BAD_DATA, "no document number");
	}
	put_with_digit(out, rd_cstr(m->document_number), NUMBER_SIZE);
	put_with_digit(out, rd_cstr(m->birth), 0);
	put_with_digit(out, rd_cstr(m->expiry), 0);
	return wr_done(out, &written);
}
