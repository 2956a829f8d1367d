/*
 * mrz_item: a zone that was read, field by field, each with how sure it is and whether its check
 * digit fits (Doc 9303-4 to -7).
 * Knows where fields stand in each form. Never knows pixels, nor whether a value is true.
 */
#include "prog/mrz_item.h"

#include "base/mrz_place.h"
#include "document/mrz_form.h"

#define NO_CHECK 255

static const enum mrz_layout layouts[MRZ_FORM_COUNT] = {
	[MRZ_FORM_TD1] = MRZ_LAYOUT_TD1,     [MRZ_FORM_TD2] = MRZ_LAYOUT_TD2,
	[MRZ_FORM_TD3] = MRZ_LAYOUT_TD3,     [MRZ_FORM_MRV_A] = MRZ_LAYOUT_MRV_A,
	[MRZ_FORM_MRV_B] = MRZ_LAYOUT_MRV_B,
};

/* The name is one part, from which both identifiers come; the composite is none. */
static const uint8_t parts[MRZ_ITEM_COUNT] = {
	[MRZ_ITEM_CODE] = MRZ_PART_CODE,
	[MRZ_ITEM_STATE] = MRZ_PART_STATE,
	[MRZ_ITEM_PRIMARY] = MRZ_PART_NAME,
	[MRZ_ITEM_SECONDARY] = MRZ_PART_COUNT,
	[MRZ_ITEM_NUMBER] = MRZ_PART_NUMBER,
	[MRZ_ITEM_NATIONALITY] = MRZ_PART_NATIONALITY,
	[MRZ_ITEM_BIRTH] = MRZ_PART_BIRTH,
	[MRZ_ITEM_SEX] = MRZ_PART_SEX,
	[MRZ_ITEM_EXPIRY] = MRZ_PART_EXPIRY,
	[MRZ_ITEM_OPTIONAL] = MRZ_PART_OPTIONAL,
	[MRZ_ITEM_OPTIONAL_2] = MRZ_PART_OPTIONAL_2,
	[MRZ_ITEM_COMPOSITE] = MRZ_PART_COUNT,
};

/* size 0: the form has no such item. */
static struct mrz_place place_of(enum mrz_form form, unsigned item)
{
	return mrz_place_of(layouts[form], (enum mrz_part)parts[item]);
}

/* The zone as one line, and what its check digits are. */
struct zone {
	enum mrz_form form;
	size_t size;
	char text[MRZ_FORM_SIZE_MAX];
	uint8_t numbers[MRZ_FORM_SIZE_MAX];
	uint8_t sure[MRZ_FORM_SIZE_MAX];
	struct mrz_check check[MRZ_FORM_CHECKS_MAX];
	size_t checks; /* 0: the text asks for a digit that it has no place for */
};

/* false: no zone, or one that mrz_read never tells of. */
static bool join(const struct mrz_read *read, struct zone *z)
{
	*z = (struct zone){.form = (enum mrz_form)read->form};
	if (read->form == MRZ_FORM_NONE || read->form >= MRZ_FORM_COUNT ||
	    read->lines != mrz_form_lines(z->form) || read->columns != mrz_form_columns(z->form)) {
		return false;
	}
	for (size_t i = 0; i < mrz_form_size(z->form); i++) {
		const char c = read->text[i / read->columns][i % read->columns];
		const unsigned number = mrz_letter_number(c);
		if (number >= MRZ_LETTERS) {
			return false;
		}
		z->text[i] = c;
		z->numbers[i] = (uint8_t)number;
		z->sure[i] = read->sure[i / read->columns][i % read->columns];
	}
	z->size = mrz_form_size(z->form);
	if (!mrz_form_checks(z->form, z->numbers, z->check, &z->checks)) {
		z->checks = 0;
	}
	return true;
}

/* Which of the check digits is this field's; NO_CHECK: none. As mrz_form_checks orders them. */
static size_t check_of(const struct zone *z, unsigned kind)
{
	const bool passport = z->form == MRZ_FORM_TD3;
	const bool visa = z->form == MRZ_FORM_MRV_A || z->form == MRZ_FORM_MRV_B;
	switch (kind) {
	case MRZ_ITEM_NUMBER:
		return 0;
	case MRZ_ITEM_BIRTH:
		return 1;
	case MRZ_ITEM_EXPIRY:
		return 2;
	case MRZ_ITEM_OPTIONAL:
		return passport ? 3 : NO_CHECK;
	case MRZ_ITEM_COMPOSITE:
		return visa ? NO_CHECK : passport ? 4 : 3;
	default: /* of numbers; the others have none */
		return NO_CHECK;
	}
}

/* Characters from to end as text; the least sure of them counts. */
static void put(const struct zone *z, size_t from, size_t end, struct mrz_item *out)
{
	size_t size = 0;
	size_t kept = 0;
	out->there = true;
	out->sure = UINT8_MAX;
	for (size_t i = from; i < end; i++) {
		out->sure = z->sure[i] < out->sure ? z->sure[i] : out->sure;
		out->text[size++] = z->text[i] == '<' ? ' ' : z->text[i];
		kept = z->text[i] == '<' ? kept : size;
	}
	out->text[kept] = '\0';
	out->sure = from == end ? 0 : out->sure;
}

/* The state of a field's check digit, whose own odds count, too. */
static void judge(const struct zone *z, unsigned kind, struct mrz_item *out)
{
	const size_t which = check_of(z, kind);
	if (which == NO_CHECK) {
		return;
	}
	if (which >= z->checks) {
		out->digit = MRZ_DIGIT_WRONG;
		return;
	}
	const struct mrz_check *check = &z->check[which];
	const uint8_t digit_sure = z->sure[check->digit];
	out->digit = mrz_check_fits(check, z->numbers, z->size) ? MRZ_DIGIT_FITS : MRZ_DIGIT_WRONG;
	out->sure = digit_sure < out->sure ? digit_sure : out->sure;
}

/* Two fillers stand between the identifiers (Doc 9303-3, 4.6); they belong to the first. */
static void put_names(const struct zone *z, struct mrz_item out[MRZ_ITEM_COUNT])
{
	const struct mrz_place name = place_of(z->form, MRZ_ITEM_PRIMARY);
	const size_t end = (size_t)name.at + name.size;
	size_t split = name.at;
	while (split + 1 < end && (z->text[split] != '<' || z->text[split + 1] != '<')) {
		split++;
	}
	split = split + 2 < end ? split + 2 : end;
	put(z, name.at, split, &out[MRZ_ITEM_PRIMARY]);
	put(z, split, end, &out[MRZ_ITEM_SECONDARY]);
}

/* A number that goes on in the optional data, without the filler between: TD1 and TD2. */
static void put_long_number(const struct zone *z, struct mrz_item out[MRZ_ITEM_COUNT])
{
	const struct mrz_place number = place_of(z->form, MRZ_ITEM_NUMBER);
	const struct mrz_place optional = place_of(z->form, MRZ_ITEM_OPTIONAL);
	struct mrz_item rest = {0};
	const size_t digit = z->checks > 0 ? z->check[0].digit : 0;
	if (digit < optional.at || digit >= (size_t)optional.at + optional.size) {
		return;
	}
	struct mrz_item *item = &out[MRZ_ITEM_NUMBER];
	put(z, optional.at, digit, &rest);
	for (size_t i = 0; i + optional.at < digit; i++) {
		item->text[number.size + i] = rest.text[i];
	}
	item->text[number.size + digit - optional.at] = '\0';
	item->sure = digit > optional.at && rest.sure < item->sure ? rest.sure : item->sure;
	out[MRZ_ITEM_OPTIONAL] = (struct mrz_item){0};
	put(z, digit + 1, (size_t)optional.at + optional.size, &out[MRZ_ITEM_OPTIONAL]);
}

/* All that any check digit is made of; the form has one of the whole. */
static void put_composite(const struct zone *z, struct mrz_item *out)
{
	if (check_of(z, MRZ_ITEM_COMPOSITE) == NO_CHECK) {
		return;
	}
	out->there = true;
	out->sure = UINT8_MAX;
	for (size_t i = 0; i < z->size; i++) {
		out->sure = z->sure[i] < out->sure ? z->sure[i] : out->sure;
	}
}

void mrz_items_of(const struct mrz_read *read, struct mrz_item out[MRZ_ITEM_COUNT])
{
	struct zone z;
	for (unsigned i = 0; i < MRZ_ITEM_COUNT; i++) {
		out[i] = (struct mrz_item){0};
	}
	if (!join(read, &z)) {
		return;
	}
	for (unsigned i = 0; i < MRZ_ITEM_COUNT; i++) {
		const struct mrz_place p = place_of(z.form, i);
		if (p.size > 0) {
			put(&z, p.at, (size_t)p.at + p.size, &out[i]);
		}
	}
	put_names(&z, out);
	put_long_number(&z, out);
	put_composite(&z, &out[MRZ_ITEM_COMPOSITE]);
	for (unsigned i = 0; i < MRZ_ITEM_COUNT; i++) {
		judge(&z, i, &out[i]);
	}
}

static const struct {
	const char *word;
	const char *text;
} names[] = {
#define X(name, word, text) {word, text},
	MRZ_ITEMS(X)
#undef X
};

const char *mrz_item_word(unsigned kind)
{
	return kind < MRZ_ITEM_COUNT ? names[kind].word : "?";
}

const char *mrz_item_text(unsigned kind)
{
	return kind < MRZ_ITEM_COUNT ? names[kind].text : "?";
}

unsigned mrz_odds(unsigned decibans)
{
	static const unsigned tenths[] = {10, 13, 16, 20, 25, 32, 40, 50, 63, 79};
	unsigned odds = tenths[decibans % 10];
	for (unsigned i = 0; i < decibans / 10 && i < 6; i++) { /* a million at most */
		odds *= 10;
	}
	return (odds + 5) / 10;
}
