/*
 * gate: the machine of a gate, the shipped C files themselves, in a plant that does what it likes.
 * Knows doors that lie and doors that are forced, people, danger, sensors, an officer. Never knows
 * how the machine works: it steps (spin_step of lane.c) and sees locks and the call.
 *
 * The plant moves one thing, then the machine steps once by an event, with levels as they are then.
 * CHAMBER: 1 mantrap, 0 one door; given by who runs spin.
 */
c_decl {
	\#include "lane.h"
}
c_track "&spin_kept" "sizeof(spin_kept)" "Matched"

/* The plant as it is. */
byte people;          /* in the chamber; where there is none, before the door */
bool entry_open;
bool exit_open;
bool entry_lies;      /* the contact says the contrary */
bool exit_lies;
bool fire;
bool passed;          /* one went out since the exit was released */
bool forced;          /* once is enough: the machine forgets nothing else */

/* What the machine does, after its last step. */
bool entry_lock = true;
bool exit_lock = true;
bool call;
bool evacuates;
bool serves;          /* a traveller is served: neither idle nor stopped nor referred */

/* What was said at the last step; nothing of it lasts. */
bool rang = true;     /* a timer ran out, or there was none to wait for */
bool officer;         /* an order was given */
bool blind;           /* sensors said that they cannot be believed */
bool excused = true;  /* doors may stand open both: forced, lied about, freed, never proved */

#define FREE_WAY (!entry_lock || !exit_lock)
#define OCCUPIED (CHAMBER && people > 0)

/* Nothing is lost in danger; nobody stays inside uncalled; calls in vain end with a free door. */
ltl fire_leads_to_free_doors { [] (fire -> <> (evacuates && !entry_lock && !exit_lock)) }
ltl who_is_inside_gets_out_or_is_called {
	([] <> rang) -> [] (OCCUPIED -> <> (FREE_WAY || call || people == 0)) }
ltl calls_in_vain_free_a_door {
	(([] <> rang) && (<> [] (OCCUPIED && !officer && !blind))) ->
	([] <> FREE_WAY) }
ltl who_is_served_is_done_or_called {
	([] <> rang) -> [] (serves -> <> (!serves || call)) }
/* These are false: what the claims above speak of does happen. */
ltl false_never_fire { [] !fire }
ltl false_never_inside_and_locked { [] !(OCCUPIED && !FREE_WAY && !call) }
ltl false_never_held { ([] <> rang) -> ! <> [] (OCCUPIED && !officer && !exit_open && !exit_lies && !blind) }
ltl false_never_served { [] !serves }

inline plant()
{
	if
	:: skip
	:: CHAMBER && !entry_open && !entry_lock -> entry_open = true
	:: CHAMBER && !entry_open && !forced -> entry_open = true; forced = true
	:: entry_open -> entry_open = false
	:: !exit_open && !exit_lock -> exit_open = true
	:: !exit_open && !forced -> exit_open = true; forced = true
	:: exit_open -> exit_open = false
	:: (entry_open || !CHAMBER) && people < 2 -> people++
	:: (entry_open || !CHAMBER) && people > 0 -> people--
	:: exit_open && people < 2 -> people++
	:: exit_open && people > 0 -> people--; passed = true
	:: CHAMBER -> entry_lies = !entry_lies
	:: exit_lies = !exit_lies
	:: fire = !fire
	fi
}

/* Levels that last no longer than a step: bodies in swings, the button, troubles, readiness. */
byte body;
byte trouble;
bool button;
bool ready;
byte event;

inline sense()
{
	select(trouble : 0 .. 4);
	if
	:: trouble > 0 -> body = 0; button = false; ready = true
	:: else ->
		if
		:: body = 0
		:: entry_open -> body = 1
		:: exit_open -> body = 2
		fi;
		if
		:: button = false
		:: OCCUPIED -> button = true
		fi;
		ready = true
	fi;
	/* Troubles end what they end, whatever comes with them. */
	if
	:: trouble > 0 -> event = 0
	:: else -> select(event : 0 .. SPIN_EVENTS - 1)
	fi
}

inline machine()
{
	c_code {
		struct spin_levels levels = {
			.people = now.people,
			.entry_closed = now.entry_open == now.entry_lies,
			.exit_closed = now.exit_open == now.exit_lies,
			.entry_body = now.body == 1,
			.exit_body = now.body == 2,
			.fire = now.fire,
			.button = now.button,
			.ready = now.ready,
			.passed = now.passed,
			.trouble = now.trouble,
		};
		struct spin_seen seen = spin_step(CHAMBER, now.event, &levels);
		now.entry_lock = seen.entry_lock;
		now.exit_lock = seen.exit_lock;
		now.call = seen.call;
		now.evacuates = seen.evacuates;
		now.serves = seen.serves;
		now.rang = seen.rang;
		now.officer = seen.officer;
		now.blind = levels.trouble == SPIN_BLIND;
		now.passed = now.passed && !seen.exit_lock;
		now.excused = now.evacuates || now.forced || now.entry_lies || now.exit_lies ||
			      (now.excused && now.entry_open && now.exit_open);
	};
	/* Locks: never two doors free; never driven against a body; all free in danger. */
	assert(!CHAMBER || entry_lock || exit_lock || evacuates || body > 0);
	assert(!(body == 1 && entry_open && !entry_lies && entry_lock));
	assert(!(body == 2 && exit_open && !exit_lies && exit_lock));
	assert(!fire || (evacuates && !entry_lock && !exit_lock));
	/* Doors: unless one was forced, lied about or freed, they do not stand open both. */
	assert(!CHAMBER || !(entry_open && exit_open) || excused);
	/* Nothing is kept of what does not last. */
	body = 0; trouble = 0; button = false; ready = false; event = 0
}

init {
	do
	:: atomic { plant() };
	   atomic { sense(); machine() }
	od
}
