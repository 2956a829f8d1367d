/*
 * set_groups: groups of people, from a table of labels.
 * Knows comma-separated text (RFC 4180). Never knows what the labels mean.
 */
#include "prog/set_groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX                                                                     \
	SET_COLUMNS_MAX /* the person and its labels; the joined column is not written \
			 */
#define JOINED "all labels"

struct row {
	char field[FIELDS_MAX][SET_LABEL_MAX];
	size_t count;
};

static bool is_label(uint8_t c)
{
	return c >= ' ' && c != 0x7F; /* UTF-8 passes */
}

/* One field and what ends it: ',' '\n' or 0 at the end of the text. */
static enum eg_err read_field(struct rd *text, char out[SET_LABEL_MAX], char *end)
{
	size_t size = 0;
	uint8_t c = 0;
	bool quoted = rd_peek(text, &c) && c == '"' && rd_u8(text, &c);
	bool open = quoted;
	*end = 0;
	while (rd_u8(text, &c)) {
		if (open && c == '"') {
			uint8_t next = 0;
			open = rd_peek(text, &next) && next == '"' && rd_u8(text, &c);
			if (!open) {
				continue;
			}
		} else if (!open && (c == ',' || c == '\n')) {
			*end = (char)c;
			break;
		} else if (!open && c == '\r') {
			continue;
		} else if (quoted && !open) {
			return EG_FAIL(EG_BAD_DATA, "table: text behind a quoted field");
		}
		if (!is_label(c) || size + 1 >= SET_LABEL_MAX) {
			return EG_FAIL(EG_BAD_DATA, "table: a field of control characters or of "
						    "more than 63 octets");
		}
		out[size++] = (char)c;
	}
	out[size] = '\0';
	return open ? EG_FAIL(EG_TRUNCATED, "table: a quoted field does not end") : EG_OK;
}

/* The next row that is not empty; its count is 0 at the end. */
static enum eg_err read_row(struct rd *text, struct row *out)
{
	*out = (struct row){0};
	while (text->left > 0) {
		char end = 0;
		if (out->count == FIELDS_MAX) {
			return EG_FAIL(EG_TOO_BIG, "table: more than four columns of labels");
		}
		EG_TRY(read_field(text, out->field[out->count], &end));
		out->count++;
		if (end == ',' && text->left == 0 && out->count < FIELDS_MAX) {
			out->count++; /* the last field of the table is empty */
		}
		if (end != '\n' && text->left > 0) {
			continue;
		}
		if (out->count == 1 && out->field[0][0] == '\0') {
			*out = (struct row){0};
			continue;
		}
		return EG_OK;
	}
	return EG_OK;
}

static enum eg_err group_number(struct set_groups *g, size_t column, const char *label,
				uint16_t *out)
{
	for (size_t i = 0; i < g->group_count; i++) {
		if (g->group[i].column == column && strcmp(g->group[i].label, label) == 0) {
			*out = (uint16_t)i;
			return EG_OK;
		}
	}
	if (g->group_count == SET_GROUPS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "table: more than 200 groups");
	}
	struct set_group *group = &g->group[g->group_count];
	group->column = (uint8_t)column;
	(void)snprintf(group->label, sizeof(group->label), "%s", label); /* as long as a field */
	*out = (uint16_t)g->group_count++;
	return EG_OK;
}

/* People in the order of their names, for the search. */
struct sorted {
	struct rd name;
	size_t person;
};

static int by_name(const void *a, const void *b)
{
	struct rd x = ((const struct sorted *)a)->name;
	struct rd y = ((const struct sorted *)b)->name;
	size_t shorter = x.left < y.left ? x.left : y.left;
	int order = shorter == 0 ? 0 : memcmp(x.at, y.at, shorter);
	return order != 0 ? order : (x.left > y.left) - (x.left < y.left);
}

/* All labels of a row in one, "f, north"; false where one is missing or they are too long. */
static bool join(const struct row *row, char out[SET_LABEL_MAX])
{
	size_t size = 0;
	for (size_t i = 1; i < row->count; i++) {
		int more = snprintf(out + size, SET_LABEL_MAX - size, "%s%s", i == 1 ? "" : ", ",
				    row->field[i]);
		size += more < 0 ? SET_LABEL_MAX : (size_t)more;
		if (row->field[i][0] == '\0' || size >= SET_LABEL_MAX) {
			return false;
		}
	}
	return true;
}

static enum eg_err take_row(struct set_groups *g, const struct row *row, size_t labels,
			    size_t person)
{
	uint16_t *of = g->of_person + person * SET_COLUMNS_MAX;
	char joined[SET_LABEL_MAX];
	for (size_t c = 0; c < labels; c++) {
		if (of[c] != SET_NO_GROUP) {
			return EG_FAIL(EG_BAD_DATA, "table: a person has two rows");
		}
		if (row->field[c + 1][0] != '\0') {
			EG_TRY(group_number(g, c, row->field[c + 1], &of[c]));
		}
	}
	if (labels > 1 && join(row, joined)) {
		EG_TRY(group_number(g, labels, joined, &of[labels]));
	}
	return EG_OK;
}

static enum eg_err take_head(struct set_groups *g, struct rd *text, size_t *labels)
{
	struct row head;
	EG_TRY(read_row(text, &head));
	if (head.count < 2) {
		return EG_FAIL(EG_BAD_DATA,
			       "table: its first line names the person's column and at "
			       "least one of labels");
	}
	*labels = head.count - 1;
	g->column_count = *labels + (*labels > 1);
	for (size_t c = 0; c < g->column_count; c++) {
		(void)snprintf(g->column[c], SET_LABEL_MAX, "%s",
			       c < *labels ? head.field[c + 1] : JOINED); /* as long */
	}
	return EG_OK;
}

static enum eg_err take_rows(struct set_groups *g, struct rd text, const struct sorted *people)
{
	struct row row;
	size_t labels = 0;
	size_t known = 0;
	EG_TRY(take_head(g, &text, &labels));
	for (;;) {
		EG_TRY(read_row(&text, &row));
		if (row.count == 0) {
			break;
		}
		if (row.count != labels + 1) {
			return EG_FAIL(EG_BAD_DATA, "table: a row of another number of fields");
		}
		const struct sorted wanted = {.name = rd_cstr(row.field[0])};
		const struct sorted *found = g->person_count == 0
						     ? NULL
						     : bsearch(&wanted, people, g->person_count,
							       sizeof(*people), by_name);
		if (found == NULL) {
			g->strangers++;
			continue;
		}
		EG_TRY(take_row(g, &row, labels, found->person));
		known++;
	}
	g->without = g->person_count > known ? g->person_count - known : 0;
	return EG_OK;
}

enum eg_err set_groups_read(struct rd text, const struct rd *people, size_t count,
			    struct set_groups *out)
{
	*out = (struct set_groups){.person_count = count};
	struct sorted *sorted = calloc(count + 1, sizeof(*sorted));
	out->of_person = calloc((count + 1) * SET_COLUMNS_MAX, sizeof(*out->of_person));
	enum eg_err err = EG_OK;
	if (sorted == NULL || out->of_person == NULL) {
		err = EG_FAIL(EG_NO_MEMORY, "groups of people");
	}
	for (size_t i = 0; err == EG_OK && i < count; i++) {
		sorted[i] = (struct sorted){.name = people[i], .person = i};
	}
	for (size_t i = 0; err == EG_OK && i < count * SET_COLUMNS_MAX; i++) {
		out->of_person[i] = SET_NO_GROUP;
	}
	if (err == EG_OK) {
		qsort(sorted, count, sizeof(*sorted), by_name);
		err = take_rows(out, text, sorted);
	}
	eg_free(&sorted);
	if (err != EG_OK) {
		set_groups_free(out);
	}
	return err;
}

void set_groups_free(struct set_groups *g)
{
	free(g->of_person);
	*g = (struct set_groups){0};
}

uint16_t set_group_of(const struct set_groups *g, size_t column, size_t person)
{
	return column < g->column_count && person < g->person_count
		       ? g->of_person[person * SET_COLUMNS_MAX + column]
		       : (uint16_t)SET_NO_GROUP;
}
