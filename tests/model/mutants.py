#!/usr/bin/env python3
"""mutants: faults put into the gate machine by hand; the model check has to find each.

Knows one exact replacement a mutant. A replacement that no longer matches exactly once is an
error, so that the list follows the code. Usage: mutants.py SOURCE_ROOT CC...
"""
import pathlib
import subprocess
import sys
import tempfile

LEVEL, MOVE, EVENT, OUT = "gate_level.c", "gate_move.c", "gate.c", "gate_out.c"
READ = "gate_move.h"

# name, file, exact text, what it becomes; and where a line only guards against another fault:
# that fault as text and what it becomes, and the rule that has to be broken by the two together
MUTANTS = [
    # danger, tamper, promises
    ("fire is not looked at", READ, "if (!any(in, GATE_IN_FIRE_OK))", "if (false)"),
    ("emergency stop is not looked at", READ, "if (!any(in, GATE_IN_ESTOP_OK))", "if (false)"),
    ("power failure is not looked at", READ, "any(in, GATE_IN_MAINS_OK) ?", "true ?"),
    ("danger in ALARM stays an alarm", LEVEL, "if (danger(in) != GATE_WHY_NONE) {",
     "if (danger(in) != GATE_WHY_NONE && s->gate.state != GATE_ALARM) {"),
    ("evacuation ends by itself", LEVEL, "if (s->gate.state == GATE_EVACUATE) {\n\t\treturn;",
     "if (s->gate.state == GATE_EVACUATE) {\n\t\tif (danger(in) == GATE_WHY_NONE) {"
     "gate_idle(s);}\n\t\treturn;"),
    ("tamper is not looked at", LEVEL, "!any(in, GATE_IN_TAMPER_OK) &&", "false &&"),
    ("tamper waits for any way back", LEVEL, "(back && g->epoch == 0)", "back"),
    ("idle does not mind an open entry", LEVEL, "X(GATE_IDLE, ENTRY | EXIT, true)",
     "X(GATE_IDLE, EXIT, true)"),
    ("idle does not mind presence", LEVEL, "X(GATE_IDLE, ENTRY | EXIT, true)",
     "X(GATE_IDLE, ENTRY | EXIT, false)"),
    ("reading does not mind presence", LEVEL, "X(GATE_READING, ENTRY | EXIT, true)",
     "X(GATE_READING, ENTRY | EXIT, false)"),
    ("face does not mind an open exit", LEVEL, "X(GATE_FACE, ENTRY | EXIT, false)",
     "X(GATE_FACE, ENTRY, false)"),
    ("exit open does not mind the entry", LEVEL, "X(GATE_EXIT_OPEN, ENTRY, false)",
     "X(GATE_EXIT_OPEN, NONE, false)"),
    ("entry open does not mind the exit", LEVEL, "X(GATE_ENTRY_OPEN, EXIT, false)",
     "X(GATE_ENTRY_OPEN, NONE, false)"),
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
     "proved(s->gate.inputs) && any(s->gate.inputs, GATE_IN_READY)", "true"),
    ("levels move one state only", LEVEL, "#define MOVES_MAX 4", "#define MOVES_MAX 1"),
    # moves
    ("idle remembers the traveller", MOVE, "\tforget(s);\n\tgate_go(s, GATE_IDLE", "\tgate_go(s, GATE_IDLE"),
    ("alarm keeps the traveller", MOVE, "\tforget(s);\n\tgate_go(s, GATE_ALARM", "\tgate_go(s, GATE_ALARM"),
    ("decisions outlive a referral", MOVE, "s->gate.evidence &= GATE_HAS_DOCUMENT;", ""),
    ("no timer with a new state", MOVE, "s->todo |= GATE_DO_TIMER;", ""),
    ("the record is never asked for", MOVE, "s->todo |= GATE_DO_RECORD;", ""),
    ("a record asked for by a state left at once", MOVE,
     "s->todo &= ~(uint32_t)(GATE_DO_RECORD | GATE_DO_CAPTURE);", ""),
    ("a referral outside is not recorded", MOVE, "\tgate_note(s, why);\n\ts->gate.evidence = 0;",
     "\ts->gate.evidence = 0;"),
    ("END is forgotten", MOVE, "s->gate.epoch != 0 ? GATE_DO_END : 0", "0"),
    # events
    ("stale events count", EVENT, "if (!stale && ", "if ("),
    ("events count in a state just entered", EVENT, "(adverse || s.gate.state == g.state)", "true"),
    ("a lost worker is missed when levels move", EVENT, "(adverse || s.gate.state == g.state)",
     "s.gate.state == g.state"),
    ("every traveller gets the same epoch", EVENT, "s->gate.next_epoch++", "s->gate.next_epoch"),
    ("epochs wrap to nobody", EVENT, "s->gate.next_epoch = 1;", ""),
    ("a document counts while not ready", EVENT, "!any(in, GATE_IN_READY) ||", ""),
    ("a document counts while served", EVENT, "s->gate.state != GATE_IDLE ||",
     "(s->gate.state != GATE_IDLE && s->gate.state != GATE_REFERRED_OUTSIDE) ||"),
    ("a refused document counts as accepted", EVENT, "withdraw(s, GATE_WHY_DOCUMENT);",
     "gate_go(s, GATE_ENTRY_OPEN, GATE_WHY_NONE);"),
    ("a face counts wherever it comes", EVENT, "if (state == GATE_FACE) {\n\t\t\ts->gate.evidence",
     "if (true) {\n\t\t\ts->gate.evidence"),
    ("the exit opens without the journal", EVENT,
     "s->gate.evidence |= GATE_HAS_FACE;\n\t\t\tgate_record(s);",
     "s->gate.evidence |= GATE_HAS_FACE | GATE_HAS_RECORD;\n"
     "\t\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
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
    ("the officer is called once only", EVENT, "s->todo |= GATE_DO_TIMER; /*", "/*"),
    ("a lost worker inside is ignored", EVENT,
     "bool inside = s->gate.state == GATE_FACE || s->gate.state == GATE_RECORDING;",
     "bool inside = false;"),
    ("a lost worker traps who is leaving", EVENT,
     "s->gate.state == GATE_FACE || s->gate.state == GATE_RECORDING;",
     "s->gate.state >= GATE_FACE && s->gate.state <= GATE_EXIT_CLOSING;"),
    ("an officer passes several", EVENT,
     "s->gate.state == GATE_REFERRED_INSIDE && alone(s->gate.inputs)) {\n\t\ts->gate.evidence",
     "s->gate.state == GATE_REFERRED_INSIDE) {\n\t\ts->gate.evidence"),
    ("an officer passes an alarm", EVENT, "if (s->gate.state == GATE_REFERRED_OUTSIDE) {",
     "if (s->gate.state == GATE_REFERRED_OUTSIDE || s->gate.state == GATE_ALARM) {"),
    ("an officer passes without a record", EVENT,
     "s->gate.evidence |= GATE_HAS_OFFICER;\n\t\tgate_record(s);",
     "s->gate.evidence |= GATE_HAS_OFFICER;\n"
     "\t\tgate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);"),
    ("retry without a document", EVENT, "alone(s->gate.inputs) && has_document)",
     "alone(s->gate.inputs))"),
    ("reset while it burns", EVENT, "danger(in) == GATE_WHY_NONE && empty(in)", "empty(in)"),
    ("reset locks people in", EVENT, "danger(in) == GATE_WHY_NONE && empty(in)",
     "danger(in) == GATE_WHY_NONE"),
    ("the way back is refused", EVENT, "case GATE_INIT:\n\tcase GATE_ALARM:\n\tcase GATE_FACE:",
     "case GATE_INIT:\n\tcase GATE_ALARM:\n\t\tbreak;\n\tcase GATE_FACE:"),
    ("out of service with somebody served", EVENT,
     "!open && (s->gate.state == GATE_IDLE || s->gate.state == GATE_INIT)", "!open"),
    # the interlock and its proposals
    ("interlock: danger does not free", OUT,
     "g->state == GATE_EVACUATE || !all(g->inputs, SAFE)", "g->state == GATE_EVACUATE"),
    ("interlock: evacuation does not free", OUT,
     "g->state == GATE_EVACUATE || !all(g->inputs, SAFE)", "!all(g->inputs, SAFE)"),
    ("interlock: entry with the exit open", OUT, "if (!exit_shut) {", "if (false) {"),
    ("interlock: exit with the entry open", OUT, "!entry_shut || !may_leave", "!may_leave"),
    ("interlock: exit without evidence", OUT, "!entry_shut || !may_leave(g) ||", "!entry_shut ||"),
    # A wrong proposal alone breaks a rule of the entry; without this line both doors are free.
    ("interlock: both at once", OUT, "|| !any(out, GATE_OUT_ENTRY_LOCK)", "",
     ("X(GATE_EXIT_OPEN, LEAVE)", "X(GATE_EXIT_OPEN, FREE)", "never_two_doors_free")),
    ("interlock: exit without a record", OUT, "any(g->evidence, GATE_HAS_RECORD) &&", ""),
    ("interlock: exit for several", OUT, "&& !any(g->inputs, GATE_IN_SEVERAL)", ""),
    ("interlock: face without a document", OUT,
     "all(g->evidence, GATE_HAS_DOCUMENT | GATE_HAS_FACE)", "all(g->evidence, GATE_HAS_FACE)"),
    ("interlock: entry driven on a body", OUT, "!entry_shut && any", "false && any"),
    ("interlock: exit driven on a body", OUT, "!exit_shut && any", "false && any"),
    ("the entry is free while reading", OUT, "X(GATE_READING, SHUT)", "X(GATE_READING, ENTER)"),
    ("both free while leaving", OUT, "X(GATE_EXIT_OPEN, LEAVE)", "X(GATE_EXIT_OPEN, FREE)"),
    ("green at a locked entry", OUT, "X(GATE_FACE, SHUT |", "X(GATE_FACE, SHUT | GATE_OUT_ENTRY_GREEN |"),
    ("nobody calls when init finds somebody", OUT, "g.state == GATE_INIT && unproved", "false"),
]

MACHINE = ["gate.c", "gate_level.c", "gate_move.c", "gate_out.c", "gate_text.c"]
CHECK = ["explore.c", "model.c", "page.c", "rules.c"]


def compile_to(cc, flags, source, target):
    subprocess.run([*cc, *flags, "-c", str(source), "-o", str(target)], check=True)


def mutated(root, name, file, *replacements):
    text = (root / "src/gate" / file).read_text(encoding="utf-8")
    for old, new in replacements:
        if text.count(old) != 1:
            sys.exit(f"mutant '{name}': {text.count(old)} places for it in {file}, want 1")
        text = text.replace(old, new)
    return text


def run(program):
    done = subprocess.run([str(program)], capture_output=True, text=True, timeout=120, check=False)
    broken = [line for line in done.stdout.splitlines() if line.startswith("broken: ")]
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(broken):
        sys.exit(f"the model check itself failed: {done.stdout}{done.stderr}")
    return broken[0].removeprefix("broken: ") if broken else None


def main():
    root, cc = pathlib.Path(sys.argv[1]), sys.argv[2:]
    flags = ["-std=c11", "-D_GNU_SOURCE", "-O1", "-w", "-I", str(root / "src")]
    sources = [root / "src/base/err.c"]
    sources += [root / "src/gate" / name for name in MACHINE]
    sources += [root / "tests/model" / name for name in CHECK]
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        objects = {s.name: work / (s.name + ".o") for s in sources}
        for source in sources:
            compile_to(cc, flags, source, objects[source.name])
        link = [*cc, "-o", str(work / "check")]
        subprocess.run([*link, *map(str, objects.values())], check=True)
        if run(work / "check") is not None:
            sys.exit("the machine itself breaks a rule: run the model check first")
        for name, file, old, new, *guard in MUTANTS:
            also = [fault[:2] for fault in guard]
            text = mutated(root, name, file, (old, new), *also)
            users = ["gate.c", "gate_level.c", "gate_move.c"] if file == READ else [file]
            mutant = dict(objects)
            place = work / "mutant" / "gate"
            place.mkdir(parents=True, exist_ok=True)
            for copy in place.iterdir():
                copy.unlink()
            (place / file).write_text(text, encoding="utf-8")
            for user in users:
                source = place / user
                if user != file:
                    source.write_text((root / "src/gate" / user).read_text(encoding="utf-8"))
                mutant[user] = work / "mutant" / (user + ".o")
                compile_to(cc, ["-I", str(work / "mutant"), *flags], source, mutant[user])
            subprocess.run([*link, *map(str, mutant.values())], check=True)
            killer = run(work / "check")
            if guard and killer != guard[0][2]:
                killer = None
            print(f"{'killed  ' if killer else 'SURVIVES'}  {name:52} {killer or ''}", flush=True)
            if killer is None:
                survivors.append(name)
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} mutants killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
