/*
 * policy_page: what is seen of a document's page, as findings, and what a lane demands of it.
 * Knows a score, keys and ranges. Never knows pictures, files, nor what a policy decides.
 *
 * The chip is signed and a page is worn: what cannot be told of a page refers nobody unless the
 * lane's reader is said to be able to tell it.
 */
#include "gate/policy_page.h"

#include <stddef.h>

#define SCORE_MAX 1000

/* What may be demanded by name; a document that has no portrait on that side is excused. */
static const struct {
	const char *word;
	uint8_t check;    /* enum check */
	uint8_t not_done; /* enum policy_effect */
} needs[] = {
	{"print", CHECK_PAGE_PRINT, POLICY_REFER},
	{"infrared", CHECK_PAGE_INFRARED, POLICY_REFER},
	{"portrait", CHECK_PAGE_PORTRAIT, POLICY_TOLERATE_ABSENT},
};
#define NEEDS (sizeof(needs) / sizeof(needs[0]))

bool policy_of_page(unsigned check)
{
	return check >= CHECK_PAGE_PRINT && check <= CHECK_PAGE_PORTRAIT;
}

static void demand(struct policy *p, const bool wanted[NEEDS])
{
	for (size_t i = 0; i < NEEDS; i++) {
		uint8_t *effect = p->effect[needs[i].check];
		effect[VERDICT_NOT_DONE] = wanted[i] ? needs[i].not_done : (uint8_t)POLICY_TOLERATE;
		effect[VERDICT_CANNOT_TELL] = wanted[i] ? POLICY_REFER : POLICY_TOLERATE;
	}
}

void policy_page_default(struct policy *p)
{
	const bool none[NEEDS] = {false};
	demand(p, none);
	p->page_match = POLICY_PAGE_MATCH;
	p->page_refer = POLICY_PAGE_REFER;
}

bool policy_page_needed(const struct policy *p)
{
	bool needed = false;
	for (size_t i = 0; i < NEEDS; i++) {
		needed =
			needed || p->effect[needs[i].check][VERDICT_CANNOT_TELL] != POLICY_TOLERATE;
	}
	return needed;
}

static enum eg_err set_needs(struct policy *p, struct rd value)
{
	bool wanted[NEEDS] = {false};
	bool says_none = rd_equal(value, RD_TEXT("none"));
	size_t named = 0;
	while (!says_none && value.left > 0) {
		struct rd word = rd_until(&value, " ,");
		size_t i = 0;
		while (word.left > 0 && i < NEEDS && !rd_equal(word, rd_cstr(needs[i].word))) {
			i++;
		}
		if (i == NEEDS) {
			return EG_FAIL(EG_CONFIG, "not what a page reader can tell");
		}
		wanted[i] = wanted[i] || word.left > 0;
		named += word.left > 0;
	}
	if (!says_none && named == 0) {
		return EG_FAIL(EG_CONFIG, "nothing named; say none to demand nothing of a page");
	}
	demand(p, wanted);
	return EG_OK;
}

enum eg_err policy_page_set(struct policy *p, struct rd key, struct rd value, bool *known)
{
	*known = rd_equal(key, RD_TEXT("page-needs"));
	return *known ? set_needs(p, value) : EG_OK;
}

enum eg_err policy_page_check(const struct policy *p)
{
	if (p->page_refer <= 0) {
		return EG_FAIL(EG_CONFIG, "a page-refer of 0 would take any face for the page's");
	}
	if (p->page_refer > p->page_match) {
		return EG_FAIL(EG_CONFIG, "page thresholds out of order: refer, match");
	}
	return EG_OK;
}

void policy_judge_page(const struct policy *p, int16_t score, bool came, enum reason why,
		       struct findings *f)
{
	if (!came) {
		findings_set(f, CHECK_PAGE_PORTRAIT, VERDICT_NOT_DONE, why);
	} else if (why != REASON_NONE) {
		findings_set(f, CHECK_PAGE_PORTRAIT, VERDICT_CANNOT_TELL, why);
	} else if (score < -SCORE_MAX || score > SCORE_MAX) {
		findings_set(f, CHECK_PAGE_PORTRAIT, VERDICT_CANNOT_TELL, REASON_INTERNAL);
	} else if (score >= p->page_match) {
		findings_set(f, CHECK_PAGE_PORTRAIT, VERDICT_PASS, REASON_NONE);
	} else if (score >= p->page_refer) {
		findings_set(f, CHECK_PAGE_PORTRAIT, VERDICT_CANNOT_TELL, REASON_SCORE_UNSURE);
	} else {
		findings_set(f, CHECK_PAGE_PORTRAIT, VERDICT_FAIL, REASON_SCORE_LOW);
	}
}
