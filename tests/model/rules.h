/*
 * rules: what must hold after every step of the gate machine, each with its name.
 * Knows promises. Never knows how the machine keeps them. Shared by the model check and the fuzzer.
 */
#ifndef EG_TESTS_MODEL_RULES_H
#define EG_TESTS_MODEL_RULES_H

#include "gate/gate.h"

/* Rules about one step. */
#define STEP_RULES(X)                                                                              \
	X(never_two_doors_free, "a door is free only while the other is locked and proved closed") \
	X(exit_needs_decision_record_and_one_person,                                               \
	  "the exit is free only in EXIT_OPEN, with document and face or an officer, with an "     \
	  "acknowledged record, not for several, the entry closed")                                \
	X(entry_free_only_where_it_belongs,                                                        \
	  "the entry is free only in ENTRY_OPEN (document or officer) and BACK_OPEN")              \
	X(no_door_is_driven_against_a_body, "no lock is driven with a body in the open swing")     \
	X(danger_frees_both_doors, "fire, emergency stop, power failure: both free in that step")  \
	X(evacuation_ends_by_reset_only,                                                           \
	  "an evacuation ends by an officer's reset, danger over, chamber empty")                  \
	X(tamper_is_an_alarm, "an open tamper contact is an alarm in that step")                   \
	X(a_forced_door_is_an_alarm, "a door open in a state that relies on it is an alarm")       \
	X(init_waits_for_proof,                                                                    \
	  "after power-up the lane waits for closed doors and nobody inside")                      \
	X(an_intruder_is_an_alarm, "nobody is in the chamber of a lane that waits outside")        \
	X(several_are_never_alone, "several people never reach face, record or exit")              \
	X(who_vanishes_is_not_compared, "face and record only with exactly one person present")    \
	X(wrong_way_is_an_alarm, "coming in by the exit, or standing there early, is an alarm")    \
	X(doors_close_behind_people,                                                               \
	  "levels close a door only behind people: swing clear, one inside or nobody left")        \
	X(a_stale_event_changes_nothing, "an event of another epoch is worth its levels only")     \
	X(levels_settle_at_once, "the same levels again change nothing")                           \
	X(old_levels_do_not_matter, "a step looks at the levels of its event only")                \
	X(idle_remembers_nobody, "no epoch, evidence or reason outlives the traveller")            \
	X(busy_states_have_a_traveller, "who is served or referred has an epoch")                  \
	X(epochs_begin_and_end_once, "BEGIN from idle and ready with a new epoch; END at the end") \
	X(timers_follow_states, "each change of state arms or disarms its timer, nothing else")    \
	X(a_timer_leads_on, "a timer leaves the state or calls the officer again")                 \
	X(evidence_only_by_its_own_event, "each evidence is set by its own event")                 \
	X(decisions_count_once, "face, officer, record do not outlive the crossing they decide")   \
	X(one_record_for_one_crossing,                                                             \
	  "RECORD once on entering RECORDING, for one decided person")                             \
	X(exit_opens_by_acknowledgement_only, "the exit opens by the journal's answer only")       \
	X(referrals_and_alarms_are_recorded,                                                       \
	  "each referral and alarm is recorded with its reason")                                   \
	X(no_session_ends_unrecorded, "who does not cross has a referral on record")               \
	X(a_lost_worker_never_passes, "a lost process refers the traveller, wherever they are")    \
	X(a_lost_worker_traps_nobody, "once the exit is open a lost process changes nothing")      \
	X(a_held_reason_is_kept, "a reason found while the entry closes refers")                   \
	X(the_referred_need_an_officer, "only an officer's order resumes a referred traveller")    \
	X(alarms_end_by_an_officer_only, "an alarm ends by an officer's order")                    \
	X(the_way_back_is_always_there, "ORDER_BACK frees the entry for whoever is inside")        \
	X(capture_needs_a_document, "CAPTURE on entering FACE only, with an accepted document")    \
	X(a_closed_lane_stays_closed, "out of service ends by an officer's order or an alarm")     \
	X(lamps_tell_the_truth, "green only at a free door, calls and buzzer where they belong")

/* Name of the first rule that a step breaks; NULL if none. after is gate_step(before, ev). */
const char *rules_step(const struct gate *before, const struct gate_event *ev,
		       const struct gate_step *after);
/* The interlock alone: outputs of any conceivable gate, reachable or not. */
const char *rules_outputs(const struct gate *g);

/* For the page: rules by number; NULL at the end. */
const char *rules_name(unsigned n);
const char *rules_promise(unsigned n);

#endif
