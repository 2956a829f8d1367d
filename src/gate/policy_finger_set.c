/*
 * policy_finger_set: the settings of the finger as text.
 * Knows keys, ranges and the names of fingers. Never knows files, nor what a policy decides.
 */
#include "gate/policy_finger_set.h"

#include <stddef.h>

/* ISO/IEC 19794-4, Table 5, from 1 on. */
static const char *const position_words[POLICY_POSITIONS] = {
	"right-thumb", "right-index", "right-middle", "right-ring", "right-little",
	"left-thumb",  "left-index",  "left-middle",  "left-ring",  "left-little",
};

const char *policy_position_word(unsigned position)
{
	return position >= 1 && position <= POLICY_POSITIONS ? position_words[position - 1] : "?";
}

/* Next word of a list, separated by spaces; false at the end. */
static bool next_word(struct rd *list, struct rd *word)
{
	*word = RD_EMPTY;
	while (list->left > 0 && word->left == 0) {
		*word = rd_until(list, " ");
	}
	return word->left > 0;
}

/* 0: no finger has this name. */
static uint8_t position_of(struct rd word)
{
	for (uint8_t i = 1; i <= POLICY_POSITIONS; i++) {
		if (rd_equal(word, rd_cstr(policy_position_word(i)))) {
			return i;
		}
	}
	return 0;
}

static enum eg_err set_positions(struct policy *p, struct rd value)
{
	uint8_t order[POLICY_POSITIONS];
	unsigned named = 0;
	size_t count = 0;
	struct rd word;
	while (next_word(&value, &word)) {
		uint8_t position = position_of(word);
		if (position == 0 || (named & 1u << position) != 0) {
			return EG_FAIL(EG_CONFIG, "not a finger, or one that is named twice");
		}
		named |= 1u << position;
		order[count++] = position;
	}
	if (count == 0) {
		return EG_FAIL(EG_CONFIG, "no finger is named");
	}
	const struct policy defaults = policy_default();
	for (size_t i = 0; i < POLICY_POSITIONS; i++) {
		uint8_t position = defaults.finger_order[i];
		if ((named & 1u << position) == 0) {
			order[count++] = position;
		}
	}
	for (size_t i = 0; i < POLICY_POSITIONS; i++) {
		p->finger_order[i] = order[i];
	}
	return EG_OK;
}

static enum eg_err set_when(struct policy *p, struct rd value)
{
	static const char *const words[] = {[POLICY_FINGER_NEVER] = "never",
					    [POLICY_FINGER_DOUBT] = "doubt",
					    [POLICY_FINGER_ALWAYS] = "always"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (rd_equal(value, rd_cstr(words[i]))) {
			p->finger = (uint8_t)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "finger is neither never nor doubt nor always");
}

static enum eg_err set_tries(struct policy *p, struct rd value)
{
	uint8_t digit;
	if (value.left != 1 || !rd_u8(&value, &digit) || digit < '1' ||
	    digit > '0' + POLICY_TRIES_MAX) {
		return EG_FAIL(EG_CONFIG, "finger-tries is 1, 2 or 3");
	}
	p->finger_tries = (uint8_t)(digit - '0');
	return EG_OK;
}

enum eg_err policy_finger_set(struct policy *p, struct rd key, struct rd value, bool *known)
{
	*known = true;
	if (rd_equal(key, RD_TEXT("finger"))) {
		return set_when(p, value);
	}
	if (rd_equal(key, RD_TEXT("finger-positions"))) {
		return set_positions(p, value);
	}
	if (rd_equal(key, RD_TEXT("finger-tries"))) {
		return set_tries(p, value);
	}
	*known = false;
	return EG_OK;
}

enum eg_err policy_finger_check(const struct policy *p)
{
	if (p->finger_refer > p->finger_match) {
		return EG_FAIL(EG_CONFIG, "finger thresholds out of order: refer, match");
	}
	if (p->finger_match <= 0) {
		return EG_FAIL(EG_CONFIG, "a finger-match of 0 would admit about any finger");
	}
	return EG_OK;
}
