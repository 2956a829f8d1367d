"""requirements: the table of docs/requirements.md is true, and its stories are.

    requirements.py SOURCE_ROOT GATE_STORY
    requirements.py --self-test

Every row from 1 to 73 is there once and has a test or a reason ("no: ..."); every story that is
named exists, every story there is is named, and all of them are as told. So are the scenarios of
simulator/scenario, which run on whole lanes elsewhere (some, about cameras and pictures, only there).
"""
import pathlib
import re
import subprocess
import sys

ROWS = range(1, 74)
NAME = re.compile(r"`(\d\d_\w+)`")
PATH = re.compile(r"`((?:src|tests|simulator|biometrics|docs|hal|pki)/[\w./]*)`")
CALL = re.compile(r"`(\w+)\(\)`")


def cells_of(text):
    """The rows that begin with a number, as lists of cells."""
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return [row for row in rows if row[0].isdigit()]


def check(text, stories, exists, source):
    """What is wrong with the table; stories: names there are; exists(path), source(path) -> text."""
    wrong = []
    rows = cells_of(text)
    if [int(row[0]) for row in rows] != list(ROWS):
        wrong.append("rows are not 1 to 72, each once, in order")
    for row in rows:
        if len(row) != 6:
            wrong.append(f"row {row[0]} has not six cells")
            continue
        named, code, test = NAME.findall(row[5]), row[4], row[5]
        if not named and not PATH.search(test) and not re.match(r"no: \w+", test):
            wrong.append(f"row {row[0]} has neither test nor reason")
        if not PATH.search(code) and not test.startswith("no: "):
            wrong.append(f"row {row[0]} names no code")
        wrong += [f"row {row[0]}: no story {name}" for name in named if name not in stories]
        wrong += [f"row {row[0]}: {path} is not there" for path in PATH.findall(code + test)
                  if not exists(path)]
        texts = "".join(source(path) for path in PATH.findall(code) if path.endswith((".c", ".h")))
        wrong += [f"row {row[0]}: {call}() is not in its file" for call in CALL.findall(code)
                  if not re.search(rf"\b{call}\(", texts)]
    known = {name for row in rows for name in NAME.findall(row[-1])}
    wrong += [f"story {name} is of no row" for name in sorted(stories - known)]
    return wrong


def self_test():
    full = "".join(f"| {n} | r | v | s | `src/a.c` | `{n:02}_a` |\n" for n in ROWS)
    stories = {f"{n:02}_a" for n in ROWS}
    last = "| 73 | r | v | s | `src/a.c` | `73_a` |\n"
    samples = [
        (full, stories, 0),
        (full.replace(last, ""), stories, 1),
        (full.replace("`73_a`", ""), stories - {"73_a"}, 1),
        (full.replace("`73_a`", "no: outside"), stories - {"73_a"}, 0),
        (full, stories - {"73_a"}, 1),
        (full, stories | {"74_b"}, 1),
        (full.replace(last, last.replace("src/a.c", "src/gone.c")), stories, 1),
        (full.replace(last, last.replace("`src/a.c`", "`src/a.c`, `gone()`")), stories, 1),
        (full.replace(last, last.replace("`src/a.c`", "`src/a.c`, `there()`")), stories, 0),
        (full.replace(last, last.replace("`src/a.c`", "")), stories, 1),
    ]
    for text, names, bad in samples:
        found = check(text, names, lambda path: "gone" not in path, lambda path: "int there(void)")
        if bool(found) != bool(bad):
            print(f"self-test: {found} for:\n{text[-200:]}")
            return 1
    return 0


def main():
    if sys.argv[1] == "--self-test":
        return self_test()
    root, player = pathlib.Path(sys.argv[1]), sys.argv[2]
    files = sorted((root / "tests/story/gate").glob("*.scn"))
    wrong = check((root / "docs/requirements.md").read_text(encoding="utf-8"),
                  {file.stem for file in files}, lambda path: (root / path).exists(),
                  lambda path: (root / path).read_text(encoding="utf-8")
                  if (root / path).is_file() else "")
    for line in wrong:
        print(line)
    scenarios = sorted((root / "simulator/scenario").glob("*.scn"))
    played = subprocess.run([player, *files, *scenarios])
    return 1 if wrong or played.returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
