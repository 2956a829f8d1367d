/*
 * face_policy: which scores decide: false match rates of the configuration, looked up in the table
 * of the embedder that the lane uses. Knows both. Never knows a face; policy decides.
 */
#include "prog/face_policy.h"

#include "prog/embedder_file.h"
#include "prog/policy_words.h"

static enum eg_err not_both(const struct config *c)
{
	if (c->fmr[0] != '\0' && policy_words_said(c, "face-match")) {
		return EG_FAIL(EG_CONFIG, "fmr and face-match are both given: one of them decides");
	}
	if (c->refer_fmr[0] != '\0' && policy_words_said(c, "face-refer")) {
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
	if (!policy_words_said(c, "face-match")) {
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
	EG_TRY(policy_words_read(c, &p));
	EG_TRY(needs_are_asked(c, &p));
	EG_TRY(choose_match(c, m, &p, out));
	out->refer = p.face_refer;
	if (!policy_words_said(c, "face-refer")) {
		EG_TRY(row_of(c->refer_fmr, FACE_POLICY_REFER_FMR, m, &row));
		out->refer = row.score;
		out->refer_one_in = row.one_in;
	}
	out->replay = policy_words_said(c, "face-replay") ? p.face_replay : m->replay;
	out->page_match = policy_words_said(c, "page-match") ? p.page_match : out->match;
	out->page_refer = policy_words_said(c, "page-refer") ? p.page_refer : out->refer;
	p.page_match = out->page_match;
	p.page_refer = out->page_refer;
	p.face_match = out->match;
	p.face_refer = out->refer;
	p.face_replay = out->replay;
	p.finger = POLICY_FINGER_NEVER; /* finger_policy looks at those */
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
		EG_TRY(policy_words_read(c, &p));
		EG_TRY(needs_are_asked(c, &p));
		return not_both(c);
	}
	EG_TRY(embedder_file_load(c->model, &m, &line));
	return face_policy_choose(c, &m, &chosen);
}

enum eg_err face_policy_apply(struct config *c, struct face_policy *out, int *line)
{
	struct face_embedder m;
	EG_TRY(embedder_file_load(c->model, &m, line));
	*line = 0;
	EG_TRY(face_policy_choose(c, &m, out));
	/* Words that were said outright are there already. */
	if (!policy_words_said(c, "face-match")) {
		EG_TRY(policy_words_add(c, "policy.face-match", out->match));
	}
	if (!policy_words_said(c, "face-refer")) {
		EG_TRY(policy_words_add(c, "policy.face-refer", out->refer));
	}
	if (!policy_words_said(c, "face-replay")) {
		EG_TRY(policy_words_add(c, "policy.face-replay", out->replay));
	}
	if (!policy_words_said(c, "page-match")) {
		EG_TRY(policy_words_add(c, "policy.page-match", out->page_match));
	}
	if (!policy_words_said(c, "page-refer")) {
		EG_TRY(policy_words_add(c, "policy.page-refer", out->page_refer));
	}
	return policy_words_add(c, "face-model", out->model);
}
