"""faces: who is referred for the face lands at the officer with both faces and the page, and they go away.
Exit 77 with the reason when set-up is missing.

    faces.py BUILD

The officer is a user of their own, with egate watch --pictures and a folder; who else asks for
pictures is turned away. A look-alike passes, an impostor goes back, both by the officer's order,
given when all pictures are there. What the faces show is asked of the face engine itself.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

OFFICER = 4242
SCENARIO = pathlib.Path(__file__).resolve().parent / "faces.scn"
PEOPLE = stack.SETUP / "people"
SAME, OTHER = 600, 250  # the same face in another frame; another face
COPY = 950  # the same picture, smaller and encoded anew
MOST_HIGH = {"portrait.jpg": 480, "live.jpg": 480, "page.jpg": 768}  # pixels


def size_of(path):
    """Width and height in a baseline JPEG's frame header (ITU-T T.81, B.2.2)."""
    octets = path.read_bytes()
    at = 2
    while octets[at + 1] != 0xC0:
        at += 2 + int.from_bytes(octets[at + 2:at + 4], "big")
    return int.from_bytes(octets[at + 7:at + 9], "big"), int.from_bytes(octets[at + 5:at + 7], "big")


class Desk:
    """The officer's desk: egate watch with pictures, and what its lines say."""

    def __init__(self, lane):
        self.lane = lane
        self.egate = lane.build / "src" / "prog" / "egate"
        self.socket = lane.folder / "lane" / "lane.sock"
        self.folder = lane.folder / "faces"
        self.folder.mkdir(mode=0o700)
        os.chown(self.folder, OFFICER, -1)
        (self.folder / "99-live.jpg").write_bytes(b"left by a watcher that was killed")
        (self.folder / "99-live.jpg").chmod(0o600)
        os.chown(self.folder / "99-live.jpg", OFFICER, -1)
        self.kept = lane.folder / "kept"  # copies of this test
        self.kept.mkdir()
        self.watcher = None
        self.ended = False
        self.faults = []

    def watch(self, user):
        words = [self.egate, "watch", self.socket, "--json", "--pictures", self.folder]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, user=user)

    def open(self):
        while self.lane.egated.poll() is None:  # until its socket and its core are there
            self.watcher = self.watch(OFFICER)
            if self.watcher.stdout.readline():
                break
            self.watcher.communicate()
        else:
            raise stack.Broken("egated has ended")

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

    def lines(self):
        for line in self.watcher.stdout:
            yield json.loads(line)
        raise stack.Broken("the play is over" if self.ended else "egate watch has ended")

    def until(self, wanted):
        return next(line for line in self.lines() if wanted(line))

    def files(self):
        return sorted(p.name for p in self.folder.iterdir())

    def order(self, word):
        # It is about the traveller of now: nobody else can be there.
        done = subprocess.run([self.egate, "order", self.socket, word], capture_output=True,
                              text=True, user=OFFICER)
        self.fail_unless(done.returncode == 0, f"order {word}: {done.stdout}{done.stderr}")

    def see(self):
        """The next referral: its line, and copies of its pictures."""
        referred = self.until(lambda line: line.get("state") == "GATE_REFERRED_INSIDE")
        names = {}
        for line in self.lines():
            if "picture" in line:
                names[line["picture"].split("-")[1]] = line
            elif "state" in line and line["state"] != "GATE_REFERRED_INSIDE":
                raise stack.Broken("the referral is over before its pictures are there")
            if len(names) == len(MOST_HIGH):
                break
        number = referred["traveller"]
        self.fail_unless(self.files() == [f"{number}-{which}" for which in sorted(MOST_HIGH)],
                         f"files of traveller {number}: {self.files()}")
        for which, high in MOST_HIGH.items():
            path = self.folder / f"{number}-{which}"
            at = path.stat()
            self.fail_unless(at.st_mode & 0o777 == 0o600 and at.st_uid == OFFICER,
                             f"{which}: mode {at.st_mode:o}, user {at.st_uid}")
            self.fail_unless(names[which]["height"] <= high, f"{which}: {names[which]}")
            shutil.copy(path, self.kept / which)
        told = (names["page.jpg"]["width"], names["page.jpg"]["height"])
        self.fail_unless(told == size_of(self.kept / "page.jpg") and told[0] > 900,
                         f"the page's picture: told {told}, is {size_of(self.kept / 'page.jpg')}")
        return referred

    def gone(self):
        """The referral is over: no picture is left when its line is read."""
        self.until(lambda line: "state" in line and line["state"] != "GATE_REFERRED_INSIDE")
        self.fail_unless(self.files() == [], f"pictures are left: {self.files()}")

    def shows(self, which, person_file, lowest, highest=1000):
        done = subprocess.run([self.lane.build / "tests" / "story" / "face_alike",
                               stack.SETUP / "models", self.kept / which, person_file],
                              capture_output=True, text=True)
        score = int(done.stdout) if done.returncode == 0 else -1001
        self.fail_unless(lowest <= score <= highest,
                         f"{which} beside {person_file}: {score}, not {lowest} to {highest}")


def turned_away(desk):
    """root is no officer here."""
    asks = desk.watch(None)
    out, err = asks.communicate()
    desk.fail_unless(asks.returncode == 1 and not out and "its officer alone" in err,
                     f"somebody else is shown pictures: {asks.returncode} {out} {err}")


def look_alike(desk):
    line = desk.see()
    words = (line["reason"], line["match_from"], line["refer_from"])
    desk.fail_unless(words == ("REASON_SCORE_UNSURE", 980, 350), f"told of a look-alike: {words}")
    desk.fail_unless(350 <= line["score"] < 980, f"score {line['score']} is not in the band")
    desk.shows("portrait.jpg", PEOPLE / "franck" / "portrait.jpg", COPY)
    desk.shows("live.jpg", PEOPLE / "franck" / "portrait.jpg", SAME)
    desk.order("pass")
    desk.gone()


def impostor(desk):
    """The watcher is ended meanwhile, and cleans up; the one that comes then is shown at once."""
    desk.see()
    desk.watcher.send_signal(signal.SIGTERM)
    desk.watcher.communicate()
    desk.fail_unless(desk.files() == [], f"left by a watcher that was ended: {desk.files()}")
    desk.watcher = desk.watch(OFFICER)
    line = desk.see()
    desk.fail_unless(line["reason"] == "REASON_SCORE_LOW" and line["score"] < OTHER,
                     f"told of an impostor: {line}")
    desk.shows("portrait.jpg", PEOPLE / "cage" / "portrait.jpg", COPY)
    desk.shows("live.jpg", PEOPLE / "franck" / "portrait.jpg", SAME)
    desk.shows("live.jpg", PEOPLE / "cage" / "portrait.jpg", -1000, OTHER)
    desk.order("back")
    desk.gone()


def play(build, _):
    with stack.Lane(build, SCENARIO, words=[f"lane.officer-user={OFFICER}"],
                    log="/dev/stderr") as lane:
        os.chmod(lane.folder, 0o711)
        desk = Desk(lane)
        desk.open()

        def play_world():
            lane.play()
            desk.over()

        world = threading.Thread(target=play_world)
        world.start()
        try:
            desk.fail_unless("99-live.jpg" not in desk.files(), "a former picture is left")
            turned_away(desk)
            look_alike(desk)
            impostor(desk)
        except stack.Broken as broken:
            desk.faults.append(str(broken))
        finally:
            world.join()
            desk.close()
        lane.result.faults += desk.faults
        return lane.result


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "faces"))
