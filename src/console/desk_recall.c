/*
 * desk_recall: cases that were not over when the console ended, by the lanes' journals.
 * Knows what rows tell of a traveller who was sent away. Never knows pictures, nor hits: no journal
 * has them; that there was a hit it has.
 *
 * What was told and is not in a journal yet (console_cases.h) counts as a row behind all of its
 * lane.
 *
 * Rows from before this start come first, in the order of their time (console_rows.h); then each
 * traveller whose case stands at the manual lane or the second line, and was neither closed nor
 * finished by a desk, waits as before, and one whom nobody has decided about is gone, until their
 * lane says that they are there.
 */
#include "console/desk_impl.h"

#include "base/secret.h"

#include <stdlib.h>

#define RECALLS 16 /* travellers of a lane; twice as many as it may have cases */
#define KEY_FIELDS \
	((unsigned)MRZ_FIELD_DOCUMENT | (unsigned)MRZ_FIELD_NUMBER | (unsigned)MRZ_FIELD_BIRTH)

/* What rows have told of one traveller. */
struct recall {
	uint32_t traveller; /* 0: free */
	uint32_t session;
	uint32_t officer;
	uint8_t state; /* enum case_state of the last row */
	uint8_t code;
	uint8_t why; /* of the referral */
	uint8_t check;
	uint8_t reason;
	bool listed;
	bool over; /* crossed, or finished by a desk: no step that comes late changes that */
	char note[CASE_NOTE_SIZE];
	int64_t opened_ms; /* unix */
	int64_t unix_ms;   /* of that state */
	int64_t seen_ms;   /* of the last row */
	struct msg_document page;
};

struct desk_recalls {
	struct recall of[DESK_LANES_MAX][RECALLS];
};

enum eg_err desk_recall_open(struct desk *d)
{
	d->recalls = calloc(1, sizeof(*d->recalls));
	return d->recalls != NULL ? EG_OK : EG_FAIL(EG_NO_MEMORY, "rows from before");
}

void desk_recall_close(struct desk *d)
{
	if (d->recalls != NULL) {
		secret_wipe(d->recalls, sizeof(*d->recalls)); /* zones, officers' words */
		free(d->recalls);
		d->recalls = NULL;
	}
}

/* The newest of this number; session 0: of whatever start of the core. */
static struct recall *find(struct recall *all, uint32_t traveller, uint32_t session)
{
	struct recall *found = NULL;
	for (size_t i = 0; i < RECALLS; i++) {
		bool is = all[i].traveller == traveller && traveller != 0 &&
			  (session == 0 || all[i].session == session);
		found = is && (found == NULL || all[i].seen_ms > found->seen_ms) ? &all[i] : found;
	}
	return found;
}

/* That one, or a fresh one in place of the oldest. */
static struct recall *get(struct recall *all, const struct msg_record *r, uint32_t session)
{
	struct recall *found = find(all, r->traveller, session);
	if (found != NULL) {
		return found;
	}
	found = &all[0];
	for (size_t i = 1; i < RECALLS; i++) {
		found = all[i].seen_ms < found->seen_ms ? &all[i] : found;
	}
	*found = (struct recall){.traveller = r->traveller,
				 .session = (uint32_t)(r->number >> RECORD_SESSION_SHIFT),
				 .opened_ms = r->unix_ms};
	return found;
}

/* Which characters were not sure no row tells: where they may be of those that name a document,
 * nobody is joined by it. */
static void put_page(struct recall *e, const struct msg_record *r)
{
	static const uint8_t kinds[] = {
		[DOCUMENT_TD1] = 90, [DOCUMENT_TD2] = 72, [DOCUMENT_TD3] = 88};
	struct msg_document *p = &e->page;
	*p = (struct msg_document){.kind = DOCUMENT_NONE};
	for (unsigned kind = DOCUMENT_TD1; kind <= DOCUMENT_TD3; kind++) {
		p->kind = r->mrz_size == kinds[kind] ? (uint8_t)kind : p->kind;
	}
	p->size = p->kind == DOCUMENT_NONE ? 0 : r->mrz_size;
	bool unsure = (r->page_unsure & KEY_FIELDS) != 0;
	for (size_t i = 0; i < p->size; i++) {
		p->mrz[i] = r->mrz[i];
		p->unsure[i / 8] = (uint8_t)(p->unsure[i / 8] | (unsure ? 1u << i % 8 : 0u));
	}
}

static bool tells_hit(const struct msg_record *r)
{
	return r->verdicts[CHECK_WATCHLIST] >> REASON_BITS == VERDICT_FAIL;
}

/* What sends them on is not why they were stopped. */
static struct recall *of_way(struct recall *all, const struct msg_record *r)
{
	struct recall *e = get(all, r, (uint32_t)(r->number >> RECORD_SESSION_SHIFT));
	e->why = e->why == GATE_WHY_NONE || r->why != GATE_WHY_OFFICER ? r->why : e->why;
	e->check = r->check;
	e->reason = r->reason;
	e->listed = e->listed || tells_hit(r);
	e->seen_ms = r->unix_ms;
	put_page(e, r);
	return e;
}

/* Also of a core that has ended. Rows from before cases had their own numbers name no case: of
 * these it is the newest traveller of this number. */
static void of_case(struct recall *all, const struct msg_record *r)
{
	bool named = r->from.lane != 0;
	struct recall *e = get(all, r, named ? r->from.session : 0);
	e->session = named ? r->from.session : e->session;
	e->state = r->order;
	e->code = r->code;
	e->officer = r->officer;
	e->unix_ms = e->seen_ms = r->unix_ms;
	for (size_t i = 0; i < CASE_NOTE_SIZE; i++) {
		e->note[i] = i < r->mrz_size && i + 1 < CASE_NOTE_SIZE ? r->mrz[i] : '\0';
	}
}

void desk_recall_case(struct desk *d, unsigned lane, const struct msg *m)
{
	const struct msg_case *c = &m->body.officer_case;
	struct msg_record r = {.what = RECORD_CASE,
			       .unix_ms = c->unix_ms,
			       .traveller = c->of.traveller,
			       .order = c->state,
			       .code = c->code,
			       .officer = c->officer,
			       .from = c->of};
	for (size_t i = 0; i < CASE_NOTE_SIZE && c->note[i] != '\0'; i++) {
		r.mrz[r.mrz_size++] = c->note[i];
	}
	desk_recall_row(d, lane, &r);
	secret_wipe(&r, sizeof(r));
}

/* A desk's row: whom it names has ended there, and what was found of them goes on with them. */
static void of_desk(struct desk *d, struct recall *own, const struct msg_record *r)
{
	struct recall *from = r->from.lane == 0 || r->from.lane > DESK_LANES_MAX
				      ? NULL
				      : find(d->recalls->of[r->from.lane - 1], r->from.traveller,
					     r->from.session);
	if (from != NULL) {
		from->over = true;
		own->listed = own->listed || from->listed;
	}
}

void desk_recall_row(struct desk *d, unsigned lane, const struct msg_record *r)
{
	if (d->recalls == NULL || r->traveller == 0) {
		return;
	}
	struct recall *all = d->recalls->of[lane - 1];
	if (r->what == RECORD_REFERRAL || r->what == RECORD_ALARM || r->what == RECORD_CROSSING) {
		struct recall *e = of_way(all, r);
		of_desk(d, e, r);
		e->over = r->what == RECORD_CROSSING; /* until they are referred again */
	} else if (r->what == RECORD_CASE) {
		of_case(all, r);
	}
}

static struct desk_person person(const struct desk *d, uint32_t number)
{
	struct desk_person p = {.number = number};
	if (number != 0 && d->settings.name_of != NULL) {
		d->settings.name_of(d->settings.context, number, p.name);
		p.name[DESK_NAME_SIZE - 1] = '\0';
	}
	return p;
}

static bool sent_on(const struct recall *e)
{
	return e->state == CASE_MANUAL_LANE || e->state == CASE_SECOND_LINE;
}

static bool undecided(const struct recall *e)
{
	return e->state == CASE_OPEN || e->state == CASE_ACK || e->state == CASE_RETRY;
}

/* Waits again, as long as it would have. */
static void bring_back(struct desk *d, struct desk_lane *l, const struct recall *e)
{
	struct desk_case *c = desk_case_make(l, e->traveller, e->session);
	if (c == NULL) {
		return;
	}
	const struct desk_why why = {
		.code = e->code, .officer = person(d, e->officer), .note = e->note};
	c->state = e->state;
	c->where = (uint8_t)(sent_on(e) ? DESK_AWAITED : DESK_GONE);
	c->opened_ms = e->opened_ms;
	c->acked_ms = e->state == CASE_ACK ? e->unix_ms : 0;
	c->officer = why.officer;
	c->quiet_ms = d->mono_ms - (d->unix_ms - e->unix_ms);
	c->told.page = e->page;
	c->told.status.why = e->why;
	c->told.status.check = e->check;
	c->told.status.reason = e->reason;
	if (e->listed) {
		findings_set(&c->told.findings, CHECK_WATCHLIST, VERDICT_FAIL,
			     REASON_PERSON_LISTED);
	}
	desk_case_step(d, c, &why);
	c->history[0].unix_ms = e->unix_ms;
	desk_touch_case(d, l, c);
}

static bool waits(const struct desk *d, const struct recall *e)
{
	int64_t age = d->unix_ms - e->unix_ms;
	return e->traveller != 0 && !e->over && (sent_on(e) || undecided(e)) && age >= 0 &&
	       age < DESK_GONE_MS;
}

/* NULL: nobody is left who waits. */
static struct recall *newest(const struct desk *d, struct recall *all)
{
	struct recall *found = NULL;
	for (size_t k = 0; k < RECALLS; k++) {
		bool newer = found == NULL || all[k].seen_ms > found->seen_ms;
		found = waits(d, &all[k]) && newer ? &all[k] : found;
	}
	return found;
}

/* Whoever came last may be there yet: whom a lane has no room for is not them. */
static void recall_lane(struct desk *d, struct desk_lane *l, struct recall *all)
{
	struct recall *e = newest(d, all);
	for (size_t count = 0; count < DESK_CASES_MAX && e != NULL; count++) {
		bring_back(d, l, e);
		secret_wipe(e, sizeof(*e));
		e = newest(d, all);
	}
}

void desk_recall(struct desk *d)
{
	for (size_t i = 0; d->recalls != NULL && i < DESK_LANES_MAX; i++) {
		if (d->lanes[i] != NULL) {
			recall_lane(d, d->lanes[i], d->recalls->of[i]);
		}
	}
	desk_recall_close(d);
}
