/*
 * console_body: the JSON bodies of what browsers ask for.
 * Knows members, types, sizes. Never knows who asks, nor whether it is possible.
 */
#include "prog/console_body.h"

#include "base/secret.h"
#include "base/utf8.h"

#include <cJSON.h>

#define MEMBERS_MAX 5
#define VERSION_MAX 9007199254740991.0 /* 2^53 - 1: greatest that JSON's numbers keep */

/* One member: its name, and where it goes: a text, or a number. */
struct member {
	const char *name;
	char *text;
	size_t size; /* of the text's room */
	int64_t *number;
	bool optional; /* may be missing, null or empty */
};

static void delete_tree(cJSON **tree)
{
	cJSON_Delete(*tree);
}

/* White space of RFC 8259. */
static bool blank(struct rd rest)
{
	uint8_t c;
	bool all = true;
	while (all && rd_u8(&rest, &c)) {
		all = c == ' ' || c == '\t' || c == '\n' || c == '\r';
	}
	return all;
}

/* cJSON ends a text at a NUL that is written as an escape. */
static bool has_nul(struct rd json)
{
	const struct rd nul = RD_TEXT("\\u0000");
	while (json.left >= nul.left) {
		if (rd_begins(json, nul)) {
			return true;
		}
		if (!rd_skip(&json, 1)) {
			return true;
		}
	}
	return false;
}

static bool put_text(const struct member *m, const cJSON *item)
{
	struct wr w = wr_of(m->text, m->size);
	struct rd text = rd_cstr(item->valuestring);
	if (!utf8_printable(text) || (text.left == 0 && !m->optional)) {
		return false;
	}
	wr_put(&w, text);
	wr_u8(&w, '\0');
	return !w.bad;
}

static bool put_number(const struct member *m, const cJSON *item)
{
	double n = item->valuedouble;
	if (!(n >= 0 && n <= VERSION_MAX)) {
		return false;
	}
	*m->number = (int64_t)n;
	return (double)*m->number >= n && (double)*m->number <= n; /* no part of one */
}

static bool put(const struct member *m, const cJSON *item)
{
	if (m->optional && cJSON_IsNull(item)) {
		return true;
	}
	if (m->number != NULL) {
		return cJSON_IsNumber(item) && put_number(m, item);
	}
	return cJSON_IsString(item) && put_text(m, item);
}

static enum eg_err take(const cJSON *tree, const struct member *members, size_t count)
{
	unsigned seen = 0;
	for (const cJSON *item = tree->child; item != NULL; item = item->next) {
		size_t i = 0;
		while (i < count && !rd_equal(rd_cstr(item->string), rd_cstr(members[i].name))) {
			i++;
		}
		if (i == count || (seen >> i & 1) != 0) {
			return EG_FAIL(EG_BAD_DATA, "a member that is unknown, or there twice");
		}
		seen |= 1u << i;
		if (!put(&members[i], item)) {
			return EG_FAIL(EG_BAD_DATA, "a member of another type, size or letters");
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (!members[i].optional && (seen >> i & 1) == 0) {
			return EG_FAIL(EG_BAD_DATA, "a member that is missing");
		}
	}
	return EG_OK;
}

static enum eg_err read_body(struct rd json, const struct member *members, size_t count)
{
	const char *end = NULL;
	const char *at = (const char *)json.at;
	if (json.bad || json.left == 0 || has_nul(json)) {
		return EG_FAIL(EG_BAD_DATA, "a body that is no JSON");
	}
	EG_AUTO(delete_tree) cJSON *tree = cJSON_ParseWithLengthOpts(at, json.left, &end, 0);
	if (tree == NULL || end == NULL || !cJSON_IsObject(tree) ||
	    !rd_skip(&json, (size_t)(end - at)) || !blank(json)) {
		return EG_FAIL(EG_BAD_DATA, "a body that is no JSON");
	}
	return take(tree, members, count);
}

void body_login_wipe(struct body_login *b)
{
	secret_wipe(b, sizeof(*b));
}

enum eg_err body_login_read(struct rd json, struct body_login *out)
{
	*out = (struct body_login){.name = ""};
	const struct member members[] = {
		{.name = "name", .text = out->name, .size = sizeof(out->name)},
		{.name = "pin", .text = out->pin, .size = sizeof(out->pin)},
	};
	return read_body(json, members, 2);
}

enum eg_err body_wish_read(struct rd json, const char *member, struct body_wish *out)
{
	const bool act = rd_equal(rd_cstr(member), RD_TEXT("act"));
	*out = (struct body_wish){.version = 0};
	const struct member members[MEMBERS_MAX] = {
		{.name = member, .text = out->what, .size = sizeof(out->what)},
		{.name = "version", .number = &out->version},
		{.name = "code", .text = out->code, .size = sizeof(out->code), .optional = true},
		{.name = "note", .text = out->note, .size = sizeof(out->note), .optional = true},
		{.name = "from", .text = out->from, .size = sizeof(out->from), .optional = true},
	};
	return read_body(json, members, act ? MEMBERS_MAX : MEMBERS_MAX - 1);
}

enum eg_err body_empty_read(struct rd json)
{
	return read_body(json, NULL, 0);
}
