/*
 * face_tool_pictures: egate face compare and egate face assess.
 * Knows what is told to people. Never parses a picture in this process.
 */
#include "prog/face_tell.h"
#include "prog/face_tool.h"

#include <stdlib.h>

/* Pictures looked at, in the order of the command line. */
struct seen {
	struct look_answer *answer; /* owned */
	size_t count;
};

static void seen_free(struct seen *s)
{
	for (size_t i = 0; i < s->count; i++) {
		face_template_clear(&s->answer[i].seen.face);
	}
	eg_free(&s->answer);
}

static void take_seen(void *context, size_t which, const struct look_answer *a)
{
	struct seen *s = context;
	s->answer[which] = *a;
}

/* The plain words behind the command are pictures. */
static enum eg_err look_at_words(const struct face_words *w, struct face_engine *e, struct seen *s)
{
	size_t count = w->plain_count - 1;
	struct look_order *orders = calloc(count, sizeof(*orders));
	s->answer = calloc(count, sizeof(*s->answer));
	if (orders == NULL || s->answer == NULL) {
		eg_free(&orders);
		return EG_FAIL(EG_NO_MEMORY, "pictures");
	}
	s->count = count;
	for (size_t i = 0; i < count; i++) {
		orders[i] = (struct look_order){
			.path = w->plain[i + 1],
			.looks = FACE_LOOK_LIVE | FACE_LOOK_POSE | FACE_LOOK_QUALITY,
			.portrait = true,
		};
	}
	enum eg_err err = look_all(e, w->set.jobs, orders, count, take_seen, s);
	eg_free(&orders);
	return err;
}

static void put_path(FILE *to, const char *path)
{
	for (const char *c = path; *c != '\0'; c++) {
		(void)fputc((unsigned char)*c < ' ' || *c == 0x7F ? '?' : *c,
			    to); /* asked at the end */
	}
}

/* Name of each picture with what was seen in it, or why nothing was. */
static bool tell_pictures(const struct face_words *w, const struct seen *s)
{
	bool all = true;
	for (size_t i = 0; i < s->count; i++) {
		const struct look_answer *a = &s->answer[i];
		FILE *to = a->err == EG_OK ? stdout : stderr;
		all = all && a->err == EG_OK;
		if (w->json) {
			continue;
		}
		(void)fputs(a->err == EG_OK ? "" : "egate: ", to); /* asked at the end */
		put_path(to, w->plain[i + 1]);
		(void)fprintf(to, a->err == EG_OK ? "\n" : ": %s (%s)\n", a->reason,
			      eg_err_text(a->err)); /* as above */
		if (a->err == EG_OK) {
			face_tell_long(to, a);
		}
	}
	return all;
}

static bool json_pictures(cJSON *tree, const struct face_words *w, const struct seen *s)
{
	cJSON *list = cJSON_AddArrayToObject(tree, "pictures");
	bool made = list != NULL;
	for (size_t i = 0; made && i < s->count; i++) {
		const struct look_answer *a = &s->answer[i];
		cJSON *one = json_add_object(list);
		made = one != NULL && json_text(one, "path", w->plain[i + 1]) &&
		       (a->err == EG_OK ? face_tell_json(one, a)
					: json_text(one, "reason", a->reason) &&
						  json_text(one, "error", eg_err_name(a->err)));
	}
	return made;
}

static bool json_head(cJSON *tree, const struct face_words *w, uint32_t model)
{
	char text[16] = "";
	(void)snprintf(text, sizeof(text), "%08X", model); /* eight digits */
	return tree != NULL && json_text(tree, "model", text) &&
	       json_number(tree, "match_threshold", w->policy.face_match) &&
	       json_number(tree, "refer_threshold", w->policy.face_refer);
}

static enum eg_err finish(void)
{
	return fflush(stdout) == 0 && ferror(stdout) == 0 ? EG_OK
							  : EG_FAIL(EG_IO, "standard output");
}

enum eg_err face_tool_assess(const struct face_words *w, struct face_engine *e, bool *found)
{
	EG_AUTO(seen_free) struct seen s = {0};
	EG_TRY(look_at_words(w, e, &s));
	*found = !tell_pictures(w, &s);
	if (!w->json) {
		(void)printf("model %08X\n", face_engine_model(e)); /* asked at the end */
		return finish();
	}
	EG_AUTO(json_free) cJSON *tree = cJSON_CreateObject();
	return json_head(tree, w, face_engine_model(e)) && json_pictures(tree, w, &s)
		       ? json_print(stdout, tree)
		       : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}

/* What policy makes of a score. */
static const char *verdict_of(const struct policy *p, int16_t score)
{
	return score >= p->face_match ? "match" : score >= p->face_refer ? "refer" : "no match";
}

static enum eg_err tell_score(const struct face_words *w, const struct seen *s, int16_t score,
			      uint32_t model)
{
	const struct policy *p = &w->policy;
	bool replay = score >= p->face_replay;
	if (!w->json) {
		(void)printf("score    %d: %s (match from %d, officer from %d)\n", score,
			     verdict_of(p, score), p->face_match, p->face_refer); /* as above */
		(void)fputs(replay ? "         so alike that one may be made from the other\n" : "",
			    stdout);                    /* as above */
		(void)printf("model    %08X\n", model); /* as above */
		return finish();
	}
	EG_AUTO(json_free) cJSON *tree = cJSON_CreateObject();
	return json_head(tree, w, model) && json_number(tree, "score", score) &&
			       json_text(tree, "verdict", verdict_of(p, score)) &&
			       json_bool(tree, "match", score >= p->face_match) &&
			       json_bool(tree, "replay", replay) && json_pictures(tree, w, s)
		       ? json_print(stdout, tree)
		       : EG_FAIL(EG_NO_MEMORY, "result as JSON");
}

enum eg_err face_tool_compare(const struct face_words *w, struct face_engine *e, bool *found)
{
	EG_AUTO(seen_free) struct seen s = {0};
	int16_t score;
	EG_TRY(look_at_words(w, e, &s));
	if (!tell_pictures(w, &s)) {
		*found = true;
		EG_AUTO(json_free) cJSON *tree = w->json ? cJSON_CreateObject() : NULL;
		bool made = !w->json || (json_head(tree, w, face_engine_model(e)) &&
					 json_pictures(tree, w, &s));
		return !made     ? EG_FAIL(EG_NO_MEMORY, "result as JSON")
		       : w->json ? json_print(stdout, tree)
				 : EG_OK;
	}
	EG_TRY(face_compare(&s.answer[0].seen.face, &s.answer[1].seen.face, &score));
	*found = score < w->policy.face_match;
	return tell_score(w, &s, score, face_engine_model(e));
}
