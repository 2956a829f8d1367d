/*
 * sequence: what happens to a lane, carried out before the judge.
 * Knows what each event does to metal and rig. Never knows what ought to come of it.
 */
#include "sequence.h"

#include "prog/core_settings.h"

#include <stdio.h>

#define DOORWAY_MS   300
#define MOVING_US    10000
#define RESTING_US   50000
#define SETTLE_US    3000000
#define RECOVERY_US  INT64_C(400000000)
#define ORDER_US     INT64_C(7000000)
#define PATIENT_US   INT64_C(40000000) /* longer than any timer of a lane that nobody is in */
#define WORST_CHECKS 4

struct stand {
	struct metal metal;
	struct rig rig;
	struct judge judge;
	bool ready;    /* the lane has shown that it waits for a traveller */
	bool doubtful; /* a door, line or supply was spoilt: a contact may have to be proved */
};

static bool tells;

void sequence_tell(bool all)
{
	tells = all;
}

static void tell(const struct stand *s, const struct judge_view *v)
{
	static uint32_t wires;
	static uint32_t outputs;
	uint32_t steady = ~(uint32_t)GATE_OUT_WATCHDOG;
	if (v->wires == wires && (v->outputs & steady) == outputs) {
		return;
	}
	wires = v->wires;
	outputs = v->outputs & steady;
	printf("%9.3f wires %07x outputs %05x %-20s doors %3d %3d bodies", (double)v->now_us / 1e6,
	       wires, outputs, gate_state_name(s->rig.lane.gate.state),
	       s->metal.door[METAL_ENTRY].open_us / 1000, s->metal.door[METAL_EXIT].open_us / 1000);
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		if (s->metal.body[i].here) {
			printf(" %u:%d", i, s->metal.body[i].place);
		}
	}
	printf("\n");
}

static void look(struct stand *s)
{
	struct judge_view v = {
		.metal = &s->metal,
		.wires = metal_inputs(&s->metal) & s->rig.wires,
		.outputs = s->metal.outputs,
		.now_us = s->metal.now_us,
		.grants = s->rig.grants,
		.orders = s->rig.orders,
		.alive = !s->rig.dead,
		.reversed = s->rig.lane.settings.fitting.reversed,
	};
	if (tells) {
		tell(s, &v);
	}
	judge_look(&s->judge, &v);
	/* Neither green nor red at the entry, red at the exit: a lane that waits for a document. */
	uint32_t lamps =
		GATE_OUT_ENTRY_GREEN | GATE_OUT_ENTRY_RED | GATE_OUT_EXIT_GREEN | GATE_OUT_EXIT_RED;
	uint32_t waits = v.reversed ? GATE_OUT_ENTRY_RED : GATE_OUT_EXIT_RED;
	s->ready = !s->rig.dead && (s->metal.outputs & lamps) == waits;
}

static bool moved(const struct metal *a, const struct metal *b)
{
	bool moves = false;
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		moves = moves || a->body[i].place != b->body[i].place;
	}
	for (unsigned i = 0; i < METAL_DOORS; i++) {
		moves = moves || a->door[i].open_us != b->door[i].open_us;
	}
	return moves;
}

/* Small steps while something moves, to the next tick while nothing does. */
static uint32_t pass(struct stand *s, uint32_t step_us)
{
	struct metal before = s->metal;
	s->metal = metal_pass(s->metal, step_us);
	rig_pass(&s->rig, step_us);
	look(s);
	return moved(&before, &s->metal) ? MOVING_US : RESTING_US;
}

static bool broken(const struct stand *s)
{
	return s->judge.broken != JUDGE_PROMISE_COUNT;
}

/* Until the time is over, or (after least_us) the lane is ready. */
static void wait_ready(struct stand *s, int64_t us, int64_t least_us)
{
	int64_t end_us = s->metal.now_us + us;
	int64_t from_us = s->metal.now_us + least_us;
	uint32_t step_us = MOVING_US;
	while (s->metal.now_us < end_us && !broken(s) &&
	       !(s->ready && s->metal.now_us >= from_us)) {
		int64_t left_us = end_us - s->metal.now_us;
		step_us = pass(s, left_us < step_us ? (uint32_t)left_us : step_us);
	}
}

static void wait(struct stand *s, int64_t us)
{
	wait_ready(s, us, us);
}

static void spoil_door(struct stand *s, const struct sequence_event *e)
{
	struct metal_door *d = &s->metal.door[e->a % METAL_DOORS];
	int32_t open_us = d->open_us;
	*d = (struct metal_door){
		.open_us = open_us,
		.wedged = e->b == 1,
		.jammed = e->b == 2,
		.slow = e->b == 3,
		.half = e->b == 4,
		.forced = e->b == 5,
		.hand = e->b == 6,
	};
}

static void spoil_line(struct stand *s, const struct sequence_event *e)
{
	uint32_t bit = e->a % GATE_WIRE_COUNT;
	s->metal.fault[bit] = (struct metal_fault){
		.kind = (uint8_t)(e->b % (METAL_SWAPPED + 1)),
		.other = (uint8_t)(e->b / 8 % GATE_WIRE_COUNT),
		.late_us = (int32_t)(e->b * 1000),
		.shown = (metal_inputs(&s->metal) & 1u << bit) != 0,
	};
}

static void repair(struct stand *s)
{
	for (unsigned i = 0; i < METAL_DOORS; i++) {
		s->metal.door[i] = (struct metal_door){.open_us = s->metal.door[i].open_us};
	}
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		s->metal.fault[i] = (struct metal_fault){.kind = METAL_SOUND};
	}
}

static void power(struct stand *s, uint32_t how)
{
	s->metal.unpowered = how == 1;
	s->metal.dead = how == 2;
	s->metal.contacts = how == 1 ? s->metal.contacts & ~(uint32_t)WIRE_MAINS_OK
				     : s->metal.contacts | WIRE_MAINS_OK;
}

static void order(struct stand *s, enum gate_event_kind kind)
{
	if (s->rig.dead) {
		return;
	}
	if (kind == GATE_EV_ORDER_FREE) {
		judge_order_free(&s->judge);
	} else if (kind == GATE_EV_ORDER_RESET) {
		judge_order_reset(&s->judge);
	}
	rig_order(&s->rig, kind);
}

static void move_body(struct stand *s, const struct sequence_event *e)
{
	struct metal_body *b = &s->metal.body[e->a % METAL_BODIES];
	bool away = b->place <= METAL_OUTSIDE || b->place >= METAL_COUNTRY;
	if (e->kind == DOES_WALK) {
		b->goal = (int32_t)(e->b % (METAL_COUNTRY + 1));
		b->here = true;
	} else if (e->kind == DOES_COME && !b->here) {
		int32_t from = e->b / 8 % 2 == 0 ? METAL_OUTSIDE : METAL_COUNTRY;
		*b = (struct metal_body){.here = true,
					 .kind = (uint8_t)(e->b % 8 % METAL_KIND_COUNT),
					 .place = from,
					 .goal = from};
	} else if (e->kind == DOES_GO && away) {
		*b = (struct metal_body){.here = false};
	}
}

static void lay(struct stand *s, uint32_t how)
{
	static const struct {
		enum check check;
		enum reason reason;
	} papers[WORST_CHECKS] = {
		{CHECK_MRZ, REASON_NONE},
		{CHECK_DG1_HASH, REASON_HASH_WRONG},
		{CHECK_ELIGIBLE, REASON_TOO_YOUNG},
		{CHECK_FILES_READ, REASON_CHIP_LOST},
	};
	rig_lay(&s->rig, papers[how % WORST_CHECKS].check, papers[how % WORST_CHECKS].reason);
}

static void carry_out(struct stand *s, const struct sequence_event *e)
{
	s->doubtful = s->doubtful || e->kind == DOES_DOOR || e->kind == DOES_LINE ||
		      e->kind == DOES_POWER;
	switch ((enum sequence_event_kind)e->kind) {
	case DOES_WALK:
	case DOES_COME:
	case DOES_GO:
		move_body(s, e);
		break;
	case DOES_LAY:
		lay(s, e->a);
		break;
	case DOES_TAKE:
		rig_take(&s->rig);
		break;
	case DOES_FACE:
		s->rig.face = (uint8_t)(e->a % 3);
		break;
	case DOES_ORDER:
		order(s, (enum gate_event_kind)e->a);
		break;
	case DOES_BREAK:
		s->metal.contacts ^= e->a & (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK |
					     WIRE_MAINS_OK | WIRE_RELEASE | WIRE_KEY);
		break;
	case DOES_MEND:
		s->metal.contacts = WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK;
		break;
	case DOES_DOOR:
		spoil_door(s, e);
		break;
	case DOES_LINE:
		spoil_line(s, e);
		break;
	case DOES_REPAIR:
		repair(s);
		break;
	case DOES_WORKER:
		rig_worker(&s->rig, (enum role)(ROLE_PAGE + e->a % 5), (enum rig_worker)(e->b % 3));
		break;
	case DOES_POWER:
		power(s, e->a % 3);
		break;
	case DOES_RELAY:
		s->metal.relay = (uint8_t)(e->a % 3);
		break;
	case DOES_KILL:
		rig_kill(&s->rig);
		break;
	case DOES_START:
		if (s->rig.dead) {
			judge_restart(&s->judge, s->metal.now_us);
			rig_again(&s->rig);
		}
		break;
	case DOES_NOTHING:
	case SEQUENCE_EVENT_COUNT:
		break;
	}
	look(s);
}

/* Everything whole, everybody gone out by the side where they are, workers there. */
static void put_right(struct stand *s)
{
	repair(s);
	power(s, 0);
	s->metal.relay = METAL_RELAY_WORKS;
	s->metal.contacts = WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_TAMPER_OK | WIRE_MAINS_OK;
	if (s->rig.dead) {
		judge_restart(&s->judge, s->metal.now_us);
		rig_again(&s->rig);
	}
	for (enum role r = ROLE_PAGE; r <= ROLE_JOURNAL; r++) {
		rig_worker(&s->rig, r, RIG_WORKS);
	}
	rig_take(&s->rig);
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		struct metal_body *b = &s->metal.body[i];
		b->here = b->here && b->kind != METAL_BAG;
		b->goal = b->place > 3000 ? METAL_COUNTRY : METAL_OUTSIDE;
	}
	look(s);
}

/* Who is in the chamber goes out by the door that is free. */
static void walk_free(struct stand *s)
{
	for (unsigned i = 0; i < METAL_BODIES; i++) {
		struct metal_body *b = &s->metal.body[i];
		bool inside = b->place >= 2000 && b->place <= 3000;
		if (inside && metal_free(&s->metal, METAL_EXIT)) {
			b->goal = METAL_COUNTRY;
		} else if (inside && metal_free(&s->metal, METAL_ENTRY)) {
			b->goal = METAL_OUTSIDE;
		}
	}
}

/*
 * A contact that did not open with its door is believed again when the door has moved: somebody
 * frees all doors and walks through them. That would hide an alarm that no reset ends: nothing else
 * is rescued so.
 */
static void prove_doors(struct stand *s)
{
	struct metal_body *b = &s->metal.body[METAL_BODIES - 1];
	order(s, GATE_EV_ORDER_FREE);
	*b = (struct metal_body){.here = true, .place = METAL_OUTSIDE, .goal = METAL_COUNTRY};
	look(s);
	wait(s, SETTLE_US);
	b->here = b->place < METAL_COUNTRY;
}

/* An officer stands there, sends back who is inside, and resets until the lane is ready. */
static void recover(struct stand *s)
{
	int64_t end_us = s->metal.now_us + RECOVERY_US;
	put_right(s);
	wait_ready(s, SETTLE_US, SETTLE_US / 3);
	for (unsigned round = 0; !broken(s) && s->metal.now_us < end_us && !s->ready; round++) {
		if (round % 9 == 8 && s->doubtful) {
			prove_doors(s);
		}
		order(s, GATE_EV_ORDER_OPEN);
		order(s, round % 3 == 1 ? GATE_EV_ORDER_BACK : GATE_EV_ORDER_RESET);
		look(s);
		walk_free(s);
		wait_ready(s, round % 3 == 2 ? PATIENT_US : ORDER_US, 0);
	}
	if (!broken(s)) {
		judge_end(&s->judge, s->ready, s->metal.now_us);
	}
}

/* All that a gate of this topology can have, beside what the shipped one has. */
static void fit_all(struct gate_fitting *f)
{
	const uint32_t entry = WIRE_ENTRY_CLOSED | WIRE_ENTRY_BEAM | WIRE_ENTRY_WIDE |
			       WIRE_ENTRY_HAND | WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER |
			       WIRE_RELEASE | WIRE_COUNT_IN | WIRE_COUNT_OUT;
	const uint32_t doors = GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_OPEN;
	bool chamber = gate_has_chamber(&f->plan);
	for (unsigned i = 0; i < GATE_WIRE_COUNT; i++) {
		if (f->wire[i].name[0] == '\0' && (chamber || (entry & 1u << i) == 0)) {
			f->wire[i].name[0] = (char)('A' + i);
			f->wire[i].debounce_ms = gate_wire_debounce_ms(i);
		}
	}
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		if (f->output[i].name[0] == '\0' && (chamber || (doors & 1u << i) == 0)) {
			f->output[i].name[0] = (char)('a' + i);
		}
	}
}

struct judge sequence_run(const struct sequence *s)
{
	static struct stand stand; /* large, and the same for every run */
	struct lane_settings settings = lane_settings_default();
	enum gate_topology topology = (enum gate_topology)s->topology;
	settings.fitting = gate_fitting_of(topology);
	settings.fitting.plan.reversible = true;
	if (s->full) {
		fit_all(&settings.fitting);
	}
	stand.metal = metal_start_of(topology, DOORWAY_MS);
	stand.metal.beams = settings.fitting.curtain_beams;
	stand.judge = judge_start(0);
	stand.ready = stand.doubtful = false;
	rig_start(&stand.rig, &settings, &stand.metal);
	wait(&stand, SETTLE_US / 6);
	for (unsigned i = 0; i < s->count && !broken(&stand); i++) {
		carry_out(&stand, &s->event[i]);
		wait(&stand, (int64_t)s->event[i].wait_ms * 1000);
	}
	recover(&stand);
	return stand.judge;
}

/* The sequence without the events from one on, as many as said. */
static struct sequence without(const struct sequence *s, unsigned from, unsigned many)
{
	struct sequence less = *s;
	less.count = 0;
	for (unsigned i = 0; i < s->count; i++) {
		if (i < from || i >= from + many) {
			less.event[less.count++] = s->event[i];
		}
	}
	return less;
}

static bool still(const struct sequence *s, uint8_t promise)
{
	return sequence_run(s).broken == promise;
}

struct sequence sequence_shrink(const struct sequence *s)
{
	struct sequence best = *s;
	uint8_t promise = sequence_run(s).broken;
	for (unsigned many = SEQUENCE_MAX / 2; many > 0; many /= 2) {
		for (unsigned from = 0; from < best.count;) {
			struct sequence less = without(&best, from, many);
			if (less.count < best.count && still(&less, promise)) {
				best = less;
			} else {
				from++;
			}
		}
	}
	for (unsigned i = 0; i < best.count; i++) {
		for (uint32_t ms = 0; ms < best.event[i].wait_ms; ms = ms * 2 + 10) {
			struct sequence less = best;
			less.event[i].wait_ms = ms;
			if (still(&less, promise)) {
				best = less;
			}
		}
	}
	return best;
}
