/*
 * mrz_place: which field each character of a zone belongs to (Doc 9303-4 to -6), and so which
 * fields differ or were not read surely.
 * Knows places. Never judges a character; links nothing, so that the core has it, too.
 */
#include "base/mrz_place.h"

#define FILLER '<'

/* So many characters of a field, with their check digit; 0 stands for the composite digit. */
struct span {
	uint8_t size;
	uint8_t field; /* enum mrz_field */
};

struct places {
	size_t size; /* of the zone */
	size_t optional;
	size_t optional_end;
	size_t goes_on; /* a filler here: the number goes on in the optional data; 0: nowhere */
	struct span span[10];
};

/* Doc 9303-5, 4.2.2; Doc 9303-6, 4.2.2; Doc 9303-4, 4.2.2. */
static const struct places formats[] = {
	{.size = 90,
	 .optional = 15,
	 .optional_end = 30,
	 .goes_on = 14,
	 .span = {{5, MRZ_FIELD_DOCUMENT},
		  {10, MRZ_FIELD_NUMBER},
		  {15, MRZ_FIELD_OPTIONAL},
		  {7, MRZ_FIELD_BIRTH},
		  {1, MRZ_FIELD_SEX},
		  {7, MRZ_FIELD_EXPIRY},
		  {3, MRZ_FIELD_NATIONALITY},
		  {11, MRZ_FIELD_OPTIONAL},
		  {1, 0},
		  {30, MRZ_FIELD_NAME}}},
	{.size = 72,
	 .optional = 64,
	 .optional_end = 71,
	 .goes_on = 45,
	 .span = {{5, MRZ_FIELD_DOCUMENT},
		  {31, MRZ_FIELD_NAME},
		  {10, MRZ_FIELD_NUMBER},
		  {3, MRZ_FIELD_NATIONALITY},
		  {7, MRZ_FIELD_BIRTH},
		  {1, MRZ_FIELD_SEX},
		  {7, MRZ_FIELD_EXPIRY},
		  {7, MRZ_FIELD_OPTIONAL},
		  {1, 0}}},
	{.size = 88,
	 .optional = 72,
	 .optional_end = 87,
	 .goes_on = 0,
	 .span = {{5, MRZ_FIELD_DOCUMENT},
		  {39, MRZ_FIELD_NAME},
		  {10, MRZ_FIELD_NUMBER},
		  {3, MRZ_FIELD_NATIONALITY},
		  {7, MRZ_FIELD_BIRTH},
		  {1, MRZ_FIELD_SEX},
		  {7, MRZ_FIELD_EXPIRY},
		  {15, MRZ_FIELD_OPTIONAL},
		  {1, 0}}},
};

static const struct places *format_of(size_t size)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (formats[i].size == size) {
			return &formats[i];
		}
	}
	return NULL;
}

static bool filler_at(struct rd zone, size_t position)
{
	uint8_t c;
	return rd_byte_at(&zone, position, &c) && c == FILLER;
}

/* In the optional data, before the first filler there. */
static bool goes_on_to(struct rd zone, const struct places *p, size_t position)
{
	if (p->goes_on == 0 || position < p->optional || position >= p->optional_end ||
	    !filler_at(zone, p->goes_on)) {
		return false;
	}
	for (size_t i = p->optional; i <= position; i++) {
		if (filler_at(zone, i)) {
			return false;
		}
	}
	return true;
}

unsigned mrz_field_at(struct rd zone, size_t position)
{
	const struct places *p = format_of(zone.left);
	size_t end = 0;
	if (p == NULL || position >= p->size) {
		return 0;
	}
	if (goes_on_to(zone, p, position)) {
		return MRZ_FIELD_NUMBER;
	}
	for (size_t i = 0; i < sizeof(p->span) / sizeof(p->span[0]); i++) {
		end += p->span[i].size;
		if (position < end) {
			return p->span[i].field;
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
	unsigned fields = 0;
	for (size_t i = 0; i < zone.left; i++) {
		fields |= mrz_marked(marks, i) ? mrz_field_at(zone, i) : 0;
	}
	return fields;
}
