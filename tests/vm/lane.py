"""Boots a virtual machine and runs tests of vm_lane in it: the real core on real kernel lines.

    lane.py BUILD-FOLDER [--kernel FLAVOUR] [--gpiod2] [--quiet] [GROUP [PATTERN]]

The last line says how it ended; 77: what is needed is not there (the line says what).
"""

import argparse
import os
import sys
import tempfile
import time

import machine

PROGRAMS = ["src/prog/egate-core", "src/prog/egate-guard", "tests/vm/vm_lane"]
# What the core logged in the test that failed last stands behind its message.
JOB = """vm_lane {arguments}
code=$?
[ $code = 0 ] || {{ echo 'log of the last core:'; tail -n 60 /run/core.log; }}
exit $code"""


def programs(build, gpiod2, folder):
    """The core is /bin/egate-core in the machine, whichever library it is on."""
    found = [os.path.join(build, name) for name in PROGRAMS]
    if gpiod2:
        core = os.path.join(build, "tests/vm/egate-core-gpiod2")
        if not os.path.exists(core):
            raise machine.Missing("there is no core on libgpiod 2 (tests/setup could not lay it)")
        found[0] = os.path.join(folder, os.path.basename(found[0]))
        os.symlink(os.path.abspath(core), found[0])
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--kernel", default="amd64")
    parser.add_argument("--gpiod2", action="store_true", help="the core on libgpiod 2")
    parser.add_argument("--quiet", action="store_true", help="prints the machine's words at the end only")
    parser.add_argument("words", nargs="*")
    given = parser.parse_intermixed_args()
    begun = time.monotonic()
    job = JOB.format(arguments=" ".join(f"'{word}'" for word in given.words))
    try:
        with tempfile.TemporaryDirectory() as folder:
            run = machine.boot(programs(given.build, given.gpiod2, folder), job, flavour=given.kernel,
                               show=not given.quiet)
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
