#!/usr/bin/env python3
"""mutants: faults put into the gate machine by hand; the model check has to find each.

Knows the faults of faults.py. A replacement that no longer matches exactly once is an error, so
that the list follows the code. Usage: mutants.py SOURCE_ROOT CC...

Every mutant is tried on every plan until one breaks a rule, and survives only where none does. What
saves time forgives nothing: the plan that killed it soonest when killers.txt was written comes first
(`mutants.py SOURCE_ROOT --write CC...` writes that anew; what it does not know, or knows wrongly,
costs time alone); the interlock is tried by itself only where it was changed. That the machine as it
is breaks no rule of any plan is the test gate_model; here it is tried on small ones, so that no
mutant dies of how all are built.
"""
import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from faults import MUTANTS, OUT, READ

# Cheap ones first.
PLANS = ["desk", "desk-options", "door-options", "mantrap-options", "door", "mantrap"]
SMALL = PLANS[:3]
MACHINE = ["gate.c", "gate_level.c", "gate_move.c", "gate_order.c", "gate_out.c", "gate_text.c", "plan.c"]
CHECK = ["explore.c", "explore_whole.c", "quick.c", "report.c", "rules.c", "rules_desk.c", "rules_duty.c", "rules_state.c",
         "rules_step.c"]
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-w"]
KILLERS = "tests/model/killers.txt"


def compile_to(cc, flags, source, target):
    subprocess.run([*cc, *flags, "-c", str(source), "-o", str(target)], check=True)


def mutated(root, name, file, *replacements):
    text = (root / "src/gate" / file).read_text(encoding="utf-8")
    for old, new in replacements:
        if text.count(old) != 1:
            sys.exit(f"mutant '{name}': {text.count(old)} places for it in {file}, want 1")
        text = text.replace(old, new)
    return text


def run(program, *words, limit=300):
    """The rule that was broken, and the plan that broke it; two times None if all held."""
    done = subprocess.run([str(program), *words], capture_output=True, text=True, timeout=limit, check=False)
    broken = [line for line in done.stdout.splitlines() if line.startswith("broken: ")]
    plans = [line.split()[0].removeprefix("plan=") for line in done.stdout.splitlines() if line.startswith("plan=")]
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(broken):
        sys.exit(f"the model check itself failed: {done.stdout}{done.stderr}")
    return (broken[0].removeprefix("broken: "), plans[-1]) if broken else (None, None)


def words_of(mutant, killers):
    """What the check is told of a mutant: how far to look, and the plans in order."""
    name, file, _, _, *guard = mutant
    first = killers.get(name)
    plans = [plan for plan in PLANS if plan.startswith("mantrap") or not guard]
    plans.sort(key=lambda plan: plan != first)
    return ([] if file == OUT else ["search"]) + plans


def soonest(program, words):
    """As run(), but of all plans that kill the one that is the first to do so."""
    best, limit = (None, None), 300
    for plan in [word for word in words if word in PLANS]:
        began = time.monotonic()
        try:
            found = run(program, *[word for word in words if word not in PLANS], plan, limit=limit)
        except subprocess.TimeoutExpired:
            continue
        if found[0]:
            best, limit = found, time.monotonic() - began
    return best


def kill(cc, root, work, objects, number, killers, trial):
    """The rule that a mutant breaks, and the plan; None if it survives."""
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
        compile_to(cc, ["-I", str(place.parent), "-I", str(root / "src"), *FLAGS, "-O1"], source, mutant[user])
    program = place / "check"
    subprocess.run([*cc, "-o", str(program), *map(str, mutant.values())], check=True)
    rule, plan = trial(program, words_of(MUTANTS[number], killers))
    program.unlink()
    return (rule, plan) if not guard or rule == guard[0][2] else (None, None)


def known_killers(root):
    lines = (root / KILLERS).read_text(encoding="utf-8").splitlines()
    return {name: plan for plan, _, name in (line.partition(": ") for line in lines)}


def main():
    write = "--write" in sys.argv[2:3]
    root, cc = pathlib.Path(sys.argv[1]), sys.argv[3 if write else 2:]
    sources = [root / "src/base/err.c"]
    sources += [root / "src/gate" / name for name in MACHINE]
    sources += [root / "tests/model" / name for name in CHECK]
    killers = known_killers(root)
    trial = soonest if write else lambda program, words: run(program, *words)
    survivors, found = [], []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        work = pathlib.Path(folder)
        objects = {s.name: work / (s.name + ".o") for s in sources}
        for source in sources:
            compile_to(cc, ["-I", str(root / "src"), *FLAGS, "-O2"], source, objects[source.name])
        subprocess.run([*cc, "-o", str(work / "check"), *map(str, objects.values())], check=True)
        itself = pool.submit(run, work / "check", *SMALL)
        tries = [pool.submit(kill, cc, root, work, objects, n, killers, trial) for n in range(len(MUTANTS))]
        for mutant, one in zip(MUTANTS, tries):
            rule, plan = one.result()
            print(f"{'killed  ' if rule else 'SURVIVES'}  {mutant[0]:52} {plan or '':16} {rule or ''}", flush=True)
            (found if rule else survivors).append(f"{plan}: {mutant[0]}\n" if rule else mutant[0])
        if itself.result()[0] is not None:
            sys.exit("the machine itself breaks a rule: run the model check first")
    if write:
        (root / KILLERS).write_text("".join(found), encoding="utf-8")
    print(f"{len(MUTANTS) - len(survivors)} of {len(MUTANTS)} mutants killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
