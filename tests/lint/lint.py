"""What all lints share: the files of the tree, C text without its comments, findings, and samples.

A lint is a function from a tree to findings. Its samples are small trees that it must refuse, so
that no lint passes because it looks at nothing.
"""

import os
import re
import subprocess
import sys
import tempfile

C_ENDS = (".c", ".h", ".cc")


class Tree:
    """The files that the project keeps, by path relative to its root."""

    def __init__(self, root):
        self.root = root
        self.paths = sorted(self._listed() or self._walked())

    def _listed(self):
        command = ["git", "-C", self.root, "ls-files", "-z", "-co", "--exclude-standard"]
        try:
            out = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        except (OSError, subprocess.CalledProcessError):
            return []
        return [p for p in out.split("\0") if p and os.path.lexists(os.path.join(self.root, p))]

    def _walked(self):
        for folder, names, files in os.walk(self.root):
            names[:] = [n for n in names if n not in (".git", ".setup") and not n.startswith("build")]
            for name in files:
                yield os.path.relpath(os.path.join(folder, name), self.root)

    def full(self, path):
        return os.path.join(self.root, path)

    def text(self, path):
        """The text of a file, or None if it is no text."""
        with open(self.full(path), "rb") as file:
            data = file.read()
        if b"\0" in data:
            return None
        return data.decode("utf-8", "replace")

    def c_files(self):
        return [p for p in self.paths if p.endswith(C_ENDS)]


_NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_of(text):
    """C text with comments and the insides of literals blanked, lines kept."""

    def blank(match):
        found = match.group(0)
        inside = re.sub(r"[^\n]", " ", found)
        return '"' + inside[1:-1] + '"' if found[0] == '"' else inside

    return _NOT_CODE.sub(blank, text)


def _sample_tree(folder, files):
    for path, text in files.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
    return Tree(folder)


def _self_test(check, samples):
    """Each sample: (name, {path: text}, words that one finding must hold, or None for none)."""
    wrong = 0
    for name, files, words in samples:
        with tempfile.TemporaryDirectory() as folder:
            findings = check(_sample_tree(folder, files))
        good = any(words in f for f in findings) if words else not findings
        if not good:
            wrong += 1
            print(f"sample '{name}': wanted {words!r}, found {findings}")
    print(f"{len(samples)} samples, {wrong} wrong")
    return wrong != 0 or not samples


def main(check, samples):
    """lint.py ROOT, or lint.py --self-test."""
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(_self_test(check, samples))
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} ROOT | --self-test")
    findings = check(Tree(os.path.abspath(sys.argv[1])))
    for finding in findings:
        print(finding)
    sys.exit(len(findings) != 0)
