"""How long the real core takes from an edge on a kernel line to its output, in the emulated machine of
tests/vm: idle and under hackbench, as SCHED_FIFO 80 and SCHED_OTHER, on Debian's kernel and on its
PREEMPT_RT kernel, each beside the maximum of cyclictest (SCHED_FIFO 80) of the same run.

    vm.py BUILD-FOLDER [EDGES]

Time is that of counted instructions (2 ns each): the figures compare kernels, policies and commits,
and are the same in each run; they say nothing about a real machine's speed. "alone" is cyclictest
before the core starts, "beside" while it works: of two at one priority the one waits for the other.
Fails when a promise breaks, of SCHED_FIFO 80 under hackbench on Debian's kernel: edge to output at
most 1.5 times cyclictest's maximum beside it, and edge to waking at most 1.5 times the one alone.
"""

import json
import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "vm"))
import machine  # noqa: E402

PROGRAMS = ["src/prog/egate-core", "tests/vm/vm_edge", "tests/vm/libstamp.so"]
TOOLS = ["cyclictest", "hackbench"]
FLAVOURS = ["amd64", "rt-amd64"]
LOADS = {"idle": "", "hackbench": "hackbench -g 4 -f 5 -l 100000000 >/dev/null 2>&1 &\n"}
PRIORITIES = {"fifo-80": 80, "other": 0}
JOB = "{load}vm_edge {priority} {edges} cyclictest -q -N -m -p 80 -i 1100"
MEASURED = re.compile(r"measured (\S+) (\d+) median (\d+) p99 (\d+) max (\d+)")
CYCLES = re.compile(r"T: 0 .* Max: *(\d+)")
PROMISE = ("amd64", "hackbench", "fifo-80")
PROMISED = 1.5
SECONDS = 60 * 60  # the host's, for one run


def figures(lines):
    """What one run has found, in ns."""
    found, phase = {}, None
    for line in lines:
        if line.startswith("phase "):
            phase = line.split()[1]
        for name, count, median, p99, most in MEASURED.findall(line):
            found[name] = {"count": int(count), "median": int(median), "p99": int(p99), "max": int(most)}
        for most in CYCLES.findall(line):
            found[f"cyclictest-{phase}"] = {"max": int(most)}
    return found


def run(build, flavour, load, policy, edges):
    programs = [os.path.join(build, name) for name in PROGRAMS] + [shutil.which(tool) for tool in TOOLS]
    job = JOB.format(load=LOADS[load], priority=PRIORITIES[policy], edges=edges)
    done = machine.boot(programs, job, flavour=flavour, seconds=SECONDS)
    if done.code != 0:
        raise RuntimeError("\n".join(done.lines[-20:]) + f"\nended with {done.code}")
    return figures(done.lines)


def us(ns):
    return f"{ns / 1000:.1f}"


def tell(flavour, load, policy, f):
    most, beside, alone = f["edge-to-set"]["max"], f["cyclictest-beside"]["max"], f["cyclictest-alone"]["max"]
    row = [flavour, load, policy]
    row += [f"{us(f[n]['median'])} / {us(f[n]['max'])}" for n in ("edge-to-wake", "wake-to-set", "edge-to-set")]
    row += [us(beside), us(alone), f"{most / beside:.2f}", f"{f['edge-to-wake']['max'] / alone:.2f}"]
    print("| " + " | ".join(row) + " |")
    print(json.dumps({"bench": "vm", "kernel": flavour, "load": load, "policy": policy, "ns": f}), flush=True)
    return {"edge to set : cyclictest beside": most / beside,
            "edge to wake : cyclictest alone": f["edge-to-wake"]["max"] / alone}


def main():
    build, edges = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500
    measured, promised = 0, {}
    print("us, median / maximum; ratios of maxima")
    print("| kernel | load | policy | edge to wake | wake to set | edge to set | cyclictest beside | alone "
          "| edge to set : beside | edge to wake : alone |")
    for flavour in FLAVOURS:
        try:
            machine.check_tools(TOOLS)
            machine.prepared(flavour)
        except machine.Missing as missing:
            print(missing)
            continue
        for load in LOADS:
            for policy in PRIORITIES:
                ratios = tell(flavour, load, policy, run(build, flavour, load, policy, edges))
                measured += 1
                promised = ratios if (flavour, load, policy) == PROMISE else promised
    if measured == 0:
        sys.exit(77)
    for name, ratio in promised.items():
        print(f"promise, {' '.join(PROMISE)}: {name} {ratio:.2f}, at most {PROMISED}: "
              f"{'kept' if ratio <= PROMISED else 'BROKEN'}")
    sys.exit(not promised or max(promised.values()) > PROMISED)


if __name__ == "__main__":
    main()
