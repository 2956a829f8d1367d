/*
 * desk_table: which act is possible in which state and place of a case, with which reasons, and
 * what the lane has to do for it; words.
 * Knows tables. Never knows a case.
 */
#include "console/desk_impl.h"

#include <string.h>

#define BIT(n)   (1u << (n))
#define CODE(n)  BIT(CASE_CODE_##n)
#define THERE    (BIT(DESK_OUTSIDE) | BIT(DESK_INSIDE))
#define ANYWHERE (THERE | BIT(DESK_GONE))
#define BOTH     (DESK_AT_GATES | DESK_AT_DESKS)
#define ELSEWHERE                                                                                 \
	(CODE(EXAMINE) | CODE(INTERVIEW) | CODE(VERIFY_HIT) | CODE(BIOMETRICS) | CODE(ASSISTED) | \
	 CODE(RANDOM))

_Static_assert(CASE_CODE_COUNT <= 32, "reasons fit a word");

static const struct desk_rule rules[DESK_ACT_COUNT] = {
	[DESK_ACK] = {.states = BIT(CASE_OPEN), .places = ANYWHERE, .kinds = BOTH, .to = CASE_ACK},
	[DESK_RETRY] = {.states = BIT(CASE_ACK),
			.places = THERE,
			.kinds = BOTH,
			.order = GATE_EV_ORDER_RETRY,
			.to = CASE_RETRY},
	[DESK_PASS] = {.states = BIT(CASE_ACK),
		       .places = THERE,
		       .kinds = BOTH,
		       .codes = CODE(SAME_PERSON) | CODE(GENUINE) | CODE(FALSE_HIT) |
				CODE(TECHNICAL) | CODE(ASSISTED),
		       .order = GATE_EV_ORDER_PASS,
		       .to = CASE_PASS,
		       .note = true},
	[DESK_MANUAL_LANE] = {.states = BIT(CASE_ACK),
			      .places = ANYWHERE,
			      .kinds = DESK_AT_GATES,
			      .codes = ELSEWHERE,
			      .order = GATE_EV_ORDER_BACK,
			      .to = CASE_MANUAL_LANE,
			      .note = true},
	[DESK_SECOND_LINE] = {.states = BIT(CASE_ACK),
			      .places = ANYWHERE,
			      .kinds = BOTH,
			      .codes = ELSEWHERE,
			      .order = GATE_EV_ORDER_BACK,
			      .to = CASE_SECOND_LINE,
			      .note = true},
	[DESK_REFUSE] = {.states = BIT(CASE_ACK),
			 .places = ANYWHERE,
			 .kinds = BOTH,
			 .codes = CODE(REFUSE_A) | CODE(REFUSE_B) | CODE(REFUSE_C) |
				  CODE(REFUSE_D) | CODE(REFUSE_E) | CODE(REFUSE_F) |
				  CODE(REFUSE_G) | CODE(REFUSE_H) | CODE(REFUSE_I),
			 .order = GATE_EV_ORDER_BACK,
			 .to = CASE_REFUSE,
			 .note = true},
	[DESK_CLOSE] = {.states = BIT(CASE_OPEN) | BIT(CASE_ACK) | BIT(CASE_RETRY) |
				  BIT(CASE_MANUAL_LANE) | BIT(CASE_SECOND_LINE),
			.places = BIT(DESK_GONE) | BIT(DESK_AWAITED),
			.kinds = BOTH,
			.codes = CODE(WALKED_OFF) | CODE(TECHNICAL),
			.to = CASE_CLOSED,
			.note = true},
	[DESK_TAKE] = {.states = BIT(CASE_ACK),
		       .places = BIT(DESK_INSIDE),
		       .kinds = DESK_AT_DESKS,
		       .to = CASE_ACK},
};

const struct desk_rule *desk_rule(enum desk_act_kind act)
{
	return &rules[act];
}

static const char *const act_words[DESK_ACT_COUNT] = {
#define X(name, word) [name] = (word),
	DESK_ACTS(X)
#undef X
};

static const struct {
	const char *word;
	enum gate_event_kind event;
} orders[DESK_ORDER_COUNT] = {
#define X(name, word, event) [name] = {word, event},
	DESK_ORDERS(X)
#undef X
};

static const struct {
	unsigned status;
	const char *word;
	const char *text;
} refusals[DESK_REFUSAL_COUNT] = {
#define X(name, status, word, text) [name] = {status, word, text},
	DESK_REFUSALS(X)
#undef X
};

unsigned desk_refusal_status(unsigned refusal)
{
	return refusal < DESK_REFUSAL_COUNT ? refusals[refusal].status : 500;
}

const char *desk_refusal_word(unsigned refusal)
{
	return refusal < DESK_REFUSAL_COUNT ? refusals[refusal].word : "?";
}

const char *desk_refusal_text(unsigned refusal)
{
	return refusal < DESK_REFUSAL_COUNT ? refusals[refusal].text : "?";
}

const char *desk_act_word(unsigned act)
{
	return act < DESK_ACT_COUNT ? act_words[act] : "?";
}

const char *desk_order_word(unsigned order)
{
	return order < DESK_ORDER_COUNT ? orders[order].word : "?";
}

enum gate_event_kind desk_order_event(enum desk_order_kind order)
{
	return orders[order].event;
}

const char *desk_where_word(unsigned where)
{
	static const char *const words[DESK_WHERE_COUNT] = {[DESK_OUTSIDE] = "outside",
							    [DESK_INSIDE] = "inside",
							    [DESK_GONE] = "gone",
							    [DESK_AWAITED] = "desk"};
	return where < DESK_WHERE_COUNT ? words[where] : "?";
}

bool desk_act_of(const char *word, enum desk_act_kind *out)
{
	for (unsigned i = 0; word != NULL && i < DESK_ACT_COUNT; i++) {
		if (strcmp(word, act_words[i]) == 0) {
			*out = (enum desk_act_kind)i;
			return true;
		}
	}
	return false;
}

bool desk_order_of(const char *word, enum desk_order_kind *out)
{
	for (unsigned i = 0; word != NULL && i < DESK_ORDER_COUNT; i++) {
		if (strcmp(word, orders[i].word) == 0) {
			*out = (enum desk_order_kind)i;
			return true;
		}
	}
	return false;
}

bool desk_code_of(const char *word, enum case_code *out)
{
	if (word == NULL || word[0] == '\0') {
		*out = CASE_CODE_NONE;
		return true;
	}
	for (unsigned i = 0; i < CASE_CODE_COUNT; i++) {
		if (strcmp(word, case_code_word(i)) == 0) {
			*out = (enum case_code)i;
			return true;
		}
	}
	return false;
}

enum desk_where desk_place(enum gate_state state, uint32_t inputs)
{
	enum gate_place place = gate_place(state);
	bool alarmed = state == GATE_ALARM && (inputs & (uint32_t)GATE_IN_PRESENT) != 0;
	if (place == GATE_NOWHERE) {
		return alarmed ? DESK_INSIDE : DESK_GONE;
	}
	return place == GATE_OUTSIDE ? DESK_OUTSIDE : DESK_INSIDE;
}

uint32_t desk_orders(const struct msg_status *s)
{
	bool closed = s->state == GATE_CLOSED || s->closing != 0;
	bool stopped = s->state == GATE_ALARM || s->state == GATE_EVACUATE;
	bool free = s->state == GATE_IDLE || s->state == GATE_CLOSED;
	uint32_t possible = closed ? BIT(DESK_ORDER_OPEN) : BIT(DESK_ORDER_CLOSE);
	possible |= s->state != GATE_EVACUATE && s->desk == 0 ? BIT(DESK_ORDER_EVACUATE) : 0;
	possible |= stopped && s->desk == 0 ? BIT(DESK_ORDER_RESET) : 0;
	possible |= s->reversible != 0 && free ? BIT(DESK_ORDER_TURN) : 0;
	return possible;
}
