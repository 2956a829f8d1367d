/*
 * gpio_walk_stage: the stages of each item of the installer's checklist.
 * Knows what shows that a line works. Never knows levels or time at a moment.
 */
#include "prog/gpio_walk.h"

#include "prog/gpio_guard.h"
#include "prog/gpio_words.h"

#define RETURN_MS 1000  /* the core's own limit for its read-back is shorter */
#define CLOSE_MS  10000 /* a door that closes by itself */
#define TRAVEL_MS 3000  /* where the description says nothing */

struct list {
	struct walk_stage *at;
	size_t count;
};

static void add(struct list *l, struct walk_stage s)
{
	if (l->count < WALK_STAGES_MAX) {
		l->at[l->count++] = s;
	}
}

static uint8_t bit_of(uint32_t one)
{
	uint8_t bit = 0;
	while (bit < 31 && (one >> bit & 1u) == 0) {
		bit++;
	}
	return bit;
}

/* A wire comes to its rest, or leaves it; a person sees to that. */
static struct walk_stage see(unsigned bit, bool rest, uint32_t outputs)
{
	const struct gpio_wire_words *w = gpio_wire_words(bit);
	return (struct walk_stage){
		.act = WALK_SEE,
		.bit = (uint8_t)bit,
		.level = rest == w->rests_active,
		.outputs = outputs,
		.fault = rest ? WALK_FAULT_STUCK : WALK_FAULT_UNSEEN,
		.text = {rest ? w->clear : w->trip},
	};
}

static struct walk_stage ask(const char *what, const char *question, uint32_t outputs)
{
	return (struct walk_stage){.act = WALK_ASK, .outputs = outputs, .text = {what, question}};
}

static struct walk_stage timed(struct walk_stage s, uint8_t time)
{
	s.time = time;
	return s;
}

/* At rest first: a line of the wrong polarity shows here. */
static void plain_wire(struct list *l, unsigned bit)
{
	add(l, see(bit, true, 0));
	add(l, timed(see(bit, false, 0), 1));
	add(l, timed(see(bit, true, 0), 2));
}

static void beam(struct list *l, unsigned bit)
{
	for (unsigned i = 0; i < 3; i++) {
		add(l, (struct walk_stage){
			       .act = WALK_SEE,
			       .beam = true,
			       .bit = (uint8_t)bit,
			       .level = i == 1,
			       .fault = i == 1 ? WALK_FAULT_UNSEEN : WALK_FAULT_STUCK,
			       .time = (uint8_t)i,
			       .text = {i == 1 ? "break this beam of the light curtain, no other"
					       : "clear the light curtain"},
		       });
	}
}

static void read_back(struct list *l, unsigned bit)
{
	for (unsigned i = 0; i < 2; i++) {
		struct walk_stage s = see(bit, i == 1, i == 0 ? GATE_OUT_WATCHDOG : 0);
		s.still = true;
		s.fault = WALK_FAULT_RETURN;
		s.limit_ms = RETURN_MS;
		s.time = (uint8_t)(i + 1);
		add(l, s);
	}
}

/* Every door is shut, so that its lock can be driven. */
static uint32_t shut_all(struct list *l, const struct gate_fitting *f)
{
	uint32_t locks = gate_fitting_outputs(f) & (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	for (unsigned i = 0; i < GPIO_DOORS; i++) {
		if ((locks & gpio_doors[i].lock) != 0 &&
		    (gate_fitting_wires(f) & gpio_doors[i].closed) != 0) {
			add(l, see(bit_of(gpio_doors[i].closed), true, 0));
		}
	}
	return locks;
}

/* The contact is seen, and it frees the doors without us: we go on driving the locks. */
static void safety_wire(struct list *l, const struct gate_fitting *f, unsigned bit)
{
	uint32_t locks = gate_fitting_outputs(f) & (GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);
	if (locks == 0) {
		plain_wire(l, bit);
		return;
	}
	add(l, see(bit, true, 0));
	(void)shut_all(l, f); /* the same locks */
	struct walk_stage trip = timed(see(bit, false, locks), 1);
	trip.against = true;
	trip.text[1] = "(the doors are locked, and stay so by this tool on purpose)";
	add(l, trip);
	struct walk_stage free =
		ask("pull at every door. Does the contact alone let",
		    "all of them open, though their locks are still driven?", locks);
	free.against = true;
	add(l, free);
	add(l, timed(see(bit, true, 0), 2));
}

static void lamp(struct list *l, unsigned bit)
{
	const struct gpio_output_words *w = gpio_output_words(bit);
	add(l, ask(w->title, w->on, UINT32_C(1) << bit));
	add(l, ask(w->title, w->off, 0));
}

static void lock(struct list *l, const struct gate_fitting *f, unsigned bit)
{
	const struct gpio_output_words *w = gpio_output_words(bit);
	const struct gpio_door *door = gpio_door_of(UINT32_C(1) << bit);
	uint32_t beside = gpio_beside(f, door->lock);
	bool contact = (gate_fitting_wires(f) & door->closed) != 0;
	if (contact) {
		add(l, see(bit_of(door->closed), true, 0));
	}
	add(l, ask(w->title, w->on, door->lock));
	if (!contact) {
		add(l, ask(w->title, w->off, beside));
		return;
	}
	struct walk_stage opens = timed(see(bit_of(door->closed), false, beside), 1);
	opens.text[1] = "(its lock is free now)";
	add(l, opens);
	add(l, timed(see(bit_of(door->closed), true, beside), 2));
}

static uint32_t travel_ms(const struct gate_fitting *f)
{
	return f->times.travel == 0 ? TRAVEL_MS : f->times.travel;
}

/* The contact follows the command within the description's time. */
static void drive(struct list *l, const struct gate_fitting *f, unsigned bit)
{
	const struct gpio_output_words *w = gpio_output_words(bit);
	const struct gpio_door *door = gpio_door_of(UINT32_C(1) << bit);
	uint32_t opens = door->open | gpio_beside(f, door->open);
	uint32_t shuts = gpio_beside(f, door->open) | (gate_fitting_outputs(f) & door->lock);
	bool contact = (gate_fitting_wires(f) & door->closed) != 0;
	if (contact) {
		add(l, see(bit_of(door->closed), true, 0));
		add(l, (struct walk_stage){.act = WALK_SEE,
					   .bit = bit_of(door->closed),
					   .outputs = opens,
					   .limit_ms = travel_ms(f),
					   .fault = WALK_FAULT_TRAVEL,
					   .time = 1,
					   .text = {w->title, "opens now: stand clear"}});
	}
	if ((gate_fitting_wires(f) & door->wide) != 0) {
		add(l, (struct walk_stage){.act = WALK_SEE,
					   .bit = bit_of(door->wide),
					   .level = true,
					   .outputs = opens,
					   .limit_ms = CLOSE_MS,
					   .fault = WALK_FAULT_WIDE,
					   .text = {w->title, "goes on opening: stand clear"}});
	}
	add(l, ask(w->title, w->on, opens));
	if (contact) {
		add(l, (struct walk_stage){.act = WALK_SEE,
					   .bit = bit_of(door->closed),
					   .level = true,
					   .outputs = shuts,
					   .limit_ms = CLOSE_MS,
					   .fault = WALK_FAULT_CLOSE,
					   .time = 2,
					   .text = {w->title, "closes now: stand clear"}});
	}
}

/* Pulses hold the doors; without them the relay lets go, whatever we drive. */
static void watchdog(struct list *l, const struct gate_fitting *f, unsigned bit)
{
	const struct gpio_output_words *w = gpio_output_words(bit);
	uint32_t locks = shut_all(l, f);
	const struct gpio_door *door = gpio_door_of(locks);
	struct walk_stage free = ask(w->title, w->off, locks);
	free.still = true;
	add(l,
	    ask(w->title, "pulses, every lock is driven: pull at the doors. Do they hold?", locks));
	if (door != NULL && (gate_fitting_wires(f) & door->closed) != 0) {
		struct walk_stage opens = see(bit_of(door->closed), false, locks);
		opens.still = true;
		opens.fault = WALK_FAULT_RELAY;
		opens.time = 1;
		opens.text[1] = "(the pulses have stopped, its lock is still driven)";
		add(l, opens);
	}
	add(l, free);
	if (door != NULL && (gate_fitting_wires(f) & door->closed) != 0) {
		add(l, see(bit_of(door->closed), true, 0));
	}
}

static void output(struct list *l, const struct gate_fitting *f, unsigned bit)
{
	switch (gpio_output_words(bit)->kind) {
	case GPIO_LAMP:
		lamp(l, bit);
		return;
	case GPIO_LOCK:
		lock(l, f, bit);
		return;
	case GPIO_DRIVE:
		drive(l, f, bit);
		return;
	case GPIO_WATCHDOG:
		watchdog(l, f, bit);
		return;
	}
}

size_t walk_stages_of(const struct gate_fitting *f, const struct walk_item *i,
		      struct walk_stage out[WALK_STAGES_MAX])
{
	struct list l = {.at = out};
	uint32_t wire = UINT32_C(1) << i->bit;
	if (i->kind == WALK_OUTPUT) {
		output(&l, f, i->bit);
	} else if (i->kind == WALK_BEAM) {
		beam(&l, i->bit);
	} else if (gpio_wire_words(i->bit)->needs_nobody) {
		read_back(&l, i->bit);
	} else if ((wire & (WIRE_FIRE_OK | WIRE_ESTOP_OK)) != 0) {
		safety_wire(&l, f, i->bit);
	} else {
		plain_wire(&l, i->bit);
	}
	return l.count;
}
