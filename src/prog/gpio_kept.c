/*
 * gpio_kept: the commissioning report as JSON, and what an earlier one says.
 * Knows cJSON and the members. Never trusts a member: the file is foreign when it comes back.
 */
#include "prog/gpio_report.h"

#include "prog/gpio_answers.h"
#include "prog/json.h"

#include <string.h>

#define TIME_MAX    4102444800000.0 /* the year 2100, ms */
#define LONG_MAX_MS 86400000.0      /* nothing here takes a day */

/* Texts of the head, by member. */
static const struct {
	const char *name;
	size_t offset;
} texts[] = {
	{"site", offsetof(struct gpio_head, site)},
	{"lane", offsetof(struct gpio_head, lane)},
	{"installer", offsetof(struct gpio_head, by)},
	{"lines", offsetof(struct gpio_head, lines)},
	{"description", offsetof(struct gpio_head, gate)},
	{"model", offsetof(struct gpio_head, model)},
	{"sha256", offsetof(struct gpio_head, sha256)},
	{"software", offsetof(struct gpio_head, software)},
};
#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static char *text_of(struct gpio_head *h, size_t which)
{
	return (char *)h + texts[which].offset;
}

static bool put_head(cJSON *root, const struct gpio_report *r)
{
	enum walk_result v = walk_verdict(r->walk);
	struct gpio_head h = *r->head;
	bool good = json_number(root, "version", REPORT_VERSION) &&
		    json_text(root, "verdict", walk_result_word(v)) &&
		    json_number(root, "passed", (double)walk_count(r->walk, WALK_PASSED)) &&
		    json_number(root, "failed", (double)walk_count(r->walk, WALK_FAILED)) &&
		    json_number(root, "skipped", (double)walk_count(r->walk, WALK_SKIPPED)) &&
		    json_number(root, "open", (double)walk_count(r->walk, WALK_OPEN)) &&
		    json_number(root, "began_ms", (double)h.began_ms) &&
		    json_number(root, "ended_ms", (double)h.ended_ms);
	for (size_t i = 0; i < TEXTS && good; i++) {
		good = json_text(root, texts[i].name, text_of(&h, i));
	}
	return good;
}

static bool put_item(cJSON *to, const struct walk *w, const struct walk_item *i)
{
	char word[WALK_WORD_SIZE];
	walk_item_word(i, word);
	bool good = json_text(to, "word", word) && json_text(to, "title", walk_item_title(i)) &&
		    json_text(to, "line", walk_item_line(w->fitting, i)) &&
		    json_text(to, "active", walk_item_inverted(w->fitting, i) ? "low" : "high") &&
		    json_text(to, "result", walk_result_word(i->result)) &&
		    json_text(to, "fault", walk_fault_word(i->fault)) &&
		    json_text(to, "remark", i->remark) &&
		    json_number(to, "at_ms", (double)i->unix_ms) &&
		    json_number(to, "changes", i->changes);
	cJSON *list = good ? cJSON_AddArrayToObject(to, "measured_ms") : NULL;
	for (unsigned t = 0; t < WALK_TIMES && list != NULL; t++) {
		cJSON *one = i->ms[t] < 0 ? cJSON_CreateNull() : cJSON_CreateNumber(i->ms[t]);
		if (one == NULL || cJSON_AddItemToArray(list, one) == 0) {
			cJSON_Delete(one);
			return false;
		}
	}
	return list != NULL;
}

enum eg_err gpio_report_json(FILE *to, const struct gpio_report *r)
{
	EG_AUTO(json_free) cJSON *root = cJSON_CreateObject();
	bool good = root != NULL && put_head(root, r);
	cJSON *list = good ? cJSON_AddArrayToObject(root, "items") : NULL;
	for (size_t i = 0; i < r->walk->count && good; i++) {
		cJSON *one = list == NULL ? NULL : json_add_object(list);
		good = one != NULL && put_item(one, r->walk, &r->walk->item[i]);
	}
	return json_print(to, good ? root : NULL);
}

/* A text that was written by us is short and safe to show, or this is no report of ours. */
static bool take_text(const cJSON *from, const char *name, char *out, size_t cap)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(from, name));
	return text != NULL && gpio_text(rd_cstr(text), out, cap);
}

static bool take_number(const cJSON *one, double most, int64_t *out)
{
	double n = cJSON_IsNumber(one) ? cJSON_GetNumberValue(one) : -1;
	if (!(n >= 0 && n <= most)) {
		return false;
	}
	*out = (int64_t)n;
	return true;
}

static bool take_head(const cJSON *root, struct gpio_head *h)
{
	int64_t version = 0;
	bool good =
		take_number(cJSON_GetObjectItemCaseSensitive(root, "version"), 1000, &version) &&
		version == REPORT_VERSION &&
		take_number(cJSON_GetObjectItemCaseSensitive(root, "began_ms"), TIME_MAX,
			    &h->began_ms) &&
		take_number(cJSON_GetObjectItemCaseSensitive(root, "ended_ms"), TIME_MAX,
			    &h->ended_ms);
	for (size_t i = 0; i < TEXTS && good; i++) {
		size_t cap = strcmp(texts[i].name, "sha256") == 0 ? HEAD_HASH_SIZE : HEAD_TEXT_SIZE;
		good = take_text(root, texts[i].name, text_of(h, i), cap);
	}
	return good;
}

static bool find_word(const char *word, const char *(*name)(unsigned), unsigned count, uint8_t *out)
{
	for (unsigned i = 0; i < count; i++) {
		if (strcmp(word, name(i)) == 0) {
			*out = (uint8_t)i;
			return true;
		}
	}
	return false;
}

static bool take_times(const cJSON *list, struct walk_item *i)
{
	if (cJSON_GetArraySize(list) != WALK_TIMES) {
		return false;
	}
	for (int t = 0; t < WALK_TIMES; t++) {
		int64_t ms = WALK_NO_TIME;
		const cJSON *one = cJSON_GetArrayItem(list, t);
		if (!cJSON_IsNull(one) && !take_number(one, LONG_MAX_MS, &ms)) {
			return false;
		}
		i->ms[t] = (int32_t)ms;
	}
	return true;
}

/* The same line as in the walk, and a result. */
static bool take_item(const cJSON *from, const struct gate_fitting *f, struct walk_item *i)
{
	char its[WALK_WORD_SIZE];
	char word[WALK_WORD_SIZE];
	char line[GATE_NAME_SIZE];
	char result[16];
	char fault[16];
	int64_t changes = 0;
	walk_item_word(i, its);
	bool good = take_text(from, "word", word, sizeof(word)) && strcmp(word, its) == 0 &&
		    take_text(from, "line", line, sizeof(line)) &&
		    strcmp(line, walk_item_line(f, i)) == 0 &&
		    take_text(from, "result", result, sizeof(result)) &&
		    find_word(result, walk_result_word, WALK_RESULT_COUNT, &i->result) &&
		    take_text(from, "fault", fault, sizeof(fault)) &&
		    find_word(fault, walk_fault_word, WALK_FAULT_COUNT, &i->fault) &&
		    take_text(from, "remark", i->remark, sizeof(i->remark)) &&
		    take_number(cJSON_GetObjectItemCaseSensitive(from, "at_ms"), TIME_MAX,
				&i->unix_ms) &&
		    take_number(cJSON_GetObjectItemCaseSensitive(from, "changes"), UINT32_MAX,
				&changes) &&
		    take_times(cJSON_GetObjectItemCaseSensitive(from, "measured_ms"), i);
	i->changes = (uint32_t)changes;
	return good && (i->result == WALK_FAILED) == (i->fault != WALK_FAULT_NONE);
}

/* Texts that are not told anew are the earlier ones; each fitted its twin. */
static bool merge_head(struct gpio_head *to, struct gpio_head *earlier)
{
	bool good = true;
	for (size_t i = 0; i < TEXTS; i++) {
		struct rd text = rd_cstr(text_of(earlier, i));
		char *into = text_of(to, i);
		good = good && (into[0] != '\0' || gpio_text(text, into, text.left + 1));
	}
	to->began_ms = earlier->began_ms;
	to->ended_ms = earlier->ended_ms;
	return good;
}

enum eg_err gpio_report_kept(struct rd json, struct gpio_head *head, struct walk *w)
{
	struct gpio_head earlier = {.began_ms = 0};
	struct walk walk = *w;
	if (json.left > REPORT_KEPT_MAX) {
		return EG_FAIL(EG_TOO_BIG, "earlier report");
	}
	EG_AUTO(json_free) cJSON *root = cJSON_ParseWithLength((const char *)json.at, json.left);
	if (!cJSON_IsObject(root) || !take_head(root, &earlier)) {
		return EG_FAIL(EG_BAD_DATA, "the earlier report is none of a walk");
	}
	if (strcmp(earlier.sha256, head->sha256) != 0) {
		return EG_FAIL(EG_MISMATCH,
			       "the earlier report is about another description of the gate: give "
			       "another --report");
	}
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "items");
	if (!cJSON_IsArray(list) || (size_t)cJSON_GetArraySize(list) != walk.count) {
		return EG_FAIL(EG_MISMATCH, "the earlier report is about other lines");
	}
	size_t place = 0;
	const cJSON *one = NULL;
	cJSON_ArrayForEach(one, list)
	{
		if (!take_item(one, w->fitting, &walk.item[place++])) {
			return EG_FAIL(EG_BAD_DATA, "a line of the earlier report is none");
		}
	}
	if (!merge_head(head, &earlier)) {
		return EG_FAIL(EG_BAD_DATA, "a name of the earlier report is none");
	}
	*w = walk;
	walk_resume(w);
	return EG_OK;
}
