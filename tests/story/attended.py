"""attended: a lane serves only while its officer watches. Exit 77 with the reason when set-up is
missing.

    attended.py BUILD

The officer is a user of their own. The world and this test watch too, as another user: that counts
for nothing. Everything is ready but the officer; then they come, and a traveller crosses.
"""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

OFFICER = 4242
READY = 1 << 30  # GATE_IN_READY


def watcher(lane, user, out):
    """egate watch --json as a user."""
    words = [lane.build / "src" / "prog" / "egate", "watch", lane.folder / "lane" / "lane.sock",
             "--json"]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, text=True, user=user)


def wait_for_lane(lane):
    """A watcher of this test's own user, and the first thing it was told."""
    while lane.egated.poll() is None:  # until its socket is there
        test = watcher(lane, None, subprocess.PIPE)
        line = test.stdout.readline()
        if line:
            return test, line
        test.wait()
    raise stack.Broken("egated has ended")


def until_only_the_officer_is_missing(test, line):
    """The first status of a lane whose processes are all ready; faults of those on the way."""
    while line:
        now = json.loads(line)
        if "state" in now:
            if now["traveller"] != 0 or now["inputs"] & READY:
                return [f"somebody is served, or could be, without an officer: {line.strip()}"]
            if not now["unattended"]:
                return [f"a watcher is taken for an officer: {line.strip()}"]
            if not now.get("waits_for") and now["sensors_ok"]:
                return []
        line = test.stdout.readline()
    return ["the lane ended"]


def play(build, _):
    with stack.Lane(build, "honest_citizen", words=[f"lane.officer-user={OFFICER}"],
                    log="/dev/stderr") as lane:
        os.chmod(lane.folder, 0o711)
        test, line = wait_for_lane(lane)
        lane.result.faults += until_only_the_officer_is_missing(test, line)
        officer = watcher(lane, OFFICER, subprocess.DEVNULL)
        try:
            return lane.play()
        finally:
            for process in (officer, test):
                process.kill()
                process.wait()


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "attended"))
