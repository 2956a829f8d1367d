/*
 * desk_zone: a printed zone, field by field, for an officer to read; which document it is.
 * Knows where fields stand (base/mrz_place.h). Never judges what they say: what is no date is shown
 * as it stands.
 */
#include "base/date.h"
#include "base/mrz_place.h"
#include "base/wr.h"
#include "console/desk_impl.h"
#include "console/json_out.h"

#define LINE_MAX_SIZE 44
#define DATE_SIZE     11 /* "1974-08-12" and a NUL */

struct zone {
	struct rd text;
	enum mrz_layout layout;
	struct date today;
};

/* Characters from a place on; fillers are blanks, none at the end. */
static void copy(struct rd zone, size_t at, size_t size, struct wr *out)
{
	size_t kept = 0;
	uint8_t c;
	for (size_t i = 0; i < size && rd_byte_at(&zone, at + i, &c); i++) {
		kept = c == '<' ? kept : i + 1;
	}
	for (size_t i = 0; i < kept && rd_byte_at(&zone, at + i, &c); i++) {
		wr_u8(out, c == '<' ? ' ' : c);
	}
}

static bool put_text(cJSON *to, const char *name, const struct wr *w, char *text)
{
	text[w->size] = '\0'; /* callers leave room */
	return json_out_text(to, name, text);
}

static bool put_part(cJSON *to, const char *name, const struct zone *z, enum mrz_part part)
{
	char text[MSG_MRZ_SIZE + 1];
	struct wr w = wr_of(text, MSG_MRZ_SIZE);
	struct mrz_place p = mrz_place_of(z->layout, part);
	copy(z->text, p.at, p.size, &w);
	return put_text(to, name, &w, text);
}

/* With the rest of a number that goes on; the last of the rest is its check digit. */
static bool put_number(cJSON *to, const struct zone *z)
{
	char text[MSG_MRZ_SIZE + 1];
	struct wr w = wr_of(text, MSG_MRZ_SIZE);
	struct mrz_place number = mrz_place_of(z->layout, MRZ_PART_NUMBER);
	struct mrz_place optional = mrz_place_of(z->layout, MRZ_PART_OPTIONAL);
	size_t rest = mrz_number_rest(z->text);
	copy(z->text, number.at, number.size, &w);
	copy(z->text, optional.at, rest > 0 ? rest - 1 : 0, &w);
	return put_text(to, "number", &w, text);
}

/* Two fillers stand between surname and given names (Doc 9303-3, 4.6). */
static bool put_names(cJSON *to, const struct zone *z)
{
	char text[MSG_MRZ_SIZE + 1];
	struct mrz_place p = mrz_place_of(z->layout, MRZ_PART_NAME);
	size_t split = 0;
	uint8_t a;
	uint8_t b;
	while (split + 1 < p.size && rd_byte_at(&z->text, p.at + split, &a) &&
	       rd_byte_at(&z->text, p.at + split + 1, &b) && !(a == '<' && b == '<')) {
		split++;
	}
	split = split + 2 < p.size ? split : p.size;
	size_t given = split < p.size ? split + 2 : p.size;
	struct wr w = wr_of(text, MSG_MRZ_SIZE);
	copy(z->text, p.at, split, &w);
	bool put = put_text(to, "surname", &w, text);
	w = wr_of(text, MSG_MRZ_SIZE);
	copy(z->text, p.at + given, p.size - given, &w);
	return put && put_text(to, "given", &w, text);
}

/* As many digits as the scale has; of what is not known marks. */
static void digits(struct wr *w, unsigned number, unsigned scale)
{
	for (unsigned s = scale; s > 0; s /= 10) {
		wr_u8(w, number == 0 ? (uint8_t)'?' : (uint8_t)('0' + number / s % 10));
	}
}

/* Characters of a part as they stand, none of them marked. */
static bool key_part(struct wr *w, struct rd zone, struct rd marks, struct mrz_place p)
{
	bool sure = p.size > 0;
	uint8_t c = 0;
	for (size_t i = p.at; sure && i < (size_t)p.at + p.size; i++) {
		sure = !mrz_marked(marks, i) && rd_byte_at(&zone, i, &c) && c != '\0';
		wr_u8(w, c);
	}
	return sure;
}

/* With the rest of a number that goes on, as put_number() has it. */
bool desk_zone_key(struct rd zone, struct rd marks, char out[DESK_KEY_SIZE])
{
	const enum mrz_layout layout = mrz_layout_of(zone.left);
	struct mrz_place number = mrz_place_of(layout, MRZ_PART_NUMBER);
	struct mrz_place rest = mrz_place_of(layout, MRZ_PART_OPTIONAL);
	size_t more = mrz_number_rest(zone);
	uint8_t first = '<';
	struct wr w = wr_of(out, DESK_KEY_SIZE);
	rest.size = (uint8_t)(more > 0 ? more - 1 : 0);
	bool sure =
		layout != MRZ_LAYOUT_NONE && rd_byte_at(&zone, number.at, &first) && first != '<' &&
		key_part(&w, zone, marks, mrz_place_of(layout, MRZ_PART_STATE)) &&
		key_part(&w, zone, marks, mrz_place_of(layout, MRZ_PART_BIRTH)) &&
		key_part(&w, zone, marks, number) && (more <= 1 || key_part(&w, zone, marks, rest));
	wr_u8(&w, '\0');
	return sure && !w.bad;
}

static bool put_date(cJSON *to, const char *name, const struct zone *z, enum mrz_part part)
{
	struct mrz_place p = mrz_place_of(z->layout, part);
	struct rd r = z->text;
	struct rd six;
	struct date day = {0};
	char text[DATE_SIZE] = "";
	struct wr w = wr_of(text, sizeof(text) - 1);
	if (!rd_skip(&r, p.at) || !rd_take(&r, p.size, &six)) {
		return json_out_text(to, name, "");
	}
	enum eg_err err = part == MRZ_PART_BIRTH ? date_from_mrz_birth(six, z->today, &day)
						 : date_from_mrz_expiry(six, z->today, &day);
	if (err != EG_OK) {
		return put_part(to, name, z, part);
	}
	digits(&w, day.year, 1000);
	wr_u8(&w, '-');
	digits(&w, day.month, 10);
	wr_u8(&w, '-');
	digits(&w, day.day, 10);
	return json_out_text(to, name, text);
}

static bool put_lines(cJSON *to, const struct zone *z)
{
	cJSON *list = json_out_list(to, "mrz");
	size_t width = z->layout == MRZ_LAYOUT_TD1 ? 30 : z->layout == MRZ_LAYOUT_TD2 ? 36 : 44;
	struct rd r = z->text;
	struct rd line;
	bool put = list != NULL;
	while (put && r.left > 0 && rd_take(&r, width, &line)) {
		char text[LINE_MAX_SIZE + 1] = "";
		size_t size;
		put = rd_dump(line, text, LINE_MAX_SIZE, &size) && json_out_add_text(list, text);
	}
	return put;
}

/* As the members of a document are called, in the order of base/mrz_field.h. */
static const char *const field_words[MRZ_FIELD_COUNT] = {
	"document", "name", "number", "nationality", "birth", "sex", "expiry", "optional"};

static bool put_marks(cJSON *to, const struct zone *z, struct rd marks, unsigned differs)
{
	cJSON *unsure = json_out_list(to, "unsure");
	cJSON *differ = json_out_list(to, "differs");
	bool put = unsure != NULL && differ != NULL;
	for (size_t i = 0; put && i < z->text.left; i++) {
		put = !mrz_marked(marks, i) || json_out_add_number(unsure, (double)i);
	}
	for (unsigned bit = 0; put && bit < MRZ_FIELD_COUNT; bit++) {
		put = (differs & 1u << bit) == 0 || json_out_add_text(differ, field_words[bit]);
	}
	return put;
}

cJSON *desk_zone_json(unsigned kind, struct rd zone, struct rd marks, unsigned differs,
		      int64_t unix_ms)
{
	static const char *const kinds[] = {
		[DOCUMENT_TD1] = "TD1", [DOCUMENT_TD2] = "TD2", [DOCUMENT_TD3] = "TD3"};
	const struct zone z = {.text = zone,
			       .layout = mrz_layout_of(zone.left),
			       .today = date_from_unix(unix_ms / 1000)};
	if (z.layout == MRZ_LAYOUT_NONE || kind < DOCUMENT_TD1 || kind > DOCUMENT_TD3) {
		return cJSON_CreateNull();
	}
	EG_AUTO(json_out_free) cJSON *to = cJSON_CreateObject();
	bool put = json_out_text(to, "kind", kinds[kind]) && put_lines(to, &z) &&
		   put_part(to, "state", &z, MRZ_PART_STATE) && put_number(to, &z) &&
		   put_names(to, &z) && put_part(to, "nationality", &z, MRZ_PART_NATIONALITY) &&
		   put_date(to, "birth", &z, MRZ_PART_BIRTH) &&
		   put_part(to, "sex", &z, MRZ_PART_SEX) &&
		   put_date(to, "expiry", &z, MRZ_PART_EXPIRY) && put_marks(to, &z, marks, differs);
	cJSON *whole = put ? to : NULL;
	to = put ? NULL : to;
	return whole;
}
