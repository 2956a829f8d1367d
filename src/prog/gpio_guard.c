/*
 * gpio_guard: what an installer's tool may drive at this moment.
 * Knows doors: lock, drive, contact, beam, edge. Never knows why something is driven, nor time.
 */
#include "prog/gpio_guard.h"

#include "prog/gpio_words.h"

const struct gpio_door gpio_doors[GPIO_DOORS] = {
	{"entry", GATE_OUT_ENTRY_LOCK, GATE_OUT_ENTRY_OPEN, WIRE_ENTRY_CLOSED, WIRE_ENTRY_WIDE,
	 WIRE_ENTRY_BEAM, WIRE_ENTRY_HAND},
	{"exit", GATE_OUT_EXIT_LOCK, GATE_OUT_EXIT_OPEN, WIRE_EXIT_CLOSED, WIRE_EXIT_WIDE,
	 WIRE_EXIT_BEAM, WIRE_EXIT_HAND},
};

const struct gpio_door *gpio_door_of(uint32_t output)
{
	for (unsigned i = 0; i < GPIO_DOORS; i++) {
		if (((gpio_doors[i].lock | gpio_doors[i].open) & output) != 0) {
			return &gpio_doors[i];
		}
	}
	return NULL;
}

/* NULL where the gate has one door only. */
static const struct gpio_door *other_of(const struct gate_fitting *f, const struct gpio_door *door)
{
	const struct gpio_door *other = &gpio_doors[door == &gpio_doors[0] ? 1 : 0];
	return (gate_fitting_outputs(f) & other->lock) != 0 ? other : NULL;
}

uint32_t gpio_beside(const struct gate_fitting *f, uint32_t output)
{
	const struct gpio_door *door = gpio_door_of(output);
	const struct gpio_door *other = door == NULL ? NULL : other_of(f, door);
	return other == NULL ? 0 : other->lock;
}

/* Levels of the wires count where they are fitted. */
static const char *guard_lock(const struct gpio_door *door, uint32_t fitted, uint32_t now,
			      uint32_t levels, bool against)
{
	uint32_t loops = fitted & (WIRE_FIRE_OK | WIRE_ESTOP_OK);
	bool held = (now & door->lock) != 0 && (levels & fitted & door->closed) != 0;
	if ((levels & loops) != loops && !against) {
		return "the fire contact or the emergency stop is open: no door is locked";
	}
	if (!held && (levels & fitted & door->beam) != 0) {
		return "the safety beam of the door is broken: it is not locked or closed";
	}
	if (!held && (levels & fitted & door->hand) != 0) {
		return "the edge strip of the door is pressed: it is not locked or closed";
	}
	return NULL;
}

static const char *guard_open(const struct gate_fitting *f, const struct gpio_door *door,
			      uint32_t want, uint32_t levels)
{
	const struct gpio_door *other = other_of(f, door);
	if ((want & door->lock) != 0) {
		return "a door is not locked and opened at once";
	}
	if (other == NULL) {
		return NULL;
	}
	if ((want & other->lock) == 0) {
		return "the other door is not locked: only one door is free at a time";
	}
	if ((levels & gate_fitting_wires(f) & other->closed) == 0) {
		return "the other door is not proved closed: only one door is open at a time";
	}
	return NULL;
}

const char *gpio_guard(const struct gate_fitting *f, uint32_t now, uint32_t want, uint32_t levels,
		       bool against)
{
	const char *why = NULL;
	for (unsigned i = 0; i < GPIO_DOORS && why == NULL; i++) {
		const struct gpio_door *door = &gpio_doors[i];
		if ((want & door->lock) != 0) {
			why = guard_lock(door, gate_fitting_wires(f), now, levels, against);
		}
		if ((want & door->open) != 0 && why == NULL) {
			why = guard_open(f, door, want, levels);
		}
	}
	return why;
}
