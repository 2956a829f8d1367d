"""face: egate face as an evaluator uses it, on the set-up's pictures: two compared, several assessed,
error rates over a folder with pictures in it that are none. Exit 77 with the reason when set-up is
missing.

    face.py BUILD
"""
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

MISSING = 77
SETUP = pathlib.Path(__file__).resolve().parents[2] / ".setup"
MODELS, MEDIA = SETUP / "models", SETUP / "media"
# Two pictures of each person: the portrait and the live view.
PEOPLE = {"cage": ("cage.jpg", "cage2_crop.jpg"), "audrey": ("audrey.jpg", "audrey_crop.jpg"),
          "franck": ("franck_01829.jpg", "franck_02159.jpg"),
          "bieber": ("bieber_small.jpg", "Justin-Bieber2_crop.jpg")}
MATCH, REFER = 450, 350
TIME_S = 240  # of one command on a busy machine; only a broken one gets there


class Desk:
    """egate face; counts what was not as it should be."""

    def __init__(self, build, folder):
        self.egate = pathlib.Path(build) / "src" / "prog" / "egate"
        self.folder = folder
        self.failures = 0

    def face(self, *words):
        return subprocess.run([self.egate, "face", *map(str, words)], capture_output=True, text=True,
                              timeout=TIME_S)

    def json(self, *words):
        """Exit code and result; an empty one where there is none."""
        done = self.face(*words, "--json", "--models", MODELS)
        try:
            return done.returncode, json.loads(done.stdout)
        except json.JSONDecodeError:
            print(done.stdout[-500:], done.stderr[-500:])
            return done.returncode, {}

    def expect(self, promise, kept, seen=""):
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
        if not kept:
            self.failures += 1
            print(str(seen)[-3000:])


def two(desk):
    one, other = (MEDIA / name for name in PEOPLE["cage"])
    code, same = desk.json("compare", one, other)
    desk.expect("two pictures of one man match", code == 0 and same.get("verdict") == "match" and
                same["score"] >= MATCH and same["match_threshold"] == MATCH, same)
    desk.expect("what was seen in each is told", code == 0 and len(same["pictures"]) == 2 and
                all(p["eye_distance"] > 60 and p["norm"] > 3 and 0 <= p["live"] <= 1 and
                    abs(p["yaw"]) < 30 for p in same["pictures"]), same)
    code, far = desk.json("compare", one, MEDIA / "audrey.jpg")
    desk.expect("two people do not, and the exit code says so", code == 1 and
                far.get("verdict") == "no match" and far["score"] < REFER, far)
    code, raised = desk.json("compare", one, other, "match=999", "refer=100")
    desk.expect("thresholds of the command line decide", code == 1 and
                raised.get("verdict") == "refer", raised)
    code, second = desk.json("compare", one, other, "--model", "dlib-128")
    desk.expect("the second embedder decides by its own thresholds", code == 0 and
                second["model"] == "B38A58DC" and second["match_threshold"] == 945 and
                second["refer_threshold"] == 927 and second.get("verdict") == "match", second)
    text = desk.face("compare", one, one, f"--models={MODELS}")
    desk.expect("a picture against itself is told as too alike", text.returncode == 0 and
                "score    1000: match" in text.stdout and "made from the other" in text.stdout and
                "model    " in text.stdout, text.stdout + text.stderr)


def wrong_words(desk):
    asked = desk.face("--help")
    desk.expect("who asks for help gets it, and no complaint", asked.returncode == 0 and
                "egate face set FOLDER" in asked.stdout and not asked.stderr, asked)
    for words, part in ((["compare", "a"], "two pictures"), (["set"], "one folder"),
                        (["assess"], "takes pictures"), (["guess"], "compare, assess or set"),
                        (["set", ".", "--chip=png:15"], "jp2 or jpeg"),
                        (["set", ".", "condition=fog"], "no such condition"),
                        (["set", ".", "--people"], "without its value"),
                        (["compare", "a", "b", "--tidy"], "no such option"),
                        (["compare", "a", "b", "probe=2"], "only egate face set"),
                        (["compare", "a", "b", "match=100", "refer=200"], "above"),
                        (["compare", "a", "b", "model=best"], "no model of this name")):
        done = desk.face(*words)
        desk.expect(f"a wrong command line is told: {' '.join(words)}", done.returncode == 2 and
                    part in done.stderr and not done.stdout, done)
    none = desk.face("compare", "a", "b", "--models", desk.folder)
    desk.expect("missing models are told, with their folder", none.returncode == 1 and
                str(desk.folder) in none.stderr and "model file" in none.stderr, none)
    empty = desk.folder / "empty"
    empty.mkdir()
    done = desk.face("set", empty, "--models", MODELS)
    desk.expect("a folder without pictures is told", done.returncode == 1 and
                "no pictures in the folder" in done.stderr, done)
    done = desk.face("set", empty, "--models", MODELS, "out=/proc/nowhere")
    desk.expect("a report that cannot be written is told before the work", done.returncode == 1 and
                "folder of the report" in done.stderr, done)


def many(desk):
    broken = desk.folder / "broken.jpg"
    broken.write_bytes((MEDIA / "cage.jpg").read_bytes()[:5000])
    code, seen = desk.json("assess", MEDIA / "cage.jpg", broken, desk.folder / "absent.jpg",
                           MEDIA / "skullmask.jpg")
    reasons = {pathlib.Path(p["path"]).name: p.get("reason", "") for p in seen.get("pictures", [])}
    desk.expect("good pictures are assessed, others named with the reason", code == 1 and
                reasons.get("cage.jpg") == "" and "JPEG" in reasons.get("broken.jpg", "") and
                "readable" in reasons.get("absent.jpg", ""), seen)
    text = desk.face("assess", broken, MEDIA / "cage.jpg", f"--models={MODELS}")
    desk.expect("the complaint names the file", text.returncode == 1 and
                f"egate: {broken}: " in text.stderr and "norm of the template" in text.stdout, text)
    broken.unlink()


def lay(folder, by_folder):
    """The people's pictures by either convention, and two that are no pictures."""
    folder.mkdir()
    for person, (portrait, live) in PEOPLE.items():
        for role, name in (("portrait", portrait), ("live", live)):
            place = folder / person / f"{role}.jpg" if by_folder else folder / f"{person}_{role}.jpg"
            place.parent.mkdir(exist_ok=True)
            shutil.copy(MEDIA / name, place)
    strange = folder / "cage" if by_folder else folder
    (strange / ("x_live.jpg" if by_folder else "torn_live.jpg")).write_bytes(b"\xff\xd8\xff\xe0no")
    (strange / "note.txt").write_text("no picture\n")


def rate(result, name):
    return next(r for r in result["rates"] if r["name"] == name)


def folder(desk):
    lay(desk.folder / "flat", False)
    lay(desk.folder / "deep", True)
    code, flat = desk.json("set", desk.folder / "flat", "portrait=portrait", "live=live")
    desk.expect("people are told by the prefix", code == 0 and flat["people_by"] == "prefix" and
                flat["people"] == 5 and flat["portraits"] == 4 and flat["live_views"] == 5, flat)
    desk.expect("a picture that is none is a failure to enrol, by name, and the rest goes on",
                [p["path"] for p in flat["not_enrolled"]["pictures"]] == ["torn_live.jpg"] and
                flat["not_enrolled"]["of"] == 9 and flat["genuine"]["pairs"] == 4 and
                flat["impostor"]["pairs"] == 12 and flat["impostor"]["failed"] == 4, flat)
    match = rate(flat, "policy: match")
    desk.expect("at policy's threshold nobody is rejected and no impostor passes",
                match["threshold"] == MATCH and match["false_nonmatches"] == 0 and
                match["false_matches"] == 0 and match["fnmr_high"] > 0, match)
    desk.expect("rates that so few pairs cannot show are told as such",
                rate(flat, "FMR 0.05 %")["too_few_pairs"], flat["rates"])
    code, deep = desk.json("set", desk.folder / "deep")
    desk.expect("people are told by their folder, each picture with each", code == 0 and
                deep["people_by"] == "folder" and deep["people"] == 4 and deep["each_with_each"] and
                deep["genuine"]["pairs"] == 4 and deep["genuine"]["failed"] == 2 and
                deep["impostor"]["pairs"] == 24, deep)
    code, mean = desk.json("set", desk.folder / "deep", "--people=folder", "portrait=first",
                           "probe=3", "jobs=1")
    desk.expect("live pictures of a person are averaged", code == 0 and mean["live_views"] == 4 and
                mean["genuine"]["pairs"] == 4 and mean["genuine"]["failed"] == 0, mean)


def report(desk):
    out, table = desk.folder / "report", desk.folder / "groups.csv"
    table.write_text("person,kind\ncage,a\nbieber,a\nfranck,a\naudrey,b\n")
    out.mkdir(mode=0o700)
    (out / "summary.txt").write_text("of a run before, for all to read")
    (out / "summary.txt").chmod(0o644)
    victim = desk.folder / "victim"
    victim.write_text("not of the report")
    (out / "pairs.csv").symlink_to(victim)
    done = desk.face("set", desk.folder / "flat", "--portrait=portrait", "--live=live",
                     "--chip=jp2:15", "--condition=eyes:60,noise:5", f"out={out}",
                     f"groups={table}", "--models", MODELS)
    rows = {p.name: list(csv.reader(p.open())) for p in out.glob("*.csv")}
    desk.expect("the report is text, tables and drawings", done.returncode == 0 and
                set(rows) == {"roc.csv", "scores.csv", "pictures.csv", "pairs.csv", "groups.csv"} and
                all(p.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for p in
                    (out / "roc.png", out / "scores.png")) and
                (out / "summary.txt").read_text() == done.stdout, done)
    sums = [sum(int(row[i]) for row in rows["scores.csv"][1:]) for i in (1, 2)]
    first, last = rows["roc.csv"][1], rows["roc.csv"][-1]
    desk.expect("tables hold every pair, rates from all to none", sums == [4, 12] and
                (first[1], first[2]) == ("1", "0") and (last[1], last[2]) == ("0", "1"), rows)
    chips = [int(row[-1]) for row in rows["pictures.csv"][1:] if row[2] == "portrait"]
    live = [int(row[8]) for row in rows["pictures.csv"][1:] if row[2] == "live" and row[3] == "1"]
    desk.expect("portraits are as large as a chip's", len(chips) == 4 and
                all(13000 < c < 16000 for c in chips), chips)
    desk.expect("live views have the eyes as near as asked", len(live) == 4 and
                all(54 <= e <= 66 for e in live), live)
    desk.expect("a group that is too small to tell is told as such",
                done.stdout.count("is too small to tell") == 2 and
                [row[1:3] for row in rows["groups.csv"][1:]] == [["a", "3"], ["b", "1"]],
                done.stdout)
    desk.expect("nobody else may read the report", out.stat().st_mode & 0o077 == 0 and
                all(p.stat().st_mode & 0o077 == 0 for p in out.iterdir()))
    desk.expect("a link in the report's place is not followed",
                victim.read_text() == "not of the report" and not (out / "pairs.csv").is_symlink())
    again = desk.face("set", desk.folder / "flat", "--portrait=portrait", "--live=live",
                      "--chip=jp2:15", "--condition=eyes:60,noise:5", f"groups={table}",
                      "--models", MODELS, "jobs=1")
    desk.expect("the same seed gives the same report, whoever looked first",
                again.stdout == done.stdout, again.stdout + done.stdout)
    table.write_text("person,kind\ncage\n")
    done = desk.face("set", desk.folder / "flat", f"groups={table}", "--models", MODELS)
    desk.expect("a broken table is told before the work", done.returncode == 1 and
                "table: a row of another number" in done.stderr and not done.stdout, done)


def main():
    wanted = [MODELS / "fr_feature.onnx", MODELS / "dlib_128.onnx"] + [MEDIA / n for pair in PEOPLE.values() for n in pair]
    missing = [str(p) for p in wanted if not p.exists()]
    if missing:
        print(f"skipped: missing: {' '.join(missing)}; run tests/setup")
        return MISSING
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(sys.argv[1], pathlib.Path(place))
        for story in (two, wrong_words, many, folder, report):
            story(desk)
    return 1 if desk.failures else 0


if __name__ == "__main__":
    sys.exit(main())
