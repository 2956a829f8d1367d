#!/usr/bin/env python3
"""spin: the machine's own C files in a plant that does what it likes, explored by SPIN.

Knows which claims hold, that none holds for want of anything happening, and faults of the machine
that each has to find. Skipped (77) where spin is not installed. Usage: spin.py SOURCE_ROOT CC...
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MACHINE = ["gate.c", "gate_level.c", "gate_move.c", "gate_order.c", "gate_out.c", "gate_text.c", "plan.c"]
PLANS = {"mantrap": 1, "one-door": 0}

# What holds, and of which plans.
CLAIMS = [
    ("fire_leads_to_free_doors", ["mantrap", "one-door"]),
    ("who_is_inside_gets_out_or_is_called", ["mantrap"]),
    ("calls_in_vain_free_a_door", ["mantrap"]),
    ("who_is_served_is_done_or_called", ["mantrap", "one-door"]),
]
# What does not hold: the claims above speak of what does happen.
FALSE = [
    ("false_never_fire", ["mantrap", "one-door"]),
    ("false_never_inside_and_locked", ["mantrap"]),
    ("false_never_held", ["mantrap"]),
    ("false_never_served", ["mantrap", "one-door"]),
]
# Plan, file, exact text, what it becomes, the claim that has to fail ("" for the assertions).
FAULTS = [
    ("mantrap", "gate_move.h", "if (!any(in, GATE_IN_FIRE_OK))", "if (false)", "fire_leads_to_free_doors"),
    ("one-door", "gate_move.h", "if (!any(in, GATE_IN_FIRE_OK))", "if (false)", "fire_leads_to_free_doors"),
    ("one-door", "gate_out.c", "return out & ~(uint32_t)LOCKS;", "return out | (uint32_t)LOCKS;",
     "fire_leads_to_free_doors"),
    ("mantrap", "gate.c", "case GATE_FACE:\n\tcase GATE_FINGER:\n\t\tgate_refer_inside(s, GATE_WHY_TIME);",
     "case GATE_FACE:\n\tcase GATE_FINGER:",
     "who_is_inside_gets_out_or_is_called"),
    ("mantrap", "gate_out.c", "X(GATE_REFERRED_INSIDE, SHUT | CALL)", "X(GATE_REFERRED_INSIDE, SHUT)",
     "who_is_inside_gets_out_or_is_called"),
    ("mantrap", "gate.c", "gate_let_out(s, GATE_WHY_CALLS);", ";", "calls_in_vain_free_a_door"),
    ("mantrap", "gate.c", "gate_evacuate(s, GATE_WHY_CALLS);", ";", "calls_in_vain_free_a_door"),
    ("mantrap", "gate.c", "(!last) {\n\t\ts->gate.tries++;", "(!last) {", "calls_in_vain_free_a_door"),
    ("one-door", "gate.c", "case GATE_READING:\n\t\tgate_refer_outside(s, GATE_WHY_TIME);", "case GATE_READING:",
     "who_is_served_is_done_or_called"),
    ("mantrap", "gate.c", "case GATE_EXIT_OPEN:\n\t\tgate_close_exit(s, GATE_WHY_TIME);",
     "case GATE_EXIT_OPEN:", "who_is_served_is_done_or_called"),
    ("mantrap", "gate_out.c", "= !exit_shut && any", "= false && any", ""),
    ("one-door", "gate_out.c", "= !exit_shut && any", "= false && any", ""),
    ("mantrap", "gate_out.c", "(out & ~(uint32_t)GATE_OUT_ENTRY_LOCK) | GATE_OUT_ENTRY_OPEN;",
     "out & ~(uint32_t)(GATE_OUT_ENTRY_LOCK | GATE_OUT_EXIT_LOCK);", ""),
]


def machine(cc, root, include, work, name, text=None):
    """The object of one file of the machine, or of its mutated text."""
    source = root / "src/gate" / name
    if text is not None:
        source = work / name
        source.write_text(text, encoding="utf-8")
    target = work / (name + ".o")
    subprocess.run([*cc, "-std=c11", "-O2", "-w", *include, "-I", str(root / "src"),
                    "-c", str(source), "-o", str(target)], check=True)
    return target


def searcher(cc, root, work, plan):
    """Objects of SPIN's search and of what steps the machine; the machine is linked later."""
    define = f"-DCHAMBER={PLANS[plan]}"
    model = root / "tests/model/spin"
    events = re.search(r"#define SPIN_EVENTS \d+", (model / "lane.h").read_text(encoding="utf-8"))
    subprocess.run(["spin", define, "-D" + events[0].split(" ", 1)[1].replace(" ", "="), "-a", str(model / "gate.pml")], cwd=work,
                   check=True, capture_output=True)
    include = ["-I", str(model), "-I", str(root / "src")]
    subprocess.run([*cc, "-O2", "-w", define, "-DCOLLAPSE", "-DNOFAIR", "-DMEMLIM=1500", *include,
                    "-c", str(work / "pan.c"), "-o", str(work / "pan.o")], check=True)
    subprocess.run([*cc, "-std=c11", "-O2", "-w", *include, "-c", str(model / "lane.c"),
                    "-o", str(work / "lane.o")], check=True)
    return [work / "pan.o", work / "lane.o"]


def link(cc, objects, program):
    subprocess.run([*cc, "-o", str(program), *map(str, objects)], check=True)
    return program


def errors(program, claim, options=()):
    """Errors that a whole search found, or its first; ends the test if it was not whole."""
    done = subprocess.run([str(program), "-a", "-m2000000", *options, "-N", claim], cwd=program.parent,
                          capture_output=True, text=True, timeout=600, check=False)
    found = re.search(r"errors: (\d+)", done.stdout)
    broken = re.search(r"max search depth too small|out of memory|aborted|not complete", done.stdout)
    if not found or (broken and found.group(1) == "0"):
        sys.exit(f"{claim}: the search failed\n{done.stdout}{done.stderr}")
    states = re.search(r"(\d+) states, stored", done.stdout)
    return int(found.group(1)), states.group(1) if states else "?"


def hold(program, plan):
    bad = 0
    for claims, want in ((CLAIMS, False), (FALSE, True)):
        for claim, plans in claims:
            if plan in plans:
                count, states = errors(program, claim)
                good = (count > 0) == want
                print(f"{'ok  ' if good else 'FAIL'} {plan}: {claim} errors: {count} ({states} states)", flush=True)
                bad += not good
    return bad


def find(cc, root, work, plan, parts, objects):
    """Each fault has to be found by its claim: with assertions off, so that it is the claim."""
    bad = 0
    for number, (of, file, old, new, claim) in enumerate(FAULTS):
        if of != plan:
            continue
        text = (root / "src/gate" / file).read_text(encoding="utf-8")
        if text.count(old) != 1:
            sys.exit(f"fault {number}: {text.count(old)} places for it in {file}, want 1")
        place = work / f"fault{number}" / "gate"
        place.mkdir(parents=True)
        include = []
        changed = {file: text.replace(old, new)}
        if file.endswith(".h"):
            (place / file).write_text(changed.pop(file), encoding="utf-8")
            include = ["-I", str(place.parent)]
            # Beside the mutated header, so that "gate/..." finds it first.
            for name in ("gate.c", "gate_level.c", "gate_move.c", "gate_order.c"):
                changed[name] = (root / "src/gate" / name).read_text(encoding="utf-8")
        mutant = dict(objects)
        for name, body in changed.items():
            mutant[name] = machine(cc, root, include, place, name, body)
        program = link(cc, [*parts, *mutant.values()], place / "pan")
        options = () if claim == "" else ("-A",)
        count, _ = errors(program, claim or "fire_leads_to_free_doors", options)
        print(f"{'ok  ' if count else 'FAIL'} {plan}: {file} {new.strip()[:40]!r} breaks {claim or 'an assertion'}",
              flush=True)
        bad += count == 0
    return bad


def main():
    if shutil.which("spin") is None:
        print("SKIP: spin is not installed (Debian package spin)")
        return 77
    root, cc = pathlib.Path(sys.argv[1]), sys.argv[2:]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for plan in PLANS:
            work = pathlib.Path(folder) / plan
            work.mkdir()
            parts = searcher(cc, root, work, plan)
            objects = {name: machine(cc, root, [], work, name) for name in MACHINE}
            bad += hold(link(cc, [*parts, *objects.values()], work / "pan"), plan)
            bad += find(cc, root, work, plan, parts, objects)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
