"""mrz: egate mrz as whoever sets up a page reader uses it: drawn pages in many forms of file, in files
and folders, text and JSON; and files that are none, or that mean harm. Exit 77 with the reason when a
font is missing.

    mrz.py BUILD
"""
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import zlib

MISSING = 77
TIME_S = 60
WHOLE, LESS, USAGE, UNREAD = 0, 1, 2, 3  # exit codes
MEMBERS = {"file", "verdict", "reason", "form", "lines", "sure", "unsure", "corrected", "others", "fields",
           "deviations", "corners", "angle", "dpi", "shape", "page", "width", "height", "processor_ms"}
PAGE = {"size", "zones", "empty", "screen", "print", "glare_percent", "haze_percent", "edge_mm", "edge_pixels",
        "prompt"}


class Desk:
    """egate mrz; counts what was not as it should be."""

    def __init__(self, build, folder):
        self.build = pathlib.Path(build)
        self.folder = folder
        self.failures = 0

    def mrz(self, *words, **how):
        return subprocess.run([self.build / "src/prog/egate", "mrz", *map(str, words)], capture_output=True,
                              timeout=TIME_S, check=False, **how)

    def json(self, *words):
        """Exit code and an object a picture; each line is one."""
        done = self.mrz("--json", *words)
        return done.returncode, [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]

    def draw(self, name, tier, form, number):
        """A page as PGM; its lines."""
        done = subprocess.run([self.build / "tests/bench/mrz_corpus", "--draw", self.folder / name, tier, form,
                               str(number), "3"], capture_output=True, text=True, timeout=TIME_S, check=False)
        if done.returncode == MISSING:
            print(done.stderr.strip())
            sys.exit(MISSING)
        return done.stdout.split()

    def expect(self, promise, kept, seen=""):
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
        if not kept:
            self.failures += 1
            print(str(seen)[-3000:])


def grey_of(pgm):
    """Width, height and octets."""
    head, size, most, grey = pgm.split(b"\n", 3)
    assert head == b"P5" and most == b"255"
    width, height = map(int, size.split())
    return width, height, grey


def png_of(width, height, grey):
    def chunk(kind, octets):
        return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))
    rows = b"".join(b"\0" + grey[y * width:(y + 1) * width] for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def bmp_of(width, height, grey):
    """24 bits, blue, green, red; the last row first, each ends at a multiple of four."""
    pad = b"\0" * (-3 * width % 4)
    rows = b"".join(bytes(v for g in grey[y * width:(y + 1) * width] for v in (g, g, g)) + pad
                    for y in range(height - 1, -1, -1))
    return b"BM" + struct.pack("<IIIIiiHHIIIIII", 54 + len(rows), 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0,
                               0, 0) + rows


def tiff_of(width, height, grey):
    entries = [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8 + 2 + 8 * 12 + 4), (277, 1),
               (278, height)]
    return (b"MM\0*" + struct.pack(">IH", 8, 8) +
            b"".join(struct.pack(">HHII", tag, 4, 1, value) for tag, value in entries) + b"\0\0\0\0" + grey)


def ppm_of(width, height, grey):
    """A sheet in colour: grey enough that its print is what it was."""
    return f"P6 {width} {height} 255\n".encode() + bytes(v for g in grey for v in (g, g, g))


def forms(desk):
    for form in ("TD1", "TD2", "TD3", "MRV-A", "MRV-B"):
        lines = desk.draw(f"{form}.pgm", "clean-300-600", form, 0)
        code, told = desk.json(desk.folder / f"{form}.pgm")
        desk.expect(f"a page with {form} is read", code == WHOLE and len(told) == 1 and told[0]["lines"] == lines and
                    told[0]["verdict"] == "whole" and told[0]["form"] == form, told)
        desk.expect(f"JSON of {form} has every member that is promised, and no other",
                    set(told[0]) == MEMBERS, set(told[0]) ^ MEMBERS)
        fields = told[0]["fields"]
        digits = ["document_number", "birth", "expiry"] + ([] if form.startswith("MRV") else ["composite"])
        desk.expect(f"fields of {form} are told with odds and check digits",
                    all(fields[name]["digit"] == "fits" for name in digits) and
                    ("composite" in fields) != form.startswith("MRV") and
                    all(f["sure"] >= 17 and f["odds"] >= 50 for f in fields.values()) and
                    "".join(lines).count(fields["birth"]["text"]) >= 1, fields)
        page = told[0]["page"]
        desk.expect(f"what is seen of a page with {form} is told", set(page) == PAGE and page["screen"] == "pass" and
                    page["zones"] == 1 and not page["empty"] and page["prompt"] is None and
                    0 <= page["edge_mm"] < 0.4 and page["edge_pixels"] is None and page["glare_percent"] < 5, page)
        desk.expect(f"sure of {form} is a number for each character, none of them marked",
                    [len(row) for row in told[0]["sure"]] == [len(line) for line in lines] and
                    not told[0]["unsure"], told[0]["sure"])


def files(desk):
    lines = desk.draw("page.pgm", "mild-300-600", "TD3", 1)
    pgm = (desk.folder / "page.pgm").read_bytes()
    grey = grey_of(pgm)
    folder = desk.folder / "many"
    folder.mkdir()
    for name, octets in (("a.PGM", pgm), ("b.png", png_of(*grey)), ("c.bmp", bmp_of(*grey)),
                         ("d.tif", tiff_of(*grey)), ("e.ppm", ppm_of(*grey))):
        (folder / name).write_bytes(octets)
    (folder / "notes.txt").write_text("no picture")
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", desk.folder / "page.pgm", "-q:v", "3", folder / "f.jpg"],
                          stdin=subprocess.DEVNULL, timeout=TIME_S, check=False)
    desk.expect("ffmpeg makes a JPEG", done.returncode == 0, done)
    code, told = desk.json(folder)
    desk.expect("all pictures of a folder are read, in order, and nothing else", code == WHOLE and
                [os.path.basename(t["file"]) for t in told] == ["a.PGM", "b.png", "c.bmp", "d.tif", "e.ppm", "f.jpg"]
                and all(t["lines"] == lines for t in told), told)
    same = [{k: v for k, v in t.items() if k not in ("file", "processor_ms")} for t in told[:5]]
    desk.expect("one page in files of five forms is one reading", all(s == same[0] for s in same), same)


def text(desk):
    done = desk.mrz(desk.folder / "TD3.pgm")
    told = done.stdout.decode()
    desk.expect("text tells verdict, zone, fields, odds, time", done.returncode == WHOLE and
                told.startswith(f"{desk.folder}/TD3.pgm: whole\n") and "document number" in told and
                "check digit fits" in told and " to 1" in told and "ms to read" in told and
                "turned by" in told and "^" not in told and not done.stderr, told)
    # Print over a character of the name: nothing determines it.
    width, height, grey = grey_of((desk.folder / "TD3.pgm").read_bytes())
    _, told = desk.json(desk.folder / "TD3.pgm")
    (x0, y0), (x1, y1), _, (x3, y3) = told[0]["corners"]
    page = bytearray(grey)
    for i in range(-300, 301):  # along the seventh place, across its line and a little more
        for k in range(0, 101):
            along, down = (6.5 + i / 600) / 44, k / 100 * 1.1 / 3.5
            x, y = x0 + along * (x1 - x0) + down * (x3 - x0), y0 + along * (y1 - y0) + down * (y3 - y0)
            if 0 <= int(x) < width and 0 <= int(y) < height:
                page[int(y) * width + int(x)] = 30
    blot = desk.folder / "blot.pgm"
    blot.write_bytes(f"P5\n{width} {height}\n255\n".encode() + page)
    done = desk.mrz(blot)
    told = done.stdout.decode().split("\n")
    at = next((i for i, line in enumerate(told) if line.strip() and set(line) <= {" ", "^"}), None)
    desk.expect("a blotted character makes it less than whole, and is marked under its line",
                done.returncode == LESS and at is not None and told[at][2 + 6] == "^" and
                "<" in told[at - 1], done.stdout.decode())


def odd(desk):
    """What is no page, and what means harm."""
    folder = desk.folder / "odd"
    folder.mkdir()
    page = (desk.folder / "many" / "f.jpg").read_bytes()
    chance = random.Random(5)
    for i in range(12):
        octets = bytearray(page)
        for _ in range(1 + i * 4):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        (folder / f"changed{i}.jpg").write_bytes(octets[:len(octets) - i * 997])
    hostile = {"empty.png": b"", "text.jpg": b"<html>", "short.png": b"\x89PNG\r\n\x1a\n",
               "huge.pgm": b"P5 60000 60000 255\n", "wide.bmp": b"BM" + b"\xff" * 60,
               "loop.tif": b"II*\0\x08\0\0\0" + b"\xff\xff" * 40, "bomb.png": bomb(), "half.ppm": b"P6 900 900 255\nabc",
               "grey.pgm": b"P5 900 600 255\n" + b"\x80" * 540000, "dot.pgm": b"P5 1 1 255\n\0"}
    for name, octets in hostile.items():
        (folder / name).write_bytes(octets)
    (folder / "link.png").symlink_to(desk.folder / "TD3.pgm")
    os.mkfifo(folder / "pipe.jpg")
    code, told = desk.json(folder)
    by_name = {os.path.basename(t["file"]): t for t in told}
    desk.expect("each file is told, one that harms none keeps the others from it", code == UNREAD and
                len(told) == 12 + len(hostile) + 2, (code, sorted(by_name)))
    desk.expect("what is no picture is told as not read, with the reason", all(
        by_name[name]["verdict"] == "unread" and by_name[name]["error"].startswith("EG_") and
        by_name[name]["reason"] for name in [*hostile, "link.png", "pipe.jpg"] if name != "grey.pgm"), by_name)
    desk.expect("a grey sheet has no zone", by_name["grey.pgm"]["verdict"] == "refused" and
                by_name["grey.pgm"]["form"] == "none" and "fields" in by_name["grey.pgm"] and
                not by_name["grey.pgm"]["fields"] and by_name["grey.pgm"]["page"]["empty"] and
                by_name["grey.pgm"]["page"]["prompt"], by_name["grey.pgm"])
    lines = by_name["changed0.jpg"].get("lines")
    desk.expect("a damaged page is never read as another one", all(
        t["verdict"] != "whole" or t["lines"] == lines for n, t in by_name.items() if n.startswith("changed")), told)


def bomb():
    """Announces what it has not, and unpacks to more than any page."""
    def chunk(kind, octets):
        return struct.pack(">I", len(octets)) + kind + octets + struct.pack(">I", zlib.crc32(kind + octets))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4000, 4000, 8, 6, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(b"\0" * 9_000_000, 9)) + chunk(b"IEND", b""))


def names(desk):
    """No name moves a cursor, and JSON stays JSON."""
    evil = os.fsencode(desk.folder) + b"/\x1b[2J\xff\xc2\x9b\xe2\x80\xae\n.pgm"
    with open(evil, "wb") as file:
        file.write((desk.folder / "TD1.pgm").read_bytes())
    for words in ((evil,), ("--json", evil)):
        done = subprocess.run([desk.build / "src/prog/egate", "mrz", *words], capture_output=True, timeout=TIME_S,
                              check=False)
        told = done.stdout.decode("utf-8")  # it is UTF-8
        desk.expect("a name of controls is shown without them", done.returncode == WHOLE and
                    all(c == "\n" or c.isprintable() for c in told) and "?[2J????" in told, told)
    done = subprocess.run([desk.build / "src/prog/egate", "mrz", "--json", "--", evil], capture_output=True,
                          timeout=TIME_S, check=False)
    desk.expect("JSON with such a name is one line of JSON", done.stdout.count(b"\n") == 1 and
                json.loads(done.stdout)["verdict"] == "whole", done.stdout)


def wrong_words(desk):
    asked = desk.mrz("--help")
    desk.expect("who asks for help gets it, and no complaint", asked.returncode == WHOLE and
                b"egate mrz FILE|FOLDER" in asked.stdout and not asked.stderr, asked)
    for words in ((), ("--json",), ("--tidy", "x"), ("--dpi",), ("--dpi", "3", "x"), ("--dpi", "300")):
        done = desk.mrz(*words)
        desk.expect(f"a wrong command line is told: {' '.join(words)}", done.returncode == USAGE and
                    done.stderr.startswith(b"egate: ") and not done.stdout, done)
    code, told = desk.json(desk.folder / "TD1.pgm", desk.folder / "absent.png")
    desk.expect("a file that is not there is told, the others are read", code == UNREAD and
                [t["verdict"] for t in told] == ["whole", "unread"], told)
    _, told = desk.json("--dpi", 300, desk.folder / "odd" / "grey.pgm")
    desk.expect("a resolution that is told makes millimetres of pixels", "edge_mm" in told[0]["page"] and
                told[0]["page"]["edge_pixels"] is None, told)
    empty = desk.folder / "empty"
    empty.mkdir()
    code, told = desk.json(empty)
    desk.expect("a folder without pictures is told", code == UNREAD and "no pictures" in told[0]["reason"], told)
    done = desk.mrz(desk.folder / "TD1.pgm", stdin=subprocess.DEVNULL,
                    preexec_fn=lambda: [os.close(fd) for fd in (0, 2)])
    desk.expect("closed descriptors take nothing away", done.returncode == WHOLE and b": whole\n" in done.stdout, done)
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([desk.build / "src/prog/egate", "mrz", desk.folder / "TD1.pgm"], stdout=full,
                              stderr=subprocess.PIPE, timeout=TIME_S, check=False)
    desk.expect("a result that cannot be written is told", done.returncode == LESS and
                b"could not be written" in done.stderr, done)


def main():
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(sys.argv[1], pathlib.Path(folder))
        for story in (forms, files, text, odd, names, wrong_words):
            story(desk)
        sys.exit(desk.failures > 0)


if __name__ == "__main__":
    main()
