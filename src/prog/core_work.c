/*
 * core_work: what workers may say about the traveller, and what the lane makes of it.
 * Knows the jobs, their order and end. Never knows a file's bytes: they are handed on unread; nor
 * what a face (core_face.c) or a page (core_page.c) says.
 */
#include "prog/core_lane.h"

#include "base/log.h"

static bool personal(enum msg_kind kind)
{
	return kind == MSG_FILE || kind == MSG_FINDINGS || kind == MSG_CHIP_DONE ||
	       kind == MSG_HOLDER || kind == MSG_PORTRAIT || kind == MSG_VERIFY_DONE ||
	       kind == MSG_PORTRAIT_READY || kind == MSG_FACE_GUIDE || kind == MSG_FACE_RESULT ||
	       kind == MSG_FACE_PICTURE || (kind >= MSG_FINGER && kind <= MSG_FINGER_RESULT) ||
	       kind == MSG_HIT || kind == MSG_LOOKUP_DONE;
}

/*
 * Is the traveller's way bound to this worker? Until the crossing is on record, the death of any
 * process that served this traveller is a reason to look at them: a worker stays after its job, so
 * it never ends by itself. An officer's decision takes the place of the traveller's workers. A page
 * worker has told what it saw before its traveller began: where it says that its camera shows
 * nothing any more, somebody else may have covered it.
 */
static bool needed(const struct lane *l, enum role role)
{
	if (role == ROLE_PAGE && l->slots[role].unfit) {
		return false;
	}
	bool decided = (l->gate.evidence & GATE_HAS_OFFICER) != 0;
	bool serving = role == ROLE_JOURNAL     ? l->gate.epoch != 0
		       : role == ROLE_WATCHLIST ? !decided && lane_lookups_need(l, false)
						: !decided && lane_serving(l, role);
	return serving && (l->gate.evidence & GATE_HAS_RECORD) == 0;
}

/* What a process has said of the present traveller is worth nothing any more. */
static bool betrayed(const struct lane *l, enum role role)
{
	return lane_serving(l, role) || (role == ROLE_WATCHLIST && lane_lookups_need(l, true));
}

static void lose(struct lane *l, enum role role, bool hostile)
{
	bool traveller = needed(l, role) || (hostile && betrayed(l, role));
	LOG(LOG_INFO, "worker-gone", LOG_NAME("role", ((struct log_word){role_name(role)})),
	    LOG_INT("epoch", l->slots[role].epoch), LOG_INT("needed", traveller));
	l->slots[role] = (struct lane_slot){.state = WORKER_NONE};
	if (hostile) {
		lane_pictures_doubt(l, role);
	}
	if (role == ROLE_PAGE) {
		lane_forget_document(l);
		l->page_said = 0; /* another one has said nothing yet */
	}
	if (role == ROLE_JOURNAL) {
		lane_records_lost(l);
	}
	if (role == ROLE_WATCHLIST) {
		lane_lookups_lost(l);
	}
	bool told = role == ROLE_JOURNAL && l->gate.state == GATE_RECORDING; /* RECORD_FAILED */
	if (traveller && !told) {
		lane_raise(l, GATE_EV_WORKER_LOST);
	}
}

void lane_left(struct lane *l, enum role role)
{
	if (l->slots[role].state != WORKER_NONE) {
		lose(l, role, false);
		lane_run(l);
	}
}

void lane_violation(struct lane *l, enum role role)
{
	LOG(LOG_ERROR, "violation", LOG_NAME("role", ((struct log_word){role_name(role)})),
	    LOG_INT("state", l->gate.state));
	l->ports.kill(l->ports.context, role);
	if (l->slots[role].state != WORKER_NONE) {
		lose(l, role, true);
		lane_run(l);
	}
}

void lane_joined(struct lane *l, enum role role)
{
	lane_left(l, role);
	l->slots[role] = (struct lane_slot){.state = WORKER_STARTING};
}

void lane_give_up(struct lane *l, enum role role)
{
	l->ports.kill(l->ports.context, role);
	lose(l, role, false);
}

void lane_send(struct lane *l, enum role to, const struct msg *m, int bulk_fd)
{
	if (l->ports.send(l->ports.context, to, m, bulk_fd) != EG_OK) {
		lane_give_up(l, to);
	}
}

void lane_hand_on(struct lane *l, enum role to, const struct msg *m, int bulk_fd)
{
	if (lane_serving(l, to)) {
		lane_send(l, to, m, bulk_fd);
	}
}

void lane_begin(struct lane *l)
{
	static const enum role roles[] = {ROLE_VERIFY, ROLE_FACE, ROLE_CHIP, ROLE_PAGE};
	struct lane_traveller *t = &l->traveller;
	struct msg m = msg_make(MSG_BEGIN, l->gate.epoch);
	*t = (struct lane_traveller){
		.epoch = l->gate.epoch,
		.document = l->document,
		.findings = findings_none(),
		.today = date_from_unix(l->unix_ms / 1000),
		.began_us = l->mono_us,
	};
	l->document_taken = true;
	lane_page_begin(l, &m.body.begin);
	m.body.begin.today = t->today;
	if (l->ports.draw(l->ports.context, m.body.begin.challenge) != EG_OK) {
		lane_raise(l, GATE_EV_WORKER_LOST); /* no genuine chip without a challenge */
		return;
	}
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		struct lane_slot *slot = &l->slots[roles[i]];
		if (slot->state != WORKER_WARM && roles[i] == ROLE_FACE && lane_is_desk(l)) {
			continue; /* its camera is not well: the officer has eyes */
		}
		if (slot->state != WORKER_WARM) {
			lane_raise(l, GATE_EV_WORKER_LOST);
			continue;
		}
		slot->state = WORKER_SERVING;
		slot->epoch = l->gate.epoch;
		lane_send(l, roles[i], &m, -1);
	}
	lane_lookup_page(l);
	lane_page_begun(l);
}

static bool on_ready(struct lane *l, enum role from, const struct msg *m)
{
	struct lane_slot *slot = &l->slots[from];
	if (m->body.ready.role != from || slot->state != WORKER_STARTING) {
		return false;
	}
	slot->state = WORKER_WARM;
	l->unfit = from == ROLE_FACE ? (uint8_t)REASON_NONE : l->unfit;
	l->page_unfit = from == ROLE_PAGE ? (uint8_t)REASON_NONE : l->page_unfit;
	l->touch_unfit = from == ROLE_TOUCH ? (uint8_t)REASON_NONE : l->touch_unfit;
	LOG(LOG_INFO, "worker-warm", LOG_NAME("role", ((struct log_word){role_name(from)})));
	if (from == ROLE_JOURNAL) {
		lane_records_again(l);
		if (!l->told_start) {
			l->told_start = true;
			lane_record_start(l);
		}
	}
	lane_raise(l, GATE_EV_LEVELS); /* the lane may be ready now */
	return true;
}

static bool on_findings(struct lane *l, enum role from, const struct msg_findings *m)
{
	const struct findings *f = &m->findings;
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		if (f->of[c].verdict != VERDICT_NOT_DONE && !permit_finding(from, (enum check)c)) {
			return false;
		}
	}
	/* Whether a portrait is usable only its decoder can tell. */
	if (from == ROLE_VERIFY && findings_verdict(f, CHECK_PORTRAIT) == VERDICT_PASS) {
		return false;
	}
	if (!lane_finger_findings(l, from, f)) {
		return false;
	}
	findings_merge(&l->traveller.findings, f);
	for (size_t i = 0; from == ROLE_VERIFY && i < MSG_FAULTS_SIZE; i++) {
		l->traveller.tolerated[i] |= m->tolerated[i];
	}
	return true;
}

static bool on_file(struct lane *l, const struct msg *m, int bulk_fd)
{
	struct lane_traveller *t = &l->traveller;
	uint64_t bit = UINT64_C(1) << (m->body.file.file & 63);
	if ((t->files & bit) != 0 || (t->done & DONE_CHIP) != 0) {
		return false;
	}
	if (m->body.file.file == CHIP_FILE_DG3 && !lane_wants_fingers(l)) {
		return false; /* fingers are not taken from whom nobody asks for one */
	}
	t->files |= bit;
	lane_hand_on(l, ROLE_VERIFY, m, bulk_fd);
	return true;
}

static bool on_chip_done(struct lane *l, const struct msg_chip_done *d)
{
	struct msg end = msg_make(MSG_FILES_END, l->gate.epoch);
	if ((l->traveller.done & DONE_CHIP) != 0) {
		return false;
	}
	l->traveller.done |= DONE_CHIP;
	LOG(LOG_INFO, "chip", LOG_INT("epoch", l->gate.epoch), LOG_INT("apdus", d->apdus),
	    LOG_INT("up", d->bytes_up), LOG_INT("down", d->bytes_down),
	    LOG_INT("access", d->access));
	lane_step_done(l, STEP_CHIP_LINK, d->link_us);
	lane_step_done(l, STEP_CHIP, d->own_us);
	lane_hand_on(l, ROLE_VERIFY, &end, -1);
	return true;
}

static bool on_holder(struct lane *l, const struct msg_holder *h)
{
	struct lane_traveller *t = &l->traveller;
	if (t->holder || (t->done & DONE_VERIFY) != 0) {
		return false;
	}
	t->holder = true;
	t->chip = *h;
	policy_judge_holder(&l->settings.policy, &h->facts, t->today, &t->findings);
	lane_lookup_chip(l);
	return true;
}

static bool on_portrait(struct lane *l, const struct msg *m, int bulk_fd)
{
	struct lane_traveller *t = &l->traveller;
	if (t->portrait || (t->done & DONE_VERIFY) != 0) {
		return false;
	}
	t->portrait = lane_serving(l, ROLE_FACE);
	lane_hand_on(l, ROLE_FACE, m, bulk_fd);
	return true;
}

/*
 * The portrait is decoded while the traveller walks in, so it may be undecided here; the face
 * decision asks for it again. What is known of it already counts.
 */
struct decision lane_document_decision(const struct lane *l)
{
	struct findings sofar = l->traveller.findings;
	if (l->traveller.portrait && findings_verdict(&sofar, CHECK_PORTRAIT) == VERDICT_NOT_DONE) {
		findings_set(&sofar, CHECK_PORTRAIT, VERDICT_PASS, REASON_NONE);
	}
	if (lane_page_open(l)) {
		findings_set(&sofar, CHECK_PAGE_PORTRAIT, VERDICT_PASS, REASON_NONE);
	}
	return policy_decide_document(&l->settings.policy, &sofar);
}

void lane_document_again(struct lane *l)
{
	if ((l->traveller.done & DONE_DECISION) == 0 ||
	    (l->gate.evidence & GATE_HAS_OFFICER) != 0) {
		return;
	}
	struct decision again = lane_document_decision(l);
	if (!again.admit) {
		l->traveller.decision = again;
		if (!lane_is_desk(l)) { /* there it stops no comparison */
			lane_raise(l, GATE_EV_DOCUMENT_REFER);
		}
		lane_desk_tell(l);
	}
}

/* Once, and with all that the lists say: a referral that came before the answer would tell its
 * reason from others by what follows. */
void lane_document_decide(struct lane *l)
{
	struct lane_traveller *t = &l->traveller;
	bool reading = l->gate.state == GATE_READING;
	if (!(reading || lane_is_desk(l)) || (t->done & DONE_VERIFY) == 0 ||
	    (t->done & DONE_DECISION) != 0 || lane_lookups_open(l)) {
		return;
	}
	t->decision = lane_document_decision(l);
	t->done |= DONE_DECISION;
	LOG(LOG_INFO, "document", LOG_INT("epoch", l->gate.epoch),
	    LOG_INT("admit", t->decision.admit), LOG_INT("check", t->decision.check),
	    LOG_INT("reason", t->decision.reason), LOG_INT("us", l->mono_us - t->began_us));
	if (reading) { /* else the officer of a desk has waited long enough, and is told */
		lane_raise(l, t->decision.admit ? GATE_EV_DOCUMENT_OK : GATE_EV_DOCUMENT_REFER);
	}
}

static bool on_verify_done(struct lane *l, const struct msg_verify_done *d)
{
	struct lane_traveller *t = &l->traveller;
	if ((t->done & DONE_VERIFY) != 0 || (t->done & DONE_CHIP) == 0) {
		return false; /* it was not told yet that no more files come */
	}
	if (!lane_fingers_end(l)) {
		return false;
	}
	t->done |= DONE_VERIFY;
	lane_step_done(l, STEP_VERIFY, d->own_us);
	lane_document_decide(l); /* else it is given up already, or lists still look */
	return true;
}

static bool take_face(struct lane *l, const struct msg *m)
{
	switch (m->kind) {
	case MSG_PORTRAIT_READY:
		return lane_portrait_ready(l, &m->body.portrait_ready);
	case MSG_FACE_GUIDE:
		return lane_guide(l, &m->body.face_guide);
	case MSG_FACE_RESULT:
		return lane_face_result(l, &m->body.face_result);
	default: /* not an enum: every other number */
		return false;
	}
}

static bool take_verify(struct lane *l, const struct msg *m, int bulk_fd)
{
	switch (m->kind) {
	case MSG_HOLDER:
		return on_holder(l, &m->body.holder);
	case MSG_PORTRAIT:
		return on_portrait(l, m, bulk_fd);
	case MSG_VERIFY_DONE:
		return on_verify_done(l, &m->body.verify_done);
	default: /* not an enum: every other number */
		return false;
	}
}

/* False is a violation. Kinds that only the core sends are never permitted. */
static bool take(struct lane *l, enum role from, const struct msg *m, int bulk_fd)
{
	switch ((enum msg_kind)m->kind) {
	case MSG_READY:
		return on_ready(l, from, m);
	case MSG_DOCUMENT:
	case MSG_DOCUMENT_GONE:
	case MSG_PAGE_PICTURE:
	case MSG_PAGE_GUIDE:
		return lane_page_take(l, m, bulk_fd);
	case MSG_FILE:
		return on_file(l, m, bulk_fd);
	case MSG_FINDINGS:
		return on_findings(l, from, &m->body.findings);
	case MSG_CHIP_DONE:
		return on_chip_done(l, &m->body.chip_done);
	case MSG_HOLDER:
	case MSG_PORTRAIT:
	case MSG_VERIFY_DONE:
		return take_verify(l, m, bulk_fd);
	case MSG_PORTRAIT_READY:
	case MSG_FACE_GUIDE:
	case MSG_FACE_RESULT:
		return take_face(l, m);
	case MSG_FACE_PICTURE:
		return lane_picture(l, from, m, bulk_fd);
	case MSG_UNFIT:
		return lane_unfit(l, from, &m->body.unfit);
	case MSG_FINGER:
	case MSG_FINGERS_READY:
	case MSG_FINGER_CAPTURE:
	case MSG_FINGER_STOP:
	case MSG_PRESS_WANTED:
	case MSG_PRESS_STOP:
	case MSG_PRESS_EVENT:
	case MSG_PRESS_IMAGE:
	case MSG_FINGER_GUIDE:
	case MSG_FINGER_RESULT:
		return lane_finger_take(l, m, bulk_fd);
	case MSG_RECORDED:
		return lane_recorded(l, &m->body.recorded);
	case MSG_HIT:
	case MSG_LOOKUP_DONE:
		return lane_lookup_take(l, m);
	case MSG_NOTHING:
	case MSG_BEGIN:
	case MSG_FILES_END:
	case MSG_CAPTURE:
	case MSG_RECORD:
	case MSG_ORDER:
	case MSG_WATCH:
	case MSG_STATUS:
	case MSG_LOAD:
	case MSG_LOOKUP:
	case MSG_CASE:
	case MSG_GUIDE:
	case MSG_CASE_RECORDED:
	case MSG_KIND_COUNT:
		return false;
	}
	return false;
}

bool lane_message(struct lane *l, enum role from, const struct msg *m, int bulk_fd)
{
	bool about_traveller = personal((enum msg_kind)m->kind);
	if (about_traveller && m->epoch != l->gate.epoch) {
		return true; /* stale: of no effect */
	}
	/* The lists serve one traveller after the other. */
	bool served = !about_traveller || lane_serving(l, from) ||
		      (from == ROLE_WATCHLIST && l->slots[from].state == WORKER_WARM);
	bool permitted =
		permit_send(from, (enum msg_kind)m->kind, (enum gate_state)l->gate.state) ||
		lane_desk_reads_on(l, from, (enum msg_kind)m->kind);
	if (!served || !permitted || !take(l, from, m, bulk_fd)) {
		lane_violation(l, from);
		return false;
	}
	lane_run(l);
	lane_facts_follow(l);
	return true;
}
