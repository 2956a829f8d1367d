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
listen = {listen}
user = {user}
web = {folder}/web
vendor = {folder}/vendor
database = {folder}/accounts/console.db
"""
LANE = """[lane {number}]
name = {name}
socket = {folder}/lane/lane.sock
journal = {folder}/journal.db
"""
NAMES = ("West", "East")  # of lanes, in the order of their numbers


def words():
    """Settings of a lane that has both screens."""
    return [f"lane.officer-user={OFFICER}", f"lane.kiosk-user={KIOSK}"]


def listen(ports=PORTS):
    """Listeners for browsers outside, made once, before the namespaces are entered; 0: any port."""
    if LISTENS in os.environ:
        return [socket.socket(fileno=int(fd)) for fd in os.environ[LISTENS].split()]
    made = [socket.create_server(("127.0.0.1", port)) for port in ports]
    for listener in made:
        listener.set_inheritable(True)
    os.environ[LISTENS] = " ".join(str(listener.fileno()) for listener in made)
    return made


def wait_ready(process, log=None):
    """The port that a process tells once it listens; None: it has ended. What it logs goes to log."""
    def drain():
        for line in process.stderr:
            if log is not None:
                log.write(line)

    for line in process.stderr:
        if log is not None:
            log.write(line)
        if "ready port=" in line:
            threading.Thread(target=drain, daemon=True).start()
            return int(line.split("ready port=")[1].split()[0])
    process.wait()
    return None


class Checkpoint:
    """The console of lanes that run here, each with a folder of its own. Page, accounts and settings
    lie in the first one's, where both screens' users may read what is theirs."""

    def __init__(self, lanes, log=None):
        self.lanes = lanes  # of stack.Lane, in the order of their numbers
        self.folder = lanes[0].folder
        self.programs = lanes[0].build / "src" / "prog"
        self.accounts = self.folder / "accounts" / "console.db"
        self.log = log
        for lane in lanes:
            os.chmod(lane.folder, 0o711)
        self.copy_page()
        self.enrol()

    def copy_page(self):
        """The page's own files, and beside them what is fetched at set-up."""
        for name, source in (("web", stack.ROOT / "src/console/web"),
                             ("vendor", stack.SETUP / "web")):
            (self.folder / name).mkdir(mode=0o755)
            for path in source.iterdir():
                if path.is_file():
                    shutil.copyfile(path, self.folder / name / path.name)
                    os.chmod(self.folder / name / path.name, 0o644)

    def officer(self, *words, **how):
        """egate officer, as the console's user."""
        subprocess.run([self.programs / "egate", "officer", *words, "--file", self.accounts],
                       text=True, check=True, user=OFFICER, stdout=subprocess.DEVNULL, **how)

    def enrol(self):
        self.accounts.parent.mkdir(mode=0o700)
        os.chown(self.accounts.parent, OFFICER, -1)
        for name, office in OFFICERS:
            self.officer("add", name, office, input=PIN + "\n")

    def settings(self, listens, more):
        """egate-console's file; more: further lines of its first section."""
        text = SETTINGS.format(listen=listens, folder=self.folder, user=OFFICER)
        text += "".join(f"{line}\n" for line in more)
        for number, (name, lane) in enumerate(zip(NAMES, self.lanes), 1):
            text += LANE.format(number=number, name=name, folder=lane.folder)
        path = self.folder / "console.ini"
        path.write_text(text)
        return path

    def start(self, listens, *more):
        """egate-console: the process, and the port that it listens on."""
        settings = self.settings(listens, more)
        while all(lane.egated.poll() is None for lane in self.lanes):  # until journals are there
            console = subprocess.Popen([self.programs / "egate-console", settings],
                                       stderr=subprocess.PIPE, text=True)
            found = wait_ready(console, self.log)
            if found is not None:
                return console, found
        raise stack.Broken("egated has ended")


def start_console(lane, port=0):
    """egate-console of this lane alone: the process, and its port."""
    return Checkpoint([lane]).start(f"loopback:{port}")


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
    """Every connection to a listener outside, to a port inside."""
    while True:
        outside = listener.accept()[0]
        try:
            inside = socket.create_connection(("127.0.0.1", port))
        except OSError:
            outside.close()
            continue
        for pair in ((outside, inside), (inside, outside)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


def pass_on(listener, port):
    threading.Thread(target=relay, args=(listener, port), daemon=True).start()


class Screens:
    """The console of lanes and the travellers' page of the first one, for browsers outside. Use it
    in a with statement."""

    def __init__(self, lanes, listeners, log=None):
        self.lanes = lanes
        self.listeners = listeners
        self.ports = [listener.getsockname()[1] for listener in listeners]
        self.log = log
        self.checkpoint = None
        self.console = None
        self.kiosk = None

    def __enter__(self):
        self.checkpoint = Checkpoint(self.lanes, self.log)
        self.start_console()
        self.start_kiosk()
        for listener, port in zip(self.listeners, self.ports):
            pass_on(listener, port)
        return self

    def start_console(self):
        self.console, _ = self.checkpoint.start(f"loopback:{self.ports[0]}")

    def stop_console(self):
        self.console.terminate()
        return self.console.wait()

    def start_kiosk(self):
        folder = self.lanes[0].folder
        self.kiosk = subprocess.Popen(
            [self.lanes[0].build / "src/prog/egate-kiosk", f"lane={folder}/lane/kiosk.sock",
             f"listen=loopback:{self.ports[1]}", f"web={folder}/web", f"vendor={folder}/vendor"],
            stderr=subprocess.PIPE, text=True, user=KIOSK)
        if wait_ready(self.kiosk, self.log) is None:
            raise stack.Broken("egate-kiosk has ended")

    def __exit__(self, *_):
        for process in (self.console, self.kiosk):
            if process is not None:
                process.terminate()
                process.wait()
