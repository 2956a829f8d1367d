"""Tells what `meson test` found, from its logs: what failed and why, what was skipped and why, and a
last line that counts. Fails if anything failed, or if nothing ran.

    summary.py TESTLOG.json...
"""

import json
import sys

GOOD = ("OK", "EXPECTEDFAIL")
TAIL = 40


def results(paths):
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                yield from (json.loads(line) for line in file if line.strip())
        except OSError as error:
            yield {"name": path, "result": "ERROR", "stdout": "", "stderr": str(error)}


def output_of(result):
    lines = (result.get("stdout") or "").splitlines() + (result.get("stderr") or "").splitlines()
    return [line for line in lines if line.strip()]


def main():
    passed, failed, skipped = [], [], []
    for result in results(sys.argv[1:]):
        kind = passed if result["result"] in GOOD else skipped if result["result"] == "SKIP" else failed
        kind.append(result)
        result["name"] = result["name"].split(" / ")[-1]
    for result in skipped:
        print(f"skipped {result['name']}: {(output_of(result) or ['no reason given'])[-1]}")
    for result in failed:
        print(f"\nFAILED {result['name']} ({result['result']}), the end of its output:")
        print("\n".join("    " + line for line in output_of(result)[-TAIL:]))
    if failed:
        print("\nfailed: " + " ".join(result["name"] for result in failed))
    skips = f", {len(skipped)} skipped" if skipped else ""
    print(f"{len(passed)} passed, {len(failed)} failed{skips}")
    sys.exit(bool(failed) or not passed)


if __name__ == "__main__":
    main()
