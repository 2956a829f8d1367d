"""install: what `meson install` lays is all that the units, the programs' defaults and the manual name, and
the users and folders that the units want are made of it. Nothing is laid outside of a folder of its own.

    install.py BUILD SOURCES
    install.py --self-test BUILD SOURCES    whatever is taken away is missed

Exit 77 with the reason when systemd-sysusers or what tests/setup fetches is missing.
"""
import filecmp
import functools
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

MISSING = 77
PROGRAMS = "usr/lib/egate"
UNITS = "usr/lib/systemd/system"
DEBIANS = ("root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n", "root:x:0:\nwww-data:x:33:\n")
FACES = ("detect", "eye", "feature", "landmark", "liveness", "pose")
# With every Debian, or with others: of C and C++, and what libfprint is written with.
COME_ALONG = {"libc6", "libgcc-s1", "libstdc++6", "libglib2.0-0"}
TAKEN = (f"{PROGRAMS}/egate-verify", "usr/bin/egate", f"{UNITS}/egate-console.service", "usr/lib/sysusers.d/egate.conf",
         "usr/lib/tmpfiles.d/egate.conf", "usr/share/egate/web/kiosk_sound.js", "usr/share/egate/vendor/uPlot.min.css",
         "usr/share/egate/models/fr_pose.onnx", "usr/share/egate/nginx/egate.conf")


def install(build, root):
    subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", root], check=True,
                   stdout=subprocess.DEVNULL)


def units_of(root):
    return {path.name: path.read_text().replace("\\\n", " ") for path in sorted((root / UNITS).glob("**/egate*"))}


def named_faults(root, sources, units):
    """Every installed place that a unit, the manual or a program names."""
    texts = {**units, **{str(path.relative_to(sources)): path.read_text() for path in
                         [*sources.glob("docs/*.md"), *sources.glob("src/prog/*.c")]}}
    faults = [f"{who} names {place}" for who, text in texts.items()
              for place in re.findall(r"/usr/(?:lib|share|bin)/egate[\w./-]*\w", text) if not (root / place[1:]).exists()]
    for name in ("egated@.service", "egate-console.service", "egate-kiosk@.service"):
        if name not in units:
            faults.append(f"no unit {name}")
    return faults


def program_faults(root, sources):
    """The programs are those of the manual's table, with the tools of egate, and egate runs."""
    told = set(re.findall(r"^\| `(egated|egate-[a-z]+)` \|", (sources / "docs/operate.md").read_text(), re.MULTILINE))
    built = set(re.findall(r"^(?:\w+ = )?executable\('([\w-]+)'", (sources / "src/prog/meson.build").read_text(), re.MULTILINE))
    folder = root / PROGRAMS
    laid = {path.name for path in folder.iterdir() if os.access(path, os.X_OK)}
    faults = [f"no program {name}" for name in sorted((told | built) - laid)]
    faults += [f"nobody asked for {name}" for name in sorted(laid - built)]
    command = root / "usr/bin/egate"
    if not command.exists() or command.resolve() != (folder / "egate").resolve():
        return faults + ["the command egate is not that of the folder of programs"]
    done = subprocess.run([command, "face", "--help"], capture_output=True, text=True)
    return faults if done.returncode == 0 else faults + [f"egate does not find its tools: {done.stderr}"]


@functools.cache
def packages_of(places):
    """Those that own files, by the ends of their paths; it looks through all that is installed."""
    owners = subprocess.run(["dpkg-query", "--search", *places], capture_output=True, text=True).stdout
    return set(re.findall(r"^([\w.+-]+)(?::\w+)?: ", owners, re.MULTILINE))


def library_faults(root, sources):
    """The manual's packages are those of the libraries that programs are linked with."""
    manual = (sources / "docs/operate.md").read_text()
    told = set(re.search(r"^apt install (.+?)^```", manual, re.MULTILINE | re.DOTALL)[1].split())
    wanted = set()
    for path in (root / PROGRAMS).iterdir():
        needed = re.findall(r"NEEDED\s+(\S+)", subprocess.run(["objdump", "-p", path], capture_output=True, text=True).stdout)
        found = subprocess.run(["ldd", path], capture_output=True, text=True).stdout
        wanted |= {"*/" + "/".join(os.path.realpath(place).split("/")[-2:]) for name, place in re.findall(r"(\S+) => (\S+)", found) if name in needed}
    return [f"the manual does not name the package {name}" for name in sorted(packages_of(frozenset(wanted)) - told - COME_ALONG)]


def page_faults(root, sources):
    """The pages, and whatever they name of their own and of libraries."""
    share = root / "usr/share/egate"
    here = {path.name for folder in ("web", "vendor") for path in (share / folder).glob("*")}
    wanted = {path.name for path in (sources / "src/console/web").iterdir()}
    for path in (sources / "src/console/web").iterdir():
        wanted |= set(re.findall(r'(?:from|href=|src=)\s*"(?:/web/|\./)([\w.-]+)"', path.read_text()))
    faults = [f"no {name} of the pages" for name in sorted(wanted - here)]
    faults += [f"no network fr_{name}" for name in FACES if not (share / f"models/fr_{name}.onnx").exists()]
    front = share / "nginx/egate.conf"
    if not front.exists() or not filecmp.cmp(front, sources / "src/console/nginx/egate.conf", shallow=False):
        faults.append("no configuration of nginx")
    return faults


def made_faults(root, units):
    """Users and folders, as systemd makes them on a machine that has nothing but Debian's."""
    (root / "etc").mkdir()
    for name, text in zip(("passwd", "group"), DEBIANS):
        (root / "etc" / name).write_text(text)
    said = ""
    for words in (["systemd-sysusers"], ["systemd-tmpfiles", "--create"]):
        done = subprocess.run([*words, f"--root={root}"], capture_output=True, text=True)
        said += done.stdout + done.stderr if done.returncode else ""
    users = {line.split(":")[0] for line in (root / "etc/passwd").read_text().splitlines()}
    faults = [f"made: {said}"] if said else []
    for name, text in units.items():
        faults += [f"{name} runs as {user}, who is not made" for user in re.findall(r"^User=(.+)", text, re.MULTILINE)
                   if user not in users]
        for line in re.findall(r"^ReadWritePaths=(.+)", text, re.MULTILINE):
            faults += [f"{name} writes to {place}, which is not made" for place in line.replace("-/", "/").split()
                       if "egate" in place and not (root / place[1:]).is_dir()]
    return faults


def list_faults(sources, units):
    """The number of a list is kept beside it: where the manual lays one, a lane may write."""
    place = re.search(r"^mv \S+ (\S+) && systemctl reload", (sources / "docs/operate.md").read_text(), re.MULTILINE)
    if place is None:
        return ["the manual does not say where a watchlist goes"]
    may = re.findall(r"^ReadWritePaths=(.+)", units.get("egated@.service", ""), re.MULTILINE)
    return [] if os.path.dirname(place[1]) in may else [f"a lane may not write beside {place[1]}"]


def faults_in(root, sources):
    units = units_of(root)
    for name in ("etc", "run", "var"):
        shutil.rmtree(root / name, ignore_errors=True)
    return [*named_faults(root, sources, units), *program_faults(root, sources), *page_faults(root, sources),
            *library_faults(root, sources), *list_faults(sources, units), *made_faults(root, units)]


def not_missed(root, sources):
    """What may be taken away without a fault."""
    aside = root.parent / "aside"
    for taken in TAKEN:
        (root / taken).rename(aside)
        if not faults_in(root, sources):
            yield taken
        aside.rename(root / taken)


def absent(sources):
    for tool in ("systemd-sysusers", "systemd-tmpfiles"):
        if shutil.which(tool) is None:
            return f"{tool} (Debian package systemd)"
    if pwd.getpwuid(os.geteuid()).pw_uid != 0:
        return "root, who gives folders to users"
    if not all((sources / ".setup" / name).is_dir() for name in ("models", "web")):
        return "what tests/setup fetches"
    return None


def main():
    test = sys.argv[1] == "--self-test"
    build, sources = map(pathlib.Path, sys.argv[-2:])
    if (what := absent(sources)) is not None:
        print(f"skipped: missing: {what}")
        return MISSING
    with tempfile.TemporaryDirectory(prefix="egate-install-") as folder:
        root = pathlib.Path(folder) / "root"
        install(build, root)
        faults = [f"not missed: {taken}" for taken in not_missed(root, sources)] if test else faults_in(root, sources)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
