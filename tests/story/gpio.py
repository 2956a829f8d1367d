"""gpio: egate gpio as an installer uses it, on a gate made of sockets: every line is walked, and the
commissioning report comes out in all its forms. Exit 77 with the reason when set-up is missing.

    gpio.py BUILD [FOLDER]      FOLDER: keeps the reports there
"""
import hashlib
import json
import os
import pathlib
import re
import select
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

MISSING = 77
GATES = pathlib.Path(__file__).resolve().parents[2] / "hal" / "gates"
WIRES = ("entry-closed exit-closed entry-beam exit-beam present several fire-ok estop-ok tamper-ok "
         "mains-ok entry-wide exit-wide entry-outer entry-inner exit-inner exit-outer mat heavy low "
         "high release entry-hand exit-hand count-in count-out key return").split()
OUTPUTS = ("entry-lock exit-lock entry-green entry-red exit-green exit-red face-light officer-call "
           "buzzer watchdog entry-open exit-open idle arrow arrow-back cross passed").split()
AT_REST = {"entry-closed", "exit-closed", "fire-ok", "estop-ok", "tamper-ok", "mains-ok"}
RELAY_S = 1.0    # after the last pulse the watchdog relay lets go
TRAVEL_S = 0.15  # of a driven door
TICK_S = 0.02
END_S = 100      # of a command; only a broken one gets there
PROMPT = re.compile(r"\[\d+/\d+\] ([\w-]+) \([^)]*\): (.*)")


class World:
    """Doors, contacts and an installer's hands; broken: words whose wires never move."""

    def __init__(self, path, broken, tripped):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(str(path))
        self.listener.listen(4)
        self.peer = None
        self.broken = set(broken)
        self.high = AT_REST ^ set(tripped)
        self.outputs = 0
        self.pulse = time.monotonic()
        self.driven = {}      # door: since when its drive opens or shuts it
        self.pull = None      # door at which somebody pulls
        self.seen_outputs = set()
        self.both_open = False

    def is_on(self, word):
        return bool(self.outputs >> OUTPUTS.index(word) & 1)

    def held(self, door):
        powered = time.monotonic() - self.pulse < RELAY_S and {"fire-ok", "estop-ok"} <= self.high
        return self.is_on(f"{door}-lock") and powered

    def put(self, word, level):
        if word not in self.broken:
            (self.high.add if level else self.high.discard)(word)

    def move(self, word):
        self.put(word, word not in self.high)
        self.tell()

    def tell(self):
        if self.peer:
            levels = sum(1 << bit for bit, word in enumerate(WIRES) if word in self.high)
            try:
                self.peer.send(struct.pack("II", levels, 0))
            except OSError:
                pass  # it has ended

    def hear(self):
        """False: the tool has closed its end."""
        try:
            data = self.peer.recv(64)
        except ConnectionError:  # it left levels unread; what it drove last comes after this
            data = self.peer.recv(64)
        if not data:
            return False
        (outputs,) = struct.unpack("I", data)
        if (outputs ^ self.outputs) >> OUTPUTS.index("watchdog") & 1:
            self.pulse = time.monotonic()
        self.outputs = outputs
        self.seen_outputs |= {word for word in OUTPUTS if self.is_on(word)}
        self.both_open |= self.is_on("entry-open") and self.is_on("exit-open")
        self.put("return", self.is_on("watchdog"))
        self.tell()
        return True

    def tick(self):
        """What moves by itself: driven doors, and a door at which somebody pulls."""
        before = set(self.high)
        for door in ("entry", "exit"):
            opens, shuts = self.is_on(f"{door}-open"), self.is_on(f"{door}-lock")
            if opens or (shuts and f"{door}-wide" in self.high):
                since = self.driven.setdefault((door, opens), time.monotonic())
                if time.monotonic() - since > TRAVEL_S:
                    self.put(f"{door}-closed", not opens)
                    self.put(f"{door}-wide", opens)
                    del self.driven[door, opens]
            if self.pull == door and not self.held(door):
                self.put(f"{door}-closed", False)
                self.pull = None
        if before != self.high:
            self.tell()

    def obey(self, word, text):
        """The installer's hands, told by a prompt."""
        door = re.match(r"(open|let) the (entry|exit) door (by hand|close|as far)", text)
        if door and door[1] == "open":
            self.pull = door[2]
            self.put(f"{door[2]}-wide", "as far" in text)
        elif door:
            self.pull = None
            self.put(f"{door[2]}-closed", True)
            self.put(f"{door[2]}-wide", False)
        elif word in WIRES and word != "return":
            restores = re.match(r"(clear|leave|restore|release|close|let|step off|switch the mains on|"
                                r"turn the key switch back|stand still)", text)
            if not text.startswith("pull at"):
                self.put(word, (word in AT_REST) == bool(restores))
        self.tell()


class Run:
    """One egate gpio command against a world; typed: what is said to which prompt."""

    def __init__(self, desk, words, broken=(), tripped=(), typed=None,
                 stop_at=None, react=None):
        self.typed, self.stop_at, self.also, self.lines, self.said = typed, stop_at, react, [], []
        with tempfile.TemporaryDirectory(prefix="egate-gpio-") as folder:
            path = pathlib.Path(folder, "gate.sock")
            self.world = World(path, broken, tripped)
            command = [desk.egate, "gpio", words[0], f"sim:{path}", *words[1:],
                       "--socket", pathlib.Path(folder, "no-lane.sock")]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            try:
                self.serve()
            finally:
                self.process.kill()
                self.world.listener.close()
        self.out = "".join(self.lines)
        self.fault = self.process.stderr.read()
        self.code = self.process.wait()

    def serve(self):
        end = time.monotonic() + END_S
        with selectors.DefaultSelector() as selector:
            selector.register(self.world.listener, selectors.EVENT_READ, self.accept)
            selector.register(self.process.stdout, selectors.EVENT_READ, self.read)
            self.selector, self.open = selector, True
            while self.open and time.monotonic() < end:
                for key, _ in selector.select(TICK_S):
                    key.data()
                self.world.tick()
            while self.world.peer:  # what was driven last
                self.hear()

    def accept(self):
        self.world.peer, _ = self.world.listener.accept()
        self.selector.register(self.world.peer, selectors.EVENT_READ, self.hear)
        self.world.tell()

    def hear(self):
        peer = self.world.peer
        if peer and not self.world.hear():
            self.selector.unregister(peer)
            peer.close()
            self.world.peer = None

    def read(self):
        line = os.read(self.process.stdout.fileno(), 65536).decode()
        if not line:
            self.selector.unregister(self.process.stdout)
            self.open = False
            return
        self.lines.append(line)
        for part in line.splitlines():
            self.react(part)

    def react(self, line):
        found = PROMPT.match(line)
        if self.stop_at and self.stop_at in line:
            self.process.send_signal(signal.SIGINT)
        if self.also:
            self.also(self, line)
        if not found:
            return
        word, text = found.groups()
        while self.world.peer and select.select([self.world.peer], [], [], 0)[0]:
            self.hear()  # a prompt is told after its lines are driven
        self.said.append((word, text))
        self.world.obey(word, text)
        answer = self.typed(word, text) if self.typed else None
        if answer:
            self.process.stdin.write(answer + "\n")
            self.process.stdin.flush()


class Desk:
    def __init__(self, build, folder):
        self.egate = pathlib.Path(build, "src", "prog", "egate")
        self.folder = folder
        self.failures = 0

    def answers(self, *lines):
        path = self.folder / "answers"
        path.write_text("\n".join(lines) + "\n")
        return path

    def expect(self, promise, kept, seen=""):
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
        if not kept:
            self.failures += 1
            print(str(seen)[-3000:])


def kept_of(base):
    return json.loads(base.with_suffix(".json").read_text())


def check_forms(desk, base, report):
    """Text, page and paper say the same as the file for machines."""
    words = [item["word"] for item in report["items"]]
    text = base.with_suffix(".txt").read_text()
    desk.expect("the text tells every line and the verdict",
                all(f" {w} " in text for w in words) and "PASSED: every line" in text, text)
    page = base.with_suffix(".html").read_text()
    tree = ElementTree.fromstring(page.split("\n", 1)[1])
    rows = tree.findall(".//{*}tbody/{*}tr")
    desk.expect("the page is well formed, a row a line, with nothing from elsewhere",
                len(rows) == len(words) and not re.search(r"(src|href)=", page) and
                "http" not in page.replace('xmlns="http://www.w3.org/1999/xhtml"', ""), page[:2000])
    cell = [row.find("{*}td[@class='result']") for row in rows]
    desk.expect("a result is told by a word, not by colour alone",
                {"".join(c.itertext()).strip(" ✓✗") for c in cell} == {"passed"}, page[-2000:])
    if not shutil.which("pdftotext"):
        print("skipped: the paper: pdftotext is missing (poppler-utils)")
        return
    done = subprocess.run(["pdftotext", "-layout", base.with_suffix(".pdf"), "-"],
                          capture_output=True, text=True, timeout=60)
    desk.expect("the paper tells every line, the hash and the verdict",
                all(w in done.stdout for w in words) and report["sha256"] in done.stdout and
                "PASSED: every line" in done.stdout, done.stdout + done.stderr)
    desk.expect("names stay as they were written", report["installer"] in text and
                "Zoë &lt;O&#39;Neil&gt; &amp; Łukasz" in page and "Zoë" in done.stdout, done.stdout)


def whole_walk(desk):
    """A shipped description by its name, and one from a file."""
    for topology in ("mantrap", "flap"):
        base = desk.folder / topology
        gate = GATES / "flap.ini" if topology == "flap" else topology
        run = Run(desk, ["walk", "--gate", gate, "--report", base, "--by",
                         "Zoë <O'Neil> & Łukasz", "--site", "Terminal 2", "--lane", "7",
                         "--answers", desk.answers("* yes")])
        report = kept_of(base)
        desk.expect(f"{topology}: every line is walked, and the gate passes", run.code == 0 and
                    report["verdict"] == "passed" and report["passed"] == len(report["items"]) > 20,
                    run.out + run.fault)
        fitted = {item["word"] for item in report["items"]} & set(OUTPUTS)
        desk.expect(f"{topology}: every output was driven, and is off at the end",
                    fitted <= run.world.seen_outputs and run.world.outputs == 0,
                    fitted - run.world.seen_outputs)
        check_forms(desk, base, report)
        relay = next(i for i in report["items"] if i["word"] == "watchdog")
        desk.expect(f"{topology}: the relay's time is measured",
                    relay["measured_ms"][0] > 0, relay)
    desk.expect("the description's hash is that of its file", report["sha256"] ==
                hashlib.sha256((GATES / "flap.ini").read_bytes()).hexdigest(), report["sha256"])
    drive = next(i for i in report["items"] if i["word"] == "exit-open")
    desk.expect("a driven door's time is measured",
                0 < drive["measured_ms"][0] <= 3000, drive)


def broken_gate(desk):
    base = desk.folder / "broken"
    run = Run(desk, ["walk", "--report", base, "--patience", "3", "--answers",
                     desk.answers("entry-green no  bulb\u202eless", "* yes")])
    desk.expect("text that steers a screen is refused, with its line", run.code == 1 and
                "line 1 of the answers" in run.fault and not base.with_suffix(".json").exists(),
                run.fault)
    run = Run(desk, ["walk", "--report", base, "--patience", "3", "--answers",
                     desk.answers("entry-green no  bulb is missing", "cross skip", "* yes")],
              broken=["exit-beam"])
    report = kept_of(base)
    result = {i["word"]: (i["result"], i["fault"]) for i in report["items"]}
    desk.expect("a beam that is never seen, a dark lamp and a line left out are told",
                run.code == 1 and report["verdict"] == "failed" and
                result["exit-beam"] == ("failed", "unseen") and
                result["entry-green"] == ("failed", "answer") and
                result["cross"] == ("skipped", "none") and report["passed"] == len(result) - 3,
                report)
    run = Run(desk, ["walk", "--report", base, "--again", "--answers", desk.answers("* yes")])
    desk.expect("what was mended is walked again, and only that", run.code == 0 and
                kept_of(base)["verdict"] == "passed" and
                {w for w, _ in run.said} == {"exit-beam", "entry-green", "cross"}, run.out)


def typed_walk(desk):
    """A person at a terminal, who stops half-way and comes back."""
    base = desk.folder / "typed"
    asked = {}

    def say(word, text):
        asked[word] = asked.get(word, 0) + 1
        if word == "entry-red":
            return "q"
        if word == "exit-beam" and asked[word] == 2:
            return "what?"
        return "y all good" if text.endswith("[y/n/s]") else None

    run = Run(desk, ["walk", "--report", f"{base}.html"], typed=say)
    first = kept_of(base)
    desk.expect("a walk that is ended is kept, and says so", run.code == 1 and
                "NOT FINISHED" in run.out and first["verdict"] == "open" and
                "y yes, n no" in run.out and not base.with_suffix(".pdf").exists(),
                run.out + run.fault)
    run = Run(desk, ["walk", "--report", f"{base}.html"],
              typed=lambda word, text: "y" if text.endswith("[y/n/s]") else None)
    last = kept_of(base)
    desk.expect("it goes on where it ended", run.code == 0 and run.said[0][0] == "entry-red" and
                last["began_ms"] == first["began_ms"] and last["items"][:11] == first["items"][:11],
                run.out + run.fault)
    run = Run(desk, ["walk", "--gate", "flap", "--report", f"{base}.html"])
    desk.expect("a report about another gate is not gone on with",
                run.code == 1 and "another description" in run.fault, run.fault)


def stopped_walk(desk):
    base = desk.folder / "stopped"
    run = Run(desk, ["walk", "--report", base, "--answers", desk.answers("* yes")],
              stop_at="is locked: pull at the exit door")
    desk.expect("^C in the middle leaves every output off, and what was found", run.code == 1 and
                run.world.outputs == 0 and kept_of(base)["passed"] > 15 and
                "stopped" in run.fault, run.out + run.fault)


def toggle(desk):
    run = Run(desk, ["toggle", "exit-red", "--for", "200"])
    desk.expect("one lamp is driven for a moment, nothing else", run.code == 0 and
                run.world.seen_outputs == {"exit-red", "watchdog"} and run.world.outputs == 0,
                run.out + run.fault)
    run = Run(desk, ["toggle", "exit-lock", "--for", "200"])
    desk.expect("a door that is closed and clear is locked", run.code == 0 and
                "exit-lock" in run.world.seen_outputs, run.out + run.fault)
    for tripped, why in (("exit-beam", "beam of the door is broken"),
                         ("fire-ok", "fire contact or the emergency stop is open")):
        run = Run(desk, ["toggle", "exit-lock"], tripped=[tripped])
        desk.expect(f"no door is locked while {tripped} is tripped", run.code == 1 and
                    why in run.fault and "exit-lock" not in run.world.seen_outputs, run.fault)
    run = Run(desk, ["toggle", "exit-red", "--for", "60000"], stop_at="driven for")
    desk.expect("^C ends it with every output off", run.code == 1 and "stopped" in run.fault and
                run.world.outputs == 0, run.fault)
    run = Run(desk, ["toggle", "no-such"])
    desk.expect("an output that no gate has is told", run.code == 2 and "no output" in run.fault,
                run.fault)
    run = Run(desk, ["toggle", "exit-open"])
    desk.expect("an output that this gate has not is told",
                run.code == 1 and "no such output" in run.fault, run.fault)


def show(desk):
    run = Run(desk, ["show"])
    desk.expect("show tells every line", run.code == 0 and
                re.search(r"input +exit-beam +egate-exit-beam .* level 0", run.out) and
                re.search(r"output +buzzer .* level 0", run.out), run.out + run.fault)
    wrong = desk.folder / "wrong.ini"
    wrong.write_text("[gate]\ntopology = mantrap\n[input]\nno-such = X1\n")
    run = Run(desk, ["show", "--gate", wrong])
    desk.expect("a wrong description is told with its line", run.code == 1 and
                "line 4 of " in run.fault, run.fault)
    wrong.write_text("[gate]\ntopology = mantrap\n[input]\nfire-ok = X1\n")
    run = Run(desk, ["show", "--gate", wrong])
    desk.expect("so is one that is no whole gate", run.code == 1 and not run.out, run.fault)
    inverted = desk.folder / "inverted.ini"
    inverted.write_text((GATES / "mantrap.ini").read_text().replace(
        "egate-exit-beam ", "egate-exit-beam low "))
    run = Run(desk, ["show", "--gate", inverted])
    desk.expect("raw and logical level differ where a line is active low", run.code == 0 and
                re.search(r"exit-beam .* active low +raw 1 level 0", run.out), run.out + run.fault)
    run = Run(desk, ["show", "--watch"], react=lambda run, line: (
        run.world.move("present") if "watchdog" in line else
        run.process.send_signal(signal.SIGINT) if " UTC input " in line else None))
    desk.expect("--watch tells a change, with its time, until ^C", run.code == 0 and
                re.search(r"UTC input +present .* level 1 changes 1", run.out), run.out + run.fault)
    run = Run(desk, ["show", "--json"])
    lines = json.loads(run.out)["lines"] if run.code == 0 else []
    desk.expect("show tells it to machines", {"fire-ok", "entry-lock"} <=
                {line["word"] for line in lines}, run.out + run.fault)
    with tempfile.TemporaryDirectory(prefix="egate-gpio-") as folder:
        lane = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        lane.bind(f"{folder}/lane.sock")
        lane.listen(1)
        done = subprocess.run([desk.egate, "gpio", "show", f"sim:{folder}/gate.sock", "--socket",
                               f"{folder}/lane.sock"], capture_output=True, text=True, timeout=60)
        lane.close()
    desk.expect("beside a lane that runs nothing is touched",
                done.returncode == 1 and "a lane runs here" in done.stderr, done.stderr)


def main():
    build = sys.argv[1]
    if not pathlib.Path(build, "src", "prog", "egate").exists():
        print("skipped: missing: egate is not built")
        return MISSING
    with tempfile.TemporaryDirectory(prefix="egate-gpio-") as folder:
        desk = Desk(build, pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else folder))
        for story in (whole_walk, broken_gate, typed_walk, stopped_walk, toggle, show):
            story(desk)
    return 1 if desk.failures else 0


if __name__ == "__main__":
    sys.exit(main())
