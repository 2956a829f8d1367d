"""The mains are cut in the middle of a crossing and come back: one machine ends without a word, with a
traveller locked in and no record of the crossing; the next finds them where they were.

    cut.py BUILD-FOLDER
"""

import re
import sys

import lane
import machine

CUT = re.compile(r"^cut: body at (\d+), (\d+) recorded$")


def main():
    programs = lane.programs(sys.argv[1], False, None)
    try:
        first = machine.boot(programs, "vm_lane cut")
        cuts = [m.groups() for m in map(CUT.match, first.lines) if m]
        print("\n".join(first.lines))
        if first.code is not None or len(cuts) != 1 or cuts[0][1] != "0":
            sys.exit("the first machine was to end in the middle of a crossing that is not on record")
        second = machine.boot(programs, f"VM_BODY={cuts[0][0]} vm_lane back || {{ tail -n 40 /run/core.log; false; }}")
    except machine.Missing as missing:
        print(missing)
        sys.exit(77)
    print("\n".join(second.lines))
    print("came back with the traveller inside" if second.code == 0 else "the second machine failed")
    sys.exit(second.code != 0)


if __name__ == "__main__":
    main()
