/*
 * core_lane: one lane as the core runs it: events into the machine, its wishes out.
 * Knows the machine and the workers' places. Never knows what workers say (core_work.c,
 * core_face.c) nor sockets, processes, wires or a clock.
 */
#include "prog/core_lane.h"

#include "base/log.h"
#include "base/secret.h"

#define ROUNDS_MAX 16
/* Travellers' numbers begin at one of these at each start: short enough to be said and typed. */
#define EPOCH_STARTS 1000u
#define EPOCHS_APART 1000u

/* Static names of the source text only. */
static struct log_word state_word(unsigned state)
{
	return (struct log_word){gate_state_name(state)};
}

static bool warm(const struct lane *l, enum role role)
{
	return l->slots[role].state == WORKER_WARM;
}

bool lane_serving(const struct lane *l, enum role role)
{
	return l->slots[role].state == WORKER_SERVING && l->gate.epoch != 0 &&
	       l->slots[role].epoch == l->gate.epoch;
}

/* An officer's desk is empty, where the lane needs one. */
static bool unattended(const struct lane *l)
{
	return l->settings.attended && !l->officer;
}

uint16_t lane_missing(const struct lane *l)
{
	unsigned last = l->settings.guarded ? ROLE_GUARD : ROLE_JOURNAL;
	bool desk = lane_is_desk(l); /* it serves without a device that is not well */
	unsigned bits = 0;
	for (unsigned role = ROLE_PAGE; role <= last; role++) {
		bool spared = desk && role == ROLE_FACE && l->unfit != REASON_NONE;
		bits |= spared || warm(l, (enum role)role) ? 0 : 1u << role;
	}
	bool fingers = lane_wants_fingers(l) && !(desk && l->touch_unfit != REASON_NONE);
	for (unsigned role = ROLE_FINGER; role <= ROLE_TOUCH && fingers; role++) {
		bits |= warm(l, (enum role)role) ? 0 : 1u << role;
	}
	if (lane_wants_lists(l) && !warm(l, ROLE_WATCHLIST)) {
		bits |= 1u << ROLE_WATCHLIST;
	}
	return (uint16_t)bits;
}

bool lane_wants_service(const struct lane *l)
{
	return l->open && !unattended(l) && !l->sense.key;
}

static bool ready(const struct lane *l)
{
	return lane_wants_service(l) && lane_missing(l) == 0 && lane_record_room(l);
}

bool lane_freed(const struct lane *l)
{
	return l->gate.state == GATE_EVACUATE || l->gate.state == GATE_CLEARING;
}

uint32_t lane_outputs(const struct lane *l)
{
	return gate_outputs(l->gate) & ~(uint32_t)GATE_OUT_WATCHDOG;
}

struct msg lane_status(const struct lane *l)
{
	struct msg m = msg_make(MSG_STATUS, l->gate.epoch);
	m.body.status = (struct msg_status){
		.mono_us = l->mono_us,
		.inputs = l->gate.inputs,
		.outputs = lane_outputs(l),
		.state = l->gate.state,
		.evidence = l->gate.evidence,
		.why = l->gate.why,
		.check = l->traveller.decision.check,
		.reason = l->traveller.decision.reason,
		.event = l->event,
		.prompt = l->prompt,
		.scores = l->traveller.scores,
		.fault = l->sense.fault,
		.wire = l->sense.wire,
		.breach = l->sense.breach,
		.reversed = l->gate.reversed ? 1 : 0,
		.unattended = unattended(l) ? 1 : 0,
		.missing = l->gate.epoch == 0 ? lane_missing(l) : 0,
		.face_match = l->settings.policy.face_match,
		.face_refer = l->settings.policy.face_refer,
		.live_match = l->settings.policy.live_match,
		.unfit = l->gate.epoch == 0 ? l->unfit : REASON_NONE,
		.fingers = l->traveller.finger.scores.sum,
		.finger_match = l->settings.policy.finger_match,
		.finger_refer = l->settings.policy.finger_refer,
		.finger_one_in = l->settings.finger_one_in,
		.touch_unfit = l->gate.epoch == 0 ? l->touch_unfit : REASON_NONE,
		.finger_prompt = l->finger_prompt,
		.finger_position = l->finger_position,
		.direction = l->settings.policy.direction,
		.reversible = l->gate.plan.reversible ? 1 : 0,
		.closing = l->gate.closing ? 1 : 0,
		.session = (uint32_t)l->settings.session,
		.desk = lane_is_desk(l) ? 1 : 0,
		.needs = lane_desk_needs(l),
	};
	lane_page_status(l, &m.body.status);
	lane_lookups_status(l, &m.body.status);
	return m;
}

void lane_tell_change(struct lane *l)
{
	struct msg now = lane_status(l);
	now.body.status.mono_us = l->status.body.status.mono_us;
	if (!rd_equal(rd_of(&now, msg_length(&now)), rd_of(&l->status, msg_length(&l->status)))) {
		now.body.status.mono_us = l->mono_us;
		l->status = now;
		l->ports.tell(l->ports.context, &now);
	}
}

void lane_step_done(struct lane *l, enum lane_step step, uint32_t us)
{
	struct msg m = lane_status(l);
	m.body.status.step = (uint8_t)step;
	m.body.status.step_us = us;
	LOG(LOG_INFO, "step", LOG_INT("epoch", l->gate.epoch), LOG_INT("step", step),
	    LOG_INT("us", us));
	l->ports.tell(l->ports.context, &m);
}

void lane_raise(struct lane *l, enum gate_event_kind kind)
{
	l->raised |= 1u << kind;
	l->raised_epoch[kind] = l->gate.epoch;
}

static void arm(struct lane *l, uint32_t at_least_ms)
{
	uint32_t ms = l->settings.timer_ms[l->gate.state];
	bool waits =
		lane_is_desk(l) && gate_refers(l->gate.state); /* for an officer, who is there */
	l->armed_ms = waits ? 0 : ms < at_least_ms ? at_least_ms : ms;
	l->armed_us = l->mono_us;
	l->ports.arm(l->ports.context, l->armed_ms);
}

/* Whatever the reason of the referral: what a bystander sees follows from what the officer does
 * alone. */
void lane_hold_outside(struct lane *l)
{
	if (l->gate.state == GATE_REFERRED_OUTSIDE && !l->traveller.held) {
		l->traveller.held = true;
		arm(l, LANE_HOLD_MS);
		lane_guidance_follow(l);
	}
}

/* In the order that gate.h gives; a wish that the same step has overtaken is not carried out. */
static void act(struct lane *l, const struct gate_step *s)
{
	if ((s->todo & GATE_DO_RECORD) != 0 && l->gate.state == GATE_RECORDING) {
		lane_record_crossing(l);
	}
	if ((s->todo & GATE_DO_RECORD_REFERRAL) != 0) {
		lane_record_refusal(l, s->why);
	}
	if ((s->todo & GATE_DO_END) != 0) {
		lane_end(l, s->epoch);
	}
	if ((s->todo & GATE_DO_BEGIN) != 0 && l->gate.state == GATE_READING) {
		lane_begin(l);
	}
	if ((s->todo & GATE_DO_CAPTURE) != 0 && l->gate.state == GATE_FACE) {
		lane_capture(l);
	}
	if ((s->todo & GATE_DO_FINGER) != 0 && l->gate.state == GATE_FINGER) {
		lane_finger_capture(l);
	}
	if ((s->todo & GATE_DO_TIMER) != 0) {
		arm(l, 0);
	}
}

/* Lines and travellers' direction go with the machine; the passage logic sees it in the fitting. */
static void turn_with(struct lane *l)
{
	struct lane_settings *s = &l->settings;
	if (s->fitting.reversed != l->gate.reversed) {
		s->fitting.reversed = l->gate.reversed;
		s->policy.direction =
			s->policy.direction == DIRECTION_ENTRY ? DIRECTION_EXIT : DIRECTION_ENTRY;
	}
}

void lane_step(struct lane *l, enum gate_event_kind kind, uint32_t epoch)
{
	uint8_t before = l->gate.state;
	struct gate_event ev = {
		.kind = kind, .epoch = epoch, .inputs = l->sense.inputs, .breach = l->sense.breach};
	if (ready(l)) {
		ev.inputs |= (uint32_t)GATE_IN_READY;
	}
	struct gate_step s = gate_step(l->gate, ev);
	l->gate = s.gate;
	turn_with(l);
	if (l->gate.state != before || kind != GATE_EV_LEVELS) {
		l->event = (uint8_t)kind;
	}
	if (before == GATE_RECORDING && l->gate.state != GATE_RECORDING &&
	    l->gate.state != GATE_EXIT_OPEN) {
		lane_record_abandon(l);
	}
	if (before == GATE_FINGER && l->gate.state != GATE_FINGER) {
		lane_finger_stop(l);
	}
	lane_desk_tried(l, before, kind);
	act(l, &s);
	lane_desk_tell(l);
	if (!gate_refers(l->gate.state)) {
		lane_agree_anew(l); /* that was about a referral which is over */
		l->traveller.held = false;
	}
	if (l->gate.state != before) {
		LOG(LOG_INFO, "state", LOG_NAME("state", state_word(l->gate.state)),
		    LOG_INT("epoch", s.epoch), LOG_INT("why", s.gate.why),
		    LOG_INT("by", (int)kind));
	}
	lane_tell_change(l);
	lane_guidance_follow(l);
	lane_facts_follow(l);
	lane_pictures_follow(l);
}

static void step_raised(struct lane *l)
{
	for (unsigned kind = 0; kind < GATE_EVENT_COUNT; kind++) {
		if ((l->raised & 1u << kind) != 0) {
			l->raised &= ~(1u << kind);
			lane_step(l, (enum gate_event_kind)kind, l->raised_epoch[kind]);
		}
	}
}

/* A document that lies on the reader is offered until the machine takes it. */
static bool step_document(struct lane *l)
{
	bool lies = l->document.kind != DOCUMENT_NONE && !l->document_taken && !l->document_stays;
	if (!lies || l->gate.state != GATE_IDLE || !ready(l)) {
		return false;
	}
	lane_step(l, GATE_EV_DOCUMENT, 0);
	return l->gate.state != GATE_IDLE;
}

/* Each round follows from a loss or a decision, and there are few of both for a traveller; what
 * the bound leaves is taken up by the next tick. */
void lane_run(struct lane *l)
{
	for (int i = 0; i < ROUNDS_MAX && (l->raised != 0 || step_document(l)); i++) {
		step_raised(l);
	}
	lane_lookups_record(l);
}

void lane_start(struct lane *l, const struct lane_settings *s, const struct lane_ports *p)
{
	*l = (struct lane){
		.ports = *p, .settings = *s, .gate = gate_start(&s->fitting.plan), .open = s->open};
	if (s->freed) {
		/* An evacuation ends by an officer's reset, not by a crash. */
		struct gate_event free = {.kind = GATE_EV_ORDER_FREE, .inputs = l->gate.inputs};
		l->gate = gate_step(l->gate, free).gate;
	}
	if (lane_is_desk(l)) { /* its own rules say of whom one is taken */
		l->settings.policy.finger = POLICY_FINGER_NEVER;
	}
	/* Mounted turned round: as if it had been turned at once. */
	l->gate.reversed = s->fitting.reversed;
	l->settings.fitting.reversed = false;
	turn_with(l);
	/* So that an order about a traveller of a former core rarely means one of this. */
	l->gate.next_epoch += EPOCHS_APART * (uint32_t)(s->session % EPOCH_STARTS);
	l->sense = (struct gate_sense){.inputs = l->gate.inputs, .wire = GATE_WIRE_COUNT};
	l->in_service = lane_wants_service(l);
	arm(l, 0);
	l->traveller.findings = findings_none();
	l->status = lane_status(l);
	l->guide = lane_guidance(l);
}

void lane_at(struct lane *l, int64_t mono_us, int64_t unix_ms)
{
	if (l->mono_us == 0) {
		l->armed_us = mono_us; /* of the state that the lane has started in */
	}
	l->mono_us = mono_us;
	l->unix_ms = unix_ms;
}

/* An empty desk or the key takes the lane out of service as an officer's order does: whoever is
 * served is served to the end. */
static void follow_service(struct lane *l)
{
	bool wanted = lane_wants_service(l);
	if (wanted != l->in_service) {
		l->in_service = wanted;
		LOG(LOG_INFO, "service", LOG_INT("open", wanted));
		lane_step(l, wanted ? GATE_EV_ORDER_OPEN : GATE_EV_ORDER_CLOSE, 0);
	}
}

void lane_sense(struct lane *l, const struct gate_sense *sense)
{
	l->sense = *sense;
	l->sense.inputs &= ~(uint32_t)GATE_IN_READY; /* that is for the lane to say */
	lane_step(l, GATE_EV_LEVELS, 0);
	follow_service(l);
	lane_records_watch(l);
	lane_lists_follow(l);
	if (l->told_late) {
		lane_record_late(l);
	}
	lane_run(l);
}

void lane_attend(struct lane *l, bool officer)
{
	if (l->officer != officer) {
		LOG(LOG_INFO, "officer", LOG_INT("watches", officer));
	}
	l->officer = officer;
}

void lane_timer(struct lane *l)
{
	lane_step(l, GATE_EV_TIMER, l->gate.epoch);
	lane_run(l);
}

void lane_end(struct lane *l, uint32_t epoch)
{
	static const enum role roles[] = {ROLE_PAGE, ROLE_CHIP,   ROLE_VERIFY,
					  ROLE_FACE, ROLE_FINGER, ROLE_TOUCH};
	/* A fresh page worker sees a document anew; what one in service saw ends with it. */
	if (l->document_taken || l->slots[ROLE_PAGE].state == WORKER_SERVING) {
		lane_page_end(l);
	}
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		struct lane_slot *slot = &l->slots[roles[i]];
		if (slot->state == WORKER_SERVING && slot->epoch == epoch) {
			*slot = (struct lane_slot){.state = WORKER_NONE};
			l->ports.kill(l->ports.context, roles[i]);
		}
	}
	lane_lookups_end(l);
	lane_pictures_forget(l);
	secret_wipe(&l->traveller, sizeof(l->traveller));
	l->traveller.findings = findings_none();
	l->prompt = 0;
	l->finger_prompt = l->finger_position = 0;
}
