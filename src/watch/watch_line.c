/*
 * watch_line: one line of a list's text as an entry (watch.h has the columns), or of its head.
 * Knows columns and limits. Never knows a zone, nor other lines.
 */
#include "watch/watch_line.h"

#include "base/utf8.h"
#include "watch/watch_name.h"

#define YEAR_LEAST    1850 /* of birth, and of a list */
#define YEAR_MOST     2199
#define NUMBER_DIGITS 10 /* 4294967295 */

/* The next column; *more tells whether another one follows. False: there is none. */
static bool column(struct rd *line, bool *more, struct rd *out)
{
	size_t ahead;
	if (!*more) {
		return false;
	}
	*more = rd_find(line, '\t', &ahead);
	*out = rd_until(line, "\t");
	return true;
}

static bool columns(struct rd line, struct rd *out, size_t count)
{
	bool more = true;
	for (size_t i = 0; i < count; i++) {
		if (!column(&line, &more, &out[i])) {
			return false;
		}
	}
	return !more;
}

static bool read_category(struct rd word, uint8_t *out)
{
	for (unsigned i = 0; i < HIT_CATEGORY_COUNT; i++) {
		if (rd_equal(word, rd_cstr(hit_category_word(i)))) {
			*out = (uint8_t)i;
			return true;
		}
	}
	return false;
}

/* One to three capitals (Doc 9303-3, 5); Germany's code in zones is "D". */
static bool read_code(struct rd word, char out[4])
{
	uint8_t c = 0;
	struct rd code = rd_equal(word, RD_TEXT("DEU")) ? RD_TEXT("D") : word;
	size_t size = 0;
	if (!rd_dump(code, out, 3, &size) || size == 0) {
		return false;
	}
	while (rd_u8(&code, &c)) {
		if (c < 'A' || c > 'Z') {
			return false;
		}
	}
	return true;
}

static bool number_known(struct rd number)
{
	uint8_t c = 0;
	bool good = number.left > 0 && number.left < sizeof(((struct msg_hit *)NULL)->document);
	while (good && rd_u8(&number, &c)) {
		good = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	}
	return good;
}

/* Digits, or a "?" for each of them (0); false for anything else. */
static bool read_part(struct rd *text, size_t size, bool may_lack, uint16_t *out)
{
	struct rd part;
	uint8_t c = 0;
	size_t unknown = 0;
	uint32_t value = 0;
	if (!rd_take(text, size, &part)) {
		return false;
	}
	while (rd_u8(&part, &c)) {
		bool digit = c >= '0' && c <= '9';
		if (!digit && c != '?') {
			return false;
		}
		unknown += digit ? 0 : 1;
		value = value * 10 + (digit ? (uint32_t)(c - '0') : 0);
	}
	*out = (uint16_t)value; /* four digits at most */
	return unknown == 0 ? value > 0 : may_lack && unknown == size;
}

/* 29 February of a year that is not known may have been. */
static bool day_known(struct date d)
{
	struct date whole = {.year = d.year != 0 ? d.year : 2000,
			     .month = d.month != 0 ? d.month : 1,
			     .day = d.day != 0 ? d.day : 1};
	bool year = d.year == 0 || (d.year >= YEAR_LEAST && d.year <= YEAR_MOST);
	return year && date_valid(whole);
}

static bool read_day(struct rd text, bool may_lack, struct date *out)
{
	uint16_t month;
	uint16_t day;
	uint8_t dash[2] = {0};
	struct date d = {0};
	if (!read_part(&text, 4, may_lack, &d.year) || !rd_u8(&text, &dash[0]) ||
	    !read_part(&text, 2, may_lack, &month) || !rd_u8(&text, &dash[1]) ||
	    !read_part(&text, 2, may_lack, &day) || !rd_end(&text) || dash[0] != '-' ||
	    dash[1] != '-') {
		return false;
	}
	d.month = (uint8_t)month;
	d.day = (uint8_t)day;
	*out = d;
	return day_known(d) && (d.year != 0 || d.month != 0 || d.day != 0);
}

static bool fits(struct rd text, size_t room)
{
	return text.left < room; /* one stays for the NUL */
}

/* Reference and note stand last in both kinds. */
static const char *read_end(struct rd reference, struct rd note, struct watch_entry *out)
{
	if (reference.left == 0 || !fits(reference, sizeof(((struct msg_hit *)NULL)->reference))) {
		return "reference: 1 to 23 octets";
	}
	if (!fits(note, CASE_NOTE_SIZE)) {
		return "note: at most 87 octets";
	}
	out->reference = reference;
	out->note = note;
	return NULL;
}

static uint16_t feature(enum hit_feature f)
{
	return (uint16_t)(1u << f);
}

static const char *read_document(struct rd line, struct watch_entry *out)
{
	struct rd of[6];
	if (!columns(line, of, 6)) {
		return "a document has 6 columns";
	}
	out->kind = HIT_DOCUMENT;
	if (!read_category(of[1], &out->category)) {
		return "no such category";
	}
	if (!read_code(of[2], out->state)) {
		return "issuing state: one to three capitals";
	}
	if (!number_known(of[3])) {
		return "document number: 1 to 23 capitals and digits";
	}
	out->number = of[3];
	out->listed = feature(HIT_NUMBER) | feature(HIT_STATE);
	return read_end(of[4], of[5], out);
}

/* Character by character: once, when the list is opened. */
static const char *check_names(struct rd surname, struct rd given)
{
	if (!watch_name_known(surname)) {
		return "surname: empty, or a character that no table transliterates";
	}
	if (given.left > 0 && !watch_name_known(given)) {
		return "given names: a character that no table transliterates";
	}
	return NULL;
}

static const char *read_names(struct rd surname, struct rd given, bool again,
			      struct watch_entry *out)
{
	if (surname.left > WATCH_NAME_MAX || given.left > WATCH_NAME_MAX) {
		return "a name: at most 160 octets";
	}
	const char *why = again ? NULL : check_names(surname, given);
	if (why != NULL) {
		return why;
	}
	out->surname = surname;
	out->given = given;
	out->listed |= feature(HIT_SURNAME) | (given.left > 0 ? feature(HIT_GIVEN) : 0);
	return NULL;
}

static const char *read_facts(const struct rd of[9], struct watch_entry *out)
{
	if (of[4].left > 0) {
		if (!read_day(of[4], true, &out->birth)) {
			return "date of birth: a day as 1974-08-12, parts not known as ??";
		}
		out->listed |= feature(HIT_BIRTH);
	}
	if (of[5].left > 0) {
		if (!read_code(of[5], out->state)) {
			return "nationality: one to three capitals";
		}
		out->listed |= feature(HIT_NATIONALITY);
	}
	if (of[6].left > 0) {
		bool female = rd_equal(of[6], RD_TEXT("F"));
		if (!female && !rd_equal(of[6], RD_TEXT("M"))) {
			return "sex: F, M or nothing";
		}
		out->sex = female ? 'F' : 'M';
		out->listed |= feature(HIT_SEX);
	}
	return NULL;
}

static const char *read_person(struct rd line, bool again, struct watch_entry *out)
{
	struct rd of[9];
	if (!columns(line, of, 9)) {
		return "a person has 9 columns";
	}
	out->kind = HIT_PERSON;
	if (!read_category(of[1], &out->category)) {
		return "no such category";
	}
	const char *why = read_names(of[2], of[3], again, out);
	why = why != NULL ? why : read_facts(of, out);
	if (why == NULL && out->given.left == 0 && out->birth.year == 0) {
		why = "a person has given names or a year of birth"; /* else it is everybody */
	}
	return why != NULL ? why : read_end(of[7], of[8], out);
}

/* Tabs are what steers most lines: looked for column by column. */
static bool printable(struct rd line)
{
	while (line.left > 0) {
		if (!utf8_printable(rd_until(&line, "\t"))) {
			return false;
		}
	}
	return true;
}

static const char *read_entry(struct rd line, bool again, struct watch_entry *out)
{
	*out = (struct watch_entry){.kind = 0};
	if (rd_begins(line, RD_TEXT("document\t"))) {
		return read_document(line, out);
	}
	if (rd_begins(line, RD_TEXT("person\t"))) {
		return read_person(line, again, out);
	}
	return "neither a document nor a person";
}

const char *watch_line_read(struct rd line, struct watch_entry *out)
{
	if (line.left >= WATCH_LINE_MAX) {
		return "longer than 1023 octets";
	}
	return printable(line) ? read_entry(line, false, out)
			       : "not UTF-8, or a character that steers";
}

bool watch_line_again(struct rd line, struct watch_entry *out)
{
	return read_entry(line, true, out) == NULL;
}

/* 1..4294967295, without zeros in front. */
static bool read_number(struct rd text, uint32_t *out)
{
	uint64_t value = 0;
	uint8_t c = 0;
	bool good = text.left > 0 && text.left <= NUMBER_DIGITS && !rd_begins(text, RD_TEXT("0"));
	while (good && rd_u8(&text, &c)) {
		good = c >= '0' && c <= '9';
		value = value * 10 + (uint64_t)(c - '0');
	}
	*out = (uint32_t)value;
	return good && value <= UINT32_MAX;
}

static bool read_authority(struct rd text, struct watch_head *out)
{
	size_t size = 0;
	return text.left > 0 && utf8_printable(text) &&
	       rd_dump(text, out->authority, WATCH_AUTHORITY - 1, &size);
}

const char *watch_head_read(unsigned n, struct rd line, struct watch_head *out)
{
	static const struct {
		const char *front;
		const char *why;
	} lines[WATCH_HEAD_LINES] = {
		{"egate-watchlist 1", "not a watchlist of version 1"},
		{"number ", "number: 1 to 4294967295"},
		{"made ", "made: a day as 2026-11-30"},
		{"until ", "until: a day as 2026-12-07, not before it was made"},
		{"authority ", "authority: 1 to 63 octets of UTF-8"},
	};
	struct rd front = rd_cstr(lines[n].front);
	struct rd value = line;
	if (!rd_begins(line, front) || !rd_skip(&value, front.left)) {
		return lines[n].why;
	}
	bool good = (n == 0 && value.left == 0) || (n == 1 && read_number(value, &out->number)) ||
		    (n == 2 && read_day(value, false, &out->made)) ||
		    (n == 3 && read_day(value, false, &out->until) &&
		     date_compare(out->made, out->until) <= 0) ||
		    (n == 4 && read_authority(value, out));
	return good ? NULL : lines[n].why;
}
