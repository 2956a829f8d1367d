"""stack: one whole lane on this machine: pcscd with vpcd, egated with all its processes, the world.

Knows how the processes are started, in which order they end, and the folder they share. Never
knows what a scenario is about. Used by simulator/demo, tests/story, tests/bench and tests/crash.

Everything runs in namespaces of its own (network: vpcd listens on every address; mount: pcscd's
socket is always in /run/pcscd; processes: when the first ends, the kernel ends the rest), so that
any number of lanes run side by side, and nothing is left over.
"""
import configparser
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SETUP = ROOT / ".setup"
READER = "egate reader"
VPCD_PORT = 35963
# vpcd's reader has two slots, each for a lane of those that share a pcscd: its name, its port.
SLOTS = ((f"{READER} 00 00", VPCD_PORT), (f"{READER} 00 01", VPCD_PORT + 1))
PAGES = {"lines": "sim:{folder}/page.sock", "pictures": "sim:{folder}/page.sock",
         "camera": "camera:240:sim:{folder}/glass.sock"}
SENSORS = {"sim": "sim:{path}", "virtual": "fprint-virtual:{path},dpi=500"}
VPCD_DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
INSIDE = "EGATE_STACK_INSIDE"
MISSING = 77
JOURNAL_S = 10  # for a row that was told to be written
SCENARIOS = ROOT / "simulator" / "scenario"
# Machine time: what the gate computes and writes; the chip's link and people's time are not its.
MACHINE_STEPS = ("page", "chip", "verify", "portrait", "face", "record")
FINGER_STEPS = ("fingers", "finger")  # of a lane that wants any: the chip's, and live ones


class Missing(Exception):
    """Something that set-up lays is not there; the text says what."""


class Broken(Exception):
    """A process of the stack did not do what it is started for."""


def enter_namespaces():
    """Starts this program again in namespaces of its own, unless it is there already."""
    if os.environ.get(INSIDE) == "1":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    if os.geteuid() != 0:
        raise Missing("root, for namespaces of the lane")
    os.environ[INSIDE] = "1"
    words = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
             sys.executable, *sys.argv]
    sys.stdout.flush()
    os.execvp(words[0], words)


def check_material(build):
    for path, what in ((SETUP / "models", "tests/setup"), (SETUP / "people", "simulator/prepare"),
                       (SETUP / "documents", "simulator/prepare"),
                       (build / "simulator" / "egate-world", "ninja -C build"),
                       (pathlib.Path(VPCD_DRIVER), "tests/setup")):
        if not path.exists():
            raise Missing(f"{path} (made by {what})")


def prepare(build):
    """People and documents; quick when they are there."""
    done = subprocess.run([sys.executable, ROOT / "simulator" / "prepare", build],
                          capture_output=True, text=True)
    if done.returncode == MISSING:
        raise Missing(done.stdout.strip())
    if done.returncode != 0:
        raise Broken(done.stderr.strip())


def set_up(build):
    """Namespaces, people and documents; Missing tells what is not there."""
    enter_namespaces()
    prepare(build)
    check_material(build)


def as_test(play, build, name):
    """Plays and tells what came of it; gives the exit status, MISSING with the reason."""
    try:
        set_up(build)
    except Missing as missing:
        print(f"skipped: missing: {missing}")
        return MISSING
    result = play(build, name)
    print(f"{name}: {'as expected' if result.as_expected else result.why()}")
    return 0 if result.as_expected else 1


def scenario_path(name):
    path = pathlib.Path(name)
    return path if path.suffix == ".scn" else SCENARIOS / f"{name}.scn"


def scenario_names():
    return sorted(p.stem for p in SCENARIOS.glob("*.scn"))


def lines_beginning(path, word):
    """The lines of a scenario that begin with a word, as lists of the words behind it."""
    return [line.split()[1:] for line in path.read_text().splitlines()
            if line.split()[:1] == [word]]


class Result:
    """What the world reported of the plays of one scenario."""

    def __init__(self, name):
        self.name = name
        self.plays = []  # of dict: as_expected, came_of, steps (name -> microseconds), fault
        self.faults = []  # what the stack itself found wrong

    def take(self, line):
        words = line.split()
        if words[0] == "play":
            self.plays.append({"as_expected": words[2] == "as_expected", "steps": {},
                               "came_of": [], "fault": ""})
        elif words[0] == "came_of":
            self.plays[-1]["came_of"] = words[1:]
        elif words[0] == "step":
            self.plays[-1]["steps"][words[1]] = int(words[2])
        elif words[0] == "fault":
            self.plays[-1]["fault"] = f"line {words[1]}: {' '.join(words[2:])}"

    @property
    def as_expected(self):
        return bool(self.plays) and not self.faults and all(p["as_expected"] for p in self.plays)

    def why(self):
        return "; ".join([p["fault"] for p in self.plays if p["fault"]] + self.faults)


class Reader:
    """pcscd with vpcd's reader, on which a document may be laid. Use it in a with statement; the
    folder is gone afterwards."""

    def __init__(self, build, log=None):
        self.build = pathlib.Path(build).resolve()
        self.slot, self.slot_port = SLOTS[0]
        self.log_path = log
        self.processes = []  # in the order of their start
        self.report = None
        self.folder = None
        self.result = Result("reader")

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="egate-lane-"))
        try:
            self.open_log()
            self.start_all()
        except BaseException:
            self.stop()
            raise
        return self

    def start_all(self):
        self.start_pcscd()

    def lay(self, document, *words):
        """A document by its folder, or by its name among those of simulator/prepare; words are
        egate-chip-sim's."""
        return self.start("document", [self.build / "simulator" / "egate-chip-sim",
                                       f"document={SETUP / 'documents' / document}/document.egd",
                                       f"port={self.slot_port}", *words])

    def take_away(self):
        self.end("document")

    def open_log(self):
        """The processes log into a pipe: a sandboxed one may not let a file grow."""
        read_fd, self.log = os.pipe()
        path = self.log_path or self.folder / "lane.log"

        def drain():
            with os.fdopen(read_fd, "rb", buffering=0) as source, open(path, "ab") as out:
                while chunk := source.read(65536):
                    out.write(chunk)
                    out.flush()

        self.log_thread = threading.Thread(target=drain, daemon=True)
        self.log_thread.start()

    def __exit__(self, *_):
        self.stop()

    def start(self, name, words, **how):
        process = subprocess.Popen([str(w) for w in words], stdin=subprocess.DEVNULL,
                                   stderr=self.log, **how)
        process.lane_name = name
        self.processes.append(process)
        return process

    def start_pcscd(self):
        (self.folder / "conf").mkdir()
        (self.folder / "run").mkdir()
        (self.folder / "conf" / "vpcd").write_text(
            f'FRIENDLYNAME "{READER}"\nDEVICENAME /dev/null:0x{VPCD_PORT:X}\n'
            f"LIBPATH {VPCD_DRIVER}\nCHANNELID 0x{VPCD_PORT:X}\n")
        os.makedirs("/run/pcscd", exist_ok=True)
        subprocess.run(["mount", "--bind", self.folder / "run", "/run/pcscd"], check=True)
        self.mounted = True
        process = subprocess.Popen(
            ["pcscd", "--foreground", "--info", "--config", self.folder / "conf"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        process.lane_name = "pcscd"
        self.processes.append(process)
        for line in process.stdout:
            if b"daemon ready" in line:
                break
        else:
            raise Broken("pcscd ended before it was ready")
        # It would wait for ever on a full pipe.
        threading.Thread(target=process.stdout.read, daemon=True).start()

    def restart_pcscd(self):
        """kill -9, and a fresh one: as after a crash or an update of the reader's driver."""
        old = next(p for p in self.processes if p.lane_name == "pcscd")
        old.kill()
        old.wait()
        self.processes.remove(old)
        subprocess.run(["umount", "/run/pcscd"], check=True)
        for name in ("conf", "run"):
            shutil.rmtree(self.folder / name)
        self.start_pcscd()

    def end(self, name):
        for process in [p for p in self.processes if p.lane_name == name]:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.result.faults.append(f"{name} does not end when asked to")
                process.kill()
                process.wait()
            self.processes.remove(process)

    def stop(self):
        """The controller first, so that it is not the metal that vanishes under it."""
        for name in ("egated", "world", "document", "pcscd"):
            self.end(name)
        if self.report:
            self.report.close()
        if getattr(self, "mounted", False):
            subprocess.run(["umount", "/run/pcscd"], check=False)
            self.mounted = False
        if getattr(self, "log", None) is not None:
            os.close(self.log)
            self.log_thread.join()
            self.log = None
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


class Lane(Reader):
    """One lane for one scenario; beside: one that runs already, whose pcscd has a slot for this one."""

    def __init__(self, build, scenario, view="none", repeat=1, capture=False, words=(),
                 speed=100, log=None, timeout_s=100, watch_drives=False, beside=None):
        super().__init__(build, log)
        self.beside = beside
        self.scenario = scenario_path(scenario)
        self.view = view
        self.repeat = repeat
        self.capture = capture
        self.words = list(words)
        self.watch_drives = watch_drives
        self.speed = speed  # of bodies and doors, percent; the controller's time is real
        self.timeout_s = timeout_s
        self.result = Result(self.scenario.stem)

    def start_all(self):
        if self.beside is None:
            self.start_pcscd()
        else:
            self.slot, self.slot_port = SLOTS[1]
        self.start_world()
        self.start_egated()

    @property
    def drives(self):
        """What the world saw of the outputs, line by line (egate-world tells how)."""
        return self.folder / "drives.txt"

    def start_world(self):
        read_fd, write_fd = os.pipe()
        words = [self.build / "simulator" / "egate-world", f"folder={self.folder}",
                 f"scenario={self.scenario}", f"lane={self.folder}/lane/lane.sock",
                 f"people={SETUP}/people", f"fingers={SETUP}/fingers",
                 f"documents={SETUP}/documents", f"pages={SETUP}/pages",
                 f"chip={self.build}/simulator/egate-chip-sim", f"port={self.slot_port}",
                 f"repeat={self.repeat}", f"view={self.view}", f"report-fd={write_fd}",
                 f"speed={self.speed}"]
        if self.watch_drives:
            words.append(f"drives={self.drives}")
        if self.capture:
            words.append(f"capture={self.folder}/capture.txt")
        self.world = self.start("world", words, pass_fds=(write_fd,))
        os.close(write_fd)
        self.report = os.fdopen(read_fd)
        answer = self.report.readline().strip()
        if answer != "listening":
            raise Broken(f"{self.scenario} cannot be played: {answer or 'see the log'}")

    def start_egated(self):
        self.egated = self.start("egated", [self.build / "src" / "prog" / "egated",
                                            self.settings()])

    def settings(self):
        """egated's file, by what the scenario and the words say."""
        settings = self.folder / "egated.ini"
        lines = lines_beginning(self.scenario, "lane")
        lane = [w for words in lines if not words[0].startswith("gate.") for w in values_of(words)]
        gate = [" ".join(words)[len("gate."):] for words in lines if words[0].startswith("gate.")]
        topology = lines_beginning(self.scenario, "gate")
        lane.append(f"hardware.gate={gate_of(self.folder, topology, gate)}")
        lane.insert(0, f"hardware.page={self.page_reader()}")
        lane.insert(0, f"hardware.reader=pcsc:{self.slot}")
        lane += self.finger_words()
        if any(word.startswith("finger.sensor=fprint-virtual:") for word in [*lane, *self.words]):
            twin = {"egate-touch": self.build / "simulator" / "egate-touch-virtual"}
            lane.append(f"lane.programs={programs_of(self.build, self.folder, twin)}")
        settings.write_text(settings_text(self.folder, [*lane, *self.words]))
        return settings

    def page_reader(self):
        """That of the scenario; only a line at its head has one of these words."""
        kind = next((words[0] for words in lines_beginning(self.scenario, "page")
                     if words[0] in PAGES), "lines")
        return PAGES[kind].format(folder=self.folder)

    def finger_words(self):
        """The finger sensor of the scenario, and the certificates that chips show fingers for."""
        kind = next((words[0] for words in lines_beginning(self.scenario, "sensor")
                     if words[0] in SENSORS), None)
        if kind is None:
            return []
        gate = (lines_beginning(self.scenario, "terminal") or [["terminal"]])[0][0]
        sensor = SENSORS[kind].format(path=self.folder / "finger.sock")
        words = [f"finger.sensor={sensor}"]
        if gate != "none":
            words.append(f"chip.terminal={SETUP / 'documents' / gate}")
        return words

    def play(self):
        """Waits for the end of the plays; gives the Result."""
        def give_up():
            self.result.faults.append(f"no end after {self.timeout_s} s")
            self.world.kill()

        timer = threading.Timer(self.timeout_s, give_up)
        timer.start()
        line = ""
        try:
            for line in self.report:
                if line == "done\n":
                    break
                self.result.take(line)
            else:
                self.result.faults.append(f"the world ended before the play: {line.strip()}")
        finally:
            timer.cancel()
        if self.result.as_expected:
            self.check_journal()
        return self.result

    def check_journal(self):
        """What was told is written, but the last row may be on its way: it is waited for."""
        wanted = {words[1]: int(words[2]) * self.repeat
                  for words in lines_beginning(self.scenario, "expect") if words[0] == "journal"}
        until = time.monotonic() + JOURNAL_S
        found = journal_counts(self.build, self.folder / "journal.db")
        while time.monotonic() < until and any(found[kind] < wanted[kind] for kind in wanted):
            time.sleep(0.05)
            found = journal_counts(self.build, self.folder / "journal.db")
        self.result.faults += [f"journal has {found[kind]} {kind}, {wanted[kind]} expected"
                               for kind in wanted if found[kind] != wanted[kind]]


def values_of(words):
    """SECTION.KEY=VALUE of one line; a word without a sign belongs to the value before it."""
    found = []
    for word in words:
        if "=" in word:
            found.append(word)
        else:
            found[-1] += " " + word
    return found


def programs_of(build, folder, instead):
    """A folder for [lane] programs: the lane's own by links, but for those that another one stands in
    for, by name. What is linked still finds its neighbours: /proc/self/exe names the file itself."""
    programs = folder / "programs"
    programs.mkdir()
    for own in (build / "src" / "prog").glob("egate-*"):
        if own.is_file():
            (programs / own.name).symlink_to(instead.get(own.name, own))
    return programs


def gate_of(folder, topology, settings):
    """The description of the gate: a shipped one by name, or one with the scenario's settings."""
    name = topology[0][0] if topology else "mantrap"
    if not settings:
        return name
    described = configparser.RawConfigParser(comment_prefixes=(";", "#"))
    described.read(ROOT / "hal" / "gates" / f"{name}.ini")
    for setting in settings:
        key, value = setting.split("=", 1)
        section, _, key = key.rpartition(".")
        described[section or "gate"][key] = value
    with open(folder / "gate.ini", "w", encoding="utf-8") as out:
        described.write(out)
    return folder / "gate.ini"


def settings_text(folder, words):
    """egated's file: where this lane's devices and data are; words are SECTION.KEY=VALUE."""
    sections = {
        "hardware": {"gate-io": f"sim:{folder}/gate.sock",
                     "page": PAGES["lines"].format(folder=folder),
                     "camera": f"sim:{folder}/camera.sock", "reader": f"pcsc:{READER}"},
        "data": {"trust": f"{SETUP}/documents/trust.store", "models": f"{SETUP}/models",
                 "journal": f"{folder}/journal.db"},
        "lane": {"run": f"{folder}/lane"},
    }
    for word in words:
        name, value = word.split("=", 1)
        section, key = name.split(".", 1)
        sections.setdefault(section, {})[key] = value
    return "".join(f"[{section}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items())
                   for section, keys in sections.items())


def journal_counts(build, path):
    """Rows of each kind; the reader also checks that the chain of rows is whole."""
    done = subprocess.run([build / "tests" / "story" / "journal_rows", path],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(done.stderr.strip() or "the journal cannot be read")
    return {kind: int(count) for kind, count in map(str.split, done.stdout.splitlines())}
