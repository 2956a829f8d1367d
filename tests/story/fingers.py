"""fingers: what the officer sees and the journal keeps of fingers that are held against the chip,
and what the machine needed for it beside the time of who stood there. Exit 77 with the reason when
set-up is missing.

    fingers.py BUILD

Both stories run with libfprint's virtual device: a finger that fits, and another person's.
"""
import json
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

RIGHT, LEFT = "right index finger", "left index finger"
ONE_IN = 2000  # false match rate that is asked for if nothing is said


class Desk:
    """An officer's egate watch, and what was not as it should be."""

    def __init__(self, lane):
        self.lane = lane
        self.egate = lane.build / "src" / "prog" / "egate"
        self.lines = []
        self.faults = []
        self.watcher = None

    def open(self):
        while self.lane.egated.poll() is None:  # until its socket and its core are there
            self.watcher = subprocess.Popen(
                [self.egate, "watch", self.lane.folder / "lane" / "lane.sock", "--json"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True)
            if self.watcher.stdout.readline():
                break
            self.watcher.communicate()
        else:
            raise stack.Broken("egated has ended")
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.watcher.stdout:
            self.lines.append(json.loads(line))

    def close(self):
        self.watcher.terminate()
        self.reader.join()
        self.watcher.wait()

    def fail_unless(self, fine, what):
        print(f"{'kept  ' if fine else 'BROKEN'} {what}")
        if not fine:
            self.faults.append(what)

    def prompts(self):
        """What the screen asked for, with the finger that it was about."""
        return [(line["prompt"], line["finger"]) for line in self.lines if line.get("finger")]

    def journal(self):
        done = subprocess.run([self.egate, "journal", "list", self.lane.folder / "journal.db"],
                              capture_output=True, text=True)
        return done.stdout + done.stderr


def asks(line):
    """A press is wanted, or under way: the time of who stands there."""
    return line.get("finger") and line.get("prompt") not in ("One moment, please", "Thank you")


def times(desk):
    """ms from the face's end to the finger's result: of the machine, and of who stood there."""
    states = [line for line in desk.lines if "state" in line]
    begin = next(i for i, line in enumerate(states) if line["state"] == "GATE_FINGER")
    end = next(i for i in range(begin, len(states)) if states[i]["state"] != "GATE_FINGER")
    people = sum(after["ms"] - line["ms"]
                 for line, after in zip(states[begin:end], states[begin + 1:end + 1]) if asks(line))
    return states[end]["ms"] - states[begin]["ms"] - people, people


def genuine(desk):
    prompts = desk.prompts()
    desk.fail_unless(("Lay your finger on the sensor", RIGHT) in prompts,
                     "the officer sees which finger is asked for first")
    desk.fail_unless(("Now the other finger", LEFT) in prompts, "and which then")
    desk.fail_unless(("Lift your finger", RIGHT) in prompts, "and what is asked besides")
    row = next((r for r in desk.journal().splitlines() if "crossing" in r), "")
    said = dict(w.split("=", 1) for w in row.split() if "=" in w)
    scores = [int(said.get(k, -1000)) for k in ("right-index", "left-index")]
    needed = int(said.get("fingers-from", 0))
    desk.fail_unless(said.get("fingers-fmr") == f"1/{ONE_IN}" and needed > 0,
                     f"the journal keeps what was needed, and what that stands for: {row}")
    desk.fail_unless(min(scores) >= needed and int(said.get("fingers", -1)) == sum(scores) and
                     said.get("tries") == "2", f"the journal keeps each finger's decibans: {row}")
    machine, people = times(desk)
    print(f"from the face's end to the finger's result: machine {machine} ms, people {people} ms")
    desk.fail_unless(machine > 0 and people > 0, "machine and people can be told apart")


def stranger(desk):
    last = next((line for line in desk.lines if line.get("reason") == "REASON_OTHER_FINGER"), {})
    desk.fail_unless(last.get("check") == "CHECK_FINGER_MATCH" and last.get("fingers", 0) < 0 and
                     last.get("fingers_from", 0) > 0 and last.get("fingers_one_in") == ONE_IN,
                     f"the officer sees the score and what it had to be: {last.get('fingers')}")
    row = next((r for r in desk.journal().splitlines() if "referral" in r), "")
    desk.fail_unless({f"fingers={last.get('fingers')}",
                      f"fingers-from={last.get('fingers_from')}"} <= set(row.split()),
                     f"the journal keeps the same: {row}")


def watched(build, scenario, look):
    with stack.Lane(build, scenario, log="/dev/stderr") as lane:
        desk = Desk(lane)
        desk.open()
        try:
            lane.play()
        finally:
            desk.close()
        if lane.result.as_expected:
            look(desk)
        lane.result.faults += desk.faults
        return lane.result


def play(build, _):
    result = watched(build, "finger_citizen", genuine)
    return watched(build, "finger_other", stranger) if result.as_expected else result


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "fingers"))
