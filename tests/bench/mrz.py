"""Bench: zones on real pictures of pages, read by egate mrz and, beside it, by Tesseract.

    mrz.py BUILD-FOLDER FOLDER             pictures, and what is printed on them: mrz_expected.py tells how
    mrz.py BUILD-FOLDER [PAGES [SEED]]     50 pages that the simulator draws, of all tiers and forms in turn

egate mrz is given the picture, Tesseract (Debian: tesseract-ocr, for this bench alone) what it does
well: the zone alone, upright, at 300 dpi, cut out by the corners that egate mrz found; where it found
none, the whole picture. A reading of Tesseract's counts as accepted when its shape is a zone's and all
check digits fit. Times are of the processor: decoding and reading for the one, the whole program for the
other. Without Tesseract its columns say so. The last line is JSON. Exit code 1: a wrong reading was
accepted; 77: no pictures.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

import mrz_expected

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
TESSERACT = ["stdout", "--psm", "6", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0",
             "-c", f"tessedit_char_whitelist={LETTERS}"]
ENDS = (".bmp", ".dib", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tif",
        ".tiff")
PICTURE_S = 120  # no picture takes so long


class Peer:
    """Tesseract on what is cut out of pictures."""

    def __init__(self, build):
        self.crop = os.path.join(build, "tests/bench/mrz_crop")
        self.version = None
        if shutil.which("tesseract"):
            done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=False)
            self.version = (done.stdout or done.stderr).split("\n")[0]

    def read(self, path, zone):
        """Lines, milliseconds, what it was given; None where there is nothing to give."""
        with tempfile.TemporaryDirectory() as folder:
            cut = os.path.join(folder, "cut.pgm")
            corners = zone.get("corners")
            words = []
            if corners:
                words = [len(zone["lines"]), len(zone["lines"][0]), *(number for xy in corners for number in xy)]
            done = subprocess.run([self.crop, path, cut, *map(str, words)], capture_output=True, text=True,
                                  check=False, timeout=PICTURE_S)
            if done.returncode != 0:
                return None
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            try:
                done = subprocess.run(["tesseract", cut, *TESSERACT], capture_output=True, text=True, check=False,
                                      env={**os.environ, "OMP_THREAD_LIMIT": "1"}, timeout=PICTURE_S)
            except subprocess.TimeoutExpired:
                done = subprocess.CompletedProcess([], 1, "", "")
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            lines = ["".join(line.split()) for line in done.stdout.splitlines()]
            took = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
            return [line for line in lines if line], 1000 * took, "zone" if corners else "whole picture"


def egate_reads(build, path):
    """What egate mrz tells; a death of it is told, too, and counted as not read."""
    try:
        done = subprocess.run([os.path.join(build, "src/prog/egate"), "mrz", "--json", "--", path],
                              capture_output=True, text=True, check=False, timeout=PICTURE_S)
        return json.loads(done.stdout)
    except (json.JSONDecodeError, subprocess.TimeoutExpired) as fault:
        return {"verdict": "unread", "reason": f"egate mrz: {type(fault).__name__}"}


def judge(lines, wanted, whole, key):
    """One reading held against what is printed; whole, key: how far it is accepted."""
    exact = lines == wanted
    alike = [len(line) for line in lines] == [len(line) for line in wanted]
    key_right = alike and mrz_expected.key_of(lines) == mrz_expected.key_of(wanted)
    pairs = [a == b for line, other in zip(lines, wanted) for a, b in zip(line, other)]
    return {"characters": sum(pairs), "characters_of": sum(map(len, wanted)), "exact": whole and exact, "key_right": key and key_right, "refused": not key,
            "shown_right": exact, "wrong_accept": (whole and not exact) or (key and not whole and not key_right)}


def one(build, folder, name, wanted, peer):
    path = os.path.join(folder, name)
    told = egate_reads(build, path)
    row = {"file": name, "verdict": told["verdict"], "reason": told.get("reason", ""),
           "form": told.get("form", "none"), "dpi": told.get("dpi"), "width": told.get("width"),
           "height": told.get("height"), "text": told.get("lines", []), "expected": wanted,
           "ms": round(sum(told.get("processor_ms", {}).get(what, 0) for what in ("decode", "read")), 2), "egate": None, "tesseract": None}
    if told["verdict"] == "unread":
        return row
    if wanted:
        row["egate"] = judge(told["lines"], wanted, told["verdict"] == "whole",
                             told["verdict"] in ("whole", "key"))
    found = peer.read(path, told) if peer.version else None
    if found:
        lines, took, given = found
        fits = mrz_expected.digits_fit(lines)
        row["tesseract"] = {"text": lines, "ms": round(took, 2), "given": given,
                            **(judge(lines, wanted, fits, fits) if wanted else {})}
    return row


def at(times, percent):
    times = sorted(times)
    return round(times[min(len(times) - 1, len(times) * percent // 100)], 2) if times else None


def sums(rows, who, times):
    judged = [row[who] for row in rows if row[who] and row["expected"]]
    letters = sum(j["characters_of"] for j in judged)
    return {"compared": len(judged),
            "characters_percent": round(100 * sum(j["characters"] for j in judged) / letters, 2) if letters else None,
            **{what: sum(j[what] for j in judged) for what in
                                        ("exact", "key_right", "refused", "wrong_accept", "shown_right")},
            "ms_p50": at(times, 50), "ms_p95": at(times, 95)}


def ratio(mine, other):
    return round(mine / other, 3) if mine is not None and other else None


def summary(rows, odd, peer):
    ours = sums(rows, "egate", [row["ms"] for row in rows if row["verdict"] != "unread"])
    result = {"bench": "mrz", "pictures": len(rows), "unread": sum(row["verdict"] == "unread" for row in rows),
              "without_text": sum(not row["expected"] for row in rows), "odd_texts": sorted(set(odd)),
              "egate": ours, "tesseract": None, "ratios": None, "peer": peer.version}
    if peer.version:
        read = [row for row in rows if row["tesseract"]]
        theirs = sums(rows, "tesseract", [row["tesseract"]["ms"] for row in read])
        theirs["given_whole_picture"] = sum(row["tesseract"]["given"] != "zone" for row in read)
        result["tesseract"] = theirs
        result["ratios"] = {what: ratio(ours[what], theirs[what])
                            for what in ("exact", "key_right", "ms_p50", "ms_p95")}
    return result


def word_of(judged):
    if not judged or "exact" not in judged:
        return "-"
    return ("WRONG" if judged["wrong_accept"] else "exact" if judged["exact"] else
            "key right" if judged["key_right"] else "refused")


def shown(name):
    return "".join(c if c.isprintable() else "?" for c in name.encode(errors="replace").decode())


def print_rows(rows, peer):
    print(f"{'picture':40} {'form':5} {'dpi':>4} {'egate mrz':10} {'ms':>6}  "
          + ("Tesseract   ms  given" if peer.version else "Tesseract: not installed"))
    for row in rows:
        other = row["tesseract"]
        verdict = word_of(row["egate"]) if row["egate"] else row["verdict"]
        print(f"{shown(row['file'])[:40]:40} {row['form']:5} {row['dpi'] or '-':>4} {verdict:10} {row['ms']:6.1f}  "
              + (f"{word_of(other):9} {other['ms']:6.0f}  {other['given']}" if other else ""))
        if row["egate"] is None or not row["egate"]["exact"]:
            print(f"    {row['reason']}" + ("" if row["expected"] else "; nothing tells what is printed"))
            for line, wanted in zip(row["text"], row["expected"] or row["text"]):
                print(f"    {line}" + ("" if line == wanted else f"\n    {wanted} is printed"))


def print_summary(s):
    print(f"{s['pictures']} pictures, {s['unread']} could not be read, {s['without_text']} without a text")
    for name in s["odd_texts"]:
        print(f"  no zone: {shown(name)}")
    print(f"{'':12} {'compared':>8} {'exact':>6} {'key':>6} {'refused':>8} {'wrong':>6} {'characters':>10}"
          f" {'p50 ms':>7} {'p95 ms':>7}")
    for who in ("egate", "tesseract"):
        if s[who]:
            n = s[who]
            print(f"{who:12} {n['compared']:8} {n['exact']:6} {n['key_right']:6} {n['refused']:8} "
                  f"{n['wrong_accept']:6} {n['characters_percent'] or 0:8.2f} % {n['ms_p50'] or 0:7.1f} {n['ms_p95'] or 0:7.1f}")
    if s["tesseract"]:
        print(f"egate : tesseract  " + ", ".join(f"{k} {v if v is not None else '-'}" for k, v in s["ratios"].items())
              + f"; {s['tesseract']['given_whole_picture']} times the whole picture was given; {s['peer']}")
    else:
        print("Tesseract is not installed: nothing beside")


def draw(build, folder, pages, seed):
    corpus = os.path.join(build, "tests/bench/mrz_corpus")
    tiers, forms = (line.split() for line in
                    subprocess.run([corpus, "--tiers"], capture_output=True, text=True, check=True).stdout.splitlines())
    cells = [(tier, form) for tier in tiers for form in forms]
    for i in range(pages):
        tier, form = cells[i % len(cells)]
        stem = os.path.join(folder, f"{tier}.{form}.{i // len(cells)}")
        done = subprocess.run([corpus, "--draw", stem + ".pgm", tier, form, str(i // len(cells)), str(seed)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(done.stderr.strip())
            sys.exit(done.returncode)
        with open(stem + ".txt", "w", encoding="ascii") as file:
            file.write(done.stdout)


def run(build, folder):
    names = sorted(name for name in os.listdir(folder)
                   if name.lower().endswith(ENDS) and ".zone." not in name) if os.path.isdir(folder) else []
    if not names:
        print(f"mrz: no folder with pictures of pages: {shown(folder)}")
        return 77
    expected, peer, rows = mrz_expected.Expected(folder), Peer(build), []
    for name in names:
        rows.append(one(build, folder, name, expected.of(name), peer))
        if len(rows) % 10 == 0:
            print(f"{len(rows)} of {len(names)} pictures", file=sys.stderr, flush=True)
    print_rows(rows, peer)
    total = summary(rows, expected.odd, peer)
    print_summary(total)
    print(json.dumps({**total, "rows": rows}))
    return int(total["egate"]["wrong_accept"] > 0)


def main():
    build, what = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "50"
    if not what.isdigit():
        sys.exit(run(build, what))
    with tempfile.TemporaryDirectory() as folder:
        draw(build, folder, int(what), int(sys.argv[3]) if len(sys.argv) > 3 else 70000)
        sys.exit(run(build, folder))


if __name__ == "__main__":
    main()
