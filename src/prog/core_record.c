/*
 * core_record: what the lane has to put on record, until the journal acknowledges it.
 * Knows the queue of records. Never knows how the journal keeps them.
 */
#include "prog/core_lane.h"

#include "base/log.h"
#include "base/secret.h"

/* A traveller causes a crossing or referrals, orders, an alarm. */
#define ROOM_FOR_A_TRAVELLER 6
#define ROOM_TO_SPARE        2 /* beside that, for what is only told */
/* Cases with the journal at once: what a traveller causes does not wait for more of them. */
#define CASES_UNDER_WAY 16

/* LANE_RECORDS_MAX: none has this number. */
static size_t index_of(const struct lane *l, uint64_t number)
{
	size_t i = 0;
	while (i < LANE_RECORDS_MAX && (l->records[i].m.kind != MSG_RECORD ||
					l->records[i].m.body.record.number != number)) {
		i++;
	}
	return i;
}

static struct lane_record *find(struct lane *l, uint64_t number)
{
	size_t i = index_of(l, number);
	return i < LANE_RECORDS_MAX ? &l->records[i] : NULL;
}

static struct lane_record *find_room(struct lane *l)
{
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		if (l->records[i].m.kind == MSG_NOTHING) {
			return &l->records[i];
		}
	}
	return NULL;
}

static size_t room(const struct lane *l)
{
	size_t count = 0;
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		count += l->records[i].m.kind == MSG_NOTHING ? 1 : 0;
	}
	return count;
}

bool lane_record_room(const struct lane *l)
{
	return room(l) >= ROOM_FOR_A_TRAVELLER;
}

bool lane_record_spare(const struct lane *l)
{
	return room(l) >= ROOM_FOR_A_TRAVELLER + ROOM_TO_SPARE;
}

/* What every record has. */
static struct msg numbered(struct lane *l, enum record_what what, uint32_t epoch)
{
	struct msg m = msg_make(MSG_RECORD, epoch);
	struct msg_record *r = &m.body.record;
	l->last_number++;
	r->number = l->settings.session << RECORD_SESSION_SHIFT | l->last_number;
	r->unix_ms = l->unix_ms;
	r->traveller = epoch;
	r->what = (uint8_t)what;
	r->direction = l->settings.policy.direction;
	return m;
}

/* What the row tells, by its reason or by its verdicts. */
static bool tells_hit(const struct lane_traveller *t)
{
	bool listed = t->decision.reason == REASON_DOCUMENT_LISTED ||
		      t->decision.reason == REASON_PERSON_LISTED;
	return (t->decision.check == CHECK_WATCHLIST && listed) ||
	       findings_verdict(&t->findings, CHECK_WATCHLIST) == VERDICT_FAIL;
}

static struct msg about_traveller(struct lane *l, enum record_what what)
{
	struct lane_traveller *t = &l->traveller;
	bool of_way = what == RECORD_CROSSING || what == RECORD_REFERRAL || what == RECORD_ALARM;
	t->hit_recorded = t->hit_recorded || (of_way && tells_hit(t));
	struct msg m = numbered(l, what, t->epoch);
	struct msg_record *r = &m.body.record;
	r->check = t->decision.check;
	r->reason = t->decision.reason;
	r->order = t->order;
	r->officer = t->officer;
	r->from = t->from;
	r->mrz_size = t->document.size;
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		r->mrz[i] = t->document.mrz[i];
	}
	r->scores = t->scores;
	r->model = t->model;
	r->fingers = t->finger.scores;
	r->matcher = t->finger.matcher;
	if (finger_scores_some(&r->fingers)) {
		r->finger_match = l->settings.policy.finger_match;
		r->finger_one_in = l->settings.finger_one_in;
	}
	lane_page_record(l, r);
	for (size_t i = 0; i < MSG_FAULTS_SIZE; i++) {
		r->tolerated[i] = t->tolerated[i];
	}
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		const struct finding *f = &t->findings.of[i];
		r->verdicts[i] = (uint8_t)(f->verdict << REASON_BITS | f->reason);
	}
	return m;
}

static bool is_case(const struct lane_record *r)
{
	return r->m.kind == MSG_RECORD && r->m.body.record.what == RECORD_CASE;
}

static void send_record(struct lane *l, struct lane_record *r)
{
	struct msg m = r->m;
	if (l->slots[ROLE_JOURNAL].state == WORKER_WARM) {
		r->sent_us = l->mono_us;
		lane_send(l, ROLE_JOURNAL, &m, -1);
	}
}

/* The oldest case that the journal was not sent, if it may have another one. */
static struct lane_record *next_case(struct lane *l)
{
	struct lane_record *next = NULL;
	size_t under_way = 0;
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		struct lane_record *r = &l->records[i];
		if (!is_case(r)) {
			continue;
		}
		under_way += r->sent_us != 0 ? 1 : 0;
		bool older = next == NULL || r->place < next->place;
		next = r->sent_us == 0 && older ? r : next;
	}
	return under_way < CASES_UNDER_WAY ? next : NULL;
}

static void send_cases(struct lane *l)
{
	struct lane_record *r = next_case(l);
	while (r != NULL && l->slots[ROLE_JOURNAL].state == WORKER_WARM) {
		send_record(l, r);
		r = next_case(l);
	}
}

/* Keeps and sends; 0 if there is no room. */
static uint64_t put(struct lane *l, const struct msg *m)
{
	struct lane_record *r = find_room(l);
	if (r == NULL) {
		l->records_lost++;
		LOG(LOG_ERROR, "record-lost", LOG_INT("what", m->body.record.what));
		return 0;
	}
	*r = (struct lane_record){.m = *m, .place = ++l->last_place};
	if (is_case(r)) {
		send_cases(l);
	} else {
		send_record(l, r);
	}
	return m->body.record.number;
}

void lane_record_crossing(struct lane *l)
{
	struct msg m = about_traveller(l, RECORD_CROSSING);
	l->traveller.recorded_us = l->mono_us;
	l->traveller.crossing = 0;
	if (l->slots[ROLE_JOURNAL].state == WORKER_WARM) {
		l->traveller.crossing = put(l, &m);
	}
	if (l->traveller.crossing == 0) {
		lane_raise(l, GATE_EV_RECORD_FAILED);
	}
}

void lane_record_refusal(struct lane *l, uint8_t why)
{
	bool alarm = l->gate.state == GATE_ALARM || l->gate.state == GATE_EVACUATE;
	struct msg m = about_traveller(l, alarm ? RECORD_ALARM : RECORD_REFERRAL);
	m.body.record.why = why;
	(void)put(l, &m); /* a full queue is logged, and keeps the next traveller out */
}

void lane_record_hit(struct lane *l)
{
	struct msg m = about_traveller(l, RECORD_REFERRAL);
	m.body.record.why = GATE_WHY_DOCUMENT;
	m.body.record.check = CHECK_WATCHLIST;
	m.body.record.reason = l->traveller.findings.of[CHECK_WATCHLIST].reason;
	(void)put(l, &m); /* a full queue is logged */
}

/* Whom it is about says the traveller's number; its text is the officer's own. */
static void put_words(struct msg_record *r, uint8_t code, const char note[CASE_NOTE_SIZE])
{
	r->code = code;
	r->mrz_size = 0;
	for (size_t i = 0; i < MSG_MRZ_SIZE; i++) {
		r->mrz[i] = i < CASE_NOTE_SIZE ? note[i] : '\0';
		r->mrz_size = (uint8_t)(r->mrz_size + (r->mrz[i] != '\0' ? 1 : 0));
	}
}

void lane_record_order(struct lane *l, const struct msg_order *order, uint32_t officer)
{
	struct msg m = about_traveller(l, RECORD_ORDER);
	put_words(&m.body.record, order->code, order->note);
	m.body.record.why = l->gate.why;
	m.body.record.order = order->order;
	m.body.record.from = (struct case_ref){0}; /* one record of this traveller has it */
	m.body.record.officer = officer;
	(void)put(l, &m); /* a full queue is logged; no order that lets in comes here then */
}

/* Nothing of whoever is there now: it may be about somebody who has left, or whom another start of
 * this core has numbered. Number and time are the console's, so that the journal knows it again. */
void lane_record_case(struct lane *l, const struct msg_case *c, uint32_t officer)
{
	struct msg m = msg_make(MSG_RECORD, c->of.traveller);
	struct msg_record *r = &m.body.record;
	r->number = c->number;
	r->unix_ms = c->unix_ms;
	r->traveller = c->of.traveller;
	r->what = RECORD_CASE;
	r->direction = l->settings.policy.direction;
	put_words(r, c->code, c->note);
	r->order = c->state;
	r->officer = officer;
	r->from = c->of;
	(void)put(l, &m); /* there is room */
}

bool lane_record_waits(const struct lane *l, uint64_t number)
{
	return index_of(l, number) < LANE_RECORDS_MAX;
}

/* To every console that is there: who has told it may have come back since. */
static void tell_recorded(struct lane *l, uint64_t number)
{
	struct msg m = msg_make(MSG_CASE_RECORDED, 0);
	m.body.case_recorded.number = number;
	l->ports.inform(l->ports.context, &m);
}

void lane_record_start(struct lane *l)
{
	struct msg m = about_traveller(l, RECORD_SERVICE);
	m.body.record.why = l->settings.after;
	(void)put(l, &m); /* first of all records: there is room */
}

/* One for all that were missed until there is room; travellers' records come first. */
void lane_record_late(struct lane *l)
{
	l->told_late = true;
	if (lane_record_room(l) && l->told_start) {
		struct msg m = about_traveller(l, RECORD_SERVICE);
		m.body.record.why = GATE_WHY_DEADLINE;
		m.body.record.mrz_size = 0; /* about the lane, whoever is in it */
		secret_wipe(m.body.record.mrz, sizeof(m.body.record.mrz));
		l->told_late = false;
		(void)put(l, &m); /* there is room */
	}
}

bool lane_recorded(struct lane *l, const struct msg_recorded *r)
{
	struct lane_record *found = find(l, r->number);
	if (found == NULL) {
		return false;
	}
	bool of_case = is_case(found);
	*found = (struct lane_record){.m = msg_make(MSG_NOTHING, 0)};
	send_cases(l);
	if (of_case) {
		tell_recorded(l, r->number);
	}
	if (r->number == l->traveller.crossing && l->gate.state == GATE_RECORDING) {
		l->traveller.crossing = 0;
		lane_step_done(l, STEP_RECORD, (uint32_t)(l->mono_us - l->traveller.recorded_us));
		lane_raise(l, GATE_EV_RECORDED);
	}
	return true;
}

void lane_record_abandon(struct lane *l)
{
	struct lane_record *found = find(l, l->traveller.crossing);
	l->traveller.crossing = 0;
	if (found != NULL) {
		found->abandoned = true;
	}
}

void lane_records_watch(struct lane *l)
{
	int64_t patience_us = INT64_C(1000) * l->settings.timer_ms[GATE_RECORDING];
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		const struct lane_record *r = &l->records[i];
		if (r->m.kind == MSG_RECORD && r->sent_us != 0 &&
		    l->mono_us - r->sent_us > patience_us) {
			LOG(LOG_ERROR, "journal-stuck", LOG_INT("what", r->m.body.record.what));
			lane_give_up(l, ROLE_JOURNAL);
			return;
		}
	}
}

void lane_records_lost(struct lane *l)
{
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		struct lane_record *r = &l->records[i];
		bool crossing = r->m.kind == MSG_RECORD && r->m.body.record.what == RECORD_CROSSING;
		r->sent_us = 0;
		if (crossing || r->abandoned) {
			*r = (struct lane_record){.m = msg_make(MSG_NOTHING, 0)};
		}
	}
	if (l->gate.state == GATE_RECORDING) {
		l->traveller.crossing = 0;
		lane_raise(l, GATE_EV_RECORD_FAILED);
	}
}

/* A fresh journal gets what the former one has not acknowledged: it knows the numbers it has. */
void lane_records_again(struct lane *l)
{
	for (size_t i = 0; i < LANE_RECORDS_MAX; i++) {
		if (l->records[i].m.kind == MSG_RECORD && !is_case(&l->records[i])) {
			send_record(l, &l->records[i]);
		}
	}
	send_cases(l);
}
