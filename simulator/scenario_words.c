/*
 * scenario_words: the words of a sentence, each held against its place in a phrase.
 * Knows kinds of words and what they are called elsewhere. Never knows a line as a whole.
 */
#include "simulator/scenario_words.h"

#include "biometrics/finger_prompt.h"
#include "document/page_prompt.h"
#include "wire/msg.h"

#include <ctype.h>
#include <string.h>

static bool is(struct rd word, const char *text)
{
	return rd_equal(word, rd_cstr(text));
}

bool scenario_number(struct rd word, uint32_t *out)
{
	uint8_t c;
	*out = 0;
	if (word.left == 0 || word.left > 6) {
		return false;
	}
	while (word.left > 0) {
		if (!rd_u8(&word, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return true;
}

/* "entry_open" against "GATE_ENTRY_OPEN" with the prefix "GATE_". */
static bool is_constant(struct rd word, const char *constant, const char *prefix)
{
	size_t skip = strlen(prefix);
	uint8_t c;
	if (strncmp(constant, prefix, skip) != 0 || strlen(constant + skip) != word.left) {
		return false;
	}
	for (const char *k = constant + skip; *k != '\0'; k++) {
		if (!rd_u8(&word, &c) || tolower(*k) != c) {
			return false;
		}
	}
	return true;
}

static bool find_constant(struct rd word, const char *(*name)(unsigned), unsigned count,
			  const char *prefix, uint32_t *out)
{
	for (unsigned i = 0; i < count; i++) {
		if (is_constant(word, name(i), prefix)) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool scenario_person_of(const struct scenario *s, struct rd word, uint32_t *out)
{
	for (uint32_t i = 0; i < s->persons; i++) {
		if (is(word, s->person[i].name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool scenario_text_of(struct rd word, const char *const *texts, size_t count, uint32_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (is(word, texts[i])) {
			*out = (uint32_t)i;
			return true;
		}
	}
	return false;
}

static bool fits_small(struct rd word, const char *(*name)(unsigned), unsigned count,
		       const char *prefix, uint8_t *out)
{
	uint32_t found = 0;
	bool ok = find_constant(word, name, count, prefix, &found);
	*out = (uint8_t)found;
	return ok;
}

/* "entry-beam" of the X-macro of wires. */
static bool find_wire(struct rd word, uint8_t *out)
{
	static const char *const wires[] = {
#define X(name, bit, word, ms) [bit] = (word),
		GATE_WIRES(X)
#undef X
	};
	uint32_t found = 0;
	bool ok = scenario_text_of(word, wires, sizeof(wires) / sizeof(wires[0]), &found);
	*out = (uint8_t)found;
	return ok;
}

static const char *output_name(unsigned bit)
{
	static const char *const outputs[] = {
#define X(name, bit) [bit] = #name,
		GATE_OUTPUTS(X)
#undef X
	};
	return outputs[bit];
}

static const char *prompt_name(unsigned prompt)
{
	static const char *const prompts[] = {
#define X(name, text) #name,
		FINGER_PROMPTS(X)
#undef X
	};
	return prompts[prompt];
}

static const char *page_prompt_name(unsigned prompt)
{
	static const char *const prompts[] = {
#define X(name, text) #name,
		PAGE_PROMPTS(X)
#undef X
	};
	return prompts[prompt];
}

/* The words for wires, outputs, doors and roles; they leave <count> its place. */
static bool line_fits(struct rd place, struct rd word, struct scenario_step *step)
{
	if (is(place, "<wire>")) {
		return find_wire(word, &step->other);
	}
	if (is(place, "<other>")) {
		return find_wire(word, &step->check);
	}
	if (is(place, "<output>")) {
		return fits_small(word, output_name, GATE_OUTPUT_LINES, "GATE_OUT_", &step->other);
	}
	return is(place, "<role>") && fits_small(word, role_name, ROLE_COUNT, "", &step->other);
}

bool scenario_word_fits(const struct scenario *s, struct rd place, struct rd word,
			struct scenario_step *step)
{
	static const char *const doors[] = {"entry", "exit"};
	/* enum record_what, which begins with 1 */
	static const char *const records[] = {"",       "crossings", "referrals",
					      "alarms", "orders",    "services"};
	if (is(place, "<count>")) {
		return scenario_number(word, &step->number);
	}
	if (is(place, "<who>")) {
		return scenario_person_of(s, word, &step->number);
	}
	if (is(place, "<state>")) {
		return find_constant(word, gate_state_name, GATE_STATE_COUNT, "GATE_",
				     &step->number);
	}
	if (is(place, "<why>")) {
		return find_constant(word, gate_why_name, GATE_WHY_COUNT, "GATE_WHY_",
				     &step->number);
	}
	if (is(place, "<order>")) {
		return find_constant(word, gate_event_name, GATE_EVENT_COUNT, "GATE_EV_ORDER_",
				     &step->number);
	}
	if (is(place, "<prompt>")) {
		return find_constant(word, prompt_name, FINGER_PROMPT_COUNT, "FINGER_PROMPT_",
				     &step->number);
	}
	if (is(place, "<page-prompt>")) {
		return find_constant(word, page_prompt_name, PAGE_PROMPT_COUNT, "PAGE_PROMPT_",
				     &step->number);
	}
	if (is(place, "<check>")) {
		return fits_small(word, check_name, CHECK_COUNT, "CHECK_", &step->check);
	}
	if (is(place, "<reason>")) {
		return fits_small(word, reason_name, REASON_COUNT, "REASON_", &step->reason);
	}
	if (is(place, "<door>")) {
		return scenario_text_of(word, doors, sizeof(doors) / sizeof(doors[0]),
					&step->number);
	}
	if (is(place, "<record>")) {
		uint32_t record = 0;
		bool ok = scenario_text_of(word, records, sizeof(records) / sizeof(records[0]),
					   &record);
		step->other = (uint8_t)record;
		return ok;
	}
	return rd_equal(place, word) || line_fits(place, word, step);
}
