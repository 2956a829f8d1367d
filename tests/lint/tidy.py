"""Lint: clang-tidy (.clang-tidy) over every C file of a build: recursion, unchecked results, paths
that the analyzer finds.

    tidy.py BUILD-FOLDER [deep] | --self-test

Usually the analyzer looks at each function by itself, which takes a tenth of the time: following
calls through 300 files takes two cores a quarter of an hour. deep follows them.
"""

import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


# The analyzer does not know that a failed assertion of cmocka does not come back.
IN_TESTS = "--checks=-clang-analyzer-*"


SHALLOW = ["--extra-arg=-Xclang", "--extra-arg=-analyzer-config", "--extra-arg=-Xclang", "--extra-arg=mode=shallow"]


# In one run of clang-tidy: to start it, and to read all commands of the build, takes as long as a file.
# Only where nothing is analyzed: some checkers of clang 14 keep names of the file before.
AT_ONCE = 12


def tidy(paths, *arguments):
    """Findings of some files; one that clang cannot read is a finding too."""
    command = ["clang-tidy", "--quiet", "--extra-arg=-Wno-error", f"--config-file={ROOT}/.clang-tidy"]
    done = subprocess.run([*command, *paths, *arguments], capture_output=True, text=True)
    findings = [line for line in done.stdout.splitlines() if re.search(r": (error|warning): ", line)]
    if done.returncode != 0 and not findings:
        findings = [f"one of {' '.join(paths)}: clang-tidy failed: {done.stderr.strip()}"]
    return findings


def check_build(build, depth):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    paths = sorted({os.path.normpath(os.path.join(c["directory"], c["file"])) for c in commands})
    tests = [p for p in paths if p.startswith(os.path.join(ROOT, "tests", ""))]
    work = [([p], *depth) for p in sorted({*paths} - {*tests})]
    work += [(tests[i : i + AT_ONCE], IN_TESTS) for i in range(0, len(tests), AT_ONCE)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda w: tidy(*w, "-p", build), work)
    findings = [f for several in found for f in several]
    print("\n".join(sorted(set(findings))))
    print(f"{len(paths)} files")
    return len(findings) + (not paths)


SAMPLES = [
    ("int f(int n);\nint f(int n)\n{\n\treturn n + 1;\n}\n", None),
    ("int f(int n);\nint f(int n)\n{\n\treturn n == 0 ? 0 : f(n - 1);\n}\n", "misc-no-recursion"),
    ("#include <stdio.h>\nvoid f(FILE *a);\nvoid f(FILE *a)\n{\n\tfclose(a);\n}\n", "cert-err33-c"),
    ("int f(int *p);\nint f(int *p)\n{\n\tif (p == 0) {\n\t\treturn *p;\n\t}\n\treturn 1;\n}\n", "clang-analyzer"),
]


def self_test():
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sample.c")
        for source, words in SAMPLES:
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            findings = tidy([path], *SHALLOW, "--", "-std=c11")
            if not (any(words in f for f in findings) if words else not findings):
                wrong += 1
                print(f"wanted {words!r}, found {findings}")
    print(f"{len(SAMPLES)} samples, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test() != 0)
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["deep"]):
        sys.exit(__doc__)
    sys.exit(check_build(sys.argv[1], [] if sys.argv[2:] else SHALLOW) != 0)
