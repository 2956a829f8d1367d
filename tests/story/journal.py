"""journal: what a lane's journal tells of a document that was not as it should be, to whoever reads
it afterwards. Exit 77 with the reason when set-up is missing.

    journal.py BUILD
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

# What the field profile passes over in the document "deviating", with no revocation list at hand:
# its own deviation, and what the lane did not have or read.
PASSED_OVER = {"content-type", "crl-missing"}


def tolerated(row):
    words = [word for word in row.split() if word.startswith("tolerated=")]
    return set(words[0].removeprefix("tolerated=").split(",")) if words else set()


def play(build, name):
    with stack.Lane(build, name, view="lines", log="/dev/stderr") as lane:
        result = lane.play()
        listed = subprocess.run([build / "src" / "prog" / "egate", "journal", "list",
                                 lane.folder / "journal.db"], capture_output=True, text=True)
    rows = [row for row in listed.stdout.splitlines() if " crossing " in row]
    if len(rows) != 1 or tolerated(rows[0]) != PASSED_OVER:
        result.faults.append(f"one crossing with {PASSED_OVER} expected: {listed.stdout}")
    return result


if __name__ == "__main__":
    sys.exit(stack.as_test(play, pathlib.Path(sys.argv[1]), "deviating_document"))
