"""crossing: machine time of honest crossings on one lane, step by step.

    crossing.py BUILD [COUNT]      default 20 crossings; results also in BUILD/crossing.json

Machine time is what the gate computes and writes: the reader's own work, verification, the
portrait, the face (its wait for frames included), the record. The chip's link and people's time
are shown, not counted. "observed" is the same from outside, by the lane's own clock: document to
entry open, without the chip's link, and face wanted to exit open. Exit 1 when the sum of steps or
what was observed exceeds 1500 ms at p95, 77 when set-up is missing.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

LIMIT_MS = 1500
COUNT = 20
SPEED = 300  # people walk fast here: only the machine is measured


def p95(values):
    """The smallest value that at least 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 95 // 100) - 1]


def median(values):
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def summary(values):
    return {"min": min(values), "median": median(values), "p95": p95(values), "max": max(values)}


def measure(build, count):
    with stack.Lane(build, "honest_citizen", repeat=count, speed=SPEED, timeout_s=60 + 10 * count) as lane:
        result = lane.play()
    if not result.as_expected or len(result.plays) != count:
        raise stack.Broken(f"crossings differ: {result.why()}")
    steps = {name: [p["steps"].get(name, 0) / 1000 for p in result.plays]
             for name in (*stack.MACHINE_STEPS, "chip_link", "observed")}
    steps["whole"] = [sum(steps[name][i] for name in stack.MACHINE_STEPS) for i in range(count)]
    return {name: summary(values) for name, values in steps.items()}


def main():
    build = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else COUNT
    try:
        stack.set_up(build)
    except stack.Missing as missing:
        print(f"skipped: missing: {missing}")
        return stack.MISSING
    table = measure(build, count)
    print(f"{count} honest crossings, ms{'min':>15}{'median':>9}{'p95':>9}{'max':>9}")
    for name in (*stack.MACHINE_STEPS, "whole", "observed", "chip_link"):
        note = "  (not counted)" if name == "chip_link" else ""
        print(f"  {name:<28}" + "".join(f"{table[name][k]:9.1f}"
                                        for k in ("min", "median", "p95", "max")) + note)
    (build / "crossing.json").write_text(json.dumps(table, indent=1) + "\n")
    slow = [name for name in ("whole", "observed") if table[name]["p95"] > LIMIT_MS]
    for name in slow:
        print(f"{name} at p95 exceeds {LIMIT_MS} ms")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
