"""crash: a process of a whole lane is killed (kill -9) in a chosen state of the gate, as a test.

    crash.py BUILD NAME       NAME.scn beside this file is the play; PLANS says who dies when

The deeds follow the lane's own status messages, so that each kill falls into its state. Three
things are asked: what the play expects (the traveller is referred, the next one crosses); that the
exit was never free while a traveller was served whose process was killed; and that both doors were
locked soon after whoever drove them was killed or hung, by the world's own stamps. The promise of
150 ms after the last drive is held in virtual time (tests/unit/test_guard_rule.c); here, on a
machine that may be busy with anything, the bound is wide and the times are shown.
Exit 77 with the reason when set-up is missing.
"""
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

WORKERS = ("page", "chip", "verify", "face", "journal")
DRIVEN = ("READING", "ENTRY_OPEN", "FACE", "RECORDING", "EXIT_OPEN")
# For each traveller in turn: the state in which, and the role that, is killed; None: nobody is.
# A first deed in IDLE is done before anybody comes.
PLANS = {
    "reading": [*(("READING", role) for role in WORKERS), None],
    "entry_open": [*(("ENTRY_OPEN", role) for role in WORKERS), None],
    "face": [*(("FACE", role) for role in WORKERS), None],
    "recording": [*(("RECORDING", role) for role in WORKERS), None],
    "done": [("EXIT_OPEN", role) for role in WORKERS],
    "core": [("FACE", "core"), None],
    "core_each": [*((state, "core") for state in DRIVEN), None],
    "core_hangs": [*((state, "core hangs") for state in DRIVEN), None],
    "egated": [("FACE", "egated"), None],
    "egated_core": [*((state, "egated core") for state in DRIVEN), None],
    "guard": [*((state, "guard") for state in DRIVEN)],
    "pcscd": [("IDLE", "pcscd"), None],
}
PASSING = {"done", "guard"}  # travellers whose crossing is on record when the process is killed
STATUS = struct.Struct("<qIIBBBB")  # the beginning of struct msg_status (src/wire/msg.h)
HEADER = struct.Struct("<HHI")


def constants(path, macro):
    """Names of an X-macro in their order."""
    text = (stack.ROOT / "src" / path).read_text()
    body = re.search(rf"#define {macro}\(X\)(.*?)\n\n", text, re.S).group(1)
    return re.findall(r"X\((\w+)", body)


STATES = [name.removeprefix("GATE_") for name in constants("gate/gate.h", "GATE_STATES")]
KINDS = ["MSG_NOTHING", *constants("wire/msg.h", "MSG_KINDS")]
EXIT_LOCK = 1 << 1
BOTH_LOCKS = 3
PROMISE_MS = 150
BOUND_MS = 1000  # of a machine that does other things, too


def process_of(role):
    """Process id of a program of the lane: the namespace holds only one lane."""
    program = "egated" if role == "egated" else f"egate-{role}"
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            first = (entry / "cmdline").read_bytes().split(b"\0")[0].decode()
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue  # it has just ended
        if pathlib.Path(first).name == program and state != "Z":
            return int(entry.name)
    raise stack.Broken(f"no {program} runs")


class Killer(threading.Thread):
    """Watches the lane and does the deeds of a plan, one traveller after the other."""

    def __init__(self, lane, plan):
        super().__init__(daemon=True)
        self.lane = lane
        self.plan = list(plan)
        self.path = str(lane.folder / "lane" / "lane.sock")
        self.served = 0   # travellers begun so far
        self.epoch = 0
        early = self.plan[0] and self.plan[0][0] == "IDLE"
        # of the present traveller, until it is done
        self.deed = self.plan.pop(0) if early else None
        self.victim = False  # a process of the present traveller was killed
        self.stopped = None  # process id of a journal that is held up
        self.kills = 0
        self.driver_ends = []  # (what was done, its time in us) to whoever drove the doors
        self.free_for_victim = False
        self.fault = ""
        self.over = False

    def run(self):
        try:
            while not self.over:
                self.watch()
        except (stack.Broken, OSError, IndexError) as broken:
            self.fault = self.fault or ("" if self.over else str(broken))

    def watch(self):
        """Until the lane ends, or its core does."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as lane:
            try:
                lane.connect(self.path)
                lane.send(HEADER.pack(KINDS.index("MSG_WATCH"), 4, 0) + bytes([0, 1, 0, 0]))
            except OSError:
                time.sleep(0.01)  # not up yet, or between two cores
                return
            ends = len(self.driver_ends)
            heard = False
            # What a core said before it was ended is not about the next one's travellers.
            while ends == len(self.driver_ends) and (message := self.hear(lane)):
                heard = True
                kind, _, epoch = HEADER.unpack_from(message)
                if kind == KINDS.index("MSG_STATUS"):
                    self.take(epoch, *STATUS.unpack_from(message, HEADER.size)[2:4])
        if not heard:
            time.sleep(0.01)  # egated is up, and waits before the next core

    @staticmethod
    def hear(lane):
        try:
            return lane.recv(256)
        except ConnectionResetError:
            return b""  # a core that was killed before it had read all

    def take(self, epoch, outputs, state):
        if epoch not in (0, self.epoch):
            self.deed = self.plan[self.served]
            self.served += 1
            self.victim = False
        self.epoch = epoch
        if self.victim and not outputs & EXIT_LOCK:
            self.free_for_victim = True
        if self.deed and self.deed[0] == "RECORDING" and STATES[state] == "FACE":
            # The state is too short for a kill to fall into it: the journal must not answer.
            self.stopped = process_of("journal")
            os.kill(self.stopped, signal.SIGSTOP)
        if self.deed and STATES[state] == self.deed[0]:
            self.wait_for_door(STATES[state])
            self.kill(self.deed[1])
        if self.victim and self.stopped and STATES[state].startswith("REFERRED"):
            os.kill(self.stopped, signal.SIGCONT)
            self.stopped = None

    def wait_for_door(self, state):
        """Until the door that this state frees is free in the world, too."""
        lock = {"ENTRY_OPEN": 1, "EXIT_OPEN": EXIT_LOCK}.get(state, 0)
        until = time.monotonic() + BOUND_MS / 1000
        while lock and time.monotonic() < until:
            drives = read_drives(self.lane.drives)
            if drives and not drives[-1][2] & lock:
                return

    def kill(self, role):
        self.deed = None
        self.victim = True
        self.kills += 1
        if role == "journal" and self.stopped:
            self.stopped = None
        if role == "pcscd":
            self.lane.restart_pcscd()
            return
        if role == "guard" or "core" in role or "egated" in role:
            self.end(role)
            return
        os.kill(process_of(role), signal.SIGKILL)

    def end(self, role):
        """All that are named, as nearly at once as it goes."""
        hangs = role.endswith(" hangs")
        victims = [process_of(one) for one in role.removesuffix(" hangs").split()]
        if role != "guard":
            self.epoch = 0  # the next core counts travellers anew
            self.driver_ends.append((role, time.monotonic_ns() // 1000))
        for process in victims:
            os.kill(process, signal.SIGSTOP if hangs else signal.SIGKILL)
        if self.stopped and "core" != role:
            # Nobody waits for this journal, or nobody is there to end it.
            os.kill(self.stopped, signal.SIGCONT)
            self.stopped = None
        if "egated" in role:
            self.lane.egated.wait()
            self.lane.processes.remove(self.lane.egated)
            self.lane.start_egated()


def read_drives(path):
    """(microseconds, what, levels) of what the world saw of the outputs, whole lines only."""
    lines = path.read_text().split("\n")[:-1]
    return [(int(stamp), what, int(levels, 16)) for stamp, what, levels in map(str.split, lines)]


def check_driver_ends(killer, drives, result):
    """Both doors locked soon after the last drive of whoever ended, and driven on from then."""
    for what, at in killer.driver_ends:
        last = max((t for t, kind, _ in drives if kind == "drive" and t <= at), default=at)
        taken = at  # a core whose egated has ended makes doors safe itself
        if "core" in what:
            taken = next((t for t, kind, _ in drives if kind == "open" and t > at), None)
        safe = next((t for t, kind, levels in drives if kind == "drive" and taken is not None and
                     t >= taken and levels & BOTH_LOCKS == BOTH_LOCKS), None)
        if safe is None or safe - last > 1000 * BOUND_MS:
            result.faults.append(f"{what}: doors were not locked in {BOUND_MS} ms")
            continue
        print(f"{what}: doors locked {(safe - last) / 1000:.1f} ms after the last drive, "
              f"promised on a machine for this alone: {PROMISE_MS}")
        if not [t for t, _, _ in drives if safe < t <= safe + 1000 * BOUND_MS]:
            result.faults.append(f"{what}: doors were locked once and left alone")


WHYS = {"core": "the controller had ended unasked", "core hangs": "outputs were not driven in time"}


def check_record(build, lane, killer, result):
    """The next core puts on record how the one before it ended."""
    rows = subprocess.run([build / "src" / "prog" / "egate", "journal", "list",
                           lane.folder / "journal.db"], capture_output=True, text=True, check=True)
    for what, why in WHYS.items():
        found = sum(1 for row in rows.stdout.splitlines()
                    if " service " in row and f'why="{why}"' in row)
        done = sum(1 for one, _ in killer.driver_ends if one == what)
        if found != done:
            result.faults.append(f"{found} records of '{why}', {done} expected")


def play(build, name):
    build = pathlib.Path(build).resolve()
    plan = PLANS[name]
    with stack.Lane(build, HERE / f"{name}.scn", view="lines", log="/dev/stderr",
                    watch_drives=True) as lane:
        killer = Killer(lane, plan)
        killer.start()
        result = lane.play()
        killer.over = True
        check_driver_ends(killer, read_drives(lane.drives), result)
        check_record(build, lane, killer, result)
        if killer.fault:
            result.faults.append(killer.fault)
        if killer.kills != sum(1 for deed in plan if deed):
            result.faults.append(f"{killer.kills} kills done")
        if killer.free_for_victim and name not in PASSING:
            result.faults.append("the exit was free for a traveller whose process was killed")
        return result


def main():
    return stack.as_test(play, pathlib.Path(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    sys.exit(main())
