/*
 * gate_text: names, texts and default timers of the machine, from the lists in gate.h.
 * Knows the lists. Never knows what a state does.
 */
#include "gate/gate.h"

static const char *const state_names[] = {
#define X(name, text, ms) #name,
	GATE_STATES(X)
#undef X
};
static const char *const state_texts[] = {
#define X(name, text, ms) text,
	GATE_STATES(X)
#undef X
};
static const char *const event_names[] = {
#define X(name, personal) #name,
	GATE_EVENTS(X)
#undef X
};
static const char *const why_names[] = {
#define X(name, text) #name,
	GATE_WHYS(X)
#undef X
};
static const char *const why_texts[] = {
#define X(name, text) text,
	GATE_WHYS(X)
#undef X
};

uint32_t gate_timer_ms(enum gate_state state)
{
	switch (state) {
#define X(name, text, ms) \
	case name:        \
		return ms;
		GATE_STATES(X)
#undef X
	case GATE_STATE_COUNT:
		break;
	}
	return 0;
}

bool gate_event_personal(enum gate_event_kind kind)
{
	switch (kind) {
#define X(name, personal) \
	case name:        \
		return personal;
		GATE_EVENTS(X)
#undef X
	case GATE_EVENT_COUNT:
		break;
	}
	return true;
}

const char *gate_state_name(unsigned state)
{
	return state < GATE_STATE_COUNT ? state_names[state] : "?";
}

const char *gate_state_text(unsigned state)
{
	return state < GATE_STATE_COUNT ? state_texts[state] : "?";
}

const char *gate_event_name(unsigned kind)
{
	return kind < GATE_EVENT_COUNT ? event_names[kind] : "?";
}

const char *gate_why_name(unsigned why)
{
	return why < GATE_WHY_COUNT ? why_names[why] : "?";
}

const char *gate_why_text(unsigned why)
{
	return why < GATE_WHY_COUNT ? why_texts[why] : "?";
}

bool gate_breach_alarms(enum gate_why why)
{
	return why == GATE_WHY_INTRUSION || why == GATE_WHY_WRONG_WAY ||
	       why == GATE_WHY_TAILGATING || why == GATE_WHY_OBJECT || why == GATE_WHY_CRAWLING;
}
