/*
 * core_settings: the words that set up a lane: gate, policy, timers, service.
 * Knows keys and ranges. Reads no file.
 */
#include "prog/core_settings.h"

#include "prog/finger_time.h"

struct lane_settings lane_settings_default(void)
{
	struct lane_settings s = {
		.fitting = gate_fitting_of(GATE_MANTRAP), .policy = policy_default(), .open = true};
	for (unsigned i = 0; i < GATE_STATE_COUNT; i++) {
		s.timer_ms[i] = gate_timer_ms((enum gate_state)i);
	}
	return s;
}

/* "entry-open" is GATE_ENTRY_OPEN. */
static bool names_state(struct rd key, unsigned state)
{
	struct rd name = rd_cstr(gate_state_name(state));
	if (!rd_skip(&name, 5) || name.left != key.left) {
		return false;
	}
	while (name.left > 0) {
		uint8_t a;
		uint8_t b;
		if (!rd_u8(&name, &a) || !rd_u8(&key, &b)) {
			return false;
		}
		uint8_t small = a == '_' ? '-' : (uint8_t)(a - 'A' + 'a');
		if (small != b) {
			return false;
		}
	}
	return true;
}

static bool number(struct rd text, uint32_t *out)
{
	uint8_t digit;
	*out = 0;
	if (text.left == 0 || text.left > 8) {
		return false;
	}
	while (rd_u8(&text, &digit)) {
		if (digit < '0' || digit > '9') {
			return false;
		}
		*out = *out * 10 + (uint32_t)(digit - '0');
	}
	return true;
}

enum eg_err lane_settings_timer(struct lane_settings *s, struct rd key, struct rd value)
{
	uint32_t ms;
	if (!number(value, &ms) || ms < TIMER_MS_LOWEST || ms > TIMER_MS_HIGHEST) {
		return EG_FAIL(EG_CONFIG, "a timer is no number of milliseconds in its range");
	}
	for (unsigned i = 0; i < GATE_STATE_COUNT; i++) {
		if (names_state(key, i) && gate_timer_ms((enum gate_state)i) != 0) {
			s->timer_ms[i] = ms;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "no state of this name has a timer");
}

/* Cuts a prefix off; false if the text does not begin with it. */
static bool cut(struct rd *text, struct rd prefix)
{
	return rd_begins(*text, prefix) && rd_skip(text, prefix.left);
}

/* Text up to the first '=', and what is behind it. */
static bool split(struct rd word, struct rd *key, struct rd *value)
{
	struct rd r = word;
	uint8_t c = '\0';
	while (c != '=') {
		if (!rd_u8(&r, &c)) {
			return false;
		}
	}
	*value = r;
	return rd_take(&word, word.left - r.left - 1, key);
}

enum eg_err lane_settings_gate(struct lane_settings *s, struct rd key, struct rd value)
{
	if (rd_equal(key, RD_TEXT("shipped"))) {
		for (unsigned i = 0; i < GATE_TOPOLOGY_COUNT; i++) {
			if (rd_equal(value, rd_cstr(gate_topology_word(i)))) {
				s->fitting = gate_fitting_of((enum gate_topology)i);
				return EG_OK;
			}
		}
		return EG_FAIL(EG_CONFIG, "no gate of this name is shipped");
	}
	if (cut(&key, RD_TEXT("timer."))) {
		return lane_settings_timer(s, key, value);
	}
	return gate_fitting_set(&s->fitting, key, value);
}

/* The gate first: the other words overrule what it says. */
static enum eg_err take_gate(const struct args *a, struct lane_settings *s)
{
	bool begun = false;
	for (int i = 0; i < a->count; i++) {
		struct rd key;
		struct rd value;
		if (!split(rd_cstr(a->words[i]), &key, &value)) {
			return EG_FAIL(EG_CONFIG, "a word of the command line is not key=value");
		}
		if (!cut(&key, RD_TEXT("gate."))) {
			continue;
		}
		if (!begun) {
			s->fitting = gate_fitting_blank();
			begun = true;
		}
		EG_TRY(lane_settings_gate(s, key, value));
	}
	EG_TRY(gate_fitting_check(&s->fitting));
	s->policy.direction = s->fitting.direction;
	return EG_OK;
}

enum eg_err lane_settings_from(const struct args *a, struct lane_settings *s)
{
	int64_t open;
	int64_t guard;
	int64_t camera;
	int64_t attended;
	int64_t officer;
	int64_t kiosk;
	int64_t face_model;
	int64_t finger_one_in;
	*s = lane_settings_default();
	EG_TRY(args_number(a, "lane-open", 0, 1, 1, &open));
	EG_TRY(args_number(a, "attended", 0, 1, 0, &attended));
	EG_TRY(args_number(a, "officer", 0, UINT32_MAX, 0, &officer));
	s->open = open == 1;
	s->attended = attended == 1;
	s->officer = (uint32_t)officer;
	EG_TRY(args_number(a, "kiosk", 1, UINT32_MAX, 0, &kiosk));
	s->kiosk = (uint32_t)kiosk;
	if (s->kiosk != 0 && s->kiosk == s->officer) {
		return EG_FAIL(EG_CONFIG, "a travellers' screen as the officer's user");
	}
	EG_TRY(args_number(a, "guard", 0, 1, 0, &guard));
	s->guarded = guard == 1;
	EG_TRY(args_number(a, "camera", 0, 1, 1, &camera));
	s->blind = camera == 0;
	EG_TRY(args_number(a, "face-model", 1, UINT32_MAX, 0, &face_model));
	s->face_model = (uint32_t)face_model;
	EG_TRY(args_number(a, "finger-one-in", 1, UINT32_MAX, 0, &finger_one_in));
	s->finger_one_in = (uint32_t)finger_one_in;
	EG_TRY(take_gate(a, s));
	for (int i = 0; i < a->count; i++) {
		struct rd key;
		struct rd value;
		if (!split(rd_cstr(a->words[i]), &key, &value)) {
			return EG_FAIL(EG_CONFIG, "a word of the command line is not key=value");
		}
		if (cut(&key, RD_TEXT("policy."))) {
			EG_TRY(policy_set(&s->policy, key, value));
		} else if (cut(&key, RD_TEXT("timer."))) {
			EG_TRY(lane_settings_timer(s, key, value));
		}
	}
	EG_TRY(finger_time_check(s));
	return policy_check(&s->policy);
}
