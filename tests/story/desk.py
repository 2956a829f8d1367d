"""desk: a counter without doors, as egate desk starts it, with an officer at its page. Exit 77 with
the reason when set-up is missing.

    desk.py BUILD

An honest citizen is compared and let go, as the gate's case that ends here: one crossing. Then comes
a passport whose portrait was changed: nothing can be compared, and its holder is sent away: one
referral. The passport stays on the reader, and begins nobody until it was lifted.
"""
import json
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import console  # noqa: E402 (its folder is this one)
import counter  # noqa: E402 (its folder must be known first)
import stack  # noqa: E402

SCENARIO = pathlib.Path(__file__).resolve().parent / "desk.scn"
CASE = "1-1024-0d5c8e21"  # of a gate: who went on to this desk
REFERRED = "GATE_REFERRED_INSIDE"


class Officer:
    """By egate watch and egate order; a page of the console attends."""

    def __init__(self, lane):
        self.egate = lane.build / "src" / "prog" / "egate"
        self.socket = lane.folder / "lane" / "lane.sock"
        self.page = console.Page(lane.port)
        self.faults = []
        self.ended = False
        self.watcher = subprocess.Popen([self.egate, "watch", self.socket, "--json"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        text=True)

    def over(self):
        """The play has ended, as it should or not: nobody waits for more of it."""
        self.ended = True
        self.watcher.terminate()

    def close(self):
        self.watcher.kill()
        self.watcher.communicate()

    def fail_unless(self, fine, what):
        if not fine:
            self.faults.append(what)

    def until(self, wanted):
        for line in self.watcher.stdout:
            told = json.loads(line)
            if "state" in told and "step" not in told and wanted(told):
                return told
        raise stack.Broken("the play is over" if self.ended else "egate watch has ended")

    def order(self, *words):
        """What egate order tells, and whether the order was taken."""
        done = subprocess.run([self.egate, "order", self.socket, *words], capture_output=True,
                              text=True)
        return done.returncode == 0, done.stdout + done.stderr

    def expect_order(self, taken, *words):
        was, told = self.order(*words)
        self.fail_unless(was == taken, f"order {words}: {told}")


def let_go(officer):
    told = officer.until(lambda t: t["state"] == REFERRED and t["needs"] == ["face"])
    officer.fail_unless(told["why"] == "GATE_WHY_INSPECTION" and told["desk"], f"told {told}")
    officer.expect_order(False, "pass")
    officer.expect_order(True, "retry")
    officer.until(lambda t: t["state"] == "GATE_FACE")
    told = officer.until(lambda t: t["state"] == REFERRED)
    officer.fail_unless(told["needs"] == [] and told["why"] == "GATE_WHY_INSPECTION",
                        f"behind the comparison: {told}")
    officer.expect_order(True, "pass", "--from", CASE)
    officer.until(lambda t: t["state"] == "GATE_IDLE")


def send_away(officer, *words):
    """Its portrait is not the signed one: there is nothing to compare."""
    told = officer.until(lambda t: t["state"] == REFERRED)
    officer.fail_unless(told["needs"] == [] and told["check"] == "CHECK_DG2_HASH", f"told {told}")
    officer.expect_order(False, "retry")
    officer.expect_order(True, "back", *words)
    officer.until(lambda t: t["state"] == "GATE_IDLE")
    return told["traveller"]


def rows_of(lane):
    done = subprocess.run([lane.build / "src/prog/egate", "journal", "list",
                           lane.folder / "journal.db"], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line.split()[2] in ("crossing", "referral")]


def play(build, _):
    with counter.Counter(build, SCENARIO, log="/dev/stderr") as lane:
        officer = Officer(lane)

        def play_world():
            lane.play()
            officer.over()

        world = threading.Thread(target=play_world)
        world.start()
        try:
            let_go(officer)
            first = send_away(officer, "--from", CASE)
            second = send_away(officer)
            officer.fail_unless(first != second, f"one traveller, twice: {first}")
        except stack.Broken as broken:
            officer.faults.append(str(broken))
        finally:
            world.join()
            officer.close()
        rows = rows_of(lane)
        told = [("crossing" in r, f"from={CASE}" in r) for r in rows]
        officer.fail_unless(told == [(True, True), (False, True), (False, False)], f"rows {rows}")
        lane.result.faults += officer.faults
        return lane.result


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "desk"))
