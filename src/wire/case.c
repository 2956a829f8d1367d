/*
 * case: words of what officers and travellers are told.
 */
#include "wire/case.h"

#define WORD_OF(name, word, text) [name] = (word),
static const char *const state_words[] = {CASE_STATES(WORD_OF)};
static const char *const code_words[] = {CASE_CODES(WORD_OF)};
static const char *const category_words[] = {HIT_CATEGORIES(WORD_OF)};
static const char *const feature_words[] = {HIT_FEATURES(WORD_OF)};
#define TEXT_OF(name, word, text) [name] = (text),
static const char *const state_texts[] = {CASE_STATES(TEXT_OF)};
static const char *const code_texts[] = {CASE_CODES(TEXT_OF)};
static const char *const category_texts[] = {HIT_CATEGORIES(TEXT_OF)};
static const char *const feature_texts[] = {HIT_FEATURES(TEXT_OF)};
#define GUIDE_OF(name, word) [name] = (word),
static const char *const guide_words[] = {GUIDE_REASONS(GUIDE_OF)};

static const char *of(const char *const *list, unsigned count, unsigned number)
{
	return number < count ? list[number] : "?";
}

const char *case_state_word(unsigned state)
{
	return of(state_words, CASE_STATE_COUNT, state);
}

const char *case_state_text(unsigned state)
{
	return of(state_texts, CASE_STATE_COUNT, state);
}

const char *case_code_word(unsigned code)
{
	return of(code_words, CASE_CODE_COUNT, code);
}

const char *case_code_text(unsigned code)
{
	return of(code_texts, CASE_CODE_COUNT, code);
}

const char *hit_category_word(unsigned category)
{
	return of(category_words, HIT_CATEGORY_COUNT, category);
}

const char *hit_category_text(unsigned category)
{
	return of(category_texts, HIT_CATEGORY_COUNT, category);
}

const char *hit_feature_word(unsigned feature)
{
	return of(feature_words, HIT_FEATURE_COUNT, feature);
}

const char *hit_feature_text(unsigned feature)
{
	return of(feature_texts, HIT_FEATURE_COUNT, feature);
}

const char *guide_reason_word(unsigned reason)
{
	return of(guide_words, GUIDE_REASON_COUNT, reason);
}

bool case_ref_ok(const struct case_ref *c)
{
	bool none = c->lane == 0 && c->traveller == 0 && c->session == 0;
	return none || (c->lane >= 1 && c->lane <= CASE_LANES_MAX && c->traveller != 0);
}
