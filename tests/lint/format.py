"""Lint: clang-format would change nothing."""

import os
import subprocess

import lint

STYLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".clang-format")


def check(tree):
    files = [tree.full(p) for p in tree.c_files()]
    if not files:
        return ["no C file found"]
    command = ["clang-format", f"--style=file:{STYLE}", "--dry-run", "--Werror", "--ferror-limit=1", *files]
    done = subprocess.run(command, text=True, capture_output=True)
    return [line for line in done.stderr.splitlines() if "error:" in line] or (
        [done.stderr] if done.returncode != 0 else [])


SAMPLES = [
    ("well formed", {"a.c": "int f(void)\n{\n\treturn 1;\n}\n"}, None),
    ("spaces for a tab", {"a.c": "int f(void)\n{\n    return 1;\n}\n"}, "clang-format"),
    ("a brace at the end", {"a.c": "int f(void) {\n\treturn 1;\n}\n"}, "clang-format"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
