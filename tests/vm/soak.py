"""Eight hours of a lane's life in much less: boots a User-Mode Linux whose idle time passes at once
(time-travel=inf-cpu), and runs the real core in it on lines of gpio-sim, with one traveller after the
other (soak.c). Prints its table and the host's time.

    soak.py BUILD-FOLDER [--seconds VIRTUAL] [--seed N] [--qemu]

Exits with 0: all promises held; 77: what is needed is not there (the last line says what).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

import machine

PROGRAMS = ["src/prog/egate-core", "tests/vm/vm_soak"]
JOB = """vm_soak {seconds} {seed}
code=$?
[ $code = 0 ] || {{ echo 'log of the core:'; tail -n 40 /run/core.log; }}
exit $code"""
EIGHT_HOURS = 8 * 60 * 60
# Its first console is this process's output; others are nowhere.
WORDS = ["mem=256M", "time-travel=inf-cpu", "con0=null,fd:1", "con=null", "quiet", "loglevel=3", "panic=-1"]
LIMIT_S = 2 * 60 * 60  # the host's time


def prepared():
    found = subprocess.run([os.path.join(machine.HERE, "prepare_um"), "--where"], capture_output=True, text=True)
    if found.returncode != 0:
        raise machine.Missing(found.stderr.strip())
    return found.stdout.strip()


def boot(kernel, programs, job):
    """Boots for a job; what came of it."""
    machine.check_tools()
    with tempfile.TemporaryDirectory(prefix="egate-um-") as folder:
        image = machine.pack(folder, programs, job, init="init_um")
        said = os.path.join(folder, "console")
        with open(said, "wb") as console:
            # Its memory is a file that is deleted at once; it lies there, not where space is short.
            done = subprocess.Popen([kernel, "initrd=" + image, *WORDS], stdin=subprocess.DEVNULL, stdout=console,
                                    stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": folder, "HOME": folder})
            machine.wait(done, said, LIMIT_S, True)
        with open(said, encoding="utf-8", errors="replace") as file:
            printed = file.read()
    if machine.BEGIN not in printed:
        print(printed[-2000:])
        raise machine.Missing("the User-Mode Linux does not boot here (it needs ptrace and memory that is executable)")
    return machine.Run(printed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seconds", type=int, default=EIGHT_HOURS, help="of virtual time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--qemu", action="store_true", help="in the emulated machine: edges at once, hours in hours")
    given = parser.parse_args()
    begun = time.monotonic()
    job = JOB.format(seconds=given.seconds, seed=given.seed)
    try:
        programs = [os.path.join(given.build, name) for name in PROGRAMS]
        if given.qemu:
            run = machine.boot(programs, job, seconds=LIMIT_S, show=True)
        else:
            run = boot(prepared(), programs, job)
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
