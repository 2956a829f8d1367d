"""A virtual machine for one job: an initial file system with some programs, Debian's own kernel, an
emulated processor. What the job prints comes back; how it ended is its last line.

The processor counts instructions (-icount): time in the machine is what it has computed, not what the
host took for it, so two runs are alike to the byte, and no load of the host makes a test fail. Idle
time passes at once. The kernel's own hardware acceleration is never used.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
QEMU = "qemu-system-x86_64"
TOOLS = [QEMU, "cpio", "busybox"]
# PVH: an ELF kernel is entered without a boot loader. No randomness of addresses: runs are alike.
MACHINE = ["-accel", "tcg", "-M", "q35", "-cpu", "Nehalem", "-m", "256", "-nodefaults", "-no-reboot", "-nographic"]
# One instruction is 2 ns; clocks begin at one date and pass with the instructions. Recording (to nowhere)
# for what it locks: else the main loop may skip idle time between a processor's halt and the count of
# what it did before, and the clock is a microsecond ahead, once in some dozens of runs.
COUNTED = ["-icount", "shift=1,sleep=off,rr=record,rrfile=/dev/null", "-rtc", "base=2026-01-01,clock=vm"]
KERNEL_WORDS = "console=ttyS0 quiet loglevel=3 panic=-1 nokaslr mitigations=off tsc=reliable no_timer_check"
BEGIN = "vm-begin"  # what comes before is the firmware's
VERDICT = re.compile(r"^vm-verdict (\d+)$")
LOOK_S = 0.2  # between looks at what the machine prints
MODULES = ["configfs.ko", "gpio-sim.ko"]


class Missing(Exception):
    """Something that must be prepared or installed is not there; the text says what."""


def prepared(flavour):
    """Folder with the kernel and its modules."""
    found = subprocess.run([os.path.join(HERE, "prepare"), "--where", flavour], capture_output=True, text=True)
    if found.returncode != 0:
        raise Missing(found.stderr.strip())
    return found.stdout.strip()


def check_tools(tools=()):
    for tool in [*TOOLS, *tools]:
        if shutil.which(tool) is None:
            raise Missing(f"{tool} is not installed (tests/setup)")


def libraries(program):
    """Paths of the shared libraries that a program loads, its loader among them."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(/\S+) \(0x", listed)


def lay(root, source, place):
    target = os.path.join(root, place.lstrip("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if not os.path.exists(target):
        shutil.copy(source, target)


def pack(folder, programs, job, modules=(), init="init"):
    """Writes the initial file system: busybox, programs with their libraries, modules, the job."""
    root = os.path.join(folder, "root")
    for name in ("proc", "sys", "dev", "tmp", "run", "sbin"):
        os.makedirs(os.path.join(root, name))
    lay(root, shutil.which("busybox"), "/bin/busybox")
    for applet in subprocess.run(["busybox", "--list"], capture_output=True, text=True).stdout.split():
        link = os.path.join(root, "bin", applet)
        if not os.path.lexists(link):
            os.symlink("busybox", link)
    for program in programs:
        lay(root, program, "/bin/" + os.path.basename(program))
        for library in libraries(program):
            lay(root, library, library)
    for module in modules:
        lay(root, module, "/modules/" + os.path.basename(module))
    lay(root, os.path.join(HERE, init), "/init")
    os.chmod(os.path.join(root, "init"), 0o755)
    with open(os.path.join(root, "job"), "w", encoding="utf-8") as file:
        file.write(job + "\n")
    settle_times(root)
    image = os.path.join(folder, "initrd")
    names = subprocess.run(["find", "."], cwd=root, capture_output=True, check=True).stdout.splitlines()
    with open(image, "wb") as file:
        subprocess.run(["cpio", "--quiet", "-o", "-H", "newc", "--reproducible", "-R", "0:0"], cwd=root, check=True,
                       input=b"\n".join(sorted(names)) + b"\n", stdout=file)
    return image


def settle_times(root):
    """Two file systems of the same files are the same, whenever they were made."""
    for folder, names, files in os.walk(root):
        for name in [*names, *files, "."]:
            os.utime(os.path.join(folder, name), (0, 0), follow_symlinks=False)


class Run:
    """What a machine printed, and how its job ended: its exit code, or None if it never said."""

    def __init__(self, printed):
        _, _, said = printed.replace("\r", "").partition(BEGIN + "\n")
        lines = [line.rstrip() for line in said.splitlines()]
        verdicts = [m.group(1) for m in map(VERDICT.match, lines) if m]
        self.lines = [line for line in lines if not VERDICT.match(line)]
        self.code = int(verdicts[-1]) if verdicts else None


def boot(programs, job, flavour="amd64", counted=True, seconds=1200, show=False):
    """Boots a machine for a job (lines of sh) with programs in /bin; the host waits for so long."""
    check_tools()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # the machine is ended, too
    kernel = prepared(flavour)
    with tempfile.TemporaryDirectory(prefix="egate-vm-") as folder:
        image = pack(folder, programs, job, [os.path.join(kernel, module) for module in MODULES])
        # A file takes all that is written at once; a pipe that is full would be felt in the machine.
        console = os.path.join(folder, "console")
        command = [QEMU, *MACHINE, *(COUNTED if counted else []), "-serial", "file:" + console,
                   "-kernel", os.path.join(kernel, "vmlinux"), "-initrd", image, "-append", KERNEL_WORDS]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait(process, console, seconds, show)
        with open(console, encoding="utf-8", errors="replace") as file:
            return Run(file.read())


def wait(process, console, seconds, show):
    """Until the machine is off; one that does not end in time is switched off. show: prints what it says."""
    late = threading.Timer(seconds, process.kill)
    late.start()
    try:
        while show and process.poll() is None and not os.path.exists(console):
            time.sleep(LOOK_S)
        if show:
            follow(process, console)
        process.wait()
    finally:
        late.cancel()
        process.kill()
        process.wait()


def follow(process, console):
    """Prints lines behind the beginning as they come."""
    begun, rest = False, ""
    with open(console, encoding="utf-8", errors="replace") as file:
        while True:
            over = process.poll() is not None
            rest += file.read()
            *lines, rest = rest.split("\n")
            for line in map(str.rstrip, lines):
                if begun and not VERDICT.match(line):
                    print(line, flush=True)
                begun = begun or line.endswith(BEGIN)
            if over:
                return
            time.sleep(LOOK_S)
