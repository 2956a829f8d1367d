/*
 * mrz: the machine-readable zone of TD1, TD2, TD3 (Doc 9303-3 to -6).
 * Knows layouts, check digits, the key it gives to the chip. Never knows a clock or the chip.
 */
#include "emrtd/mrz.h"

#include "emrtd/mrz_digit.h"
#include "emrtd/mrz_zone.h"

#define NUMBER_SIZE 9 /* characters of the document number's own field */
#define FILLER      '<'

bool mrz_check_digit(struct rd text, char *digit)
{
	struct mrz_weighing w = {0};
	bool ok = mrz_weigh(&w, text);
	*digit = mrz_weighed_digit(&w);
	return ok;
}

static enum eg_err refuse(enum mrz_fault fault)
{
	switch (fault) {
#define X(name, text) \
	case name:    \
		return EG_FAIL(EG_BAD_DATA, text);
		MRZ_FAULTS(X)
#undef X
	case MRZ_FAULT_COUNT:
		break;
	}
	return EG_FAIL(EG_BAD_DATA, "MRZ");
}

/* Faults of what the key is not made of. */
#define BESIDE_KEY                                                                               \
	(MRZ_BIT(MRZ_BAD_CODE) | MRZ_BIT(MRZ_BAD_STATE) | MRZ_BIT(MRZ_BAD_NAME) |                \
	 MRZ_BIT(MRZ_BAD_NATIONALITY) | MRZ_BIT(MRZ_BAD_SEX) | MRZ_BIT(MRZ_BAD_OPTIONAL_DIGIT) | \
	 MRZ_BIT(MRZ_BAD_COMPOSITE_DIGIT))

static enum eg_err parse(struct rd text, struct mrz *out, uint32_t passed_over)
{
	uint32_t refused = MRZ_REFUSED(mrz_zone_read(text, out)) & ~passed_over;
	if (refused == 0) {
		return EG_OK;
	}
	unsigned first = 0;
	while ((refused & MRZ_BIT(first)) == 0) {
		first++;
	}
	*out = (struct mrz){0};
	return refuse((enum mrz_fault)first);
}

enum eg_err mrz_parse(struct rd text, struct mrz *out)
{
	return parse(text, out, 0);
}

enum eg_err mrz_parse_key(struct rd text, struct mrz *out)
{
	return parse(text, out, BESIDE_KEY);
}

uint32_t mrz_faults(struct rd text)
{
	struct mrz m;
	return mrz_zone_read(text, &m);
}

const char *mrz_fault_text(unsigned fault)
{
	static const char *const texts[] = {
#define X(name, text) text,
		MRZ_FAULTS(X)
#undef X
	};
	return fault < MRZ_FAULT_COUNT ? texts[fault] : "?";
}

static void put_with_digit(struct wr *out, struct rd text, size_t width)
{
	struct mrz_weighing w = {0};
	if (!mrz_weigh(&w, text)) {
		out->bad = true;
		return;
	}
	wr_put(out, text);
	if (text.left < width) {
		wr_fill(out, FILLER, width - text.left); /* fillers weigh nothing */
	}
	wr_u8(out, (uint8_t)mrz_weighed_digit(&w));
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
