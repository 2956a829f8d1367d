/*
 * page_print: what is printed on a document of this run: its zone, and what people read beside it.
 * Knows places of fields in a zone. Never draws.
 */
#include "simulator/page_print.h"

#include <stdio.h>
#include <string.h>

/* A field of a zone; its line counts from 0. */
struct field {
	unsigned line;
	unsigned from;
	unsigned size;
};

enum { NAME, NUMBER, NATIONALITY, BIRTH, EXPIRY, FIELDS };

/* Doc 9303-4 to -6, the data structure of the zone. */
static const struct field fields[PAGE_KIND_COUNT][FIELDS] = {
	[PAGE_TD1] = {{2, 0, 30}, {0, 5, 9}, {1, 15, 3}, {1, 0, 6}, {1, 8, 6}},
	[PAGE_TD2] = {{0, 5, 31}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 21, 6}},
	[PAGE_TD3] = {{0, 5, 39}, {1, 0, 9}, {1, 10, 3}, {1, 13, 6}, {1, 21, 6}},
};

static bool find_kind(struct page_text *t)
{
	static const struct {
		enum page_kind kind;
		unsigned lines;
		unsigned columns;
	} forms[] = {{PAGE_TD1, 3, 30}, {PAGE_TD2, 2, 36}, {PAGE_TD3, 2, 44}};
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i].lines == t->lines && forms[i].columns == t->columns) {
			t->kind = forms[i].kind;
			return true;
		}
	}
	return false;
}

static bool take_line(struct rd line, struct page_text *t)
{
	size_t size = 0;
	if (t->lines == PAGE_LINES_MAX || (t->lines > 0 && line.left != t->columns) ||
	    !rd_dump(line, t->line[t->lines], PAGE_COLUMNS_MAX, &size)) {
		return false;
	}
	t->line[t->lines++][size] = '\0';
	t->columns = (unsigned)size;
	return true;
}

static bool rename_holder(struct page_text *t, const char *name)
{
	const struct field *f = &fields[t->kind][NAME];
	const size_t size = strlen(name);
	for (size_t i = 0; i < f->size && size > 0; i++) {
		t->line[f->line][f->from + i] = '<';
		if (i < size) {
			t->line[f->line][f->from + i] = name[i];
		}
	}
	return size <= f->size;
}

enum eg_err page_print_take(struct rd mrz, const char *name, struct page_print *out)
{
	*out = (struct page_print){0};
	while (mrz.left > 0) {
		if (!take_line(rd_until(&mrz, "\n"), &out->text)) {
			return EG_FAIL(EG_BAD_DATA, "lines of a printed zone");
		}
	}
	if (!find_kind(&out->text) || !rename_holder(&out->text, name)) {
		return EG_FAIL(EG_BAD_DATA,
			       "form of a printed zone, or a name longer than its field");
	}
	return EG_OK;
}

/* Fillers become spaces, and those at the end are gone. */
static void spell(const char *from, size_t size, char out[PAGE_PRINT_ROOM])
{
	size_t end = 0;
	for (size_t i = 0; i < size && i + 1 < PAGE_PRINT_ROOM; i++) {
		out[i] = from[i] == '<' ? ' ' : from[i];
		end = from[i] == '<' ? end : i + 1;
	}
	out[end] = '\0';
}

/* "940812" as people write it; the century is not told. */
static void spell_date(const char *from, char out[PAGE_PRINT_ROOM])
{
	(void)snprintf(out, PAGE_PRINT_ROOM, "%.2s.%.2s.%.2s", from + 4, from + 2, from);
}

struct page_visible page_print_visible(struct page_print *print)
{
	static const char *const labels[] = {"Surname / Nom", "Given names / Prenoms",
					     "Nationality",   "Document number",
					     "Date of birth", "Date of expiry"};
	const struct field *f = fields[print->text.kind];
	const char *at[FIELDS];
	struct page_visible out = {.lines = PAGE_VISIBLE_MAX};
	for (unsigned i = 0; i < FIELDS; i++) {
		at[i] = print->text.line[f[i].line] + f[i].from;
	}
	const char *given = strstr(at[NAME], "<<"); /* it may be all fillers from there on */
	const size_t surname = given == NULL || given > at[NAME] + f[NAME].size
				       ? f[NAME].size
				       : (size_t)(given - at[NAME]);
	spell(at[NAME], surname, print->room[0]);
	spell(at[NAME] + surname + (surname < f[NAME].size ? 2 : 0),
	      f[NAME].size - surname - (surname < f[NAME].size ? 2 : 0), print->room[1]);
	spell(at[NATIONALITY], f[NATIONALITY].size, print->room[2]);
	spell(at[NUMBER], f[NUMBER].size, print->room[3]);
	spell_date(at[BIRTH], print->room[4]);
	spell_date(at[EXPIRY], print->room[5]);
	for (unsigned i = 0; i < PAGE_VISIBLE_MAX / 2; i++) {
		out.line[2 * i] = labels[i];
		out.line[2 * i + 1] = print->room[i];
	}
	return out;
}
