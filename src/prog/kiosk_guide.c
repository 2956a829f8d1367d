/*
 * kiosk_guide: what a travellers' page is told, as JSON.
 * Knows words of states, prompts and reasons. Never knows who is at the gate, nor HTTP.
 *
 * A word is the name in the source without what stands before it: GATE_ENTRY_OPEN is "entry-open",
 * PAGE_PROMPT_PHOTO_PAGE "photo-page". None of them, nor letters of a state, need JSON's escapes.
 */
#include "prog/kiosk_guide.h"

#include "biometrics/face_prompt.h"
#include "biometrics/finger_prompt.h"
#include "document/page_prompt.h"

#include <stdio.h>

#define WORD(name, text)      #name,
#define WORD3(name, text, ms) #name,
static const char *const states[] = {GATE_STATES(WORD3)};
static const char *const faces[] = {FACE_PROMPTS(WORD)};
static const char *const fingers[] = {FINGER_PROMPTS(WORD)};
static const char *const pages[] = {PAGE_PROMPTS(WORD)};
static const char *const services[] = {
	[GUIDE_OPEN] = "open", [GUIDE_CLOSED] = "closed", [GUIDE_NOT_READY] = "not-ready"};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void member(struct wr *out, const char *name)
{
	wr_put(out, out->size > 1 ? RD_TEXT(",\"") : RD_TEXT("\""));
	wr_put(out, rd_cstr(name));
	wr_put(out, RD_TEXT("\":"));
}

static void text(struct wr *out, const char *name, struct rd value)
{
	member(out, name);
	wr_u8(out, '"');
	wr_put(out, value);
	wr_u8(out, '"');
}

static void number(struct wr *out, const char *name, uint32_t value)
{
	char digits[16];
	(void)snprintf(digits, sizeof(digits), "%u", (unsigned)value); /* fits */
	member(out, name);
	wr_put(out, rd_cstr(digits));
}

/* Small letters and dashes of what comes behind cut in a name; nothing of one out of range. */
static void word(struct wr *out, const char *name, const char *const *list, size_t count,
		 unsigned at, struct rd cut)
{
	struct rd from = at < count ? rd_cstr(list[at]) : RD_EMPTY;
	uint8_t c = 0;
	member(out, name);
	wr_u8(out, '"');
	if (rd_begins(from, cut) && rd_skip(&from, cut.left) && !rd_equal(from, RD_TEXT("NONE"))) {
		while (rd_u8(&from, &c)) {
			wr_u8(out, c == '_' ? '-' : (uint8_t)(c - 'A' + 'a'));
		}
	}
	wr_u8(out, '"');
}

/* Capitals, as msg_parse has seen to. */
static struct rd letters(const char nationality[4])
{
	size_t size = 0;
	while (size < 3 && nationality[size] >= 'A' && nationality[size] <= 'Z') {
		size++;
	}
	return rd_of(nationality, size);
}

enum eg_err kiosk_guide_json(struct wr *out, const struct msg_guide *g, int64_t gone_ms)
{
	struct rd whole;
	int64_t left = (int64_t)g->left_ms - (gone_ms > 0 ? gone_ms : 0);
	const char *service = g->service < COUNT(services) ? services[g->service] : "closed";
	wr_u8(out, '{');
	word(out, "state", states, COUNT(states), g->state, RD_TEXT("GATE_"));
	text(out, "reason", rd_cstr(guide_reason_word(g->reason)));
	text(out, "service", rd_cstr(service));
	member(out, "reversed");
	wr_put(out, g->reversed != 0 ? RD_TEXT("true") : RD_TEXT("false"));
	word(out, "face", faces, COUNT(faces), g->face_prompt, RD_TEXT("FACE_PROMPT_"));
	word(out, "finger", fingers, COUNT(fingers), g->finger_prompt, RD_TEXT("FINGER_PROMPT_"));
	number(out, "position", g->finger_position);
	word(out, "page", pages, COUNT(pages), g->page_prompt, RD_TEXT("PAGE_PROMPT_"));
	number(out, "progress", g->progress);
	number(out, "left_ms", left > 0 ? (uint32_t)left : 0);
	number(out, "whole_ms", g->whole_ms);
	text(out, "nationality", letters(g->nationality));
	number(out, "again_ms", KIOSK_GUIDE_AGAIN_MS);
	wr_u8(out, '}');
	return wr_done(out, &whole);
}

struct msg_guide kiosk_guide_none(void)
{
	return (struct msg_guide){.state = GATE_CLOSED, .service = GUIDE_CLOSED};
}

/* What somebody is told who was served in this state when the lane went away. Whoever sees an alarm
 * waits for an officer: nobody says any more that they may go. */
static enum gate_state waits_in(enum gate_state last)
{
	if (last == GATE_EVACUATE) {
		return GATE_EVACUATE;
	}
	if (last == GATE_ALARM || gate_place(last) == GATE_INSIDE) {
		return GATE_REFERRED_INSIDE;
	}
	return gate_place(last) == GATE_OUTSIDE ? GATE_REFERRED_OUTSIDE : GATE_CLOSED;
}

struct msg_guide kiosk_guide_lost(const struct msg_guide *last)
{
	struct msg_guide lost = {.state = (uint8_t)waits_in((enum gate_state)last->state),
				 .service = GUIDE_CLOSED,
				 .reversed = last->reversed};
	if (gate_refers(lost.state)) {
		lost.reason = GUIDE_FAULT;
	}
	return lost;
}
