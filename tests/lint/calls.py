"""Lint: calls and words that the style bans, and where they may stand all the same."""

import re

import lint

NOWHERE = ()
# words, places where they may stand (a folder ends in /), why they may not elsewhere
BANS = [
    ("strcpy strncpy stpcpy strcat strncat sprintf vsprintf gets atoi atol atoll atof strtok alloca",
     NOWHERE, "unbounded or silent on errors"),
    ("memcpy mempcpy memmove bcopy", ("src/base/",), "bytes are copied by rd and wr"),
    ("setjmp longjmp", ("biometrics/picture_encode.c", "biometrics/picture_jpeg.c", "biometrics/picture_png.c"), "a jump; only libjpeg and libpng leave no other way out of an error"),
    ("system popen mktemp tmpnam", NOWHERE, "hands words to a shell, or races for a name"),
    ("rand srand random srandom drand48", ("simulator/", "tests/"), "randomness comes from pki/crypt.h"),
    ("clock_gettime gettimeofday time", ("src/os/now.c", "src/base/log.c", "simulator/", "tests/"), "time is passed in"),
    ("sleep usleep nanosleep", ("simulator/",), "wait for an event, not for time"),
    ("printf puts putchar fprintf perror vprintf vfprintf",
     ("src/base/log.c", "src/document/train/", "src/prog/", "simulator/", "tests/"), # train runs while building
     "libraries do not print"),
]
# calls that one folder alone does without
FOLDER_BANS = [
    ("src/gate/", "malloc calloc realloc free snprintf", "the gate is pure and has no heap"),
    ("tests/unit/", "sleep usleep nanosleep", "a test does not wait for time"),
]


def word(names):
    return re.compile(r"(?<![\w.>])(" + "|".join(names.split()) + r")\s*\(")


GOTO = re.compile(r"\bgoto\b")
MUTABLE = re.compile(r"^\s*static\s+(?!.*\bconst\b)[^()]*[;={]\s*$|^\s*static\s+(?!.*\bconst\b)[^()]*=.*$")


def check_file(path, code):
    for number, line in enumerate(code.splitlines(), 1):
        where = f"{path}:{number}:"
        for names, places, why in BANS:
            found = word(names).search(line)
            if found and not path.startswith(places or ("\0",)):
                yield f"{where} {found.group(1)}: {why}"
        for folder, names, why in FOLDER_BANS:
            found = word(names).search(line)
            if found and path.startswith(folder):
                yield f"{where} {found.group(1)}: {why}"
        if GOTO.search(line):
            yield f"{where} goto"
        if path.startswith("src/gate/") and MUTABLE.match(line):
            yield f"{where} static data in the gate"


def check(tree):
    return [f for p in tree.c_files() for f in check_file(p, lint.code_of(tree.text(p)))]


def body(line):
    return "/* x: y. */\nvoid f(void)\n{\n\t" + line + "\n}\n"


SAMPLES = [
    ("words in comments and strings", {"pki/a.c": '/* memcpy(a) goto */\nconst char *t = "strcpy(";\n'}, None),
    ("a name that ends alike", {"pki/a.c": body("my_memcpy(a); s.time(x); p->printf(y);")}, None),
    ("strcpy", {"src/prog/a.c": body("strcpy(a, b);")}, "strcpy: unbounded"),
    ("sprintf after a comment", {"tests/a.c": body("/* x */ sprintf (a, b);")}, "sprintf: unbounded"),
    ("memcpy outside base", {"pki/a.c": body("memcpy(a, b, 1);")}, "memcpy: bytes are copied"),
    ("memcpy in base", {"src/base/rd.c": body("memcpy(a, b, 1);")}, None),
    ("goto", {"hal/a.c": body("goto end;")}, "goto"),
    ("a clock", {"src/os/link.c": body("clock_gettime(a, b);")}, "time is passed in"),
    ("the clock's own file", {"src/os/now.c": body("clock_gettime(a, b);")}, None),
    ("a library that prints", {"hal/a.c": body("printf(a);")}, "libraries do not print"),
    ("heap in the gate", {"src/gate/gate.c": body("malloc(1);")}, "the gate is pure"),
    ("static data in the gate", {"src/gate/gate.c": "static int count;\n"}, "static data in the gate"),
    ("static table in the gate", {"src/gate/gate.c": "static const int table[] = {\n\t1,\n};\n"}, None),
    ("a sleeping test", {"tests/unit/test_a.c": body("usleep(1);")}, "usleep"),
]

if __name__ == "__main__":
    lint.main(check, SAMPLES)
