/*
 * face_policy: which scores decide: false match rates of the configuration, looked up in the table
 * of the embedder that the lane uses. Knows both. Never knows a face; policy decides.
 */
#include "prog/face_policy.h"

#include "gate/policy.h"
#include "prog/embedder_file.h"

#include <stdio.h>

/* Whether a key of [policy] was given. */
static bool said(const struct config *c, const char *key)
{
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		struct rd prefix = RD_TEXT("policy.");
		if (rd_begins(word, prefix) && rd_skip(&word, prefix.left) &&
		    rd_equal(rd_until(&word, "="), rd_cstr(key))) {
			return true;
		}
	}
	return false;
}

static enum eg_err policy_of(const struct config *c, struct policy *out)
{
	*out = policy_default();
	for (size_t i = 0; i < c->word_count; i++) {
		struct rd word = rd_cstr(c->words[i]);
		struct rd prefix = RD_TEXT("policy.");
		if (rd_begins(word, prefix) && rd_skip(&word, prefix.left)) {
			struct rd key = rd_until(&word, "=");
			EG_TRY(policy_set(out, key, word));
		}
	}
	return EG_OK;
}

static enum eg_err not_both(const struct config *c)
{
	if (c->fmr[0] != '\0' && said(c, "face-match")) {
		return EG_FAIL(EG_CONFIG, "fmr and face-match are both given: one of them decides");
	}
	if (c->refer_fmr[0] != '\0' && said(c, "face-refer")) {
		return EG_FAIL(EG_CONFIG,
			       "refer-fmr and face-refer are both given: one of them decides");
	}
	return EG_OK;
}

/* What is needed of everybody has to be asked of everybody, or nobody who leaves no doubt passes.
 */
static enum eg_err needs_are_asked(const struct config *c, const struct policy *p)
{
	bool always = rd_equal(rd_cstr(c->face_challenge), RD_TEXT("always"));
	if (p->cue_needed[CUE_CHALLENGE] && !always) {
		return EG_FAIL(EG_CONFIG, "live-needs names challenge, but [face] challenge is not "
					  "always");
	}
	if (p->cue_needed[CUE_DEPTH]) {
		return EG_FAIL(EG_CONFIG, "live-needs names depth, which no blink shows");
	}
	return EG_OK;
}

/* The table's row for a rate of the configuration, or for the default where it says none. */
static enum eg_err row_of(const char *rate, uint32_t fallback, const struct face_embedder *m,
			  struct face_fmr *out)
{
	uint32_t one_in = fallback;
	if (rate[0] != '\0' && !embedder_rate(rd_cstr(rate), &one_in)) {
		return EG_FAIL(EG_CONFIG, "a false match rate is 1/N");
	}
	if (!face_embedder_threshold(m, one_in, out)) {
		return EG_FAIL(EG_CONFIG, "no threshold of this model was measured to keep a false "
					  "match rate that low");
	}
	return EG_OK;
}

static enum eg_err choose_match(const struct config *c, const struct face_embedder *m,
				const struct policy *p, struct face_policy *out)
{
	struct face_fmr worst;
	struct face_fmr row;
	if (!face_embedder_threshold(m, FACE_POLICY_WORST, &worst)) {
		return EG_FAIL(EG_CONFIG, "no threshold of this model is good enough for a match");
	}
	out->match = p->face_match;
	if (!said(c, "face-match")) {
		EG_TRY(row_of(c->fmr, FACE_POLICY_FMR, m, &row));
		out->match = row.score;
		out->one_in = row.one_in;
	}
	return out->match >= worst.score
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "fmr or face-match lets more than one in 300 pass");
}

enum eg_err face_policy_choose(const struct config *c, const struct face_embedder *m,
			       struct face_policy *out)
{
	struct policy p;
	struct face_fmr row;
	*out = (struct face_policy){.model = face_embedder_model(m)};
	EG_TRY(not_both(c));
	EG_TRY(policy_of(c, &p));
	EG_TRY(needs_are_asked(c, &p));
	EG_TRY(choose_match(c, m, &p, out));
	out->refer = p.face_refer;
	if (!said(c, "face-refer")) {
		EG_TRY(row_of(c->refer_fmr, FACE_POLICY_REFER_FMR, m, &row));
		out->refer = row.score;
		out->refer_one_in = row.one_in;
	}
	out->replay = said(c, "face-replay") ? p.face_replay : m->replay;
	p.face_match = out->match;
	p.face_refer = out->refer;
	p.face_replay = out->replay;
	return policy_check(&p);
}

enum eg_err face_policy_check(const struct config *c)
{
	struct rd name = rd_cstr(c->model);
	struct face_embedder m;
	struct face_policy chosen;
	size_t slash;
	int line;
	if (rd_find(&name, '/', &slash)) {
		struct policy p;
		EG_TRY(policy_of(c, &p));
		EG_TRY(needs_are_asked(c, &p));
		return not_both(c);
	}
	EG_TRY(embedder_file_load(c->model, &m, &line));
	return face_policy_choose(c, &m, &chosen);
}

static enum eg_err add_word(struct config *c, const char *key, int64_t value)
{
	if (c->word_count == CONFIG_WORDS_MAX) {
		return EG_FAIL(EG_CONFIG, "more settings than a lane has");
	}
	char *word = c->words[c->word_count];
	int size = snprintf(word, CONFIG_WORD_MAX, "%s=%lld", key, (long long)value);
	if (size < 0 || size >= CONFIG_WORD_MAX) {
		return EG_FAIL(EG_CONFIG, "a setting is too long");
	}
	c->word_count++;
	return EG_OK;
}

enum eg_err face_policy_apply(struct config *c, struct face_policy *out, int *line)
{
	struct face_embedder m;
	EG_TRY(embedder_file_load(c->model, &m, line));
	*line = 0;
	EG_TRY(face_policy_choose(c, &m, out));
	/* Words that were said outright are there already. */
	if (!said(c, "face-match")) {
		EG_TRY(add_word(c, "policy.face-match", out->match));
	}
	if (!said(c, "face-refer")) {
		EG_TRY(add_word(c, "policy.face-refer", out->refer));
	}
	if (!said(c, "face-replay")) {
		EG_TRY(add_word(c, "policy.face-replay", out->replay));
	}
	return add_word(c, "face-model", out->model);
}
