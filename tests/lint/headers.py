"""Lint: every header compiles alone, and twice."""

import subprocess

import lint

FLAGS = "-std=c11 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Werror -fsyntax-only -Isrc -I.".split()
# libraries whose headers lie in a folder of their own
ELSEWHERE = ["glib-2.0", "libcjson", "p11-kit-1"]


def flags():
    found = subprocess.run(["pkg-config", "--cflags", *ELSEWHERE], check=True, capture_output=True, text=True).stdout
    return FLAGS + found.split() + ["-x", "c", "-"]


def check(tree):
    findings = []
    compiler = ["cc", *flags()]
    for path in tree.paths:
        if not path.endswith(".h"):
            continue
        name = path[4:] if path.startswith("src/") else path
        source = f'#include "{name}"\n#include "{name}"\n'
        done = subprocess.run(compiler, input=source, text=True, capture_output=True, cwd=tree.root)
        if done.returncode != 0:
            findings.append(f"{path}: does not compile alone:\n{done.stderr}")
    return findings


SAMPLES = [
    ("a header alone", {"src/base/a.h": "#ifndef A\n#define A\n#include <stddef.h>\nstruct a { size_t b; };\n#endif\n"}, None),
    ("a type from nowhere", {"src/base/a.h": "#ifndef A\n#define A\nsize_t f(void);\n#endif\n"}, "does not compile alone"),
    ("no guard", {"hal/a.h": "struct a { int b; };\n"}, "does not compile alone"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
