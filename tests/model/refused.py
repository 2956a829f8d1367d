#!/usr/bin/env python3
"""refused: descriptions that waive an interlock are refused by the model check, with rule and way.

Knows which line of the last word each shipped gate needs. Usage: refused.py MODEL SOURCE_ROOT
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ALL = ["doors", "beams", "people", "record"]

# Description, the interlock that it does without, the rule that is broken (None: it may).
CASES = [
    ("mantrap", "beams", "no_door_is_driven_against_a_body"),
    ("mantrap", "doors", "interlock_frees_one_door_at_most"),
    ("one-door", "doors", None),
    ("one-door", "beams", "no_door_is_driven_against_a_body"),
    ("one-door", "people", "exit_needs_decision_record_and_one_person"),
    ("one-door", "record", "interlock_asks_for_a_record"),
    ("kiosk", "beams", "no_door_is_driven_against_a_body"),
    ("flap", "beams", "no_door_is_driven_against_a_body"),
]


def without(text, interlock):
    """The description, but for one interlock."""
    words = " ".join(word for word in ALL if word != interlock)
    found = re.subn(r"^interlocks = .*$", "interlocks = " + words, text, flags=re.M)
    if found[1] != 1:
        sys.exit("a description does not name its interlocks once")
    return found[0]


def check(model, path, want):
    done = subprocess.run([model, "--gate", str(path)], capture_output=True, text=True,
                          timeout=200, check=False)
    broken = re.findall(r"^broken: (.*)$", done.stdout, re.M)
    if want is None:
        return done.returncode == 0 and not broken, done
    gates = re.findall(r"^  (?:gate|before) +(GATE_\w+)", done.stdout, re.M)
    # A way begins at power-up; the interlock alone is asked about gates that no way leads to.
    way = want.startswith("interlock_") or gates[:1] == ["GATE_INIT"]
    return done.returncode == 1 and broken == [want] and way and bool(gates), done


def main():
    model, root = sys.argv[1], pathlib.Path(sys.argv[2])
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, interlock, want in CASES:
            text = (root / "hal/gates" / (name + ".ini")).read_text(encoding="utf-8")
            path = pathlib.Path(folder) / (name + ".ini")
            path.write_text(without(text, interlock), encoding="utf-8")
            good, done = check(model, path, want)
            print("ok  " if good else "FAIL", name, "without", interlock, "->",
                  want or "may", flush=True)
            if not good:
                print(done.stdout, done.stderr)
                bad += 1
        path = pathlib.Path(folder) / "odd.ini"
        path.write_text("[gate]\ntopology = two-doors\n", encoding="utf-8")
        done = subprocess.run([model, "--gate", str(path)], capture_output=True, text=True,
                              timeout=60, check=False)
        if done.returncode != 1 or "odd.ini:2:" not in done.stderr:
            print("FAIL a description that is none is not refused", done.stdout, done.stderr)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
