#!/usr/bin/env python3
"""mutants: faults put into the gate machine by hand; the model check has to find each.

Knows one exact replacement a mutant. A replacement that no longer matches exactly once is an
error, so that the list follows the code. Usage: mutants.py SOURCE_ROOT CC...
"""
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

LEVEL, MOVE, EVENT, OUT, ORDER = "gate_level.c", "gate_move.c", "gate.c", "gate_out.c", "gate_order.c"
READ = "gate_move.h"

# name, file, exact text, what it becomes; and where a line only guards against another fault:
# that fault as text and what it becomes, and the rule that has to be broken by the two together, in
# a mantrap
MUTANTS = [
    # danger, tamper, sensors, promises
    ("fire is not looked at", READ, "if (!any(in, GATE_IN_FIRE_OK))", "if (false)"),
    ("emergency stop is not looked at", READ, "if (!any(in, GATE_IN_ESTOP_OK))", "if (false)"),
    ("power failure is not looked at", READ, "any(in, GATE_IN_MAINS_OK) ?", "true ?"),
    ("danger in ALARM stays an alarm", LEVEL, "if (danger(in) != GATE_WHY_NONE) {",
     "if (danger(in) != GATE_WHY_NONE && s->gate.state != GATE_ALARM) {"),
    ("danger in CLEARING is missed", LEVEL, "if (danger(in) != GATE_WHY_NONE) {",
     "if (danger(in) != GATE_WHY_NONE && s->gate.state != GATE_CLEARING) {"),
    ("evacuation ends by itself", LEVEL, "\t\tworse_danger(s);\n\t\treturn;",
     "\t\tworse_danger(s);\n\t\tif (danger(in) == GATE_WHY_NONE) {gate_idle(s);}\n\t\treturn;"),
    ("doors lock on who came back during the warning", LEVEL,
     "s->gate.state == GATE_CLEARING && !clear(&s->gate)", "false"),
    ("a fire after a power failure is not recorded", LEVEL, "now < s->gate.why", "false"),
    ("a lesser danger takes over", LEVEL, "now < s->gate.why", "now != s->gate.why"),
    ("tamper is not looked at", LEVEL, "if (!any(g->inputs, GATE_IN_TAMPER_OK)) {", "if (false) {"),
    ("tamper waits for any way back", LEVEL, "(back && g->epoch == 0)", "back"),
    ("sensors are always believed", LEVEL, "!init && !any(g->inputs, GATE_IN_SENSORS_OK)", "false"),
    ("sensors are told as tamper", LEVEL, "return GATE_WHY_SENSOR;", "return GATE_WHY_TAMPER;"),
    ("init begins with sensors that lie", READ, "all(g->inputs, shut | GATE_IN_SENSORS_OK)",
     "all(g->inputs, shut)"),
    ("init begins in a breach", READ, "!any(g->inputs, GATE_IN_BREACH) &&\n\t       clear(g)",
     "clear(g)"),
    ("init begins on somebody", READ, "!any(g->inputs, GATE_IN_BREACH) &&\n\t       clear(g)",
     "!any(g->inputs, GATE_IN_BREACH)"),
    ("one door is clear by an empty place", READ,
     "gate_has_chamber(&g->plan) ? empty(g->inputs) : !any(g->inputs, GATE_IN_EXIT_BEAM)",
     "empty(g->inputs)"),
    ("a chamber is clear by its exit beam", READ,
     "gate_has_chamber(&g->plan) ? empty(g->inputs) : !any(g->inputs, GATE_IN_EXIT_BEAM)",
     "!any(g->inputs, GATE_IN_EXIT_BEAM)"),
    ("one door looks at an entry that is not there", READ,
     "(in | GATE_IN_ENTRY_CLOSED) & ~(uint32_t)(GATE_IN_ENTRY_BEAM | GATE_IN_RELEASE)",
     "in & ~(uint32_t)(GATE_IN_ENTRY_BEAM | GATE_IN_RELEASE)"),
    ("one door hears a button that is not there", READ,
     "~(uint32_t)(GATE_IN_ENTRY_BEAM | GATE_IN_RELEASE)", "~(uint32_t)(GATE_IN_ENTRY_BEAM)"),
    ("a mantrap looks who passed one door", READ, "return in & ~(uint32_t)GATE_IN_PASSED;",
     "return in;"),
    ("idle does not mind an open entry", LEVEL, "X(GATE_IDLE, ENTRY | EXIT, true)",
     "X(GATE_IDLE, EXIT, true)"),
    ("idle does not mind presence", LEVEL, "X(GATE_IDLE, ENTRY | EXIT, true)",
     "X(GATE_IDLE, ENTRY | EXIT, false)"),
    ("closed does not mind an open exit", LEVEL, "X(GATE_CLOSED, ENTRY | EXIT, true)",
     "X(GATE_CLOSED, ENTRY, true)"),
    ("reading does not mind presence", LEVEL, "X(GATE_READING, ENTRY | EXIT, true)",
     "X(GATE_READING, ENTRY | EXIT, false)"),
    ("walking does not mind an open door", LEVEL, "X(GATE_WALKING, ENTRY | EXIT, false)",
     "X(GATE_WALKING, ENTRY, false)"),
    ("referred outside does not mind presence", LEVEL, "X(GATE_REFERRED_OUTSIDE, ENTRY | EXIT, true)",
     "X(GATE_REFERRED_OUTSIDE, ENTRY | EXIT, false)"),
    ("face does not mind an open exit", LEVEL, "X(GATE_FACE, ENTRY | EXIT, false)",
     "X(GATE_FACE, ENTRY, false)"),
    ("finger does not mind an open entry", LEVEL, "X(GATE_FINGER, ENTRY | EXIT, false)",
     "X(GATE_FINGER, EXIT, false)"),
    ("several are not seen at the finger", LEVEL, "case GATE_FACE:\n\tcase GATE_FINGER:\n\tcase GATE_RECORDING:\n\t\tlevels",
     "case GATE_FINGER:\n\t\tbreak;\n\tcase GATE_FACE:\n\tcase GATE_RECORDING:\n\t\tlevels"),
    ("a breach at the finger goes unseen", LEVEL, "case GATE_FACE:\n\tcase GATE_FINGER:\n\tcase GATE_RECORDING:\n\t\tgate_refer",
     "case GATE_FINGER:\n\t\tbreak;\n\tcase GATE_FACE:\n\tcase GATE_RECORDING:\n\t\tgate_refer"),
    ("recording does not mind an open exit", LEVEL, "X(GATE_RECORDING, ENTRY | EXIT, false)",
     "X(GATE_RECORDING, ENTRY, false)"),
    ("exit open does not mind the entry", LEVEL, "X(GATE_EXIT_OPEN, ENTRY, false)",
     "X(GATE_EXIT_OPEN, NONE, false)"),
    ("exit closing does not mind the entry", LEVEL, "X(GATE_EXIT_CLOSING, ENTRY, false)",
     "X(GATE_EXIT_CLOSING, NONE, false)"),
    ("entry open does not mind the exit", LEVEL, "X(GATE_ENTRY_OPEN, EXIT, false)",
     "X(GATE_ENTRY_OPEN, NONE, false)"),
    ("the way back does not mind the exit", LEVEL, "X(GATE_BACK_OPEN, EXIT, false)",
     "X(GATE_BACK_OPEN, NONE, false)"),
    # breaches and the button
    ("no breach stops a lane", LEVEL,
     "return !init && gate_breach_alarms(breach) ? breach : GATE_WHY_NONE;", "return GATE_WHY_NONE;"),
    ("no breach refers", LEVEL, "if (s->gate.breach != GATE_WHY_NONE) {", "if (false) {"),
    ("a breach while walking goes unseen", LEVEL, "case GATE_READING:\n\tcase GATE_WALKING:\n\t\tgate_refer_outside",
     "case GATE_WALKING:\n\t\tbreak;\n\tcase GATE_READING:\n\t\tgate_refer_outside"),
    ("a breach at the open exit goes unseen", LEVEL,
     "case GATE_EXIT_OPEN:\n\t\tgate_close_exit(s, why);", "case GATE_EXIT_OPEN:"),
    ("a breach closes the exit without its reason", LEVEL,
     "gate_close_exit(s, why);\n\t\tbreak;\n\tcase GATE_EXIT_CLOSING",
     "gate_close_exit(s, GATE_WHY_NONE);\n\t\tbreak;\n\tcase GATE_EXIT_CLOSING"),
    ("a breach of an idle lane goes unseen", LEVEL, "case GATE_CLOSED:\n\t\tgate_alarm(s, why);",
     "case GATE_CLOSED:"),
    ("a breach without a reason is none", EVENT,
     "return known ? ev->breach : (uint8_t)GATE_WHY_INTRUSION;", "return known ? ev->breach : 0;"),
    ("the last breach is remembered", EVENT, "s.gate.breach = breach_of(&ev);",
     "s.gate.breach = any(ev.inputs, GATE_IN_BREACH) ? breach_of(&ev) : g.breach;"),
    ("the button is not wired", LEVEL, "return any(g->inputs, GATE_IN_RELEASE) &&", "return false &&"),
    ("the button opens against an open exit", LEVEL,
     "!free && any(g->inputs, GATE_IN_EXIT_CLOSED)", "!free"),
    ("the button does not help in an alarm", LEVEL, "bool free = g->state == GATE_ENTRY_OPEN ||",
     "bool free = g->state == GATE_ALARM || g->state == GATE_ENTRY_OPEN ||"),
    ("the entry closes while the button is pressed", LEVEL,
     "bool free = g->state == GATE_ENTRY_OPEN ||",
     "bool free = g->state == GATE_BACK_CLOSING || g->state == GATE_ENTRY_OPEN ||"),
    ("who asked to be let out is not looked for", LEVEL,
     "why == GATE_WHY_RELEASE || why == GATE_WHY_CALLS) {", "why == GATE_WHY_CALLS) {"),
    ("who was let out by calls is not looked for", LEVEL,
     "why == GATE_WHY_RELEASE || why == GATE_WHY_CALLS) {", "why == GATE_WHY_RELEASE) {"),
    ("the way back closes by sensors that lie", LEVEL, "any(in, GATE_IN_SENSORS_OK) &&", ""),
    # who is where
    ("several count as alone", READ, "any(in, GATE_IN_PRESENT) && !any(in, GATE_IN_SEVERAL)",
     "any(in, GATE_IN_PRESENT)"),
    ("several without present is empty", READ, "!any(in, GATE_IN_PRESENT | GATE_IN_SEVERAL)",
     "!any(in, GATE_IN_PRESENT)"),
    ("several forgiven while the entry closes", LEVEL,
     "if (any(in, GATE_IN_SEVERAL)) {\n\t\tgate_close_entry",
     "if (open && any(in, GATE_IN_SEVERAL)) {\n\t\tgate_close_entry"),
    ("several not seen in the chamber", LEVEL, "if (any(s->gate.inputs, GATE_IN_SEVERAL)) {",
     "if (false) {"),
    ("who vanishes is compared on", LEVEL, "} else if (empty(s->gate.inputs)) {\n\t\tgate_refer",
     "} else if (false) {\n\t\tgate_refer"),
    ("several not seen at the exit", LEVEL,
     "any(in, GATE_IN_SEVERAL) || (!open && !held && !empty(in))",
     "(!open && !held && !empty(in))"),
    ("coming in by the exit is not seen", LEVEL, "|| (!open && !held && !empty(in))", ""),
    ("exit beam of an empty chamber is not seen", LEVEL,
     "open && empty(in) && any(in, GATE_IN_EXIT_BEAM)", "false"),
    ("exit beam while reading is not seen", LEVEL, "if (chamber && any(s->gate.inputs, GATE_IN_EXIT_BEAM))",
     "if (false)"),
    ("the exit closes on a body", LEVEL, "empty(in) && !any(in, closed | beam)",
     "empty(in) && !any(in, closed)"),
    ("leaving by a closed door", LEVEL, "empty(in) && !any(in, closed | beam)",
     "empty(in) && !any(in, beam)"),
    ("the entry closes on a body", LEVEL, "open && alone(in) && !any(in, GATE_IN_ENTRY_BEAM)",
     "open && alone(in)"),
    ("idle before the exit is closed", LEVEL, "!open && any(in, GATE_IN_EXIT_CLOSED)", "!open"),
    ("face before the entry is closed", LEVEL,
     "s->gate.state == GATE_ENTRY_CLOSING && any(in, GATE_IN_ENTRY_CLOSED)",
     "s->gate.state == GATE_ENTRY_CLOSING"),
    ("a held reason is forgotten", LEVEL,
     "if (why != GATE_WHY_NONE) {\n\t\tgate_refer_inside(s, why);\n\t} else if (any",
     "if (any"),
    ("who left half-way is not recorded", LEVEL, "gate_note(s, GATE_WHY_LEFT);", ""),
    ("init does not wait for proof", LEVEL,
     "proved(&s->gate) && (any(s->gate.inputs, GATE_IN_READY) || s->gate.closing)", "true"),
    ("a lane that closes waits to be ready", LEVEL, "|| s->gate.closing)", ")"),
    ("levels move one state only", LEVEL, "#define MOVES_MAX 6", "#define MOVES_MAX 1"),
    ("several walk to the door", LEVEL,
     "if (!alone(s->gate.inputs) || any(s->gate.inputs, GATE_IN_EXIT_BEAM)) {",
     "if (empty(s->gate.inputs) || any(s->gate.inputs, GATE_IN_EXIT_BEAM)) {"),
    ("nobody walks to the door", LEVEL,
     "if (!alone(s->gate.inputs) || any(s->gate.inputs, GATE_IN_EXIT_BEAM)) {",
     "if (any(s->gate.inputs, GATE_IN_EXIT_BEAM)) {"),
    ("an officer's decision is compared again", LEVEL,
     "return;\n\t}\n\tif (any(s->gate.evidence, GATE_HAS_OFFICER)) {\n\t\tgate_record(s);",
     "return;\n\t}\n\tif (any(s->gate.evidence, GATE_HAS_OFFICER)) {\n\t\tgate_capture(s);"),
    ("one door closes on who passes", LEVEL,
     "any(in, GATE_IN_PASSED) && !any(in, GATE_IN_EXIT_BEAM);", "any(in, GATE_IN_PASSED);"),
    ("one door closes before anybody passed", LEVEL,
     "bool passed = any(in, GATE_IN_PASSED) && !any(in, GATE_IN_EXIT_BEAM);",
     "bool passed = !any(in, GATE_IN_EXIT_BEAM);"),
    ("one door stays open for several", LEVEL,
     "s->gate.state == GATE_EXIT_OPEN && any(in, GATE_IN_SEVERAL)", "false"),
    ("one door is idle before it is closed", LEVEL,
     "if (s->gate.state != GATE_EXIT_CLOSING || !any(in, GATE_IN_EXIT_CLOSED)) {",
     "if (s->gate.state != GATE_EXIT_CLOSING) {"),
    ("two go out as one, and nobody is told", LEVEL, "\t\tgate_alarm(s, why);\n\t} else {\n\t\tgate_idle(s);",
     "\t\tgate_idle(s);\n\t} else {\n\t\tgate_idle(s);"),
    # moves
    ("idle remembers the traveller", MOVE, "\tforget(s);\n\tgate_go(s, s->gate.closing",
     "\tgate_go(s, s->gate.closing"),
    ("an order to close is forgotten", MOVE, "s->gate.closing ? GATE_CLOSED : GATE_IDLE", "GATE_IDLE"),
    ("an order to close is never fulfilled", MOVE, "\ts->gate.closing = false;\n", ""),
    ("an alarm of a closed lane opens it", MOVE,
     "s->gate.closing = s->gate.closing || s->gate.state == GATE_CLOSED;", ""),
    ("alarm keeps the traveller", MOVE, "\tforget(s);\n\tgate_go(s, GATE_ALARM", "\tgate_go(s, GATE_ALARM"),
    ("evacuation keeps the traveller", MOVE, "\tforget(s);\n\tgate_go(s, GATE_EVACUATE",
     "\tgate_go(s, GATE_EVACUATE"),
    ("who is let out is remembered", MOVE, "\tforget(s);\n\tgate_go(s, GATE_BACK_OPEN",
     "\tgate_go(s, GATE_BACK_OPEN"),
    ("decisions outlive a referral", MOVE,
     "s->gate.evidence &= GATE_HAS_DOCUMENT;\n\tgate_go", "gate_go"),
    ("no timer with a new state", MOVE, "s->todo |= GATE_DO_TIMER;", ""),
    ("tries are carried on", MOVE, "\ts->gate.tries = 0;\n", ""),
    ("the record is never asked for", MOVE, "s->todo |= GATE_DO_RECORD;", ""),
    ("a record asked for by a state left at once", MOVE,
     "s->todo &= ~(uint32_t)(GATE_DO_RECORD | GATE_DO_CAPTURE | GATE_DO_FINGER);", ""),
    ("a referral outside is not recorded", MOVE, "\tgate_note(s, why);\n\ts->gate.evidence = 0;",
     "\ts->gate.evidence = 0;"),
    ("END is forgotten", MOVE, "s->gate.epoch != 0 ? GATE_DO_END : 0", "0"),
    ("everybody goes back unasked", MOVE, "return g->plan.reject_back && harmless", "return harmless"),
    ("whoever is refused goes back unasked", MOVE, "return g->plan.reject_back && harmless",
     "return g->plan.reject_back"),
    ("who did not go back is sent back for ever", MOVE, "&& g->state != GATE_BACK_CLOSING", ""),
    ("who is inside without a chamber waits there", MOVE,
     "gate_go(s, gate_has_chamber(&s->gate.plan) ? GATE_REFERRED_INSIDE : GATE_REFERRED_OUTSIDE,",
     "gate_go(s, GATE_REFERRED_INSIDE,"),
    ("the first reason is not the last", MOVE, "} else if (s->gate.why == GATE_WHY_NONE) {", "} else {"),
    # events
    ("stale events count", EVENT, "if (!stale && ", "if ("),
    ("events count in a state just entered", EVENT, "(adverse || s.gate.state == g.state)", "true"),
    ("a lost worker is missed when levels move", EVENT, "(adverse || s.gate.state == g.state)",
     "s.gate.state == g.state"),
    ("every traveller gets the same epoch", EVENT, "s->gate.next_epoch++", "s->gate.next_epoch"),
    ("epochs wrap to nobody", EVENT, "s->gate.next_epoch = 1;", ""),
    ("a document counts while not ready", EVENT, "!any(in, GATE_IN_READY) ||", ""),
    ("a document counts with a body in the exit", EVENT, "|| any(in, GATE_IN_EXIT_BEAM)) {", ") {"),
    ("a document counts while served", EVENT, "s->gate.state != GATE_IDLE ||",
     "(s->gate.state != GATE_IDLE && s->gate.state != GATE_REFERRED_OUTSIDE) ||"),
    ("without a chamber the entry opens", EVENT,
     "gate_has_chamber(&s->gate.plan) ? GATE_ENTRY_OPEN : GATE_WALKING", "GATE_ENTRY_OPEN"),
    ("a refused document counts as accepted", EVENT, "withdraw(s, GATE_WHY_DOCUMENT);",
     "gate_go(s, GATE_ENTRY_OPEN, GATE_WHY_NONE);"),
    ("a face counts wherever it comes", EVENT, "if (s->gate.state != GATE_FACE) {", "if (false) {"),
    ("a face counts at the finger", EVENT, "if (s->gate.state != GATE_FACE) {", "if (!gate_compares(&s->gate)) {"),
    ("a finger counts wherever it comes", EVENT, "if (s->gate.state != GATE_FINGER) {", "if (false) {"),
    ("a finger counts before the face", EVENT, "if (s->gate.state != GATE_FINGER) {",
     "if (!gate_compares(&s->gate)) {"),
    ("a wanted finger is waived", EVENT, "\t\tgate_capture_finger(s);",
     "\t\ts->gate.evidence |= GATE_HAS_FACE;\n\t\tgate_record(s);"),
    ("a wanted finger is not asked for", MOVE, "\ts->todo |= GATE_DO_FINGER;\n", ""),
    ("a finger may take for ever", EVENT, "case GATE_FACE:\n\tcase GATE_FINGER:\n\t\tgate_refer_inside(s, GATE_WHY_TIME);",
     "case GATE_FINGER:\n\t\tbreak;\n\tcase GATE_FACE:\n\t\tgate_refer_inside(s, GATE_WHY_TIME);"),
    ("a refused finger is compared as a face", EVENT, "gate_refer_inside(s, GATE_WHY_FINGER);", "gate_capture(s);"),
    ("a refused finger frees all doors", EVENT, "gate_refer_inside(s, GATE_WHY_FINGER);",
     "gate_evacuate(s, GATE_WHY_FINGER);"),
    ("the exit opens without the journal", EVENT,
     "s->gate.evidence |= GATE_HAS_FACE;\n\t\tgate_record(s);",
     "s->gate.evidence |= GATE_HAS_FACE | GATE_HAS_RECORD;\n"
     "\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
    ("the exit opens on a finger without the journal", EVENT,
     "s->gate.evidence |= GATE_HAS_FINGER;\n\t\tgate_record(s);",
     "s->gate.evidence |= GATE_HAS_FINGER | GATE_HAS_RECORD;\n"
     "\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
    ("a failed record passes", EVENT,
     "case GATE_EV_RECORD_FAILED:\n\t\tif (state == GATE_RECORDING) {\n"
     "\t\t\tgate_refer_inside(s, GATE_WHY_JOURNAL);",
     "case GATE_EV_RECORD_FAILED:\n\t\tif (state == GATE_RECORDING) {\n"
     "\t\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
    ("an answer of the journal counts before it was asked", EVENT,
     "case GATE_EV_RECORDED:\n\t\tif (state == GATE_RECORDING) {",
     "case GATE_EV_RECORDED:\n\t\tif (state == GATE_RECORDING || state == GATE_FACE) {"),
    ("time up for the journal passes", EVENT,
     "case GATE_RECORDING:\n\t\tgate_refer_inside(s, GATE_WHY_JOURNAL);",
     "case GATE_RECORDING:\n\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
    ("reading may take for ever", EVENT,
     "case GATE_READING:\n\t\tgate_refer_outside(s, GATE_WHY_TIME);", "case GATE_READING:"),
    ("who never comes to the door is waited for", EVENT,
     "case GATE_WALKING:\n\t\tgate_note(s, GATE_WHY_LEFT);\n\t\tgate_idle(s);", "case GATE_WALKING:"),
    ("who never comes to the door is not recorded", EVENT,
     "case GATE_WALKING:\n\t\tgate_note(s, GATE_WHY_LEFT);", "case GATE_WALKING:"),
    ("a door is tried for ever", EVENT, "if (s->gate.tries + 1 >= 2 * s->gate.plan.attempts) {",
     "if (false) {"),
    ("one attempt more than the plan says", EVENT,
     "if (s->gate.tries + 1 >= 2 * s->gate.plan.attempts) {",
     "if (s->gate.tries >= 2 * s->gate.plan.attempts) {"),
    ("a door is not tried again", EVENT, "\ts->gate.tries++;\n\ts->todo |= GATE_DO_TIMER;",
     "\ts->gate.tries++;"),
    ("calls are not counted", EVENT, "(!last) {\n\t\ts->gate.tries++;", "(!last) {"),
    ("calls in vain hold for ever", EVENT, "gate_let_out(s, GATE_WHY_CALLS);", ";"),
    ("calls let nobody out of an alarm", EVENT,
     "GATE_REFERRED_INSIDE || !empty(in) || !any(in, GATE_IN_SENSORS_OK);",
     "GATE_REFERRED_INSIDE;"),
    ("calls believe sensors that lie", EVENT, "!empty(in) || !any(in, GATE_IN_SENSORS_OK);",
     "!empty(in);"),
    ("calls open against an open exit", EVENT, "held && any(in, GATE_IN_EXIT_CLOSED)", "held"),
    ("the officer is called once only", EVENT,
     "s->todo |= GATE_DO_TIMER;\n\tif (s->gate.state == GATE_INIT", "if (s->gate.state == GATE_INIT"),
    ("calls in vain hold whose exit proves nothing", EVENT, "gate_evacuate(s, GATE_WHY_CALLS);", ";"),
    ("who waits for processes counts as called", EVENT,
     "if (s->gate.state == GATE_INIT && proved(&s->gate)) {", "if (false) {"),
    ("a refused face frees all doors", EVENT, "gate_refer_inside(s, GATE_WHY_FACE);",
     "gate_evacuate(s, GATE_WHY_FACE);"),
    ("an obstructed door frees all doors", EVENT, "gate_alarm(s, GATE_WHY_OBSTRUCTED);",
     "gate_evacuate(s, GATE_WHY_OBSTRUCTED);"),
    ("an exit withdrawn opens as it tries to close", MOVE,
     "if (why == GATE_WHY_OFFICER || why == GATE_WHY_SEVERAL ||", "if ("),
    ("an exit that closes opens for who is another", LEVEL,
     "gate_withdraw_exit(s, why);\n\t\tbreak;", "break;"),
    ("who vanishes behind a shut exit has left", MOVE,
     "gate_has_chamber(&s->gate.plan) && empty(in) && any(in, GATE_IN_EXIT_CLOSED)", "false"),
    ("the warning leads to an idle lane", EVENT,
     "case GATE_CLEARING:\n\t\tgate_go(s, GATE_INIT, GATE_WHY_NONE);",
     "case GATE_CLEARING:\n\t\tgate_go(s, GATE_IDLE, GATE_WHY_NONE);"),
    ("a lost worker inside is ignored", EVENT,
     "bool inside = gate_compares(&s->gate) || s->gate.state == GATE_RECORDING;",
     "bool inside = false;"),
    ("a lost worker at the finger is ignored", EVENT, "bool inside = gate_compares(&s->gate)",
     "bool inside = s->gate.state == GATE_FACE"),
    ("a lost worker of who walks is ignored", EVENT,
     "bool before = s->gate.state == GATE_READING || s->gate.state == GATE_WALKING;",
     "bool before = s->gate.state == GATE_READING;"),
    ("a lost worker traps who is leaving", EVENT,
     "gate_compares(&s->gate) || s->gate.state == GATE_RECORDING;",
     "s->gate.state >= GATE_FACE && s->gate.state <= GATE_EXIT_CLOSING;"),
    ("a lost worker is asked again inside", EVENT,
     "if (gate_refers(s->gate.state)) {",
     "if (s->gate.state == GATE_REFERRED_OUTSIDE) {"),
    ("a lost worker is asked again outside", EVENT,
     "if (gate_refers(s->gate.state)) {",
     "if (s->gate.state == GATE_REFERRED_INSIDE) {"),
    # orders
    ("an officer passes several", ORDER,
     "bool inside = s->gate.state == GATE_REFERRED_INSIDE && alone(s->gate.inputs);\n"
     "\tif (s->gate.state == GATE_REFERRED_OUTSIDE)",
     "bool inside = s->gate.state == GATE_REFERRED_INSIDE;\n"
     "\tif (s->gate.state == GATE_REFERRED_OUTSIDE)"),
    ("an officer passes an alarm", ORDER, "if (s->gate.state == GATE_REFERRED_OUTSIDE) {\n\t\ts->gate.evidence",
     "if (s->gate.state == GATE_REFERRED_OUTSIDE || s->gate.state == GATE_ALARM) {\n\t\ts->gate.evidence"),
    ("an officer passes without a record", ORDER,
     "s->gate.evidence |= GATE_HAS_OFFICER;\n\t\tgate_record(s);",
     "s->gate.evidence |= GATE_HAS_OFFICER;\n"
     "\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
    ("an officer opens an entry that is not there", ORDER, "chamber ? GATE_ENTRY_OPEN : GATE_WALKING",
     "GATE_ENTRY_OPEN"),
    ("retry inside without a document", ORDER, "if (has_document && inside) {", "if (inside) {"),
    ("retry outside without a document", ORDER, "} else if (has_document && outside) {",
     "} else if (outside) {"),
    ("reset while it burns", ORDER, "danger(s->gate.inputs) == GATE_WHY_NONE && clear(&s->gate)",
     "clear(&s->gate)"),
    ("reset locks people in", ORDER, "danger(s->gate.inputs) == GATE_WHY_NONE && clear(&s->gate)",
     "danger(s->gate.inputs) == GATE_WHY_NONE"),
    ("reset without a warning", ORDER, "gate_go(s, GATE_CLEARING, GATE_WHY_NONE);",
     "gate_go(s, GATE_INIT, GATE_WHY_NONE);"),
    ("reset of an alarm without proof", ORDER,
     "proved(&s->gate) && any(s->gate.inputs, GATE_IN_TAMPER_OK)", "true"),
    ("the way back is refused", ORDER, "case GATE_INIT:\n\tcase GATE_ALARM:\n\tcase GATE_REFERRED_INSIDE:",
     "case GATE_INIT:\n\tcase GATE_ALARM:\n\t\tbreak;\n\tcase GATE_REFERRED_INSIDE:"),
    ("a way back that is not there", ORDER,
     "if (gate_has_chamber(&s->gate.plan) && any(s->gate.inputs, GATE_IN_EXIT_CLOSED)) {",
     "if (any(s->gate.inputs, GATE_IN_EXIT_CLOSED)) {"),
    ("the way back opens against an open exit", ORDER,
     "if (gate_has_chamber(&s->gate.plan) && any(s->gate.inputs, GATE_IN_EXIT_CLOSED)) {",
     "if (gate_has_chamber(&s->gate.plan)) {"),
    ("the way back is not recorded", ORDER, "gate_note(s, GATE_WHY_OFFICER);\n\t\ts->gate.evidence = 0;",
     "s->gate.evidence = 0;"),
    ("hold lets out of an alarm", ORDER, "} else if (s->gate.epoch != 0 && ", "} else if ("),
    ("hold lets go on who is compared", ORDER,
     "gate_go(s, GATE_REFERRED_INSIDE, GATE_WHY_OFFICER);", ";"),
    ("free is refused in a warning", ORDER, "order == GATE_EV_ORDER_FREE && s->gate.state != GATE_EVACUATE",
     "order == GATE_EV_ORDER_FREE && s->gate.state < GATE_EVACUATE"),
    ("out of service with somebody served", ORDER, "} else if (!open && free) {", "} else if (!open) {"),
    ("an order to close a busy lane is lost", ORDER,
     "s->gate.closing = !open && !free && s->gate.state != GATE_CLOSED;", "s->gate.closing = false;"),
    ("an order to open does not take back", ORDER,
     "s->gate.closing = !open && !free && s->gate.state != GATE_CLOSED;",
     "s->gate.closing |= !open && !free && s->gate.state != GATE_CLOSED;"),
    ("any lane may turn", ORDER, "if (s->gate.plan.reversible && nobody) {", "if (nobody) {"),
    ("a lane turns round somebody", ORDER, "if (s->gate.plan.reversible && nobody) {",
     "if (s->gate.plan.reversible) {"),
    ("a turned lane needs no proof", ORDER,
     "s->gate.closing = s->gate.state == GATE_CLOSED;\n\t\tgate_go(s, GATE_INIT, GATE_WHY_NONE);",
     "s->gate.closing = s->gate.state == GATE_CLOSED;"),
    ("turning opens a closed lane", ORDER, "s->gate.closing = s->gate.state == GATE_CLOSED;", ""),
    # the interlock and its proposals
    ("interlock: danger does not free", OUT,
     "g->state == GATE_CLEARING || !all(g->inputs, SAFE)", "g->state == GATE_CLEARING"),
    ("interlock: evacuation does not free", OUT,
     "g->state == GATE_EVACUATE || g->state == GATE_CLEARING || !all", "g->state == GATE_CLEARING || !all"),
    ("interlock: the warning does not free", OUT,
     "g->state == GATE_EVACUATE || g->state == GATE_CLEARING || !all", "g->state == GATE_EVACUATE || !all"),
    ("interlock: entry with the exit open", OUT, "if (doors && !exit_shut) {", "if (false) {"),
    ("interlock: exit with the entry open", OUT, "(doors && (!entry_shut || ", "(doors && (false || "),
    ("interlock: exit without evidence", OUT, "if (!may_leave(g) || ", "if ("),
    # A wrong proposal alone breaks a rule of the entry; without this line both doors are free.
    ("interlock: both at once", OUT, "(!entry_shut || !any(out, GATE_OUT_ENTRY_LOCK))", "(!entry_shut)",
     ("X(GATE_EXIT_OPEN, LEAVE)", "X(GATE_EXIT_OPEN, FREE)", "interlock_frees_one_door_at_most")),
    ("interlock: exit without a decision", OUT, "return decided && recorded && one;",
     "return recorded && one;"),
    ("interlock: exit without a record", OUT, "return decided && recorded && one;",
     "return decided && one;"),
    ("interlock: exit for several", OUT, "return decided && recorded && one;",
     "return decided && recorded;"),
    ("interlock: face without a document", OUT,
     "(any(g->evidence, GATE_HAS_DOCUMENT) && compared)", "compared"),
    ("interlock: a document without a face", OUT,
     "(any(g->evidence, GATE_HAS_DOCUMENT) && compared)", "any(g->evidence, GATE_HAS_DOCUMENT)"),
    ("interlock: a record counts as a finger", OUT, "GATE_HAS_FACE | GATE_HAS_FINGER);",
     "GATE_HAS_FACE | GATE_HAS_FINGER | GATE_HAS_RECORD);"),
    ("interlock: every plan waives the record", OUT, "any(g->plan.waived, GATE_LOCK_RECORD);", "true;"),
    ("interlock: waiving people waives the record", OUT, "any(g->plan.waived, GATE_LOCK_RECORD);",
     "any(g->plan.waived, GATE_LOCK_PEOPLE);"),
    ("interlock: waiving beams waives doors", OUT, "bool doors = !any(g->plan.waived, GATE_LOCK_DOORS);",
     "bool doors = !any(g->plan.waived, GATE_LOCK_BEAMS);"),
    ("interlock: waiving doors waives beams", OUT,
     "if (!any(g->plan.waived, GATE_LOCK_BEAMS) && exit_body) {",
     "if (!any(g->plan.waived, GATE_LOCK_DOORS) && exit_body) {"),
    ("interlock: entry driven on a body", OUT, "chamber && !entry_shut && any", "false && any"),
    ("interlock: exit driven on a body", OUT, "= !exit_shut && any", "= false && any"),
    ("interlock: a driven entry does not reverse", OUT, "~(uint32_t)GATE_OUT_ENTRY_LOCK) | GATE_OUT_ENTRY_OPEN;",
     "~(uint32_t)GATE_OUT_ENTRY_LOCK);"),
    ("interlock: a driven exit does not reverse", OUT, "~(uint32_t)GATE_OUT_EXIT_LOCK) | GATE_OUT_EXIT_OPEN;",
     "~(uint32_t)GATE_OUT_EXIT_LOCK);"),
    ("a drive works against its lock", OUT, "if (any(out, GATE_OUT_EXIT_LOCK) || stop) {", "if (stop) {"),
    ("a drive works in an emergency stop", OUT, "bool stop = !any(g->inputs, GATE_IN_ESTOP_OK);",
     "bool stop = false;"),
    ("an entry is driven that is not there", OUT, "|| stop || !gate_has_chamber(&g->plan)) {", "|| stop) {"),
    ("doors are not driven in an evacuation", OUT, "GATE_OUT_EXIT_GREEN | OPENS)", "GATE_OUT_EXIT_GREEN)"),
    ("the entry is free while reading", OUT, "X(GATE_READING, SHUT)", "X(GATE_READING, ENTER)"),
    ("both free while leaving", OUT, "X(GATE_EXIT_OPEN, LEAVE)", "X(GATE_EXIT_OPEN, FREE)"),
    ("a door opens again in even tries", OUT, "bool odd = g->tries % 2 != 0;",
     "bool odd = g->tries % 2 == 0;"),
    ("a call opens the door", OUT, "bool exit = g->state == GATE_EXIT_CLOSING;",
     "bool exit = g->state != GATE_ENTRY_CLOSING;"),
    ("nobody is called while a door is held open", OUT, "g->tries >= HELD_TRIES ? CALL : 0;", "false ? CALL : 0;"),
    ("who is late is called for at once", OUT, "g->tries >= HELD_TRIES ? CALL : 0;", "g->tries >= 2 ? CALL : 0;"),
    ("an evacuation is green at nobody's call", OUT, "X(GATE_EVACUATE, FREE | CALL |", "X(GATE_EVACUATE, FREE |"),
    ("green at a locked entry", OUT, "X(GATE_FACE, SHUT |", "X(GATE_FACE, SHUT | GATE_OUT_ENTRY_GREEN |"),
    ("blue while not ready", OUT, "(out | GATE_OUT_ENTRY_RED) & ~(uint32_t)GATE_OUT_IDLE;",
     "(out | GATE_OUT_ENTRY_RED);"),
    ("no cross while the lane closes", OUT, "g->state == GATE_CLEARING || g->closing;",
     "g->state == GATE_CLEARING;"),
    ("the arrow does not turn", OUT, "g->reversed ? GATE_OUT_ARROW_BACK : GATE_OUT_ARROW", "GATE_OUT_ARROW"),
    ("peers count who did not pass", OUT, "g->state == GATE_EXIT_CLOSING && g->why == GATE_WHY_NONE",
     "g->state == GATE_EXIT_CLOSING"),
    ("nobody calls when init finds somebody", OUT, "g.state == GATE_INIT && unproved(&g)", "false"),
    ("one door calls for who stands before it", OUT, "chamber ? GATE_IN_PRESENT | GATE_IN_SEVERAL : GATE_IN_EXIT_BEAM",
     "GATE_IN_PRESENT | GATE_IN_SEVERAL"),
    ("nobody is called for who was let out", OUT, "out |= CALL | GATE_OUT_BUZZER;", "out |= GATE_OUT_BUZZER;"),
]

MACHINE = ["gate.c", "gate_level.c", "gate_move.c", "gate_order.c", "gate_out.c", "gate_text.c", "plan.c"]
CHECK = ["explore.c", "explore_whole.c", "quick.c", "report.c", "rules.c", "rules_duty.c", "rules_state.c", "rules_step.c"]
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-w"]


def compile_to(cc, flags, source, target):
    subprocess.run([*cc, *flags, "-c", str(source), "-o", str(target)], check=True)


def mutated(root, name, file, *replacements):
    text = (root / "src/gate" / file).read_text(encoding="utf-8")
    for old, new in replacements:
        if text.count(old) != 1:
            sys.exit(f"mutant '{name}': {text.count(old)} places for it in {file}, want 1")
        text = text.replace(old, new)
    return text


def run(program, *plan):
    done = subprocess.run([str(program), *plan], capture_output=True, text=True, timeout=300, check=False)
    broken = [line for line in done.stdout.splitlines() if line.startswith("broken: ")]
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(broken):
        sys.exit(f"the model check itself failed: {done.stdout}{done.stderr}")
    return broken[0].removeprefix("broken: ") if broken else None


def kill(cc, root, work, objects, number):
    """The rule that a mutant breaks; None if it survives."""
    name, file, old, new, *guard = MUTANTS[number]
    text = mutated(root, name, file, (old, new), *[fault[:2] for fault in guard])
    users = [f for f in MACHINE if f not in ("gate_out.c", "gate_text.c", "plan.c")] if file == READ else [file]
    place = work / str(number) / "gate"
    place.mkdir(parents=True)
    (place / file).write_text(text, encoding="utf-8")
    mutant = dict(objects)
    for user in users:
        source = place / user
        if user != file:
            source.write_text((root / "src/gate" / user).read_text(encoding="utf-8"))
        mutant[user] = place / (user + ".o")
        compile_to(cc, ["-I", str(place.parent), "-I", str(root / "src"), *FLAGS], source, mutant[user])
    program = place / "check"
    subprocess.run([*cc, "-o", str(program), *map(str, mutant.values())], check=True)
    killer = run(program, *(["mantrap"] if guard else []))
    program.unlink()
    return killer if not guard or killer == guard[0][2] else None


def main():
    root, cc = pathlib.Path(sys.argv[1]), sys.argv[2:]
    sources = [root / "src/base/err.c"]
    sources += [root / "src/gate" / name for name in MACHINE]
    sources += [root / "tests/model" / name for name in CHECK]
    survivors = []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        work = pathlib.Path(folder)
        objects = {s.name: work / (s.name + ".o") for s in sources}
        for source in sources:
            compile_to(cc, ["-I", str(root / "src"), *FLAGS], source, objects[source.name])
        subprocess.run([*cc, "-o", str(work / "check"), *map(str, objects.values())], check=True)
        itself = pool.submit(run, work / "check")
        killers = [pool.submit(kill, cc, root, work, objects, n) for n in range(len(MUTANTS))]
        for mutant, killer in zip(MUTANTS, killers):
            rule = killer.result()
            print(f"{'killed  ' if rule else 'SURVIVES'}  {mutant[0]:52} {rule or ''}", flush=True)
            if rule is None:
                survivors.append(mutant[0])
        if itself.result() is not None:
            sys.exit("the machine itself breaks a rule: run the model check first")
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} mutants killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
