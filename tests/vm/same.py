"""Two machines that do the same are the same to the byte: whole crossings with the core's whole log,
every time in it to the microsecond, and a digest of both runs.

    same.py BUILD-FOLDER
"""

import hashlib
import sys

import lane
import machine

JOB = "vm_lane cross '*honest*' && cat /run/core.log"
RUNS = 2


def main():
    try:
        runs = [machine.boot(lane.programs(sys.argv[1], False, None), JOB) for _ in range(RUNS)]
    except machine.Missing as missing:
        print(missing)
        sys.exit(77)
    for run in runs:
        text = "\n".join(run.lines)
        print(f"ended with {run.code}, {len(run.lines)} lines, sha256 {hashlib.sha256(text.encode()).hexdigest()}")
    differing = [pair for pair in zip(*[run.lines for run in runs]) if len(set(pair)) > 1]
    for pair in differing[:5]:
        print("\n".join(pair))
    logged = [line for line in runs[0].lines if "program=core" in line]
    good = all(run.code == 0 for run in runs) and len(logged) > 20 and runs[0].lines == runs[1].lines
    print("the same to the byte" if good else "NOT the same")
    sys.exit(not good)


if __name__ == "__main__":
    main()
