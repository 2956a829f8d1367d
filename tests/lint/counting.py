"""What tests/summary.py promises: a last line that counts, and no success without a test."""

import json
import os
import subprocess
import sys
import tempfile

SUMMARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "summary.py")


def summary(*results):
    """Exit code, last line and all lines for tests with these results."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        for number, result in enumerate(results):
            log.write(json.dumps({"name": f"egate:unit / t{number}", "result": result, "stdout": f"said {number}\n"}) + "\n")
        log.flush()
        done = subprocess.run([sys.executable, SUMMARY, log.name], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()[-1], done.stdout


PROMISES = [
    (("OK", "OK", "EXPECTEDFAIL"), 0, "3 passed, 0 failed", ""),
    (("OK", "SKIP"), 0, "1 passed, 0 failed, 1 skipped", "skipped t1: said 1"),
    (("OK", "FAIL"), 1, "1 passed, 1 failed", "FAILED t1 (FAIL)"),
    (("OK", "TIMEOUT", "ERROR", "UNEXPECTEDPASS"), 1, "1 passed, 3 failed", "failed: t1 t2 t3"),
    (("SKIP",), 1, "0 passed, 0 failed, 1 skipped", ""),
    ((), 1, "0 passed, 0 failed", ""),
]


def main():
    broken = 0
    for results, code, last, words in PROMISES:
        found = summary(*results)
        if found[:2] != (code, last) or words not in found[2]:
            broken += 1
            print(f"{results}: wanted {code}, {last!r}, {words!r}; found {found}")
    print(f"{len(PROMISES)} promises, {broken} broken")
    sys.exit(broken != 0)


if __name__ == "__main__":
    main()
