"""Lint: README.md, SECURITY.md and docs/ name only what is there: links, files, functions, commands."""

import glob
import os
import re

import lint

LINK = re.compile(r"\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
HEADING = re.compile(r"^#+ +(.*)$", re.M)
PLACE = re.compile(r"^(?:src|hal|pki|biometrics|simulator|tests|docs|\.ci)/[\w./*{},-]*$")
CALL = re.compile(r"^(\w+)\(\)$")
CALL_MADE = re.compile(r"\b(\w+)\(")


# What stands in a source file must be told on a page: file, pattern, page, how the page writes it.
TOLD = [
    ("src/wire/msg.h", r"^\tX\((MSG_\w+),", "docs/wire.md", str),
    ("src/gate/gate.h", r"^\tX\(GATE_(?:IN|OUT)_(\w+), \d\)", "docs/integrate.md",
     lambda name: name.lower().replace("_", "-")),
    ("src/prog/config.c", r'^\t\{"\w+", "([\w-]+)",', "docs/operate.md", str),
    ("src/gate/policy_set.c", r'^\t\[KEY_\w+\] = "([\w-]+)"', "docs/operate.md", str),
    ("hal/gpiod.c hal/gate_io_sim.c hal/page_camera.c hal/page_folder.c hal/page_sim.c hal/page_swipe.c hal/page_wedge.c hal/pcsc.c hal/reader_replay.c "
     "hal/v4l2.c hal/camera_sim.c hal/finger_sensor_sim.c hal/fprint_backend.c hal/fprint_virtual.c",
     r'\.name = "([\w-]+)"', "docs/integrate.md", str),
]


def anchors(text):
    for heading in HEADING.findall(text):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def check_link(tree, path, target):
    if re.match(r"[a-z]+:", target):
        return None
    place, _, anchor = target.partition("#")
    full = os.path.normpath(os.path.join(os.path.dirname(path), place)) if place else path
    if not os.path.exists(tree.full(full)):
        return f"{path}: a link to {target}, which is not there"
    if anchor and anchor not in anchors(tree.text(full)):
        return f"{path}: a link to {target}, which has no such heading"
    return None


def braces(name):
    """a.{c,h} stands for a.c and a.h."""
    found = re.search(r"\{([^}]*)\}", name)
    if not found:
        return [name]
    return [name[: found.start()] + part + name[found.end():] for part in found.group(1).split(",")]


def check_span(tree, path, span, names):
    if PLACE.match(span):
        for place in braces(span):
            if not glob.glob(tree.full(place)):
                return f"{path}: names {place}, which is not there"
    called = CALL.match(span)
    if called and called.group(1) not in names:
        return f"{path}: names {span}, which no source file has"
    return None


def check_commands(tree, path, text):
    for kind, block in FENCE.findall(text):
        for line in block.splitlines() if kind in ("sh", "bash") else []:
            words = [w for w in line.split("#")[0].split() if not re.match(r"\w+=", w)]
            command = next((w for w in words if w != "sudo"), "")
            if PLACE.match(command) and not os.access(tree.full(command), os.X_OK):
                yield f"{path}: the command {command} is not there or cannot be executed"


def check_told(tree):
    for files, pattern, page, written in TOLD:
        for path in [p for p in files.split() if p in tree.paths]:
            names = re.findall(pattern, tree.text(path), re.M)
            if not names:
                yield f"tests/lint/docs.py: nothing in {path} fits its pattern any more"
            told = SPAN.findall(tree.text(page)) if page in tree.paths else []
            yield from (f"{page}: does not tell `{written(n)}` of {path}" for n in names if written(n) not in told)


def names_of(tree):
    names = set()
    for path in tree.c_files():
        names.update(CALL_MADE.findall(lint.code_of(tree.text(path))))
    return names


def check(tree):
    findings, names = list(check_told(tree)), names_of(tree)
    pages = [p for p in tree.paths if p.endswith(".md") and (p.startswith("docs/") or "/" not in p)]
    for path in pages:
        text = tree.text(path)
        findings += check_commands(tree, path, text)
        prose = FENCE.sub("", text)
        findings += [check_link(tree, path, t) for t in LINK.findall(prose)]
        findings += [check_span(tree, path, s, names) for s in SPAN.findall(prose)]
    return [f for f in findings if f]


CODE = {"src/a.c": "int run(void)\n{\n}\n", "src/a.h": ""}
SAMPLES = [
    ("true words", {**CODE, "docs/b.md": "# A b\nSee [b](#a-b), `src/a.{c,h}`, `src/*.c`, `run()`.\n"}, None),
    ("a dead link", {"README.md": "[x](docs/gone.md)\n"}, "docs/gone.md, which is not there"),
    ("a dead anchor", {"README.md": "# A\n[x](#b)\n"}, "no such heading"),
    ("a file that moved", {**CODE, "docs/b.md": "see `src/b.c`\n"}, "names src/b.c"),
    ("a function that went", {**CODE, "docs/b.md": "see `walk()`\n"}, "names walk()"),
    ("a message told", {"src/wire/msg.h": "\tX(MSG_A, int)\n", "docs/wire.md": "`MSG_A`\n"}, None),
    ("a message not told", {"src/wire/msg.h": "\tX(MSG_A, int)\n", "docs/wire.md": "MSG_A\n"}, "does not tell `MSG_A`"),
    ("a source that looks otherwise", {"src/wire/msg.h": "MSG_A\n"}, "fits its pattern"),
    ("a command that is not there", {"README.md": "```sh\nX=1 tests/run --all\n```\n"}, "tests/run is not there"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
