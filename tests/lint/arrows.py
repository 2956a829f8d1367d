"""Lint: the include arrows of arrows.txt hold."""

import os
import re

import lint

RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "arrows.txt")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.M)


class Rules:
    def __init__(self, path):
        self.folders, self.headers, self.pure = {}, {}, {}
        with open(path, encoding="utf-8") as file:
            for line in file:
                line = line.split("#")[0].strip()
                if not line:
                    continue
                left, _, right = line.partition(":")
                if left.startswith("<only "):
                    self.pure[left[6:-1]] = right.split()
                elif left.startswith("<") or left.endswith(".h"):
                    self.headers[left.strip("<>")] = right.split()
                else:
                    self.folders[left.strip()] = right.split()

    def folder_of(self, path):
        fits = [f for f in self.folders if path.startswith(f + "/")]
        return max(fits, key=len, default=None)


def resolve(tree, path, name):
    """Path in the tree that an include in quotes means, as the compiler searches."""
    for base in (os.path.dirname(path), "src", "tests", "tests/unit", ""):
        found = os.path.normpath(os.path.join(base, name))
        if found in tree.paths:
            return found
    return None


def forbidden_header(rules, path, name):
    for header, places in rules.headers.items():
        if name == header or (not header.endswith(".h") and name.startswith(header)):
            if not any(path == p or path.startswith(p) for p in places):
                return places
    return None


def check_quoted(rules, tree, path, folder, name):
    target = resolve(tree, path, name)
    if target is None:
        return f"{path}: \"{name}\" is not in the tree; headers of libraries stand in <>"
    seen = rules.folders[folder]
    if "*" in seen or target.startswith(folder + "/"):
        return None
    if any(target == s or target.startswith(s + "/") for s in seen):
        return None
    return f"{path}: {folder} may not include {target}"


def check(tree, rules=None):
    rules = rules or Rules(RULES)
    findings = []
    for path in tree.c_files():
        folder = rules.folder_of(path)
        if folder is None:
            findings.append(f"{path}: its folder has no line in tests/lint/arrows.txt")
            continue
        text = re.sub(r"/\*.*?\*/", "", tree.text(path), flags=re.S)
        for match in INCLUDE.finditer(text):
            quoted, angled = match.groups()
            if quoted:
                findings.append(check_quoted(rules, tree, path, folder, quoted))
            places = forbidden_header(rules, path, quoted or angled)
            if places:
                findings.append(f"{path}: {quoted or angled} may be included only in {' '.join(places)}")
            if angled and angled not in rules.pure.get(folder, [angled]):
                findings.append(f"{path}: {folder} may not include <{angled}>")
    return [f for f in findings if f]


BASE = {"src/base/rd.h": "", "src/base/log.h": "", "src/gate/gate.h": "", "hal/page.h": ""}
SAMPLES = [
    ("an honest include", {**BASE, "src/gate/gate.c": '#include "gate/gate.h"\n#include "base/rd.h"\n'}, None),
    ("an arrow upwards", {**BASE, "src/base/rd.c": '#include "gate/gate.h"\n'}, "src/base may not include"),
    ("an arrow aside", {**BASE, "src/gate/gate.c": '#include "hal/page.h"\n'}, "may not include hal/page.h"),
    ("the chip's other half", {"src/emrtd/mrz.h": "", "simulator/chip.c": '#include "emrtd/mrz.h"\n'}, "simulator may not include src/emrtd"),
    ("a library's header", {"src/prog/core.c": "#include <openssl/evp.h>\n"}, "only in pki/"),
    ("a library's header deeper", {"hal/usb.c": "  #  include <opencv2/dnn.hpp>\n"}, "only in biometrics/face_cv.cc"),
    ("a library that logs", {**BASE, "pki/crypt.c": '#include "base/log.h"\n'}, "may be included only in"),
    ("a gate with a clock", {"src/gate/gate.c": "#include <time.h>\n"}, "may not include <time.h>"),
    ("a folder nobody knows", {"src/odd/odd.c": ""}, "has no line"),
    ("a header that is not there", {"src/gate/gate.c": '#include "gone.h"\n'}, "is not in the tree"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
