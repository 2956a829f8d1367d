/*
 * core_watch: what the lane asks of the lists, and what it makes of their answers.
 * Knows zones as text, hits as they come, and who was asked. Never knows a list, nor whom it means.
 *
 *   core                                        watchlist
 *     | MSG_LOOKUP page, as a traveller begins    |
 *     |------------------------------------------>|
 *     |                      MSG_HIT, 0 to 8 times |
 *     |<------------------------------------------|
 *     |                      MSG_LOOKUP_DONE       |
 *     |<------------------------------------------|
 *     | MSG_LOOKUP chip, as DG1's hash has held    |
 *     |------------------------------------------>|  and so on
 *
 * The process is long-lived: it serves one traveller after the other, and is told no number but
 * that of the present one. CHECK_WATCHLIST passes when both zones were looked up and nothing was
 * found; it fails with the first hit. What is asked is waited for. A hit that comes later than the
 * decision, since the gate went on without an answer, takes it back until the crossing is on
 * record: an officer who let the traveller pass has not seen it.
 */
#include "prog/core_lane.h"

#include "base/log.h"
#include "wire/msg_case.h"

/* A process that has not answered by then hangs: the next traveller gets a fresh one. */
#define PATIENCE_US 1000000
/* Longer than a document is read: whoever needs the old list then is referred already. */
#define RENEW_US INT64_C(60000000)

bool lane_wants_lists(const struct lane *l)
{
	return l->settings.policy.effect[CHECK_WATCHLIST][VERDICT_NOT_DONE] == POLICY_REFER;
}

static void ask(struct lane *l, enum lookup_source source, uint8_t kind, struct rd zone,
		struct rd unsure)
{
	struct lane_lookup *k = &l->traveller.lookups[source];
	struct msg m = msg_make(MSG_LOOKUP, l->gate.epoch);
	struct msg_lookup *ask = &m.body.lookup;
	size_t size = 0;
	size_t marks = 0;
	ask->source = (uint8_t)source;
	ask->kind = kind;
	ask->today = l->traveller.today;
	bool fits = rd_dump(zone, ask->mrz, sizeof(ask->mrz), &size) &&
		    rd_dump(unsure, ask->unsure, sizeof(ask->unsure), &marks);
	ask->mrz_size = (uint8_t)size;
	if (!fits || !msg_case_ok(&m)) {
		return; /* not a zone: nobody was looked up, and policy says what that is worth */
	}
	if (l->slots[ROLE_WATCHLIST].state != WORKER_WARM) {
		return;
	}
	k->asked = true;
	k->asked_us = l->mono_us;
	lane_send(l, ROLE_WATCHLIST, &m, -1);
}

void lane_lookup_page(struct lane *l)
{
	const struct msg_document *d = &l->traveller.document;
	if (lane_wants_lists(l) && l->slots[ROLE_WATCHLIST].state != WORKER_WARM) {
		lane_raise(l, GATE_EV_WORKER_LOST);
		return;
	}
	ask(l, LOOKUP_PAGE, d->kind, rd_of(d->mrz, d->size), RD_ARRAY(d->unsure));
}

void lane_lookup_chip(struct lane *l)
{
	const struct msg_holder *h = &l->traveller.chip;
	ask(l, LOOKUP_CHIP, h->facts.kind, rd_of(h->mrz, h->mrz_size), RD_EMPTY);
}

static bool owed(const struct lane_lookup *k)
{
	return k->asked && !k->answered;
}

bool lane_lookups_open(const struct lane *l)
{
	const struct lane_lookup *k = l->traveller.lookups;
	return owed(&k[LOOKUP_PAGE]) || owed(&k[LOOKUP_CHIP]);
}

bool lane_lookups_need(const struct lane *l, bool hostile)
{
	const struct lane_lookup *k = l->traveller.lookups;
	bool asked = k[LOOKUP_PAGE].asked || k[LOOKUP_CHIP].asked;
	bool whole = k[LOOKUP_PAGE].answered && k[LOOKUP_CHIP].answered;
	return l->gate.epoch != 0 && asked && (hostile || !whole);
}

static unsigned hits_of(const struct lane *l)
{
	const struct lane_lookup *k = l->traveller.lookups;
	return k[LOOKUP_PAGE].told + k[LOOKUP_CHIP].told;
}

/* From the first hit on: the answer behind it may still be on its way. */
bool lane_listed(const struct lane *l)
{
	return hits_of(l) > 0 ||
	       findings_verdict(&l->traveller.findings, CHECK_WATCHLIST) == VERDICT_FAIL;
}

void lane_lookups_status(const struct lane *l, struct msg_status *s)
{
	s->hits = (uint8_t)hits_of(l);
	s->agreed = l->traveller.agreed;
	s->agreeing = l->traveller.agreeing ? 1 : 0;
}

void lane_agree_anew(struct lane *l)
{
	l->traveller.agreed = 0;
	l->traveller.agreeing = false;
}

/* The worse of both; a pass takes both. */
static void judge(struct lane *l)
{
	const struct lane_lookup *k = l->traveller.lookups;
	unsigned worst = LOOKUP_PAGE;
	if (verdict_weight(k[LOOKUP_CHIP].verdict) > verdict_weight(k[LOOKUP_PAGE].verdict)) {
		worst = LOOKUP_CHIP;
	}
	bool whole = k[LOOKUP_PAGE].answered && k[LOOKUP_CHIP].answered;
	enum verdict v = (enum verdict)k[worst].verdict;
	if (v == VERDICT_FAIL || v == VERDICT_CANNOT_TELL || (v == VERDICT_PASS && whole)) {
		findings_set(&l->traveller.findings, CHECK_WATCHLIST, v,
			     (enum reason)k[worst].reason);
	}
}

/* The gate has gone on without this answer, or an officer has decided without it. */
static void take_back(struct lane *l, enum reason why)
{
	struct lane_traveller *t = &l->traveller;
	lane_agree_anew(l);
	if (l->gate.state == GATE_READING) {
		return; /* the decision is still to come, and has this in it */
	}
	if (!gate_refers(l->gate.state) && (l->gate.evidence & GATE_HAS_RECORD) == 0) {
		t->decision = (struct decision){.check = CHECK_WATCHLIST, .reason = (uint8_t)why};
	}
	lane_raise(l, GATE_EV_DOCUMENT_REFER);
}

static enum reason reason_of(const struct msg_hit *h)
{
	return h->kind == HIT_DOCUMENT ? REASON_DOCUMENT_LISTED : REASON_PERSON_LISTED;
}

static bool on_hit(struct lane *l, const struct msg_hit *h)
{
	struct lane_lookup *k = &l->traveller.lookups[h->source];
	if (!owed(k) || k->told >= HITS_MAX || h->index != k->told) {
		return false;
	}
	k->hits[k->told++] = *h;
	if (k->told == 1) { /* whatever the answer behind it counts, or if it never comes */
		k->verdict = VERDICT_FAIL;
		k->reason = (uint8_t)reason_of(h);
		judge(l);
	}
	take_back(l, reason_of(h));
	return true;
}

static bool on_done(struct lane *l, const struct msg_lookup_done *d)
{
	struct lane_lookup *k = &l->traveller.lookups[d->source];
	unsigned told = d->count < HITS_MAX ? d->count : HITS_MAX;
	if (!owed(k) || k->told != told) {
		return false;
	}
	k->answered = true;
	k->verdict = d->verdict;
	k->reason = d->reason;
	judge(l);
	lane_step_done(l, STEP_WATCHLIST, d->own_us);
	if (d->verdict == VERDICT_FAIL) {
		take_back(l, (enum reason)d->reason);
	}
	lane_document_decide(l);
	return true;
}

bool lane_lookup_take(struct lane *l, const struct msg *m)
{
	return m->kind == MSG_HIT ? on_hit(l, &m->body.hit) : on_done(l, &m->body.lookup_done);
}

/* What was told stands; what was owed will not come. */
void lane_lookups_lost(struct lane *l)
{
	for (unsigned i = 0; i < LOOKUP_SOURCE_COUNT; i++) {
		struct lane_lookup *k = &l->traveller.lookups[i];
		if (owed(k)) {
			k->answered = true;
			k->verdict = k->told > 0 ? VERDICT_FAIL : VERDICT_CANNOT_TELL;
			k->reason = k->told > 0 ? (uint8_t)reason_of(&k->hits[0])
						: (uint8_t)REASON_INTERNAL;
		}
	}
	l->renew_us = 0; /* the next one reads the file as it is */
	judge(l);
}

static bool hit_unrecorded(const struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	return t->epoch != 0 && !t->hit_recorded &&
	       findings_verdict(&t->findings, CHECK_WATCHLIST) == VERDICT_FAIL;
}

/* Nothing that the machine does from there on writes another row about them, or not for long. At a
 * desk there is one row alone, of what came of it. */
static bool no_row_follows(const struct gate *g)
{
	return gate_has_doors(&g->plan) &&
	       (gate_refers(g->state) || g->state == GATE_EXIT_OPEN ||
		g->state == GATE_EXIT_CLOSING || g->state == GATE_BACK_OPEN ||
		g->state == GATE_BACK_CLOSING);
}

void lane_lookups_record(struct lane *l)
{
	if (hit_unrecorded(l) && no_row_follows(&l->gate)) {
		lane_record_hit(l);
	}
}

static void renew(struct lane *l)
{
	LOG(LOG_INFO, "list-renewed", LOG_INT("waited_ms", (l->mono_us - l->renew_us) / 1000));
	lane_give_up(l, ROLE_WATCHLIST); /* it is there: with its loss nothing is pending */
}

void lane_lists_follow(struct lane *l)
{
	bool late = l->mono_us - l->renew_us > RENEW_US;
	if (l->renew_us != 0 && (late || !lane_lookups_need(l, false))) {
		renew(l);
	}
}

void lane_lists_renew(struct lane *l)
{
	if (l->slots[ROLE_WATCHLIST].state == WORKER_NONE) {
		return; /* the next one reads it anyway */
	}
	l->renew_us = l->renew_us == 0 ? l->mono_us : l->renew_us;
	lane_lists_follow(l);
	lane_run(l);
}

/* The next traveller may begin in the same turn. */
void lane_lookups_end(struct lane *l)
{
	if (hit_unrecorded(l)) {
		lane_record_hit(l);
	}
	if (l->renew_us != 0) {
		renew(l);
	}
	for (unsigned i = 0; i < LOOKUP_SOURCE_COUNT; i++) {
		const struct lane_lookup *k = &l->traveller.lookups[i];
		if (owed(k) && l->mono_us - k->asked_us > PATIENCE_US &&
		    l->slots[ROLE_WATCHLIST].state != WORKER_NONE) {
			LOG(LOG_ERROR, "watchlist-stuck", LOG_INT("source", (int)i));
			l->slots[ROLE_WATCHLIST] = (struct lane_slot){.state = WORKER_NONE};
			l->ports.kill(l->ports.context, ROLE_WATCHLIST);
		}
	}
}
