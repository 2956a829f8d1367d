"""Lint: the tree holds what it should: known entries at the top, no big or foreign files, no path
or address of the place where it was made."""

import os
import re

import lint

TOP = set("""meson.build meson_options.txt README.md LICENSE SECURITY.md
src hal biometrics pki tests simulator docs""".split())
BYTES_MAX = 256 * 1024
# models, pictures of people and recordings are fetched at set-up, never kept here
FETCHED = (".onnx", ".jpg", ".jpeg", ".jp2", ".mp4", ".webm", ".tgz", ".so", ".o", ".a")
HOME = re.compile(r"(?<![\w./-])/(?:home/\w|root/|Users/\w)")
REGISTRY = re.compile(r"https?://[\w.-]*(?:regist[r]y|npm[j]s|debian[.]org|pypi[.]org|proxy[.]golang)")
# parents of a checkout that say nothing about who made it
COMMON = ("/", "/tmp", "/srv", "/opt", "/usr/src", "/var/tmp")


def check_text(path, text, here):
    for number, line in enumerate(text.splitlines(), 1):
        if HOME.search(line) or (here and here in line):
            yield f"{path}:{number}: a path of the machine where it was written"
        if REGISTRY.search(line):
            yield f"{path}:{number}: the address of a package registry"
        if line.endswith((" ", "\t")) and not path.endswith(".md"):
            yield f"{path}:{number}: blanks at the end of the line"
    if text and not text.endswith("\n"):
        yield f"{path}: no newline at its end"


def check_file(tree, path, here):
    full = tree.full(path)
    if os.path.islink(full):
        yield f"{path}: a link"
        return
    size = os.path.getsize(full)
    if size > BYTES_MAX:
        yield f"{path}: {size} bytes, at most {BYTES_MAX}"
    corpus = path.startswith("tests/fuzz/corpus/")
    if path.endswith(FETCHED) and not corpus:
        yield f"{path}: a file of this kind is fetched or built, never kept"
    text = None if corpus else tree.text(path)
    if text is None:
        return
    yield from check_text(path, text, here)
    if text.startswith("#!") != os.access(full, os.X_OK):
        yield f"{path}: a program begins with #! and is executable, nothing else is"


def check(tree):
    findings = []
    for entry in sorted({p.split("/")[0] for p in tree.paths}):
        if entry not in TOP and not entry.startswith("."):
            findings.append(f"{entry}: not an entry of the top folder")
    parent = os.path.dirname(tree.root)
    here = None if parent in COMMON else parent + "/"
    for path in tree.paths:
        findings += check_file(tree, path, here)
    return findings


SAMPLES = [
    ("a good tree", {"src/a.c": "int a;\n", ".ci/x": "", "docs/a.md": "See /run/egate and /tmp/x.\n"}, None),
    ("a strange entry", {"notes.txt": "x\n"}, "not an entry of the top"),
    ("a home", {"docs/a.md": "cd /ho" + "me/ann/egate\n"}, "a path of the machine"),
    ("a registry", {"tests/x": "https://regi" + "stry.example/a\n"}, "address of a package registry"),
    ("a model", {"biometrics/a.onnx": "x\n"}, "never kept"),
    ("a big file", {"docs/a.md": "x" * BYTES_MAX + "\n"}, "at most"),
    ("a script that cannot run", {"tests/x": "#!/bin/sh\n"}, "executable"),
    ("blanks", {"src/a.c": "int a; \n"}, "blanks at the end"),
    ("no newline", {"src/a.c": "int a;"}, "no newline"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
