/*
 * gpio_words: each line of a gate in words for an installer.
 * Knows the tables of wires and outputs. Never knows levels or how a check goes on.
 */
#include "prog/gpio_words.h"

#include <string.h>

#define BEAM(title, place)                                          \
	{                                                           \
		title, "break " place, "clear " place, false, false \
	}
#define BUTTON(title, trip, clear)               \
	{                                        \
		title, trip, clear, false, false \
	}
#define LOOP(title, trip, clear)                \
	{                                       \
		title, trip, clear, true, false \
	}

/* By bit of enum gate_wire. */
static const struct gpio_wire_words wires[GATE_WIRE_COUNT] = {
	LOOP("contact: entry door closed", "open the entry door by hand",
	     "let the entry door close"),
	LOOP("contact: exit door closed", "open the exit door by hand", "let the exit door close"),
	BEAM("safety beam of the entry door", "the safety beam in the swing of the entry door"),
	BEAM("safety beam of the exit door", "the safety beam in the swing of the exit door"),
	BUTTON("presence before the exit door", "step before the exit door",
	       "leave the place before the exit door"),
	BUTTON("more than one person", "stand before the exit door, two of you",
	       "leave the place before the exit door, both of you"),
	LOOP("fire alarm contact", "trip the fire alarm contact", "restore the fire alarm contact"),
	LOOP("emergency stop", "press the emergency stop", "release the emergency stop"),
	LOOP("tamper contact", "open the cover of the cabinet", "close every cover"),
	LOOP("mains", "switch the mains off before the battery", "switch the mains on again"),
	BUTTON("contact: entry door wide open", "open the entry door as far as it goes",
	       "let the entry door close"),
	BUTTON("contact: exit door wide open", "open the exit door as far as it goes",
	       "let the exit door close"),
	BEAM("outer beam across the entry", "the outer beam across the entry"),
	BEAM("inner beam across the entry", "the inner beam across the entry"),
	BEAM("inner beam across the exit", "the inner beam across the exit"),
	BEAM("outer beam across the exit", "the outer beam across the exit"),
	BUTTON("mat: somebody", "step on the mat", "step off the mat"),
	BUTTON("mat: more than one person", "step on the mat, two of you",
	       "step off the mat, both of you"),
	BEAM("low row of beams", "the low row of beams, at the shin"),
	BEAM("high row of beams", "the high row of beams, at the chest"),
	BUTTON("button inside: let me out", "press the button inside", "let the button inside go"),
	BUTTON("edge strip of the entry door", "press the edge strip of the entry door",
	       "let the edge strip of the entry door go"),
	BUTTON("edge strip of the exit door", "press the edge strip of the exit door",
	       "let the edge strip of the exit door go"),
	BUTTON("people counter: in", "walk in past the people counter",
	       "stand still, away from the people counter"),
	BUTTON("people counter: out", "walk out past the people counter",
	       "stand still, away from the people counter"),
	BUTTON("key switch: out of service", "turn the key switch", "turn the key switch back"),
	{"watchdog line, read back", "watch: the watchdog line is driven",
	 "watch: the watchdog line is let go", false, true},
};

#define LAMP(title)                                                                  \
	{                                                                            \
		title, "is driven: does it shine?", "is off: is it dark?", GPIO_LAMP \
	}

/* By bit of enum gate_output. */
static const struct gpio_output_words outputs[GATE_OUTPUT_LINES] = {
	{"lock of the entry door", "is locked: pull at the entry door. Does it hold?",
	 "is free: does the entry door open?", GPIO_LOCK},
	{"lock of the exit door", "is locked: pull at the exit door. Does it hold?",
	 "is free: does the exit door open?", GPIO_LOCK},
	LAMP("green lamp at the entry"),
	LAMP("red lamp at the entry"),
	LAMP("green lamp at the exit"),
	LAMP("red lamp at the exit"),
	LAMP("light for the camera"),
	{"call of the officer", "is driven: do lamp and bell call at the desk?",
	 "is off: is the desk quiet?", GPIO_LAMP},
	{"buzzer in the lane", "is driven: does it sound?", "is off: is it silent?", GPIO_LAMP},
	{"watchdog relay", "pulses", "is still: does every door open?", GPIO_WATCHDOG},
	{"drive of the entry door",
	 "has opened the entry door. Did it move as it should, and is the doorway clear?", "",
	 GPIO_DRIVE},
	{"drive of the exit door",
	 "has opened the exit door. Did it move as it should, and is the doorway clear?", "",
	 GPIO_DRIVE},
	LAMP("blue lamp: waiting for a traveller"),
	LAMP("arrow: lane in service"),
	LAMP("arrow: lane in service, turned round"),
	LAMP("cross: lane out of service"),
	{"pulse to peers: one person has passed", "is driven: does the peer see it?",
	 "is off: does the peer see that?", GPIO_LAMP},
};

const struct gpio_wire_words *gpio_wire_words(unsigned bit)
{
	return &wires[bit < GATE_WIRE_COUNT ? bit : 0];
}

const struct gpio_output_words *gpio_output_words(unsigned bit)
{
	return &outputs[bit < GATE_OUTPUT_LINES ? bit : 0];
}

bool gpio_output_find(const char *word, unsigned *bit)
{
	for (unsigned i = 0; i < GATE_OUTPUT_LINES; i++) {
		if (strcmp(word, gate_output_word(i)) == 0) {
			*bit = i;
			return true;
		}
	}
	return false;
}

uint32_t gpio_beams(const struct gate_fitting *f)
{
	uint32_t fitted = 0;
	for (unsigned i = 0; i < f->curtain_beams && i < GATE_CURTAIN_MAX; i++) {
		fitted |= f->curtain[i].name[0] != '\0' ? UINT32_C(1) << i : 0;
	}
	return fitted;
}
