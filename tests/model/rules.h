/*
 * rules: what must hold after every step of the gate machine, each with its name.
 * Knows promises. Never knows how the machine keeps them, and shares no code with it. Shared by the
 * model check and the fuzzer.
 *
 * "Chamber" in a promise: only where the plan has an entry door and a chamber (mantrap); where it
 * has none, the rule asks nothing, or what it says there. "Doors": not at a desk, which has none,
 * and of which other rules say more.
 */
#ifndef EG_TESTS_MODEL_RULES_H
#define EG_TESTS_MODEL_RULES_H

#include "gate/gate.h"

/* Rules about a gate and what it drives, however it came there. */
#define STATE_RULES(X)                                                                             \
	X(only_states_of_its_plan,                                                                 \
	  "no chamber: no state of an entry, of a way back, of being referred inside; chamber: "   \
	  "nobody walks to a door; desk: no door, no alarm, no evacuation, nobody outside")        \
	X(never_two_doors_free,                                                                    \
	  "chamber: a door is free only while the other is locked and proved closed")              \
	X(exit_needs_decision_record_and_one_person,                                               \
	  "the exit is free only in EXIT_OPEN, or opened again as it could not close, with "       \
	  "document and face or an officer, with an acknowledged record, not for several, the "    \
	  "entry closed")                                                                          \
	X(entry_free_only_where_it_belongs,                                                        \
	  "chamber: the entry is free only in ENTRY_OPEN (document or officer), BACK_OPEN, and "   \
	  "opened again as it could not close; while the exit is proved closed")                   \
	X(no_door_is_driven_against_a_body,                                                        \
	  "with a body in an open swing the lock is off and the drive opens (not in an emergency " \
	  "stop)")                                                                                 \
	X(drives_never_work_against_locks,                                                         \
	  "a door is never opened by its drive with its lock driven, nor in an emergency stop, "   \
	  "nor where there is no door")                                                            \
	X(danger_frees_all_doors,                                                                  \
	  "fire, emergency stop, power failure: EVACUATE in that step; there and in CLEARING all " \
	  "doors are free and driven open")                                                        \
	X(unbelievable_sensors_stop_the_lane,                                                      \
	  "sensors that cannot be believed: an alarm, or INIT goes on waiting, or who is let out " \
	  "after an alarm goes on")                                                                \
	X(tamper_is_an_alarm, "an open tamper contact is an alarm in that step")                   \
	X(a_forced_door_is_an_alarm, "a door open in a state that relies on it is an alarm")       \
	X(an_intruder_is_an_alarm,                                                                 \
	  "chamber: nobody is in the chamber of a lane that waits outside")                        \
	X(several_are_never_alone, "several people never reach face, record or exit")              \
	X(who_vanishes_is_not_compared, "face and record only with exactly one person present")    \
	X(a_breach_ends_what_it_breaches, "intrusion, wrong way, tailgating, objects, crawling, "  \
					  "and a breach without a reason: an "                     \
					  "alarm; other breaches: nobody is served on")            \
	X(release_frees_the_way_out,                                                               \
	  "chamber: who asks to be let out, the exit closed, has a free door in that step")        \
	X(idle_remembers_nobody, "no epoch, evidence or reason outlives the traveller")            \
	X(busy_states_have_a_traveller, "who is served or referred has an epoch")                  \
	X(busy_states_have_a_timer, "each state has a timer, but IDLE, CLOSED and EVACUATE")       \
	X(tries_stay_in_their_bounds,                                                              \
	  "attempts and calls are counted where they are made, below what the plan says")          \
	X(decisions_count_once,                                                                    \
	  "face, officer, record do not outlive the crossing they decide; desk: face and finger "  \
	  "are shown until the next comparison")                                                   \
	X(a_lane_that_closes_begins_nothing, "ordered out of service it never waits in IDLE")      \
	X(lamps_tell_the_truth, "doors: green only at a free door, red where not green but at an " \
				"entry that waits; light for "                                     \
				"the camera in FACE only")                                         \
	X(calls_tell_the_truth, "doors: the officer is called for who is referred, in alarms and " \
				"evacuations, when somebody "                                      \
				"was let out unasked, and when INIT cannot prove")                 \
	X(the_buzzer_tells_the_truth,                                                              \
	  "the buzzer sounds in alarms and evacuations, for who was let out unasked, and while a " \
	  "door opens again as it could not close; nowhere else")                                  \
	X(signs_tell_the_truth, "doors: exactly one of arrow, arrow back and cross: the cross "    \
				"where no traveller may begin "                                    \
				"next; blue in IDLE and ready only; PASSED behind who left")

/* Rules about one step. */
#define STEP_RULES(X)                                                                              \
	X(the_plan_never_changes, "no step changes the plan")                                      \
	X(evacuation_ends_by_reset_only,                                                           \
	  "an evacuation ends by an officer's reset into the warning, danger over, chamber empty " \
	  "(no chamber: swing of the door clear)")                                                 \
	X(nothing_evacuates_without_need,                                                          \
	  "all doors are freed for danger, by FREE, for who is there in the warning, or after "    \
	  "calls in vain for who is inside while the exit is not proved closed; else never")       \
	X(a_withdrawn_exit_stays_locked,                                                           \
	  "an exit that closes by order, on more than one, or as its traveller went away, opens "  \
	  "for a body in it only")                                                                 \
	X(who_vanishes_has_not_left,                                                               \
	  "chamber: who was let go and is not seen any more while the exit is shut is referred")   \
	X(a_warning_goes_before_the_locks,                                                         \
	  "CLEARING ends by its timer only, or is an evacuation again: danger, FREE, somebody "    \
	  "there")                                                                                 \
	X(init_waits_for_proof,                                                                    \
	  "after power-up the lane waits for closed doors, nobody inside, sensors that can be "    \
	  "believed, no breach")                                                                   \
	X(wrong_way_is_an_alarm,                                                                   \
	  "chamber: coming in by the exit, or standing there early, is an alarm")                  \
	X(doors_close_behind_people,                                                               \
	  "levels close a door only behind people: swing clear, one inside or nobody left; no "    \
	  "chamber: one passed")                                                                   \
	X(who_walks_is_awaited,                                                                    \
	  "no chamber: face or record begin for exactly one person at the closed door, swing "     \
	  "clear; others wait")                                                                    \
	X(a_breach_is_recorded_with_its_reason,                                                    \
	  "where nothing else is wrong a breach refers or alarms with its own reason")             \
	X(two_who_left_as_one_are_an_alarm,                                                        \
	  "who went out close together, or a child beside an adult, and nobody was referred for "  \
	  "it: the lane does not go on")                                                           \
	X(a_worse_danger_is_recorded,                                                              \
	  "an evacuation takes over and records a worse danger: fire, emergency stop, power "      \
	  "failure, officer")                                                                      \
	X(a_stop_has_its_reason, "danger, tamper, sensors are recorded as what they are")          \
	X(epochs_begin_and_end_once, "BEGIN from idle and ready with a new epoch; END at the end") \
	X(evidence_only_by_its_own_event, "each evidence is set by its own event")                 \
	X(one_record_for_one_crossing,                                                             \
	  "RECORD once on entering RECORDING, for one decided person, doors closed")               \
	X(exit_opens_by_acknowledgement_only, "the exit opens by the journal's answer only")       \
	X(referrals_and_alarms_are_recorded,                                                       \
	  "doors: each referral and alarm is recorded with its reason")                            \
	X(no_session_ends_unrecorded, "who does not cross has a referral on record")               \
	X(a_lost_worker_traps_nobody, "once the exit is open a lost process changes nothing")      \
	X(a_held_reason_is_kept, "a reason found while the entry closes refers")                   \
	X(the_referred_need_an_officer, "only an officer's order resumes a referred traveller")    \
	X(alarms_end_by_an_officer_only,                                                           \
	  "an alarm ends by an officer's order; who is let out of it comes back to one")           \
	X(nobody_goes_back_unasked,                                                                \
	  "chamber: the way back opens by order, button, calls in vain, or for a harmless reason " \
	  "where the plan rejects back")                                                           \
	X(a_closed_lane_stays_closed,                                                              \
	  "out of service ends by OPEN; an alarm, a turn or an evacuation leads back to it")       \
	X(capture_needs_a_document,                                                                \
	  "CAPTURE on coming to FACE only, with an accepted document; desk: with or without")      \
	X(a_finger_is_asked_for_after_the_face, "FINGER on entering it from FACE only, when "      \
						"wanted")

/* Rules about what an event has to do, or must not do, beyond what its levels do. */
#define DUTY_RULES(X)                                                                              \
	X(a_stale_event_changes_nothing, "an event of another epoch is worth its levels only")     \
	X(what_levels_end_is_over,                                                                 \
	  "an event whose state the levels have left is worth its levels only, but a lost worker " \
	  "and a refused document")                                                                \
	X(timers_follow_states, "a timer is armed or disarmed when a state is entered or a timer " \
				"ran out, not otherwise; desk: not for a call")                    \
	X(a_timer_leads_on,                                                                        \
	  "a timer leaves the state, or counts one more attempt or call; the last call counts no " \
	  "further where nobody is held; desk: nobody is called")                                  \
	X(a_lost_worker_never_passes, "a lost process refers the traveller, wherever they are")    \
	X(a_lost_worker_is_not_asked_again, "no retry with nobody to serve it")                    \
	X(the_way_back_is_always_there,                                                            \
	  "chamber: ORDER_BACK frees the entry for whoever is inside; no chamber: it ends the "    \
	  "session or refers, but at a desk that awaits its record")                               \
	X(a_refused_order_changes_nothing,                                                         \
	  "PASS for several, RESET in danger or on somebody, BACK with the exit open, RETRY "      \
	  "without a document (doors), BACK and HOLD at a desk that awaits its record are worth "  \
	  "their levels only")                                                                     \
	X(a_hold_opens_nothing, "HOLD frees no door, and nobody is served on after it, but at a "  \
				"desk that awaits its record")                                     \
	X(an_order_frees_all_doors, "doors: FREE is an evacuation from every state")               \
	X(a_lane_turns_only_while_nobody_is_served,                                                \
	  "the direction changes by TURN, in IDLE and CLOSED, where the plan allows it, and is "   \
	  "proved anew")                                                                           \
	X(an_order_to_close_is_kept, "CLOSE holds until the lane is CLOSED or OPEN is ordered")

/* Rules of a desk alone. */
#define DESK_RULES(X)                                                                              \
	X(a_desk_drives_nothing, "no output, ever")                                                \
	X(no_level_moves_a_desk, "LEVELS change nothing but INIT, which waits to be ready")        \
	X(a_desk_admits_by_an_officer_only,                                                        \
	  "RECORD from REFERRED_INSIDE only, by PASS, with the officer as evidence")               \
	X(a_desk_records_a_traveller_once,                                                         \
	  "END comes with RECORDED, or by BACK with one RECORD_REFERRAL whose reason is the "      \
	  "officer; neither comes without END")                                                    \
	X(whoever_is_read_comes_to_the_officer,                                                    \
	  "READING leads to REFERRED_INSIDE, with what was found as its reason, or ends by BACK")  \
	X(a_desk_waits_for_its_officer,                                                            \
	  "REFERRED_INSIDE ends by PASS, RETRY and BACK only, and these are never refused")        \
	X(a_comparison_at_a_desk_decides_nothing,                                                  \
	  "FACE and FINGER lead to REFERRED_INSIDE, with what was found as its reason, or end by " \
	  "BACK; who was refused before is not refused again meanwhile")                           \
	X(a_record_at_a_desk_is_awaited,                                                           \
	  "RECORDING ends with RECORDED or leads to REFERRED_INSIDE, and not by an order")         \
	X(a_comparison_counts_alone, "what one comparison found is gone when the next begins")     \
	X(a_desk_tells_what_is_wrong, "late news take the place of INSPECTION alone; any other "   \
				      "reason stays until the officer goes on")                    \
	X(a_desk_is_not_hurried, "TIMER in REFERRED_INSIDE and INIT, RESET, FREE change nothing")

/* Rules that need a step more; of those above only what differs from the step by levels. */
#define TWICE_RULES(X)                                                              \
	X(levels_settle_at_once, "the same levels again change nothing")            \
	X(old_levels_do_not_matter, "a step looks at the levels of its event only") \
	X(levels_that_a_plan_lacks_do_not_matter, "what a plan has no use for changes nothing")

enum rules_depth {
	RULES_DUTY, /* it came to what the levels alone come to, which is judged: duties only */
	RULES_STEP,
	RULES_TWICE,
};

/*
 * Name of the first rule that a step breaks; NULL if none. after is gate_step(before, ev), levels
 * is gate_step(before, ev with kind LEVELS).
 */
const char *rules_step(const struct gate *before, const struct gate_event *ev,
		       const struct gate_step *after, const struct gate_step *levels,
		       enum rules_depth depth);
/*
 * The interlock alone: outputs of any conceivable gate, reachable or not. forgiven: enum
 * gate_interlock bits of lines that are not asked for.
 */
const char *rules_outputs(const struct gate *g, uint8_t forgiven);

/* What the plan has of these levels; what it lacks reads as if all were well. */
uint32_t rules_levels(const struct gate_plan *p, uint32_t in);
bool rules_chamber(const struct gate_plan *p);
bool rules_desk(const struct gate_plan *p);
bool rules_personal(enum gate_event_kind kind);
bool rules_state_of_plan(const struct gate_plan *p, uint8_t state);
bool rules_same_gate(struct gate x, struct gate y);
bool rules_same_step(struct gate_step x, struct gate_step y);

/* For the page: rules by number; NULL at the end. */
const char *rules_name(unsigned n);
const char *rules_promise(unsigned n);

#endif
