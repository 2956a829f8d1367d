"""counter: an inspection desk on this machine, as `egate desk` starts it: its lane with a simulated
reader and camera, its console, and officers who may log in.

Whoever starts it is the lane's officer and the console's user, as at a counter that one account runs.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import stack  # noqa: E402 (its folder must be known first)

PIN = "48151623-a"  # of everybody who is enrolled here: this is a simulation
OFFICERS = (("Anna", "officer"), ("Ben", "supervisor"))
SETTINGS = """[console]
checkpoint = Manas
environment = simulation
listen = loopback:{port}
web = {root}/src/console/web
vendor = {setup}/web
database = {folder}/console.db
[lane 1]
name = Desk
socket = {folder}/lane/lane.sock
journal = {folder}/journal.db
"""


class Counter(stack.Lane):
    """A lane whose scenario says `gate desk`, and its console; .port is the browser's."""

    def __init__(self, build, scenario, port=0, **how):
        super().__init__(build, scenario, **how)
        self.port = port

    def start_egated(self):
        egate = self.build / "src/prog/egate"
        for name, office in OFFICERS:
            subprocess.run([egate, "officer", "add", name, office, "--file",
                            self.folder / "console.db"], input=PIN + "\n", text=True, check=True,
                           stdout=subprocess.DEVNULL)
        settings = self.folder / "console.ini"
        settings.write_text(SETTINGS.format(folder=self.folder, root=stack.ROOT,
                                            setup=stack.SETUP, port=self.port))
        # It ends both programs when it is asked to, as egated ends those of its lane.
        self.egated = self.start("egated", [egate, "desk", self.settings(), settings],
                                 stdout=subprocess.PIPE, text=True)
        address = self.egated.stdout.readline().strip()
        if not address.startswith("http://127.0.0.1:"):
            raise stack.Broken(f"egate desk tells no address: {address}")
        self.port = int(address.rstrip("/").rsplit(":", 1)[1])
