"""units_filter: a lane, the console and the travellers' page come up under what the shipped units leave them:
the kernel's calls (SystemCallFilter) and capabilities (CapabilityBoundingSet), without a new privilege.
Their own sandboxes are entered within it. No systemd need run: the filter is loaded here.

    units_filter.py BUILD UNITS
    units_filter.py --without CALL BUILD UNITS    and without one call: something does not come up
    units_filter.py --enter UNIT USER WITHOUT PROGRAM WORD...    a program under its unit

Exit 77 with the reason when something is missing. The lane is a desk with a page reader's folder: every
process of it starts but the card reader's, without devices.
"""
import ctypes
import os
import pathlib
import re
import selectors
import shutil
import subprocess
import sys
import tempfile
import time

MISSING = 77
SECCOMP = "libseccomp.so.2"
ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM)
DROP_BOUND, NO_NEW_PRIVS = 24, 38  # of prctl
CAPABILITIES = pathlib.Path("/usr/include/linux/capability.h")
OFFICER, KIOSK = 4242, 4243  # users of the console and the travellers' page
SOURCES = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_S = 60  # of a machine that has other work
LANE = """[lane]
run = {folder}/run
officer-user = {officer}
kiosk-user = {kiosk}
[hardware]
gate = desk
page = folder:{folder}/page
camera = none
[core]
priority = 0
[data]
trust = {folder}/trust.store
models = {models}
journal = {folder}/journal.db
"""
CONSOLE = """[console]
checkpoint = Manas
environment = simulation
listen = loopback:0
user = {officer}
web = {folder}/web
vendor = {folder}/vendor
database = {folder}/accounts/console.db
[lane 1]
socket = {folder}/run/lane.sock
journal = {folder}/journal.db
"""
# What each logs when it has entered its sandbox and serves.
LANE_UP = ("program=page event=warm", "program=verify event=ready", "program=journal event=journal",
           "program=face event=ready", "program=guard event=guards", "program=core event=lane")


def groups():
    """systemd's sets of calls by name."""
    said = subprocess.run(["systemd-analyze", "syscall-filter", "--no-pager"], capture_output=True, text=True,
                          check=True).stdout
    found, name = {}, None
    for line in said.splitlines():
        if line.startswith("@"):
            name = line.strip()
            found[name] = []
        elif name and re.match(r"\s+[@\w]", line):
            found[name].append(line.strip())
    return found


def calls_of(text):
    """The calls that a unit allows."""
    known = groups()

    def each(word):
        return set().union(*map(each, known[word])) if word in known else {word}

    lines = re.findall(r"^SystemCallFilter=(.+)", text, re.MULTILINE)
    return set().union(*(each(word) for line in lines for word in line.split()))


def dropped_by(text):
    """The numbers of the capabilities that a unit does not leave."""
    every = {name: int(number) for name, number in
             re.findall(r"^#define (CAP_[A-Z_]+)\s+(\d+)$", CAPABILITIES.read_text(), re.MULTILINE)}
    dropped = set()
    for line in re.findall(r"^CapabilityBoundingSet=(.*)", text, re.MULTILINE):
        names = set(line.lstrip("~").split())
        dropped |= names if line.startswith("~") else set(every) - names
    return [every[name] for name in dropped]


def enter(unit, user, without, *words):
    text = pathlib.Path(unit).read_text()
    libc, lib = ctypes.CDLL(None), ctypes.CDLL(SECCOMP)
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    filters = lib.seccomp_init(REFUSE)
    for name in calls_of(text) - {without}:
        number = lib.seccomp_syscall_resolve_name(name.encode())
        if number >= 0 and lib.seccomp_rule_add(filters, ALLOW, number, 0) != 0:
            raise OSError(f"no rule for {name}")
    for number in dropped_by(text):
        if libc.prctl(DROP_BOUND, number, 0, 0, 0) != 0:
            raise OSError(f"capability {number} is not dropped")
    if int(user) != 0:
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    if libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or lib.seccomp_load(filters) != 0:
        raise OSError("the filter is not loaded")
    os.execv(words[0], words)


class Stand:
    """Programs of the build, each under its unit."""

    def __init__(self, folder, build, units, without):
        self.folder, self.units, self.without = folder, units, without
        self.programs = build.resolve() / "src/prog"
        self.faults = []

    def start(self, unit, user, program, *words):
        return subprocess.Popen([sys.executable, __file__, "--enter", self.units / unit, str(user), self.without,
                                 self.programs / program, *words], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def expect(self, process, what, *lines):
        """That each of them is logged before the process ends."""
        left, told, until = set(lines), b"", time.monotonic() + PATIENCE_S
        with selectors.DefaultSelector() as ready:
            ready.register(process.stderr, selectors.EVENT_READ)
            while left and ready.select(until - time.monotonic()):
                octets = os.read(process.stderr.fileno(), 65536)
                told += octets
                left = {line for line in left if line.encode() not in told}
                if not octets or b"error=EG_SANDBOX" in told:
                    break
        if left:
            said = [line for line in told.decode().splitlines() if "error=" in line]
            self.faults.append(f"{what}: not seen: {sorted(left)}; {said[:4]}")

    def prepare(self):
        shutil.copytree(SOURCES / "src/console/web", self.folder / "web")
        (self.folder / "vendor").mkdir()
        (self.folder / "page").mkdir(mode=0o700)
        (self.folder / "accounts").mkdir(mode=0o700)
        os.chown(self.folder / "accounts", OFFICER, OFFICER)
        for name, text in (("lane.ini", LANE), ("console.ini", CONSOLE)):
            (self.folder / name).write_text(text.format(folder=self.folder, models=SOURCES / ".setup/models",
                                                        officer=OFFICER, kiosk=KIOSK))
        forge, egate = self.programs.parents[1] / "simulator/egate-forge", self.programs / "egate"
        for user, words in (
                (0, [forge, "csca", f"out={self.folder}/ca"]),
                (0, [egate, "pki", "import", self.folder / "trust.store", self.folder / "ca/csca.cer", "--take-certificates"]),
                (OFFICER, [egate, "officer", "add", "Anna", "officer", "--file", self.folder / "accounts/console.db"])):
            subprocess.run(words, input=b"48151623-a\n", check=True, stdout=subprocess.DEVNULL, user=user)

    def play(self):
        self.prepare()
        started = []
        for unit, user, program, words, lines in (
                ("egated@.service", 0, "egated", [self.folder / "lane.ini"], LANE_UP),
                ("egate-console.service", 0, "egate-console", [self.folder / "console.ini"], ["program=console event=ready"]),
                ("egate-kiosk@.service", KIOSK, "egate-kiosk", [f"lane={self.folder}/run/kiosk.sock", "listen=loopback:0",
                 f"web={self.folder}/web"], ["program=kiosk event=ready"])):
            started.append(self.start(unit, user, program, *words))
            self.expect(started[-1], unit, *lines)
        for process in reversed(started):
            process.terminate()
            process.communicate()


def absent():
    if os.geteuid() != 0:
        return "root, who gives up capabilities"
    if shutil.which("systemd-analyze") is None:
        return "systemd-analyze (Debian package systemd)"
    return None if (SOURCES / ".setup/models").is_dir() else "what tests/setup fetches"


def main():
    if sys.argv[1] == "--enter":
        return enter(*sys.argv[2:])
    without = sys.argv[2] if sys.argv[1] == "--without" else ""
    build, units = map(pathlib.Path, sys.argv[-2:])
    if (what := absent()) is not None:
        print(f"skipped: missing: {what}")
        return MISSING
    with tempfile.TemporaryDirectory(prefix="egate-filter-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o711)
        stand = Stand(folder, build, units, without)
        stand.play()
    print("\n".join(stand.faults))
    return (not stand.faults) if without else bool(stand.faults)


if __name__ == "__main__":
    sys.exit(main())
