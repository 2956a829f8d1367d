"""Hours of a lane's life: the real core in the emulated machine, on lines of gpio-sim, with one
traveller after the other (soak.c). Prints its table and the host's time.

    soak.py BUILD-FOLDER [--seconds VIRTUAL] [--seed N]

Exits with 0: all promises held; 77: what is needed is not there (the last line says what).
"""

import argparse
import os
import sys
import time

import machine

PROGRAMS = ["src/prog/egate-core", "tests/vm/vm_soak"]
JOB = """vm_soak {seconds} {seed}
code=$?
[ $code = 0 ] || {{ echo 'log of the core:'; tail -n 40 /run/core.log; }}
exit $code"""
HOUR = 60 * 60
LIMIT_S = 2 * 60 * 60  # the host's time


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seconds", type=int, default=HOUR, help="of virtual time")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun = time.monotonic()
    job = JOB.format(seconds=given.seconds, seed=given.seed)
    try:
        programs = [os.path.join(given.build, name) for name in PROGRAMS]
        run = machine.boot(programs, job, seconds=LIMIT_S, show=True)
    except machine.Missing as missing:
        print(missing)
        sys.exit(77)
    if run.code is None:
        print("the machine ended without a word about its job")
    print(f"wall time             {time.monotonic() - begun:.0f} s")
    print(f"soak: {'passed' if run.code == 0 else 'FAILED'}")
    sys.exit(run.code != 0)


if __name__ == "__main__":
    main()
