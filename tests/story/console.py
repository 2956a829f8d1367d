"""console: an officer at a page works on a referral of a real lane. Exit 77 with the reason when
set-up is missing.

    console.py BUILD

Lane and console run as they would: the console's user is the lane's officer, and the lane serves
nobody until an officer has logged in and has a page open. Then a forged passport comes.
"""
import http.client
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import screens  # noqa: E402 (its folder must be known first)
import stack  # noqa: E402

WAIT_S = 30


def parts(event):
    """What a whole tells at once, as the events that would have told it; of others nothing."""
    kind, data = event
    return [] if kind != "whole" else [(one, part) for one in ("lane", "case", "passage")
                                       for part in data[f"{one}s"]]


class Page:
    """An officer's browser."""

    def __init__(self, port):
        self.port = port
        self.orders = 0
        self.heard = []
        self.headers = {"Content-Type": "application/json"}
        answer, cookie = self.ask("/api/session", {"name": "Anna", "pin": screens.PIN})
        self.officer = answer["officer"]
        self.headers |= {"Cookie": cookie.split(";")[0], "X-Egate-Token": answer["token"]}
        stream = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
        stream.request("GET", "/api/events", headers=self.headers)
        self.stream = stream.getresponse()

    def ask(self, path, body=None, raw=False):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        self.orders += 1
        headers = self.headers | {"Idempotency-Key": f"order-of-a-story-{self.orders:04}"}
        connection.request("GET" if body is None else "POST", path,
                           None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        octets = answer.read()
        if answer.status != 200:
            raise stack.Broken(f"{path}: {answer.status} {octets.decode(errors='replace')}")
        return octets if raw else json.loads(octets), answer.getheader("Set-Cookie")

    def act(self, case, act, **why):
        wish = {"act": act, "version": case["version"], **why}
        return self.ask(f"/api/cases/{case['id']}/act", wish)[0]

    def events(self):
        kind = ""
        for line in self.stream:
            word, _, rest = line.decode().rstrip("\n").partition(": ")
            if word == "event":
                kind = rest
            elif word == "data":
                yield kind, json.loads(rest)

    def until(self, kind, fits):
        """The first event of that kind that fits, of those that came and those to come."""
        for found, data in self.heard:
            if found == kind and fits(data):
                return data
        for event in self.events():
            told = [event, *parts(event)]
            self.heard += told
            for found, data in told:
                if found == kind and fits(data):
                    return data
        raise stack.Broken("the stream has ended")


def work(page):
    """What an officer does about the referral; faults."""
    faults = []
    case = page.until("case", lambda c: c["state"] == "open" and c["pictures"]["portrait"] > 0)
    if case["why"]["check"] != "dg1-hash" or not case["page"]["surname"]:
        faults.append(f"a case without its reason or holder: {case}")
    if page.ask(f"/api/cases/{case['id']}/portrait", raw=True)[0][:2] != b"\xff\xd8":
        faults.append("the portrait is no JPEG")
    page.act(case, "ack")
    case = page.until("case", lambda c: c["state"] == "ack" and "second-line" in c["acts"])
    page.act(case, "second-line", code="examine", note="data were changed")
    case = page.until("case", lambda c: c["state"] == "closed")
    if case["page"] is not None or case["pictures"]["portrait"] != 0:
        faults.append(f"a closed case knows a person: {case}")
    for what in ("order", "case"):  # the entry is opened for the way back; what was decided
        row = page.until("passage", lambda p: p["code"] == "examine" and p["what"] == what)
        if row["officer"] != page.officer["number"]:
            faults.append(f"the journal does not name the officer: {row}")
    return faults + count(page)


def count(page):
    """What the shift has come to, once the page is told that it may ask; faults."""
    told = page.until("statistics", lambda s: True)
    shift = page.ask("/api/me")[0]["shift"]
    found = page.ask("/api/statistics")[0]
    if told != {} or found["from_ms"] != shift["began_ms"] or found["referrals"] != 1:
        return [f"statistics that are not the shift's: {found}, told with {told}"]
    return []


def play(build, _):
    with stack.Lane(build, "forged_data_group", words=screens.words(),
                    log="/dev/stderr") as lane:
        console, port = screens.start_console(lane)
        try:
            page = Page(port)
            lane.result.faults += work(page)
            return lane.play()
        finally:
            console.terminate()
            if console.wait() != 0:
                lane.result.faults.append("the console did not end well")


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "console"))
