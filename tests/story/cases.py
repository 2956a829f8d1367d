"""cases: no step of a case is lost with a core or a console that is killed, and each is in the
journal once. Exit 77 with the reason when set-up is missing.

    cases.py BUILD

Lane and console run as they would. A forged passport is referred. Each time the core stands still,
so that what the officer does lies unread in its connection when it is killed; the second time the
console is killed with it.
"""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import console  # noqa: E402 (its folder must be known first)
import screens  # noqa: E402
import stack  # noqa: E402


def child(lane, name):
    """Process id of one that egated has started."""
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found, rest = stat.read_text().split("(", 1)[1].rsplit(") ", 1)
            if found == name and int(rest.split()[1]) == lane.egated.pid:
                return int(stat.parent.name)
    raise stack.Broken(f"{name} does not run")


@contextlib.contextmanager
def deaf_core(lane):
    """A core that reads nothing, and is killed then; its guard looks away meanwhile."""
    guard, core = child(lane, "egate-guard"), child(lane, "egate-core")
    os.kill(guard, signal.SIGSTOP)
    os.kill(core, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(core, signal.SIGKILL)
        os.kill(guard, signal.SIGCONT)


def journaled(page, what):
    """Waits until a journal has a step of these words."""
    page.until("passage", lambda p: p["what"] == "case" and p["why"] == what)


def end(process, how):
    process.send_signal(how)
    return process.wait()


def steps(lane, case):
    """States of this case in the journal, in its order."""
    listed = subprocess.run([lane.build / "src/prog/egate", "journal", "list",
                             lane.folder / "journal.db"], check=True, capture_output=True, text=True)
    rows = [row for row in listed.stdout.splitlines() if f" case={case['id']}" in row]
    return [re.search(r" state=(\S+) ", row)[1] for row in rows]


def work(lane):
    """Faults."""
    checkpoint = screens.Checkpoint([lane])
    process, port = checkpoint.start("loopback:0")
    try:
        page = console.Page(port)
        journaled(page, "nobody has looked at it")
        # The last that is told of who is referred.
        case = page.until("case", lambda c: c["state"] == "open" and c["pictures"]["portrait"] > 0)
        with deaf_core(lane):
            page.act(case, "ack")
        journaled(page, "an officer looks at it")
        case = page.until("case", lambda c: c["where"] == "gone" and "close" in c["acts"])
        with deaf_core(lane):
            page.act(case, "close", code="walked-off")
            end(process, signal.SIGKILL)
        process, port = checkpoint.start("loopback:0")
        journaled(console.Page(port), "done")
        found = steps(lane, case)
    finally:
        if end(process, signal.SIGTERM) != 0:
            lane.result.faults.append("the console did not end well")
    return [] if found == ["open", "ack", "closed"] else [f"the journal has {found}"]


def play(build, _):
    with stack.Lane(build, "forged_data_group", words=screens.words(),
                    log="/dev/stderr") as lane:
        faults = work(lane)
        lane.result.plays = [{"as_expected": faults == [], "fault": "".join(faults)}]
        return lane.result


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "cases"))
