"""units: systemd reads the shipped units without a complaint, each starts a program that there is, with
the files that it is told, and none has more of the machine than it was meant to have. Exit 77 with the
reason when systemd-analyze is missing.

    units.py BUILD UNITS
    units.py --self-test BUILD UNITS    what is broken on purpose is found

systemd-analyze reads files alone: nothing is started, and no systemd need run.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MISSING = 77
SERVICES = ["egated@.service", "egate-console.service", "egate-kiosk@.service"]
INSTALLED = "/usr/lib/egate/"
# Reaches egated alone: whatever else is a lane's would end by this signal.
RELOAD = "ExecReload=/bin/kill -HUP $MAINPID"
# systemd's own measure, 10 to 0, in tenths: what a lane's devices, real time and users need is granted.
EXPOSED_MOST = {"egated@1.service": 45, "egate-console.service": 27, "egate-kiosk@1.service": 15,
                "nginx.service": 32}
# Stands for Debian's where nginx is not installed: the drop-in is what is looked at.
NGINX = "[Unit]\nDescription=nginx\n[Service]\nType=forking\nExecStart=/bin/true\n"


def lay(units, build, folder):
    """The units as they are installed, of a lane 1, but with the programs of the build."""
    paths = []
    programs = f"{build.resolve()}/src/prog/"
    for name in SERVICES:
        path = folder / name.replace("@.", "@1.")
        path.write_text((units / name).read_text().replace(INSTALLED, programs))
        paths.append(path)
    nginx = folder / "nginx.service"
    shipped = pathlib.Path("/lib/systemd/system/nginx.service")
    nginx.write_text(shipped.read_text() if shipped.exists() else NGINX)
    drop_in = folder / "nginx.service.d" / "egate.conf"
    drop_in.parent.mkdir()
    shutil.copy(units / "egate.nginx.conf", drop_in)
    return paths + [nginx]


def analyze(*words):
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def homeless(units, default):
    """The console's accounts lie, where its file does not say, in a folder that is made for its user."""
    folder = default.rsplit("/", 1)[0]
    made = f"d {folder} 0700 egate-console egate-console" in (units / "egate.tmpfiles.conf").read_text()
    writes = re.search(rf"^ReadWritePaths=.*-{folder}( |$)", (units / "egate-console.service").read_text(), re.M)
    return [] if made and writes else [f"the console may not write its default database {default}"]


def default_database(units):
    return re.search(r'\.database = "([^"]+)"', (units.parent / "console_config.c").read_text()).group(1)


def faults_of(units, build, also=""):
    faults = []
    with tempfile.TemporaryDirectory(prefix="egate-units-") as name:
        folder = pathlib.Path(name)
        paths = lay(units, build, folder)
        paths[0].write_text(paths[0].read_text().replace("[Install]", f"{also}\n[Install]"))
        code, said = analyze("verify", "--recursive-errors=no", *paths)
        # Other units of this machine are nobody's here.
        said = [line for line in said.splitlines() if name in line or "egate" in line or "nginx" in line]
        if code != 0 or said:
            faults.append(f"verify: {code} {said}")
        for path in paths:
            code, said = analyze("security", "--offline=true", f"--threshold={EXPOSED_MOST[path.name]}", path)
            if code != 0:
                faults.append(f"{path.name} is more exposed than it was meant to be: {said.splitlines()[-1:]}")
        reloads = [line for line in paths[0].read_text().splitlines() if line.startswith("ExecReload=")]
        if reloads != [RELOAD]:
            faults.append(f"{paths[0].name} does not take a new watchlist by {RELOAD}: {reloads}")
    faults += homeless(units, default_database(units))
    for line in (units / "egate.sysusers.conf").read_text().splitlines():
        if not re.fullmatch(r'#.*|u [a-z-]+ - "[^"]+"', line):
            faults.append(f"sysusers: {line}")
    for line in (units / "egate.tmpfiles.conf").read_text().splitlines():
        if not re.fullmatch(r"#.*|d /[a-z/-]+ [0-7]{4} [a-z-]+ [a-z-]+", line):
            faults.append(f"tmpfiles: {line}")
    return faults


def main():
    test = sys.argv[1] == "--self-test"
    build, units = map(pathlib.Path, sys.argv[-2:])
    if shutil.which("systemd-analyze") is None:
        print("skipped: no systemd-analyze (Debian package systemd)")
        return MISSING
    if not test:
        faults = faults_of(units, build)
        print("\n".join(faults))
        return 1 if faults else 0
    for broken in ("[Service]\nNoNewPrivilege=yes", "[Service]\nExecStart=/usr/lib/egate/none",
                   "[Service]\nSystemCallFilter=@no-such-group", "[Service]\nExecReload=/bin/true",
                   "[Service]\nNoNewPrivileges=no\nProtectSystem=no\nProtectHome=no"):
        if not faults_of(units, build, broken):
            print(f"not found: {broken}")
            return 1
    if not homeless(units, "/var/lib/egate/console.db"):
        print("not found: a database in the lanes' folder")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
