#!/usr/bin/env python3
"""observe_mutants: faults put into the gate by hand; the judge of random sequences has to see each.

Knows one exact replacement a mutant, and the promise that it breaks. A replacement that no longer
matches exactly once is an error, so that the list follows the code.
Usage: observe_mutants.py SOURCE_ROOT BUILD_ROOT CC...
"""
import pathlib
import subprocess
import sys
import tempfile

COUNT = 6000
SOURCES = ("judge.c", "observe.c", "sequence.c", "sequence_draw.c")
RIG = ("rig.c", "rig_workers.c")
LIBRARIES = ("src/prog/libcore_lane.a", "src/base/libmrz_place.a", "simulator/libworld.a", "simulator/libfile.a",
             "src/wire/libwire.a", "src/gate/libgate.a", "src/os/libos.a", "src/base/libbase.a")

MUTANTS = [
    ("both doors are let go to enter", "gate_out.c",
     "X(GATE_ENTRY_OPEN, ENTER)", "X(GATE_ENTRY_OPEN, ENTER & ~(uint32_t)GATE_OUT_EXIT_LOCK)",
     "if (!may_leave(g) || (doors && (!entry_shut || !any(out, GATE_OUT_ENTRY_LOCK)))) {",
     "if (!may_leave(g)) {", "g->evidence, GATE_HAS_RECORD) ||",
     "g->evidence, GATE_HAS_RECORD) || true ||"),
    ("the exit opens before the record", "gate_move.c",
     "gate_go(s, GATE_RECORDING, GATE_WHY_NONE);", "gate_go(s, GATE_EXIT_OPEN, GATE_WHY_NONE);",
     "return decided && recorded && one;", "return decided && one;"),
    ("the exit opens without a decision", "gate_out.c",
     "return decided && recorded && one;", "return true;", "X(GATE_FACE, SHUT |",
     "X(GATE_FACE, GATE_OUT_ENTRY_LOCK |"),
    ("a lock is driven on a body", "gate_out.c",
     "!any(g->plan.waived, GATE_LOCK_BEAMS) && entry_body", "false",
     "!any(g->plan.waived, GATE_LOCK_BEAMS) && exit_body", "false"),
    ("fire is not looked at", "gate_move.h", "if (!any(in, GATE_IN_FIRE_OK))", "if (false)",
     "#define SAFE       (GATE_IN_FIRE_OK |", "#define SAFE       ("),
    ("an evacuation locks the entry", "gate_out.c", "return out & ~(uint32_t)LOCKS;",
     "return (out | GATE_OUT_ENTRY_LOCK) & ~(uint32_t)GATE_OUT_EXIT_LOCK;"),
    ("an evacuation ends by itself", "gate_level.c", "\t\tworse_danger(s);\n\t\treturn;",
     "\t\tworse_danger(s);\n\t\tif (danger(in) == GATE_WHY_NONE) {gate_idle(s);}\n\t\treturn;"),
    ("a drive pulls against its lock", "gate_out.c",
     "if (any(out, GATE_OUT_EXIT_LOCK) || stop) {", "if (stop) {",
     "X(GATE_EXIT_CLOSING, SHUT)", "X(GATE_EXIT_CLOSING, SHUT | GATE_OUT_EXIT_OPEN)"),
    ("drives move in an emergency stop", "gate_out.c",
     "bool stop = !any(g->inputs, GATE_IN_ESTOP_OK);", "bool stop = false;"),
    ("green stays on at a locked door", "gate_out.c", "X(GATE_FACE, SHUT |",
     "X(GATE_FACE, SHUT | GATE_OUT_ENTRY_GREEN |"),
    ("the button inside does nothing", "gate_level.c", "return any(g->inputs, GATE_IN_RELEASE) &&",
     "return false &&"),
    ("nobody is called for a referral inside", "gate_out.c", "X(GATE_REFERRED_INSIDE, SHUT | CALL)",
     "X(GATE_REFERRED_INSIDE, SHUT)"),
    ("calls in vain let nobody out", "gate.c", "bool last = s->gate.tries + 1 >= s->gate.plan.calls;",
     "bool last = false;"),
    ("an alarm is never over", "gate_order.c", "s->gate.state == GATE_ALARM && sound", "false"),
    ("an evacuation is never over", "gate_order.c", "s->gate.state == GATE_EVACUATE && safe",
     "false"),
]


def mutated(root, name, file, pairs):
    """The file that the first text is in, with all replacements that are in it; others by file."""
    texts = {}
    for old, new in pairs:
        homes = [p for p in sorted((root / "src/gate").glob("*.[ch]"))
                 if p.read_text(encoding="utf-8").count(old) == 1]
        homes = [p for p in homes if p.name == file] or homes
        if len(homes) != 1:
            sys.exit(f"{name}: not once in the gate: {old}")
        text = texts.get(homes[0].name, homes[0].read_text(encoding="utf-8"))
        texts[homes[0].name] = text.replace(old, new)
    return texts


def main():
    root, build, cc = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    survivors = []
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        flags = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-w", "-I", str(root / "src"), "-I", str(root),
                 "-I", str(root / "tests/model")]
        objects = []
        for source in ([root / "tests/model" / s for s in SOURCES] +
                       [root / "tests/story" / s for s in RIG]):
            objects.append(work / (source.name + ".o"))
            subprocess.run([*cc, *flags, "-c", str(source), "-o", str(objects[-1])], check=True)
        for name, file, *texts in MUTANTS:
            changed = mutated(root, name, file, list(zip(texts[::2], texts[1::2])))
            place = work / "gate"
            place.mkdir(exist_ok=True)
            for source in (root / "src/gate").glob("*.[ch]"):
                text = changed.get(source.name, source.read_text(encoding="utf-8"))
                (place / source.name).write_text(text, encoding="utf-8")
            machine = sorted(place.glob("gate*.c"))
            subprocess.run([*cc, "-I", str(work), *flags, "-o", str(work / "observe"),
                            *map(str, objects), *map(str, machine),
                            *[str(build / lib) for lib in LIBRARIES]], check=True)
            done = subprocess.run([work / "observe", f"count={COUNT}", "seed=1", "first=1"],
                                  capture_output=True, text=True)
            killer = next((line.split()[1].rstrip(":") for line in done.stdout.splitlines()
                           if line.startswith("# JUDGE_")), "")
            print(f"{'seen    ' if killer else 'UNSEEN  '}  {name:45} {killer}", flush=True)
            if not killer:
                survivors.append(name)
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} faults seen")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
