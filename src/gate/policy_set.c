/*
 * policy_set: settings as text become a policy.
 * Knows keys and ranges. Never knows files, nor what a policy decides.
 *
 * Each setter reads the whole value and changes the policy only if all of it makes sense.
 */
#include "gate/policy_finger_set.h"
#include "gate/policy_page.h"

#define AGE_MAX       120
#define SCORE_MAX     1000
#define NUMBER_DIGITS 4
/* There, 4 of 1 000 pairs of people of like sex and origin match (SECURITY.md says of what
 * sets): below it is no choice, but a slip of the keyboard. */
#define FACE_MATCH_LOWEST 400

/* Next word of a list, separated by spaces or commas; false at the end. */
static bool next_word(struct rd *list, struct rd *word)
{
	uint8_t c;
	struct rd start;
	size_t size = 0;
	while (rd_peek(list, &c) && (c == ' ' || c == ',')) {
		if (!rd_skip(list, 1)) {
			return false;
		}
	}
	start = *list;
	while (rd_byte_at(&start, size, &c) && c != ' ' && c != ',') {
		size++;
	}
	return size > 0 && rd_take(list, size, word);
}

/* Doc 9303-3, 5: one to three capital letters ("D"). */
static bool state_code(struct rd word, char code[4])
{
	size_t size;
	if (word.left == 0 || word.left > 3) {
		return false;
	}
	for (size_t i = 0; i < word.left; i++) {
		if (word.at[i] < 'A' || word.at[i] > 'Z') {
			return false;
		}
	}
	return rd_dump(word, code, 3, &size);
}

static enum eg_err set_states(struct policy_states *out, struct rd value)
{
	struct policy_states list = {0};
	struct rd word;
	if (rd_equal(value, RD_TEXT("*"))) {
		*out = list;
		return EG_OK;
	}
	while (next_word(&value, &word)) {
		if (list.count == POLICY_STATES_MAX) {
			return EG_FAIL(EG_CONFIG, "more state codes than a list holds");
		}
		if (!state_code(word, list.code[list.count])) {
			return EG_FAIL(EG_CONFIG, "a state code is one to three capital letters");
		}
		list.count++;
	}
	if (list.count == 0) {
		return EG_FAIL(EG_CONFIG, "an empty list of states; say * to admit every state");
	}
	*out = list;
	return EG_OK;
}

static enum eg_err number(struct rd value, int most, int *out)
{
	uint8_t c;
	*out = 0;
	if (value.left == 0 || value.left > NUMBER_DIGITS) {
		return EG_FAIL(EG_CONFIG, "not a number in its range");
	}
	while (rd_u8(&value, &c)) {
		if (c < '0' || c > '9') {
			return EG_FAIL(EG_CONFIG, "not a number");
		}
		*out = *out * 10 + (c - '0');
		if (*out > most) {
			return EG_FAIL(EG_CONFIG, "number above its range");
		}
		if (value.left == 0) {
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "not a number");
}

static enum eg_err set_score(int16_t *out, struct rd value)
{
	int score;
	EG_TRY(number(value, SCORE_MAX, &score));
	*out = (int16_t)score;
	return EG_OK;
}

static enum eg_err set_age(uint8_t *out, struct rd value)
{
	int years;
	EG_TRY(number(value, AGE_MAX, &years));
	*out = (uint8_t)years;
	return EG_OK;
}

static enum eg_err set_bool(bool *out, struct rd value)
{
	bool yes = rd_equal(value, RD_TEXT("yes"));
	if (!yes && !rd_equal(value, RD_TEXT("no"))) {
		return EG_FAIL(EG_CONFIG, "neither yes nor no");
	}
	*out = yes;
	return EG_OK;
}

static enum eg_err set_direction(uint8_t *out, struct rd value)
{
	bool leaving = rd_equal(value, RD_TEXT("exit"));
	if (!leaving && !rd_equal(value, RD_TEXT("entry"))) {
		return EG_FAIL(EG_CONFIG, "direction is neither entry nor exit");
	}
	*out = leaving ? DIRECTION_EXIT : DIRECTION_ENTRY;
	return EG_OK;
}

/* page-needs and watchlist have words of their own. */
static bool by_tolerance(unsigned c)
{
	return !policy_of_page(c) && c != CHECK_WATCHLIST;
}

/* A check that nothing excuses must always pass. */
static bool excusable(const struct policy *most, unsigned c)
{
	return by_tolerance(c) && (most->effect[c][VERDICT_NOT_DONE] != POLICY_REFER ||
				   most->effect[c][VERDICT_CANNOT_TELL] != POLICY_REFER);
}

static void excuse(struct policy *p, const struct policy *from, unsigned c)
{
	for (unsigned v = 0; v < sizeof(p->effect[c]); v++) {
		p->effect[c][v] = from->effect[c][v];
	}
}

/* All that may be excused: by default, and what only an operator's word excuses. */
static struct policy excuses(void)
{
	struct policy most = policy_default();
	most.effect[CHECK_FINGER_CHIP][VERDICT_CANNOT_TELL] = POLICY_TOLERATE_ABSENT;
	return most;
}

/* A check by its name, or what is excused by default, as more than one line could name. */
static enum eg_err excuse_named(struct policy *p, struct rd word)
{
	const bool all = rd_equal(word, RD_TEXT("default"));
	const struct policy most = all ? policy_default() : excuses();
	size_t named = 0;
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		if (excusable(&most, c) && (all || rd_equal(word, rd_cstr(check_name(c))))) {
			excuse(p, &most, c);
			named++;
		}
	}
	return named > 0 ? EG_OK : EG_FAIL(EG_CONFIG, "not a check that may be left undone");
}

static enum eg_err set_absent(struct policy *p, struct rd value)
{
	struct policy chosen = {0};
	struct rd word;
	size_t named = 0;
	bool says_none = rd_equal(value, RD_TEXT("none"));
	while (!says_none && next_word(&value, &word)) {
		EG_TRY(excuse_named(&chosen, word));
		named++;
	}
	if (!says_none && named == 0) {
		return EG_FAIL(EG_CONFIG, "no checks named; say none to require every check");
	}
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		if (by_tolerance(c)) {
			excuse(p, &chosen, c);
		}
	}
	return EG_OK;
}

static enum eg_err set_desk(uint8_t *out, struct rd value)
{
	static const char *const words[] = {[POLICY_DESK_NONE] = "none",
					    [POLICY_DESK_FOREIGN] = "foreign",
					    [POLICY_DESK_ALL] = "all"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (rd_equal(value, rd_cstr(words[i]))) {
			*out = (uint8_t)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "a desk takes it of none, foreign or all");
}

static enum eg_err set_watchlist(struct policy *p, struct rd value)
{
	const bool needed = rd_equal(value, RD_TEXT("needed"));
	if (!needed && !rd_equal(value, RD_TEXT("none"))) {
		return EG_FAIL(EG_CONFIG, "watchlist is none or needed");
	}
	p->effect[CHECK_WATCHLIST][VERDICT_NOT_DONE] = needed ? POLICY_REFER : POLICY_TOLERATE;
	return EG_OK;
}

static enum eg_err set_needs(struct policy *p, struct rd value)
{
	struct policy chosen = policy_default();
	struct rd word;
	size_t named = 0;
	bool says_none = rd_equal(value, RD_TEXT("none"));
	while (!says_none && next_word(&value, &word)) {
		unsigned c = 0;
		while (c < CUE_COUNT && !rd_equal(word, rd_cstr(cue_name(c)))) {
			c++;
		}
		if (c == CUE_COUNT) {
			return EG_FAIL(EG_CONFIG, "not a cue of a living face");
		}
		chosen.cue_needed[c] = true;
		named++;
	}
	if (!says_none && named == 0) {
		return EG_FAIL(EG_CONFIG, "no cues named; say none to need no further ones");
	}
	for (unsigned c = 0; c < CUE_COUNT; c++) {
		p->cue_needed[c] = chosen.cue_needed[c];
	}
	return EG_OK;
}

enum policy_key {
	KEY_CITIZENS,
	KEY_RESIDENTS,
	KEY_NATIONALITIES,
	KEY_AGE,
	KEY_DIRECTION,
	KEY_MAY_ENTER,
	KEY_MAY_LEAVE,
	KEY_MATCH,
	KEY_REFER,
	KEY_REPLAY,
	KEY_LIVE,
	KEY_FINGER_MATCH,
	KEY_FINGER_REFER,
	KEY_PAGE_MATCH,
	KEY_PAGE_REFER,
	KEY_NEEDS,
	KEY_ABSENT,
	KEY_WATCHLIST,
	KEY_DESK_FACE,
	KEY_DESK_FINGER,
	KEY_UNKNOWN
};
static const char *const key_names[KEY_UNKNOWN] = {
	[KEY_CITIZENS] = "issuing-citizens",
	[KEY_RESIDENTS] = "issuing-residents",
	[KEY_NATIONALITIES] = "nationalities",
	[KEY_AGE] = "minimum-age",
	[KEY_DIRECTION] = "direction",
	[KEY_MAY_ENTER] = "residents-may-enter",
	[KEY_MAY_LEAVE] = "residents-may-leave",
	[KEY_MATCH] = "face-match",
	[KEY_REFER] = "face-refer",
	[KEY_REPLAY] = "face-replay",
	[KEY_LIVE] = "live-match",
	[KEY_FINGER_MATCH] = "finger-match",
	[KEY_FINGER_REFER] = "finger-refer",
	[KEY_PAGE_MATCH] = "page-match",
	[KEY_PAGE_REFER] = "page-refer",
	[KEY_NEEDS] = "live-needs",
	[KEY_ABSENT] = "tolerate-absent",
	[KEY_WATCHLIST] = "watchlist",
	[KEY_DESK_FACE] = "desk-face",
	[KEY_DESK_FINGER] = "desk-finger",
};

enum eg_err policy_set(struct policy *p, struct rd key, struct rd value)
{
	unsigned k = 0;
	bool known;
	EG_TRY(policy_finger_set(p, key, value, &known));
	if (!known) {
		EG_TRY(policy_page_set(p, key, value, &known));
	}
	if (known) {
		return EG_OK;
	}
	while (k < KEY_UNKNOWN && !rd_equal(key, rd_cstr(key_names[k]))) {
		k++;
	}
	switch ((enum policy_key)k) {
	case KEY_CITIZENS:
		return set_states(&p->issuing_citizens, value);
	case KEY_RESIDENTS:
		return set_states(&p->issuing_residents, value);
	case KEY_NATIONALITIES:
		return set_states(&p->nationalities, value);
	case KEY_AGE:
		return set_age(&p->minimum_age_years, value);
	case KEY_DIRECTION:
		return set_direction(&p->direction, value);
	case KEY_MAY_ENTER:
		return set_bool(&p->residents_may_enter, value);
	case KEY_MAY_LEAVE:
		return set_bool(&p->residents_may_leave, value);
	case KEY_MATCH:
		return set_score(&p->face_match, value);
	case KEY_REFER:
		return set_score(&p->face_refer, value);
	case KEY_REPLAY:
		return set_score(&p->face_replay, value);
	case KEY_LIVE:
		return set_score(&p->live_match, value);
	case KEY_FINGER_MATCH:
		return set_score(&p->finger_match, value);
	case KEY_FINGER_REFER:
		return set_score(&p->finger_refer, value);
	case KEY_PAGE_MATCH:
		return set_score(&p->page_match, value);
	case KEY_PAGE_REFER:
		return set_score(&p->page_refer, value);
	case KEY_NEEDS:
		return set_needs(p, value);
	case KEY_ABSENT:
		return set_absent(p, value);
	case KEY_WATCHLIST:
		return set_watchlist(p, value);
	case KEY_DESK_FACE:
		return set_desk(&p->desk_face, value);
	case KEY_DESK_FINGER:
		return set_desk(&p->desk_finger, value);
	case KEY_UNKNOWN:
		break;
	}
	return EG_FAIL(EG_CONFIG, "unknown key in the policy");
}

enum eg_err policy_check(const struct policy *p)
{
	if (p->face_refer > p->face_match || p->face_match >= p->face_replay) {
		return EG_FAIL(EG_CONFIG, "face thresholds out of order: refer, match, replay");
	}
	if (p->face_match < FACE_MATCH_LOWEST) {
		return EG_FAIL(EG_CONFIG, "face-match admits people that only look alike");
	}
	if (p->face_refer == 0 || p->live_match == 0) {
		return EG_FAIL(EG_CONFIG, "a threshold of 0 would admit any face");
	}
	EG_TRY(policy_page_check(p));
	bool fingers = p->finger != POLICY_FINGER_NEVER || p->desk_finger != POLICY_DESK_NONE;
	return fingers ? policy_finger_check(p) : EG_OK;
}
