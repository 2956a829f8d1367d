"""What is printed on the pictures of a folder: the zone that belongs to each of them.

    mrz_expected.py --self-test

In this order:
  expected.csv   of the folder: file,text; a head with these words may be there
  expected.json  of the folder: {"FILE": "TEXT" or ["LINE", ...]}
  NAME.txt, NAME.mrz, FILE.txt, FILE.mrz   beside the picture NAME.jpg, FILE being NAME.jpg
  NAME itself

A TEXT is a zone of 3 lines of 30, 2 of 36 or 2 of 44 characters, letters, digits and the filler "<",
in small letters or capitals. Between its lines may stand nothing, blanks, line ends, "_", "-", "|" or
"/"; blanks within a line are dropped. Where "<" cannot be written "_" or "-" stands for it, all
through; then nothing, or one more "_" or "-", stands between the lines. Of a NAME what follows the
first "." is no part, so that one text may have several pictures: TEXT.1.jpg.
"""

import csv
import json
import os
import re
import sys
import tempfile

SHAPES = ((2, 44), (2, 36), (3, 30))
SIDECARS = (".txt", ".mrz")


def lines_of(text):
    """The lines of a zone; None: this is none."""
    text = text.strip().upper()
    return apart(text) or instead(text)


def apart(text):
    """Separators between the lines, or nothing; "<" is the filler."""
    words = [re.sub(r"[ \t]", "", word) for word in re.split(r"[\r\n_\-|/]+", text)]
    words = [word for word in words if word]
    if len(words) == 1:  # a blank may separate lines, or stand anywhere within them
        words = split(words[0]) or words
    return words if is_zone(words) else None


def instead(text):
    """"_" or "-" instead of the filler; one more may stand between the lines."""
    for filler in "_-":
        plain = re.sub(r"\s", "", text).replace(filler, "<")
        lines = split(plain)
        if lines and is_zone(lines):
            return lines
        for count, columns in SHAPES:
            if len(plain) == count * columns + count - 1:
                lines = [plain[i * (columns + 1):i * (columns + 1) + columns] for i in range(count)]
                ends = [plain[i * (columns + 1) + columns] for i in range(count - 1)]
                if is_zone(lines) and all(end in "<_-" for end in ends):
                    return lines
    return None


def split(text):
    for count, columns in SHAPES:
        if len(text) == count * columns:
            return [text[i * columns:(i + 1) * columns] for i in range(count)]
    return None


def is_zone(lines):
    return any(len(lines) == count and all(re.fullmatch(f"[A-Z0-9<]{{{columns}}}", line) for line in lines)
               for count, columns in SHAPES)


class Expected:
    """Of one folder. odd: what was there and is no zone."""

    def __init__(self, folder):
        self.folder = folder
        self.told = {}
        self.odd = []
        self.read_csv(os.path.join(folder, "expected.csv"))
        self.read_json(os.path.join(folder, "expected.json"))

    def keep(self, name, text):
        lines = lines_of(text)
        if lines is None:
            self.odd.append(name)
        else:
            self.told.setdefault(name, lines)

    def read_csv(self, path):
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace", newline="") as file:
                for row in csv.reader(line.replace("\0", "?") for line in file):
                    if len(row) >= 2 and [word.strip().lower() for word in row[:2]] != ["file", "text"]:
                        self.keep(row[0].strip(), row[1])

    def read_json(self, path):
        if os.path.exists(path):
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    told = json.load(file)
            except (json.JSONDecodeError, RecursionError):
                told = None
            if not isinstance(told, dict):
                self.odd.append(os.path.basename(path))
                return
            for name, text in told.items():
                self.keep(name, "\n".join(map(str, text)) if isinstance(text, list) else str(text))

    def of(self, name):
        """The lines on the picture of this name; None: nothing tells."""
        if name in self.told:
            return self.told[name]
        stem = os.path.splitext(name)[0]
        for path in (os.path.join(self.folder, base + end) for base in (stem, name) for end in SIDECARS):
            if os.path.isfile(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    lines = lines_of(file.read(4096))
                if lines is None:
                    self.odd.append(os.path.basename(path))
                return lines
        return lines_of(name.split(".")[0])


# ---- check digits (Doc 9303-3, 4.9), for readers that have none of their own ----

VALUES = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}


def digit_of(text):
    return str(sum(VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def number_fits(number, digit, optional):
    """A long one goes on in the optional data, up to its digit before the next filler."""
    if digit != "<" or optional is None:
        return digit_of(number) == digit
    rest = optional.split("<")[0]
    return len(rest) > 1 and digit_of(number + rest[:-1]) == rest[-1]


def digits_fit(lines):
    """All check digits of a zone; its shape tells its form, its first letter whether it is a visa."""
    if not is_zone(lines):
        return False
    if len(lines) == 3:
        one, two = lines[0], lines[1]
        return (number_fits(one[5:14], one[14], one[15:30]) and digit_of(two[:6]) == two[6] and
                digit_of(two[8:14]) == two[14] and
                digit_of(one[5:30] + two[:7] + two[8:15] + two[18:29]) == two[29])
    two, visa = lines[1], lines[0][0] == "V"
    passport = len(two) == 44 and not visa
    optional = None if visa or passport else two[28:35]
    fits = (number_fits(two[:9], two[9], optional) and digit_of(two[13:19]) == two[19] and
            digit_of(two[21:27]) == two[27])
    if passport:
        empty = two[28:42] == "<" * 14 and two[42] == "<"
        fits = fits and (empty or digit_of(two[28:42]) == two[42])
    return fits and (visa or digit_of(two[:10] + two[13:20] + two[21:-1]) == two[-1])


def key_of(lines):
    """Document number, birth and expiry with their digits: what opens a chip."""
    if len(lines) == 3:
        return lines[0][5:] + lines[1][:7] + lines[1][8:15]
    return lines[1][:10] + lines[1][13:20] + lines[1][21:28]


# ---- self-test: the specimens of Doc 9303 ----

TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
TD2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
TD1 = ["I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"]
MRV = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]


def self_test():
    for zone in (TD3, TD2, TD1, MRV):
        for between in ("\n", "_", "-", "|", "/", "", " ", "\r\n", " - "):
            assert lines_of(between.join(zone)) == zone, (between, zone)
            assert lines_of(between.join(zone).lower() + "\n") == zone, (between, zone)
        for filler in "_-":
            for between in ("", filler, "\n"):
                assert lines_of(between.join(zone).replace("<", filler)) == zone, (filler, between, zone)
        assert digits_fit(zone), zone
        assert key_of(zone) in "".join(zone) or len(key_of(zone)) == (39 if len(zone) == 3 else 24), zone
        for at in range(len(zone[1])):  # a changed digit of the second line is found where digits are
            other = [zone[0], zone[1][:at] + "3742"[zone[1][at] == "3"] + zone[1][at + 1:], *zone[2:]]
            covered = zone is not MRV and zone[1][at].isdigit() or (zone is MRV and at < 10)
            assert not covered or not digits_fit(other) or other == zone, (at, other)
    assert lines_of(" P< UTO ERIKSSON" + TD3[0][13:] + "\n" + TD3[1]) == TD3
    for none in ("", "holiday", TD3[0], TD3[0] + "\n" + TD2[1], "\u00df" * 88, TD3[0] + TD3[1][:-1] + "!"):
        assert lines_of(none) is None, none
    assert not digits_fit([TD3[0], TD3[1].replace("7408122", "7408112")])
    assert not digits_fit([TD1[0].replace("7349", "7348"), *TD1[1:]])
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("expected.csv", "File,Text\na.png," + "|".join(TD3) + "\nb.png,none\n\0\n"),
                              ("expected.json", json.dumps({"c.png": TD1, "a.png": "".join(TD2)})),
                              ("d.txt", "\n".join(TD2)), ("e.png.mrz", "".join(MRV)), ("f.txt", "holiday")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        told = Expected(folder)
        found = [told.of(name) for name in ("a.png", "b.png", "c.png", "d.png", "e.png", "f.png",
                                            "_".join(TD3) + ".1.jpg", "page.jpg")]
        assert found == [TD3, None, TD1, TD2, MRV, None, TD3, None], found
        assert told.odd == ["b.png", "f.txt"], told.odd
        for broken in ("[", "[1]", "3"):
            with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
                file.write(broken)
            assert "expected.json" in Expected(folder).odd, broken
    print("mrz_expected: texts are understood, digits are judged")


if __name__ == "__main__":
    if sys.argv[1:] != ["--self-test"]:
        sys.exit(__doc__)
    self_test()
