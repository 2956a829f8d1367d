"""Boots a virtual machine and runs tests of vm_lane in it: the real core on real kernel lines.

    lane.py BUILD-FOLDER [--kernel FLAVOUR] [--quiet] [GROUP [PATTERN]]

The last line says how it ended; 77: what is needed is not there (the line says what).
"""

import argparse
import os
import sys
import time

import machine

PROGRAMS = ["src/prog/egate-core", "tests/vm/vm_lane"]
# What the core logged in the test that failed last stands behind its message.
JOB = """vm_lane {arguments}
code=$?
[ $code = 0 ] || {{ echo 'log of the last core:'; tail -n 40 /run/core.log; }}
exit $code"""


def programs(build):
    return [os.path.join(build, name) for name in PROGRAMS]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--kernel", default="amd64")
    parser.add_argument("--quiet", action="store_true", help="prints the machine's words at the end only")
    parser.add_argument("words", nargs="*")
    given = parser.parse_intermixed_args()
    begun = time.monotonic()
    job = JOB.format(arguments=" ".join(f"'{word}'" for word in given.words))
    try:
        run = machine.boot(programs(given.build), job, flavour=given.kernel, show=not given.quiet)
    except machine.Missing as missing:
        print(missing)
        sys.exit(77)
    if given.quiet:
        print("\n".join(run.lines))
    if run.code is None:
        print("the machine ended without a word about its job")
    print(f"vm: {'passed' if run.code == 0 else 'FAILED'} in {time.monotonic() - begun:.0f} s")
    sys.exit(run.code != 0)


if __name__ == "__main__":
    main()
