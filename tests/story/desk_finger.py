"""desk_finger: fingers at a counter that takes them of foreigners, with an officer at its page, heard
and asked as a browser does. Exit 77 with the reason when set-up is missing.

    desk_finger.py BUILD

The page is seen in its colours. A citizen is let go with the face alone. A foreigner is not, until face and fingers were taken. Of a
third one the fingers are another person's: the officer sees that, and refuses.
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

SCENARIO = pathlib.Path(__file__).resolve().parent / "desk_finger.scn"
REFUSED = "refuse-b"


class Officer:
    """Who examines one traveller after the other; .faults is what was not as it should be."""

    def __init__(self, port):
        self.page = console.Page(port)
        self.faults = []
        self.done = set()  # cases

    def fail_unless(self, fine, what):
        print(f"{'kept  ' if fine else 'BROKEN'} {what}")
        if not fine:
            self.faults.append(what)

    def until(self, fits):
        return self.page.until("case", lambda c: c["id"] not in self.done and fits(c))

    def act(self, case, act, **why):
        """The answer to an act that was refused, {} where it was taken. A case that has changed since
        is looked at as it is now."""
        while True:
            try:
                self.page.act(case, act, **why)
                return {}
            except stack.Broken as broken:
                refusal = json.loads(str(broken).split(" ", 2)[2])
            if refusal["error"] != "version":
                return refusal
            case = refusal["case"]

    def do(self, case, act, **why):
        refusal = self.act(case, act, **why)
        if refusal:
            raise stack.Broken(f"{act}: {refusal}")

    def acknowledge(self, needs):
        """The next traveller, of whom this has to be taken, read to the end."""
        case = self.until(lambda c: c["state"] == "open" and c["needs"] == needs)
        self.do(case, "ack")
        return self.until(lambda c: c["state"] == "ack" and "retry" in c["acts"])

    def take(self, case):
        """Face, and fingers as the rules ask: the case with what came of it."""
        told = self.act(case, "pass", code="same-person").get("error")
        self.fail_unless(told == "needs", f"no pass before {case['needs']} were taken: {told}")
        self.do(case, "retry")
        return self.until(lambda c: c["state"] == "ack" and c["needs"] == [] and "pass" in c["acts"])

    def decide(self, case, act, code):
        self.do(case, act, code=code)
        self.until(lambda c: c["id"] == case["id"] and c["state"] == "closed")
        self.done.add(case["id"])
        row = self.page.until("passage", lambda p: p["what"] == "case" and p["code"] == code and
                              p["traveller"] == case["traveller"])
        self.fail_unless(row["officer"] == self.page.officer["number"],
                         f"who decided is on record: {act} {code}")


def components_of(jpeg):
    """How many a JPEG has (ISO 10918-1, B.2.2): 1 grey, 3 colour."""
    at = 2  # behind SOI
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
    return jpeg[at + 9]


def scores_of(case):
    return {score["what"]: score for score in case["scores"]}


def let_citizen_go(officer):
    case = officer.take(officer.acknowledge(["face"]))
    officer.until(lambda c: c["pictures"]["page"] > 0)
    page = officer.page.ask(f"/api/cases/{case['id']}/page", raw=True)[0]
    officer.fail_unless(page[:2] == b"\xff\xd8" and components_of(page) == 3,
                        f"the officer sees the page in colour: {len(page)} octets")
    officer.fail_unless("finger" not in scores_of(case), "no finger is taken of a citizen")
    officer.decide(case, "pass", "same-person")


def let_foreigner_go(officer):
    case = officer.take(officer.acknowledge(["face", "finger"]))
    finger = scores_of(case).get("finger", {"score": -1, "match": 0})
    officer.fail_unless(finger["score"] >= finger["match"] > 0,
                        f"the officer sees that the fingers fit: {finger}")
    officer.fail_unless(case["why"]["check"] == "", f"nothing is held against them: {case['why']}")
    officer.decide(case, "pass", "same-person")


def refuse_twin(officer):
    case = officer.take(officer.acknowledge(["face", "finger"]))
    scores, why = scores_of(case), case["why"]
    officer.fail_unless((why["check"], why["reason"]) == ("finger-match", "other-finger") and
                        why["check_text"] and why["reason_text"],
                        f"the officer sees why: {why}")
    officer.fail_unless(scores["face"]["score"] >= scores["face"]["match"] and
                        scores["finger"]["score"] < scores["finger"]["refer"],
                        f"and that the face alone fits: {scores}")
    officer.fail_unless(officer.act(case, "refuse").get("error") == "code-needed",
                        "nobody is refused without a reason")
    officer.decide(case, "refuse", REFUSED)
    return case


def words_of(row):
    return dict(w.split("=", 1) for w in row.split() if "=" in w)


def expect_rows(officer, lane):
    """Whose fingers were compared has it in the one row that tells what became of them."""
    done = subprocess.run([lane.build / "src/prog/egate", "journal", "list",
                           lane.folder / "journal.db"], capture_output=True, text=True, check=True)
    rows = [r for r in done.stdout.splitlines() if r.split()[2] in ("crossing", "referral")]
    kinds = [r.split()[2] for r in rows]
    officer.fail_unless(kinds == ["crossing", "crossing", "referral"], f"rows {rows}")
    citizen, foreigner, twin = (words_of(r) for r in rows)
    officer.fail_unless("fingers" not in citizen and int(citizen["match"]) > 0, f"face alone: {citizen}")
    needed = int(foreigner["fingers-from"])
    officer.fail_unless(needed > 0 and min(int(foreigner["right-index"]),
                                           int(foreigner["left-index"])) >= needed,
                        f"fingers that fit: {foreigner}")
    officer.fail_unless(int(twin["fingers"]) < int(twin["fingers-from"]),
                        f"fingers that do not: {twin}")


def work(officer):
    try:
        let_citizen_go(officer)
        let_foreigner_go(officer)
        refuse_twin(officer)
    except (stack.Broken, OSError) as broken:
        officer.faults.append(str(broken))


def play(build, _):
    with counter.Counter(build, SCENARIO, log="/dev/stderr") as lane:
        officer = Officer(lane.port)
        works = threading.Thread(target=work, args=(officer,))
        works.start()
        if not lane.play().as_expected:
            lane.end("egated")  # and the console with it: nobody is waited for
        works.join()
        if lane.result.as_expected and not officer.faults:
            expect_rows(officer, lane)
        lane.result.faults += officer.faults
        return lane.result


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "desk_finger"))
