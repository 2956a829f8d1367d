"""screens: the officers' console and the travellers' page beside a simulated lane.

A lane lives in a network of its own, so what browsers connect to is listened on before that one is
entered (listen), and passed through (Screens).
"""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import stack  # noqa: E402 (its folder must be known first)

OFFICER = 4242  # user of the console, and so the lane's officer
KIOSK = 4243    # user of the travellers' page
PORTS = (8080, 8081)  # of both, as browsers outside see them
PIN = "48151623-a"    # of everybody who is enrolled here: this is a simulation
OFFICERS = (("Anna", "officer"), ("Ben", "supervisor"), ("Ida", "integrator"))
LISTENS = "EGATE_SCREENS"  # descriptors of what listens outside
CHUNK = 65536
SETTINGS = """[console]
checkpoint = Manas
environment = simulation
listen = loopback:{port}
user = {user}
web = {folder}/web
vendor = {folder}/vendor
database = {folder}/accounts/console.db
[lane 1]
name = West
socket = {folder}/lane/lane.sock
journal = {folder}/journal.db
"""


def words():
    """Settings of a lane that has both screens."""
    return [f"lane.officer-user={OFFICER}", f"lane.kiosk-user={KIOSK}"]


def listen():
    """Listeners for console and travellers' page, made once, before the namespaces are entered."""
    if LISTENS in os.environ:
        return [socket.socket(fileno=int(fd)) for fd in os.environ[LISTENS].split()]
    made = [socket.create_server(("127.0.0.1", port)) for port in PORTS]
    for listener in made:
        listener.set_inheritable(True)
    os.environ[LISTENS] = " ".join(str(listener.fileno()) for listener in made)
    return made


def copy_page(lane):
    """The page's files where both users may read them; what is fetched at set-up beside them."""
    os.chmod(lane.folder, 0o711)
    for name, source in (("web", stack.ROOT / "src/console/web"), ("vendor", stack.SETUP / "web")):
        (lane.folder / name).mkdir(mode=0o755)
        for path in source.iterdir():
            if path.is_file():
                shutil.copyfile(path, lane.folder / name / path.name)
                os.chmod(lane.folder / name / path.name, 0o644)


def enrol(lane):
    accounts = lane.folder / "accounts"
    accounts.mkdir(mode=0o700)
    os.chown(accounts, OFFICER, -1)
    for name, office in OFFICERS:
        subprocess.run([lane.build / "src/prog/egate", "officer", "add", name, office, "--file",
                        accounts / "console.db"], input=PIN + "\n", text=True, check=True,
                       user=OFFICER, stdout=subprocess.DEVNULL)


def wait_ready(process):
    """The port that a process tells once it listens; None: it has ended."""
    for line in process.stderr:
        if "ready port=" in line:
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return int(line.split("ready port=")[1].split()[0])
    process.wait()
    return None


def start_console(lane, port=0):
    """egate-console of this lane, with its page and officers: the process, and its port."""
    copy_page(lane)
    enrol(lane)
    settings = lane.folder / "console.ini"
    settings.write_text(SETTINGS.format(folder=lane.folder, user=OFFICER, port=port))
    while lane.egated.poll() is None:  # until the lane's journal is there
        console = subprocess.Popen([lane.build / "src/prog/egate-console", settings],
                                   stderr=subprocess.PIPE, text=True)
        found = wait_ready(console)
        if found is not None:
            return console, found
    raise stack.Broken("egated has ended")


def pump(source, sink):
    """Octets one way, until either side is gone."""
    try:
        while octets := source.recv(CHUNK):
            sink.sendall(octets)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def relay(listener, port):
    """Every connection to a listener outside, to the same port inside."""
    while True:
        outside = listener.accept()[0]
        try:
            inside = socket.create_connection(("127.0.0.1", port))
        except OSError:
            outside.close()
            continue
        for pair in ((outside, inside), (inside, outside)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


class Screens:
    """Both screens of a lane, for browsers outside. Use it in a with statement."""

    def __init__(self, lane, listeners):
        self.lane = lane
        self.listeners = listeners
        self.processes = []

    def __enter__(self):
        ports = [listener.getsockname()[1] for listener in self.listeners]
        console, _ = start_console(self.lane, ports[0])
        self.processes.append(console)
        folder = self.lane.folder
        kiosk = subprocess.Popen(
            [self.lane.build / "src/prog/egate-kiosk", f"lane={folder}/lane/kiosk.sock",
             f"listen=loopback:{ports[1]}", f"web={folder}/web", f"vendor={folder}/vendor"],
            stderr=subprocess.PIPE, text=True, user=KIOSK)
        self.processes.append(kiosk)
        if wait_ready(kiosk) is None:
            raise stack.Broken("egate-kiosk has ended")
        for listener, port in zip(self.listeners, ports):
            threading.Thread(target=relay, args=(listener, port), daemon=True).start()
        return ports

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()
