/*
 * judge: an independent observer of a lane.
 * Knows wires, driven lines, and the truth about doors and bodies. Never knows the machine's
 * state, its evidence or its reasons, and shares no code with it.
 */
#include "judge.h"

#define LOCKS  (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK)
#define DRIVES (GATE_OUT_ENTRY_OPEN | GATE_OUT_EXIT_OPEN)
#define LOOPS  (WIRE_FIRE_OK | WIRE_ESTOP_OK | WIRE_MAINS_OK)
#define DOORS  (WIRE_ENTRY_CLOSED | WIRE_EXIT_CLOSED | WIRE_ENTRY_WIDE | WIRE_EXIT_WIDE)
/* Sensors that may mean a body in the swing of a door. */
#define ENTRY_BODY (WIRE_ENTRY_BEAM | WIRE_ENTRY_HAND | WIRE_ENTRY_OUTER | WIRE_ENTRY_INNER)
#define EXIT_BODY  (WIRE_EXIT_BEAM | WIRE_EXIT_HAND | WIRE_EXIT_INNER | WIRE_EXIT_OUTER)

static const struct {
	const char *name;
	const char *text;
	int64_t ms;
} promises[] = {
#define X(name, ms, text) {#name, text, ms},
	JUDGE_PROMISES(X)
#undef X
};

const char *judge_text(unsigned promise)
{
	return promise < JUDGE_PROMISE_COUNT ? promises[promise].text : "?";
}

const char *judge_name(unsigned promise)
{
	return promise < JUDGE_PROMISE_COUNT ? promises[promise].name : "?";
}

static bool all(uint32_t word, uint32_t bits)
{
	return (word & bits) == bits;
}

static bool any(uint32_t word, uint32_t bits)
{
	return (word & bits) != 0;
}

struct judge judge_start(int64_t now_us)
{
	return (struct judge){.broken = JUDGE_PROMISE_COUNT, .still_us = now_us};
}

void judge_order_free(struct judge *j)
{
	j->evacuated = true;
	j->confirmed = true;
}

void judge_order_reset(struct judge *j)
{
	j->confirmed = false;
}

void judge_restart(struct judge *j, int64_t now_us)
{
	j->granted = j->used = false;
	j->still_us = now_us;
}

static void hold(struct judge *j, enum judge_promise p, bool kept, int64_t now_us)
{
	if (kept) {
		j->broken_us[p] = 0;
		return;
	}
	if (j->broken_us[p] == 0) {
		j->broken_us[p] = now_us;
	}
	if (j->broken == JUDGE_PROMISE_COUNT && now_us - j->broken_us[p] >= promises[p].ms * 1000) {
		j->broken = (uint8_t)p;
		j->broken_at_us = now_us;
	}
}

/* Where the doors have changed their parts, the judge speaks of the parts. */
static enum metal_door_id real(const struct judge_view *v, enum metal_door_id id)
{
	bool swapped = v->reversed && metal_has_door(v->metal, METAL_ENTRY);
	return swapped ? (enum metal_door_id)(METAL_EXIT - id) : id;
}

/* A contact that was open a moment ago is not debounced closed yet. */
static bool ajar(struct judge *j, const struct judge_view *v, enum metal_door_id id)
{
	bool entry = id == METAL_ENTRY;
	bool closed = any(v->wires, entry ? WIRE_ENTRY_CLOSED : WIRE_EXIT_CLOSED) &&
		      !any(v->wires, entry ? WIRE_ENTRY_WIDE : WIRE_EXIT_WIDE);
	if (!closed || v->metal->door[real(v, id)].open_us > 0) {
		j->ajar_us[id] = v->now_us;
	}
	return j->ajar_us[id] != 0 && v->now_us - j->ajar_us[id] < 1000 * JUDGE_GRACE_MS;
}

static bool stands_in(struct judge *j, const struct judge_view *v, enum metal_door_id id)
{
	uint32_t body = id == METAL_ENTRY ? ENTRY_BODY : EXIT_BODY;
	bool open = ajar(j, v, id);
	return open && (any(v->wires, body) || metal_in_door(v->metal, real(v, id)));
}

/* A door that stands open with something in its swing is let go before anything else. */
static bool excused(const struct judge *j, const struct judge_view *v, enum metal_door_id id)
{
	return j->body_us[id] != 0 && v->now_us - j->body_us[id] < 1000 * JUDGE_GRACE_MS;
}

static bool sound(const struct metal *m, uint32_t wires)
{
	bool ok = !m->dead;
	for (unsigned bit = 0; bit < GATE_WIRE_COUNT; bit++) {
		ok = ok && ((wires & 1u << bit) == 0 || m->fault[bit].kind == METAL_SOUND);
	}
	return ok;
}

/* No officer came, and no single door may be let go for who is inside. */
static bool calls_in_vain(struct judge *j, const struct judge_view *v)
{
	if (!any(v->outputs, GATE_OUT_OFFICER_CALL)) {
		j->called_us = 0;
	} else if (j->called_us == 0) {
		j->called_us = v->now_us;
	}
	return j->called_us != 0 && v->now_us - j->called_us >= INT64_C(1000) * JUDGE_VAIN_MS &&
	       metal_has_door(v->metal, METAL_ENTRY) && !any(v->wires, WIRE_EXIT_CLOSED);
}

static void look_at_danger(struct judge *j, const struct judge_view *v)
{
	bool vain = calls_in_vain(j, v);
	bool danger = !all(v->wires, LOOPS);
	bool held = any(v->outputs, GATE_OUT_EXIT_LOCK) ||
		    (metal_has_door(v->metal, METAL_ENTRY) && any(v->outputs, GATE_OUT_ENTRY_LOCK));
	if (!danger) {
		j->danger_us = 0;
	} else if (j->danger_us == 0) {
		j->danger_us = v->now_us;
	}
	j->evacuated = j->evacuated || danger || vain;
	j->confirmed =
		j->confirmed || (danger && v->now_us - j->danger_us >= 1000 * JUDGE_GRACE_MS);
	j->safe_us = danger ? v->now_us : j->safe_us;
	/* One as short as its debounce may pass unseen: then the doors stay as they were. */
	bool over = v->now_us - j->safe_us >= 1000 * JUDGE_GRACE_MS;
	if (!danger && over && held && !j->confirmed) {
		j->evacuated = false;
	}
	hold(j, JUDGE_DANGER, !danger || !held, v->now_us);
	hold(j, JUDGE_STILL_FREE, !j->confirmed || !held, v->now_us);
	hold(j, JUDGE_STOPPED, any(v->wires, WIRE_ESTOP_OK) || !any(v->outputs, DRIVES), v->now_us);
}

static void look_at_doors(struct judge *j, const struct judge_view *v)
{
	bool entry = metal_has_door(v->metal, METAL_ENTRY);
	bool entry_free = entry && !any(v->outputs, GATE_OUT_ENTRY_LOCK);
	bool exit_free = !any(v->outputs, GATE_OUT_EXIT_LOCK);
	bool excuse = excused(j, v, METAL_ENTRY) || excused(j, v, METAL_EXIT);
	bool entry_unproved = entry && exit_free && !any(v->wires, WIRE_ENTRY_CLOSED);
	bool exit_unproved = entry_free && !any(v->wires, WIRE_EXIT_CLOSED);
	bool several = entry && any(v->wires, WIRE_SEVERAL) && sound(v->metal, WIRE_SEVERAL);
	hold(j, JUDGE_ONE_DOOR, j->evacuated || excuse || !(entry_free && exit_free), v->now_us);
	hold(j, JUDGE_ONE_DRIVE, j->evacuated || excuse || !all(v->outputs, DRIVES), v->now_us);
	hold(j, JUDGE_CONFIRMED, j->evacuated || excuse || !(entry_unproved || exit_unproved),
	     v->now_us);
	hold(j, JUDGE_ALONE, j->evacuated || excused(j, v, METAL_EXIT) || !(exit_free && several),
	     v->now_us);
	hold(j, JUDGE_AGAINST,
	     !all(v->outputs, GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_OPEN) &&
		     !all(v->outputs, GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_OPEN),
	     v->now_us);
	hold(j, JUDGE_GREEN,
	     !all(v->outputs, GATE_OUT_ENTRY_LOCK | GATE_OUT_ENTRY_GREEN) &&
		     !all(v->outputs, GATE_OUT_EXIT_LOCK | GATE_OUT_EXIT_GREEN),
	     v->now_us);
}

/* One opening of the exit for each crossing on record; it may be tried again until it closed. */
static void look_at_decision(struct judge *j, const struct judge_view *v)
{
	bool exit_free = !any(v->outputs, GATE_OUT_EXIT_LOCK);
	if (v->grants != j->grants) {
		j->grants = v->grants;
		j->granted = true;
		j->used = false;
	}
	hold(j, JUDGE_DECIDED,
	     !exit_free || j->granted || j->evacuated || excused(j, v, METAL_EXIT), v->now_us);
	j->used = j->used || exit_free;
	if (exit_free || !any(v->wires, WIRE_EXIT_CLOSED)) {
		j->shut_us = 0;
	} else if (j->shut_us == 0) {
		j->shut_us = v->now_us;
	}
	/* Closed for good, not for a moment that a debounced contact does not show. */
	if (j->used && j->shut_us != 0 && v->now_us - j->shut_us >= 1000 * JUDGE_GRACE_MS) {
		j->granted = j->used = false;
	}
}

static bool presses(const struct judge_view *v, enum metal_door_id id, uint32_t lock,
		    uint32_t closed, uint32_t beam)
{
	return metal_has_door(v->metal, id) && any(v->outputs, lock) && !any(v->wires, closed) &&
	       any(v->wires, beam);
}

static void look_at_bodies(struct judge *j, const struct judge_view *v)
{
	bool pressed =
		presses(v, METAL_ENTRY, GATE_OUT_ENTRY_LOCK, WIRE_ENTRY_CLOSED, WIRE_ENTRY_BEAM) ||
		presses(v, METAL_EXIT, GATE_OUT_EXIT_LOCK, WIRE_EXIT_CLOSED, WIRE_EXIT_BEAM);
	hold(j, JUDGE_BODY, !pressed, v->now_us);
}

/*
 * Somebody in the chamber of a mantrap who cannot get out by themselves. With contacts that lie the
 * lane cannot know which door is shut: it calls, and an officer frees the doors.
 */
static bool shut_in(const struct judge_view *v)
{
	const struct metal *m = v->metal;
	bool closed = m->door[METAL_ENTRY].open_us == 0 && m->door[METAL_EXIT].open_us == 0;
	return metal_has_door(m, METAL_ENTRY) && closed && !metal_free(m, METAL_ENTRY) &&
	       !metal_free(m, METAL_EXIT) && metal_between(m, 2000, 3000, true) > 0 &&
	       sound(m, DOORS | WIRE_PRESENT | WIRE_SEVERAL | WIRE_RELEASE);
}

static void look_inside(struct judge *j, const struct judge_view *v)
{
	bool shut = v->alive && shut_in(v);
	bool ordered = v->orders != j->orders;
	bool held = all(v->outputs, LOCKS);
	j->orders = v->orders;
	hold(j, JUDGE_CALLED, !shut || ordered || any(v->outputs, GATE_OUT_OFFICER_CALL),
	     v->now_us);
	hold(j, JUDGE_RELEASED, !shut || ordered, v->now_us);
	hold(j, JUDGE_BUTTON, !shut || !held || !any(v->wires, WIRE_RELEASE), v->now_us);
	if (((v->outputs ^ j->watchdog) & GATE_OUT_WATCHDOG) != 0) {
		j->still_us = v->now_us;
	}
	j->watchdog = v->outputs;
	hold(j, JUDGE_ALIVE, !v->alive || v->now_us - j->still_us < 1000 * JUDGE_GRACE_MS,
	     v->now_us);
}

static uint32_t exchange(uint32_t word, uint32_t a, uint32_t b)
{
	bool has_a = any(word, a);
	bool has_b = any(word, b);
	word &= ~(a | b);
	return word | (has_a ? b : 0u) | (has_b ? a : 0u);
}

/* The view with the lines of the doors by their parts. */
static struct judge_view by_parts(const struct judge_view *v)
{
	struct judge_view t = *v;
	if (!v->reversed) {
		return t;
	}
	t.outputs = exchange(t.outputs, GATE_OUT_ENTRY_GREEN, GATE_OUT_EXIT_GREEN);
	t.outputs = exchange(t.outputs, GATE_OUT_ENTRY_RED, GATE_OUT_EXIT_RED);
	if (metal_has_door(v->metal, METAL_ENTRY)) {
		t.outputs = exchange(t.outputs, GATE_OUT_ENTRY_LOCK, GATE_OUT_EXIT_LOCK);
		t.outputs = exchange(t.outputs, GATE_OUT_ENTRY_OPEN, GATE_OUT_EXIT_OPEN);
		t.wires = exchange(t.wires, WIRE_ENTRY_CLOSED, WIRE_EXIT_CLOSED);
		t.wires = exchange(t.wires, WIRE_ENTRY_WIDE, WIRE_EXIT_WIDE);
		t.wires = exchange(t.wires, WIRE_ENTRY_BEAM, WIRE_EXIT_BEAM);
		t.wires = exchange(t.wires, WIRE_ENTRY_HAND, WIRE_EXIT_HAND);
		t.wires = exchange(t.wires, WIRE_ENTRY_OUTER, WIRE_EXIT_OUTER);
		t.wires = exchange(t.wires, WIRE_ENTRY_INNER, WIRE_EXIT_INNER);
	}
	return t;
}

void judge_look(struct judge *j, const struct judge_view *seen)
{
	const struct judge_view turned = by_parts(seen);
	const struct judge_view *v = &turned;
	look_inside(j, v);
	for (unsigned id = 0; id < METAL_DOORS; id++) {
		bool body = stands_in(j, v, id);
		j->body_us[id] = body || j->body[id] ? v->now_us : j->body_us[id];
		j->body[id] = body;
	}
	if (!v->alive) {
		/* Its lines stand still until the relay drops: nothing that they do is its doing.
		 */
		for (unsigned p = 0; p < JUDGE_PROMISE_COUNT; p++) {
			j->broken_us[p] = 0;
		}
		return;
	}
	look_at_danger(j, v);
	look_at_doors(j, v);
	look_at_decision(j, v);
	look_at_bodies(j, v);
}

void judge_end(struct judge *j, bool ready, int64_t now_us)
{
	hold(j, JUDGE_RECOVERS, ready, now_us);
}
