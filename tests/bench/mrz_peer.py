"""Bench: zones read by mrz_read and, where it is installed, by Tesseract (Debian: tesseract-ocr).

    mrz_peer.py BUILD-FOLDER [PAGES [SEED]]    pages that the simulator draws, for each level, format
    mrz_peer.py BUILD-FOLDER FOLDER            pictures with NAME.txt and, upright, NAME.zone.pgm

mrz_read is given the whole page, Tesseract the zone alone, upright, at 300 dpi: what it does well.
Without Tesseract only the former is measured, and that is said.
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
TESSERACT = ["--psm", "6", "-c", "load_system_dawg=0", "-c", "load_freq_dawg=0",
             "-c", f"tessedit_char_whitelist={LETTERS}"]


def peer(picture):
    """Text and seconds."""
    start = time.monotonic()
    done = subprocess.run(["tesseract", picture, "stdout", *TESSERACT], capture_output=True, text=True,
                          env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=False)
    lines = ["".join(line.split()) for line in done.stdout.splitlines()]
    return [line for line in lines if line], time.monotonic() - start


def compare(folder):
    zones = sorted(glob.glob(os.path.join(folder, "*.zone.pgm")))
    exact, letters, right, seconds = {}, 0, 0, []
    for zone in zones:
        level = os.path.basename(zone).split("-")[0]
        with open(zone.removesuffix(".zone.pgm") + ".txt", encoding="ascii") as file:
            wanted = file.read().split()
        found, took = peer(zone)
        seconds.append(took)
        hit, of = exact.get(level, (0, 0))
        exact[level] = (hit + (found == wanted), of + 1)
        for line, other in zip(wanted, found + [""] * len(wanted)):
            letters += len(line)
            right += sum(a == b for a, b in zip(line, other))
    for level, (hit, of) in exact.items():
        print(f"Tesseract, {level:10} exact {hit} of {of} zones")
    if seconds:
        seconds.sort()
        print(f"Tesseract: {100 * right / letters:.1f} % of characters in place; "
              f"median {1000 * seconds[len(seconds) // 2]:.0f} ms")


def main():
    reader = os.path.join(sys.argv[1], "tests/bench/mrz_read")
    what = sys.argv[2] if len(sys.argv) > 2 else "10"
    with tempfile.TemporaryDirectory() as made:
        folder = what
        if what.isdigit():
            folder = made
            subprocess.run([reader, "--draw", made, what, *sys.argv[3:4]], check=True)
        done = subprocess.run([reader, folder], check=False)
        if shutil.which("tesseract"):
            compare(folder)
        else:
            print("Tesseract is not installed: not compared")
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
