"""Lint: what the built programs link, and that they are hardened.

    programs.py BUILD-FOLDER | --self-test

Asks the dynamic linker and readelf, so it sees what will be loaded, not what was meant.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

C_RUNTIME = ["linux-vdso", "ld-linux", "libc.so", "libm.so", "libpthread", "librt.so", "libdl.so"]
# programs by name, and all that each may load besides the C library
CLOSED = {"egated": ["libinih.so"], "egate-core": ["libgpiod.so"], "egate-guard": ["libgpiod.so"],
          "egate-finger": ["libjpeg.so", "libopenjp2.so", "libpng16.so", "libseccomp.so", "libz.so"],
          "egate-kiosk": ["libffi.so", "libgmp.so", "libgnutls.so", "libhogweed.so", "libidn2.so", "libmicrohttpd.so", "libnettle.so",
                          "libp11-kit.so", "libseccomp.so", "libtasn1.so", "libunistring.so"],
          "egate-modbus": ["libmodbus.so", "libseccomp.so"],
          "egate-mrz-tool": ["libcjson.so", "libjpeg.so", "libopenjp2.so", "libpng16.so", "libseccomp.so", "libz.so"],
          "egate-watchlist": ["libcrypto.so", "libseccomp.so"],
          "egate-page": ["libjpeg.so", "libopenjp2.so", "libpng16.so", "libseccomp.so", "libz.so"]}
# libraries that only some programs may load, and those programs
KEPT_TO = {"libhpdf": ["egate"], "libcairo": ["egate-face-tool"], "libopencv": ["egate-face", "egate-face-tool"],
           "libmicrohttpd": ["egate-console", "egate-kiosk"],
           "libfprint": ["egate-touch", "egate-touch-virtual"], "libglib": ["egate-touch", "egate-touch-virtual"]}
# words in a program that only those whose names end so may hold: libfprint's device for injected fingers
KEPT_WORDS = {b"FP_VIRTUAL_IMAGE": "-virtual"}
# a lock between threads could be held by one of lower priority; these programs have neither
LOCKLESS = ("egate-core", "egate-guard")
LOCKS = re.compile(r"\b(?:pthread_(?:create|mutex|rwlock|spin|cond)|thrd_create|mtx_|sem_wait)\w*")
# no program of the lane loads these, however deep: they bring a hundred others along
UNWANTED = ["libopencv_imgcodecs", "libopencv_videoio", "libopencv_highgui", "libgtk", "libQt", "libavcodec", "libgdal"]


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def loaded(path):
    return [line.split()[0].rsplit("/", 1)[-1] for line in output("ldd", path).splitlines() if line.strip()]


def check_hardening(path):
    dynamic, segments = output("readelf", "-dW", path), output("readelf", "-lW", path)
    symbols = output("readelf", "--dyn-syms", "-W", path)
    if not re.search(r"Type:\s+DYN", output("readelf", "-hW", path)):
        yield f"{path}: no position-independent executable"
    if "GNU_RELRO" not in segments:
        yield f"{path}: no RELRO"
    if not re.search(r"\(BIND_NOW\)|FLAGS_1\).*\bNOW\b|\(FLAGS\).*BIND_NOW", dynamic):
        yield f"{path}: no immediate binding"
    if not re.search(r"GNU_STACK\s.*\sRW\s", segments):
        yield f"{path}: executable stack"
    if "__stack_chk_fail" not in symbols:
        yield f"{path}: no stack protector"
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        yield f"{path}: carries a search path of libraries"


def check_locks(path):
    for name in sorted(set(LOCKS.findall(output("readelf", "--dyn-syms", "-W", path)))):
        yield f"{path}: calls {name}: a real-time program has no threads and no locks"


def check_words(path, name):
    with open(path, "rb") as file:
        content = file.read()
    for words, ending in KEPT_WORDS.items():
        if words in content and not (name or "").endswith(ending):
            yield f"{path}: knows {words.decode()}, which is for programs called *{ending} only"


def check_program(path, closed, name=None):
    libraries = loaded(path)
    yield from check_words(path, name)
    for library, allowed in KEPT_TO.items():
        if name not in allowed and any(l.startswith(library) for l in libraries):
            yield f"{path}: loads {library}, which is for {' '.join(allowed)} only"
    for library in libraries:
        if any(library.startswith(u) for u in UNWANTED):
            yield f"{path}: loads {library}"
        if closed is not None and not any(library.startswith(c) for c in C_RUNTIME + closed):
            yield f"{path}: loads {library}, and may load only libc {' '.join(closed)}"
    yield from check_hardening(path)


def check_place(name, folder, installed):
    """egated starts what stands beside it; nothing that takes injected fingers is to be found there."""
    if name.endswith("-virtual") and (installed or folder.startswith("src")):
        yield f"{name}: a program of the simulator stands among the lane's own, or is installed"


def programs(build):
    targets = json.loads(output("meson", "introspect", "--targets", build))
    for target in targets:
        folder = os.path.relpath(os.path.dirname(target["defined_in"]), os.path.join(os.path.dirname(__file__), "../.."))
        if target["type"] == "executable" and folder.startswith(("src", "simulator")):
            yield target["name"], target["filename"][0], list(check_place(target["name"], folder, target["installed"]))


def check_build(build):
    listed = list(programs(build))
    found = {name: path for name, path, _ in listed}
    missing = [name for name in CLOSED if name not in found]
    findings = [f"{name}: no such program in the build" for name in missing]
    for name, path, misplaced in listed:
        findings += misplaced
        findings += check_program(path, CLOSED.get(name), name)
        findings += check_locks(path) if name in LOCKLESS else []
    print(f"{len(found)} programs")
    return findings


def sanitized(build):
    options = json.loads(output("meson", "introspect", "--buildoptions", build))
    return any(o["name"] == "b_sanitize" and o["value"] != "none" for o in options)


GOOD = "-fPIE -pie -Wl,-z,relro,-z,now -fstack-protector-all".split()
SAMPLES = [
    (GOOD, [], None),
    (GOOD + ["-Wl,--no-as-needed", "-lz"], [], "loads libz.so"),
    (GOOD + ["-Wl,--no-as-needed", "-lz"], ["libz.so"], None),
    (GOOD + ["-Wl,--no-as-needed", "-lhpdf"], None, "libhpdf, which is for egate only"),
    (["-no-pie"] + GOOD[2:], [], "no position-independent"),
    (GOOD + ["-Wl,-z,norelro"], [], "no RELRO"),
    (GOOD + ["-Wl,-z,lazy"], [], "no immediate binding"),
    (GOOD + ["-Wl,-z,execstack"], [], "executable stack"),
    (GOOD + ["-fno-stack-protector"], [], "no stack protector"),
    (GOOD + ["-Wl,-rpath,/opt/x"], [], "search path"),
]
# name, folder, installed: the first two are wrong
PLACES = [("egate-touch-virtual", "src/prog", False), ("egate-touch-virtual", "simulator", True),
          ("egate-touch-virtual", "simulator", False), ("egate-touch", "src/prog", True)]


def self_test():
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for flags, closed, words in SAMPLES:
            path = os.path.join(folder, "sample")
            source = "#include <stdio.h>\nint main(void) { char a[64]; return fgets(a, 64, stdin) == 0; }\n"
            subprocess.run(["cc", "-x", "c", "-", "-x", "none", *flags, "-o", path], input=source, text=True, check=True)
            findings = list(check_program(path, closed))
            if not (any(words in f for f in findings) if words else not findings):
                wrong += 1
                print(f"sample {flags}: wanted {words!r}, found {findings}")
        source = "#include <stdlib.h>\nint main(void) { return setenv(\"FP_VIRTUAL_IMAGE\", \"x\", 1); }\n"
        subprocess.run(["cc", "-x", "c", "-", "-o", path], input=source, text=True, check=True)
        if not any("FP_VIRTUAL_IMAGE" in f for f in check_program(path, None, "egate-touch")):
            wrong += 1
            print("a program that lets fingers be injected was not found")
        if any("FP_VIRTUAL_IMAGE" in f for f in check_program(path, None, "egate-touch-virtual")):
            wrong += 1
            print("the simulator's own program was refused")
        misplaced = [any(check_place(*where)) for where in PLACES]
        if misplaced != [True, True, False, False]:
            wrong += 1
            print(f"places of programs: {misplaced}")
        source = "#include <pthread.h>\nint main(void) { pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; return pthread_mutex_lock(&m); }\n"
        subprocess.run(["cc", "-x", "c", "-", "-o", path], input=source, text=True, check=True)
        if not any("pthread_mutex_lock" in f for f in check_locks(path)):
            wrong += 1
            print("a program with a lock was not found")
    print(f"{len(SAMPLES) + 4} samples, {wrong} wrong")
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(self_test() != 0)
    if sanitized(sys.argv[1]):
        print("this build has sanitizers in it, whose libraries are not those of the product")
        sys.exit(77)
    findings = check_build(sys.argv[1])
    print("\n".join(findings))
    sys.exit(len(findings) != 0)


if __name__ == "__main__":
    main()
