/*
 * mrz_place: where the fields of a zone stand in each form (Doc 9303-4 to -7), which field each
 * character belongs to, and so which fields differ or were not read surely.
 * Knows places. Never judges a character; links nothing, so that the core has it, too.
 */
#include "base/mrz_place.h"

#define FILLER '<'

/* Doc 9303-5, 4.2.2; Doc 9303-6, 4.2.2; Doc 9303-4, 4.2.2; Doc 9303-7, 4.2.2 and 5.2.2. */
static const struct mrz_place places[MRZ_LAYOUT_COUNT][MRZ_PART_COUNT] =
	{
		[MRZ_LAYOUT_TD1] =
			{
				[MRZ_PART_CODE] = {0, 2, 0},
				[MRZ_PART_STATE] = {2, 3, 0},
				[MRZ_PART_NAME] = {60, 30, 0},
				[MRZ_PART_NUMBER] = {5, 9, 1},
				[MRZ_PART_NATIONALITY] = {45, 3, 0},
				[MRZ_PART_BIRTH] = {30, 6, 1},
				[MRZ_PART_SEX] = {37, 1, 0},
				[MRZ_PART_EXPIRY] = {38, 6, 1},
				[MRZ_PART_OPTIONAL] = {15, 15, 0},
				[MRZ_PART_OPTIONAL_2] = {48, 11, 0},
			},
		[MRZ_LAYOUT_TD2] =
			{
				[MRZ_PART_CODE] = {0, 2, 0},
				[MRZ_PART_STATE] = {2, 3, 0},
				[MRZ_PART_NAME] = {5, 31, 0},
				[MRZ_PART_NUMBER] = {36, 9, 1},
				[MRZ_PART_NATIONALITY] = {46, 3, 0},
				[MRZ_PART_BIRTH] = {49, 6, 1},
				[MRZ_PART_SEX] = {56, 1, 0},
				[MRZ_PART_EXPIRY] = {57, 6, 1},
				[MRZ_PART_OPTIONAL] = {64, 7, 0},
			},
		[MRZ_LAYOUT_TD3] =
			{
				[MRZ_PART_CODE] = {0, 2, 0},
				[MRZ_PART_STATE] = {2, 3, 0},
				[MRZ_PART_NAME] = {5, 39, 0},
				[MRZ_PART_NUMBER] = {44, 9, 1},
				[MRZ_PART_NATIONALITY] = {54, 3, 0},
				[MRZ_PART_BIRTH] = {57, 6, 1},
				[MRZ_PART_SEX] = {64, 1, 0},
				[MRZ_PART_EXPIRY] = {65, 6, 1},
				[MRZ_PART_OPTIONAL] = {72, 14, 1},
			},
		[MRZ_LAYOUT_MRV_A] =
			{
				[MRZ_PART_CODE] = {0, 2, 0},
				[MRZ_PART_STATE] = {2, 3, 0},
				[MRZ_PART_NAME] = {5, 39, 0},
				[MRZ_PART_NUMBER] = {44, 9, 1},
				[MRZ_PART_NATIONALITY] = {54, 3, 0},
				[MRZ_PART_BIRTH] = {57, 6, 1},
				[MRZ_PART_SEX] = {64, 1, 0},
				[MRZ_PART_EXPIRY] = {65, 6, 1},
				[MRZ_PART_OPTIONAL] = {72, 16, 0},
			},
		[MRZ_LAYOUT_MRV_B] =
			{
				[MRZ_PART_CODE] = {0, 2, 0},
				[MRZ_PART_STATE] = {2, 3, 0},
				[MRZ_PART_NAME] = {5, 31, 0},
				[MRZ_PART_NUMBER] = {36, 9, 1},
				[MRZ_PART_NATIONALITY] = {46, 3, 0},
				[MRZ_PART_BIRTH] = {49, 6, 1},
				[MRZ_PART_SEX] = {56, 1, 0},
				[MRZ_PART_EXPIRY] = {57, 6, 1},
				[MRZ_PART_OPTIONAL] = {64, 8, 0},
			},
};

static const uint8_t fields[MRZ_PART_COUNT] = {
	[MRZ_PART_CODE] = MRZ_FIELD_DOCUMENT,
	[MRZ_PART_STATE] = MRZ_FIELD_DOCUMENT,
	[MRZ_PART_NAME] = MRZ_FIELD_NAME,
	[MRZ_PART_NUMBER] = MRZ_FIELD_NUMBER,
	[MRZ_PART_NATIONALITY] = MRZ_FIELD_NATIONALITY,
	[MRZ_PART_BIRTH] = MRZ_FIELD_BIRTH,
	[MRZ_PART_SEX] = MRZ_FIELD_SEX,
	[MRZ_PART_EXPIRY] = MRZ_FIELD_EXPIRY,
	[MRZ_PART_OPTIONAL] = MRZ_FIELD_OPTIONAL,
	[MRZ_PART_OPTIONAL_2] = MRZ_FIELD_OPTIONAL,
};

enum mrz_layout mrz_layout_of(size_t size)
{
	switch (size) {
	case 90:
		return MRZ_LAYOUT_TD1;
	case 72:
		return MRZ_LAYOUT_TD2;
	case 88:
		return MRZ_LAYOUT_TD3;
	default: /* not an enum: every other number */
		return MRZ_LAYOUT_NONE;
	}
}

struct mrz_place mrz_place_of(enum mrz_layout layout, enum mrz_part part)
{
	bool known = (unsigned)layout < MRZ_LAYOUT_COUNT && (unsigned)part < MRZ_PART_COUNT;
	return known ? places[layout][part] : (struct mrz_place){0};
}

static bool filler_at(struct rd zone, size_t position)
{
	uint8_t c;
	return rd_byte_at(&zone, position, &c) && c == FILLER;
}

/* A filler where the number's check digit would stand; the rest ends before the next one. */
size_t mrz_number_rest(struct rd zone)
{
	enum mrz_layout layout = mrz_layout_of(zone.left);
	struct mrz_place number = mrz_place_of(layout, MRZ_PART_NUMBER);
	struct mrz_place optional = mrz_place_of(layout, MRZ_PART_OPTIONAL);
	bool may = layout == MRZ_LAYOUT_TD1 || layout == MRZ_LAYOUT_TD2;
	size_t rest = 0;
	if (!may || !filler_at(zone, (size_t)number.at + number.size)) {
		return 0;
	}
	while (rest < optional.size && !filler_at(zone, optional.at + rest)) {
		rest++;
	}
	return rest;
}

unsigned mrz_field_at(struct rd zone, size_t position)
{
	enum mrz_layout layout = mrz_layout_of(zone.left);
	size_t optional = mrz_place_of(layout, MRZ_PART_OPTIONAL).at;
	if (position >= optional && position < optional + mrz_number_rest(zone)) {
		return MRZ_FIELD_NUMBER;
	}
	for (unsigned part = 0; part < MRZ_PART_COUNT; part++) {
		struct mrz_place p = mrz_place_of(layout, (enum mrz_part)part);
		size_t end = (size_t)p.at + p.size + p.digit;
		if (position >= p.at && position < end) {
			return fields[part];
		}
	}
	return 0;
}

bool mrz_marked(struct rd marks, size_t position)
{
	uint8_t octet;
	return rd_byte_at(&marks, position / 8, &octet) && (octet >> (position % 8) & 1) != 0;
}

unsigned mrz_fields_marked(struct rd zone, struct rd marks)
{
	unsigned found = 0;
	for (size_t i = 0; i < zone.left; i++) {
		found |= mrz_marked(marks, i) ? mrz_field_at(zone, i) : 0;
	}
	return found;
}
