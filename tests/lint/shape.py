"""Lint: the shape of C files: a head that says what the file knows, bounded files and functions."""

import re

import lint

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 100
TAB = 8
HEAD = re.compile(r"/\*\n \* \w[^\n:]*: ")
HEAD_OF_TEST = re.compile(r"/\*\s+(\* )?\w.{20}", re.S)
CONDITION = re.compile(r"^\s*#\s*(if|ifdef|ifndef|else|elif|endif)\b")


def functions(lines):
    """(first line, number of lines between the braces) of each function; lines count from 1."""
    start = None
    for number, line in enumerate(lines, 1):
        if line.rstrip() == "{":
            start = number
        elif line.startswith("}") and start is not None:
            yield start, number - start - 1
            start = None


def guard_of(path):
    inside = path[4:] if path.startswith("src/") else path
    return "EG_" + re.sub(r"\W", "_", inside).upper()


def check_file(path, text):
    lines = text.splitlines()
    code = lint.code_of(text).splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield f"{path}: {len(lines)} lines, at most {FILE_LINES_MAX}: split it by noun"
    if not (HEAD_OF_TEST if path.startswith("tests/") else HEAD).match(text):
        yield f"{path}: does not begin with a comment 'name: what it is' that says what it knows"
    for start, length in functions(code):
        if length > FUNCTION_LINES_MAX:
            yield f"{path}:{start}: a function of {length} lines, at most {FUNCTION_LINES_MAX}"
        for number in range(start, start + length):
            if CONDITION.match(code[number]):
                yield f"{path}:{number + 1}: conditional compilation inside a function"
    for number, line in enumerate(lines, 1):
        if len(line.expandtabs(TAB)) > COLUMNS_MAX:
            yield f"{path}:{number}: longer than {COLUMNS_MAX} columns"
    if path.endswith(".h") and not path.startswith("tests/"):
        guard = guard_of(path)
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            yield f"{path}: its guard is not {guard}"


def check(tree):
    return [f for p in tree.c_files() for f in check_file(p, tree.text(p))]


TOP = "/*\n * a: a thing. Knows x. Never knows y.\n */\n"


def function_of(count):
    return TOP + "int f(void)\n{\n" + "\tg();\n" * count + "}\n"


SAMPLES = [
    ("a good file", {"pki/a.c": function_of(60), "pki/a.h": TOP + "#ifndef EG_PKI_A_H\n#define EG_PKI_A_H\n#endif\n"}, None),
    ("no head", {"pki/a.c": "int a;\n"}, "does not begin"),
    ("a long function", {"pki/a.c": function_of(61)}, "a function of 61 lines"),
    ("a long file", {"pki/a.c": TOP + "\n" * 600}, "at most 600"),
    ("a wide line", {"pki/a.c": TOP + "\t" * 13 + "\n"}, "columns"),
    ("a wrong guard", {"src/base/a.h": TOP + "#ifndef A_H\n#define A_H\n#endif\n"}, "EG_BASE_A_H"),
    ("a condition inside", {"pki/a.c": TOP + "int f(void)\n{\n#ifdef X\n#endif\n}\n"}, "conditional compilation"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
