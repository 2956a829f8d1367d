/*
 * msg_case: what the messages about cases, lists and guidance must look like.
 * Knows ranges. Never knows sockets, nor who may say what.
 */
#include "wire/msg_case.h"

#include "base/utf8.h"

#define PERCENT 100

bool msg_is_case(enum msg_kind kind)
{
	return kind == MSG_ORDER || kind == MSG_WATCH ||
	       (kind >= MSG_LOOKUP && kind <= MSG_CASE_RECORDED);
}

bool msg_words_ok(const char *text, size_t size)
{
	size_t length = 0;
	while (length < size && text[length] != '\0') {
		length++;
	}
	for (size_t i = length; i < size; i++) {
		if (text[i] != '\0') {
			return false;
		}
	}
	return length < size && utf8_printable(rd_of(text, length));
}

bool msg_mrz_ok(uint8_t kind, uint8_t size, const char text[MSG_MRZ_SIZE])
{
	/* Doc 9303-4, -5, -6: TD3 2 x 44, TD1 3 x 30, TD2 2 x 36. */
	static const uint8_t sizes[] = {
		[DOCUMENT_NONE] = 0, [DOCUMENT_TD1] = 90, [DOCUMENT_TD2] = 72, [DOCUMENT_TD3] = 88};
	if (kind >= sizeof(sizes) || size != sizes[kind]) {
		return false;
	}
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		char c = text[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '<';
		if (i < size ? !letter : c != '\0') {
			return false;
		}
	}
	return true;
}

bool msg_marks_ok(const uint8_t marks[MSG_MRZ_MARKS], uint8_t size)
{
	for (size_t i = size; i < (size_t)MSG_MRZ_MARKS * 8; i++) {
		if ((marks[i / 8] >> (i % 8) & 1) != 0) {
			return false;
		}
	}
	return true;
}

/* Up to three capitals, then NULs. */
static bool code_ok(const char code[4])
{
	bool ended = false;
	for (size_t i = 0; i < 4; i++) {
		bool letter = code[i] >= 'A' && code[i] <= 'Z';
		if (letter ? ended || i == 3 : code[i] != '\0') {
			return false;
		}
		ended = ended || code[i] == '\0';
	}
	return true;
}

/* A case ends where somebody is let go or sent away. */
static bool from_ok(const struct msg_order *o)
{
	bool ends = o->order == GATE_EV_ORDER_PASS || o->order == GATE_EV_ORDER_BACK;
	return case_ref_ok(&o->from) && (ends || o->from.lane == 0);
}

/* What takes two officers is a pass. */
static bool listed_ok(const struct msg_order *o)
{
	return o->listed <= (o->order == GATE_EV_ORDER_PASS ? 1 : 0);
}

static bool order_ok(const struct msg_order *o)
{
	return from_ok(o) && listed_ok(o) && o->order >= GATE_EV_ORDER_PASS &&
	       o->order < GATE_EVENT_COUNT && o->code < CASE_CODE_COUNT &&
	       (o->officer == 0 || o->officer >= OFFICER_ENROLLED) &&
	       msg_words_ok(o->note, sizeof(o->note));
}

static bool number_ok(uint64_t number)
{
	return (number & RECORD_OF_CASE) != 0;
}

static bool case_ok(const struct msg_case *c, uint32_t traveller)
{
	bool whose = c->of.lane != 0 && case_ref_ok(&c->of) && c->of.traveller == traveller;
	return whose && number_ok(c->number) && c->unix_ms > 0 && c->state > CASE_NONE &&
	       c->state < CASE_STATE_COUNT && c->code < CASE_CODE_COUNT &&
	       (c->officer == 0 || c->officer >= OFFICER_ENROLLED) &&
	       msg_words_ok(c->note, sizeof(c->note));
}

/* A traveller's screen attends to nobody. */
static bool watch_ok(const struct msg_watch *w)
{
	return w->as < WATCH_AS_COUNT && w->attends <= (w->as == WATCH_TRAVELLER ? 0 : 1);
}

static bool guide_ok(const struct msg_guide *g)
{
	return g->state < GATE_STATE_COUNT && g->reason < GUIDE_REASON_COUNT &&
	       g->service < GUIDE_SERVICE_COUNT && g->reversed <= 1 &&
	       g->finger_position <= POLICY_POSITIONS && g->progress <= PERCENT &&
	       g->left_ms <= g->whole_ms && code_ok(g->nationality);
}

static bool lookup_ok(const struct msg_lookup *l)
{
	return l->source < LOOKUP_SOURCE_COUNT && l->kind != DOCUMENT_NONE &&
	       msg_mrz_ok(l->kind, l->mrz_size, l->mrz) && msg_marks_ok(l->unsure, l->mrz_size) &&
	       date_valid(l->today);
}

/* What matched is part of what is listed. */
static bool hit_ok(const struct msg_hit *h)
{
	return h->source < LOOKUP_SOURCE_COUNT && h->index < HITS_MAX && h->kind >= HIT_DOCUMENT &&
	       h->kind <= HIT_PERSON && h->category < HIT_CATEGORY_COUNT && h->matched != 0 &&
	       (h->matched & ~h->listed) == 0 && h->listed < 1u << HIT_FEATURE_COUNT &&
	       (h->stale == REASON_NONE || h->stale == REASON_EXPIRED ||
		h->stale == REASON_NOT_YET_VALID) &&
	       h->score <= 1000 && h->birth.month <= 12 && h->birth.day <= 31 &&
	       code_ok(h->state) && msg_words_ok(h->document, sizeof(h->document)) &&
	       msg_words_ok(h->name, sizeof(h->name)) &&
	       msg_words_ok(h->reference, sizeof(h->reference)) &&
	       msg_words_ok(h->note, sizeof(h->note));
}

/* A pass is without hits and reason; a failure has both. */
static bool lookup_done_ok(const struct msg_lookup_done *d)
{
	switch (d->verdict) {
	case VERDICT_PASS:
		return d->reason == REASON_NONE && d->count == 0 && d->source < LOOKUP_SOURCE_COUNT;
	case VERDICT_FAIL:
		return (d->reason == REASON_DOCUMENT_LISTED || d->reason == REASON_PERSON_LISTED) &&
		       d->count > 0 && d->source < LOOKUP_SOURCE_COUNT;
	case VERDICT_CANNOT_TELL:
		return d->reason != REASON_NONE && d->reason < REASON_COUNT && d->count == 0 &&
		       d->source < LOOKUP_SOURCE_COUNT;
	default: /* not an enum: every other number */
		return false;
	}
}

bool msg_case_ok(const struct msg *m)
{
	switch (m->kind) {
	case MSG_ORDER:
		return order_ok(&m->body.order);
	case MSG_CASE:
		return case_ok(&m->body.officer_case, m->epoch);
	case MSG_CASE_RECORDED:
		return number_ok(m->body.case_recorded.number);
	case MSG_WATCH:
		return watch_ok(&m->body.watch);
	case MSG_GUIDE:
		return guide_ok(&m->body.guide);
	case MSG_LOOKUP:
		return lookup_ok(&m->body.lookup);
	case MSG_HIT:
		return hit_ok(&m->body.hit);
	case MSG_LOOKUP_DONE:
		return lookup_done_ok(&m->body.lookup_done);
	default: /* not an enum: every other number */
		return false;
	}
}
