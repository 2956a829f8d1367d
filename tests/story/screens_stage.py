"""screens_stage: the stage of tests/story/screens.mjs: a lane with both screens, as
simulator/demo --screens has it, and what happens to its processes when the story says so. Also what
other stages have of it (screens_desk.py).

    screens_stage.py BUILD

Knows processes, files and the wires between them. Never knows what is on a screen, nor what a story
is about. Says and hears one JSON object a line, on standard output and input:

    says    {"missing": TEXT}                     what is not set up; then it ends with 77
            {"console", "kiosk", "front": URL, "pin"}   all is there
            {"lane", "state", "traveller"}        a lane, each time that it has another state
            {"answer": N, ...} or {"answer": N, "broken": TEXT}
            {"lane", "over": {"as_expected", "why"}}    what the world says of its play
    hears   {"ask": N, "do": WORD, "lane"}; its end ends all
"""
import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import nginx  # noqa: E402
import screens  # noqa: E402 (its folder must be known first)
import stack  # noqa: E402

SCENARIO = pathlib.Path(__file__).resolve().parent / "screens.scn"
FRONT = stack.ROOT / "src" / "console" / "nginx" / "egate.conf"
# Somebody whose document and name are listed: bela of the scenario.
LIST = """egate-watchlist 1
number 42
made {made}
until {until}
authority Border Guard of Utopia
document\tstolen\tUTO\tD23145890\t2026-4711\tkeep the document
person\tarrest\tKovacs\tBela\t1980-02-14\tXOM\tM\t2026-4712\tcall the duty officer
"""
PLAY_S = 600
WORDS = ["timers.referred-outside=120000"]  # two officers have to come first


class Gateway(nginx.Front):
    """nginx as it is shipped, before the console instead of a stand, on a port that is told."""

    def __init__(self, folder, upstream, port):  # its own: no stand is started
        self.folder, self.socket = folder, upstream
        self.officers = nginx.Authority(folder, "officers-ca")
        self.server = self.officers.issue("localhost")
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = port
        self.nginx = None
        self.start(self.adapt(FRONT.read_text()).replace(nginx.NAME, "localhost"))

    def close(self):
        self.nginx.terminate()
        self.nginx.wait()


class Stage:
    """Orders of the story are about the first lane, but where they name another one."""

    def __init__(self, lanes, shown, tell):
        self.lanes = lanes  # in the order of their numbers
        self.lane = lanes[0]
        self.shown = shown
        self.tell = tell
        self.gateway = None
        self.watchers = {}  # by lane's number
        self.ended = False

    def watch(self, number):
        """What a lane is in, told by itself; its core may end and come again."""
        lane = self.lanes[number - 1]
        words = [lane.build / "src/prog/egate", "watch", lane.folder / "lane/lane.sock", "--json"]
        before = None
        while not self.ended:
            watcher = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
            self.watchers[number] = watcher
            for line in watcher.stdout:
                now = json.loads(line)
                if "state" in now and (now["state"], now["traveller"]) != before:
                    before = now["state"], now["traveller"]
                    self.tell({"lane": number, "state": before[0], "traveller": before[1]})
            watcher.wait()

    def play(self, number):
        """The world's word of its play, when it is over."""
        result = self.lanes[number - 1].play()
        self.tell({"lane": number, "over": {"as_expected": result.as_expected, "why": result.why()}})

    def stop_console(self, _):
        if self.shown.stop_console() != 0:
            raise stack.Broken("the console did not end well")

    def start_console(self, _):
        self.shown.start_console()

    def journal(self, number):
        lane = self.lanes[number - 1]
        words = [lane.build / "src/prog/egate", "journal"]
        file = lane.folder / "journal.db"
        done = subprocess.run([*words, "list", file, "--reveal"], capture_output=True, text=True,
                              check=True)
        subprocess.run([*words, "check", file], check=True, stdout=subprocess.DEVNULL)
        return {"rows": done.stdout.splitlines()}

    def core(self):
        """The core's process: a child of egated."""
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            pid, rest = path.read_text().split(" (", 1)
            name, rest = rest.rsplit(") ", 1)
            if name == "egate-core" and int(rest.split()[1]) == self.lane.egated.pid:
                return int(pid)
        raise stack.Broken("there is no core")

    def kill_core(self, _):
        """And nobody starts another one, until resume."""
        self.lane.egated.send_signal(signal.SIGSTOP)
        os.kill(self.core(), signal.SIGKILL)

    def resume(self, _=None):
        self.lane.egated.send_signal(signal.SIGCONT)

    def front(self, _):
        """The console behind nginx, where Anna gets in with her certificate alone."""
        folder = self.lane.folder / "front"
        folder.mkdir()
        folder.chmod(0o755)
        for name in ("http", "tls"):
            (folder / name).mkdir()
        os.chown(folder / "http", screens.OFFICER, -1)
        upstream = folder / "http" / "http.sock"
        self.gateway = Gateway(folder / "tls", upstream, self.shown.ports[2])
        certificate, key = self.gateway.officers.issue("anna")
        shown = folder / "anna.pem"
        shown.write_bytes(certificate.read_bytes())
        self.shown.checkpoint.officer("certificate", "Anna", shown)
        self.shown.console, _ = self.shown.checkpoint.start(f"unix:{upstream}", "proxy-user = 0")
        return {"certificate": certificate.read_text(), "key": key.read_text(),
                "authority": self.gateway.officers.certificate.read_text()}

    def obey(self, order):
        does = {"stop_console": self.stop_console, "start_console": self.start_console,
                "journal": self.journal, "kill_core": self.kill_core, "resume": self.resume,
                "front": self.front}
        try:
            answer = does[order["do"]](order["lane"]) or {}
        except (OSError, stack.Broken, subprocess.CalledProcessError) as broken:
            answer = {"broken": str(broken)}
        self.tell({"answer": order["ask"], **answer})

    def close(self):
        self.ended = True
        self.resume()
        for watcher in self.watchers.values():
            watcher.terminate()
        if self.gateway is not None:
            self.gateway.close()


def sign_list(build, folder):
    """A list of one document and one person, signed by a key made here; the settings for it."""
    certificate, key = nginx.Authority(folder, "lists-ca").issue("lists")
    text, signed = folder / "list.txt", folder / "list-42"
    today = datetime.datetime.now(datetime.timezone.utc).date()
    text.write_text(LIST.format(made=today, until=today + datetime.timedelta(days=1)))
    subprocess.run([build / "src/prog/egate", "watchlist", "sign", text, "--key", key,
                    "--certificate", certificate, "--out", signed],
                   check=True, stdout=subprocess.DEVNULL)
    return [f"data.watchlist={signed}", f"data.watchlist-trust={certificate}"]


def play(lanes, shown, tell):
    """Until the story ends."""
    stage = Stage(lanes, shown, tell)
    threads = [threading.Thread(target=does, args=(number,))
               for number in range(1, len(lanes) + 1) for does in (stage.watch, stage.play)]
    for thread in threads:
        thread.start()
    console, kiosk, front = shown.ports
    tell({"console": f"http://127.0.0.1:{console}/", "kiosk": f"http://127.0.0.1:{kiosk}/",
          "front": f"https://localhost:{front}/", "pin": screens.PIN})
    try:
        for line in sys.stdin:
            stage.obey(json.loads(line))
    finally:
        stage.close()
        for lane in lanes:
            lane.world.terminate()  # ends its play, too, where the story broke off
        for thread in threads:
            thread.join()


def run(build, folder, listeners, tell):
    words = [*screens.words(), *WORDS, *sign_list(build, folder)]
    with stack.Lane(build, SCENARIO, words=words, log="/dev/stderr", timeout_s=PLAY_S) as lane, \
            screens.Screens([lane], listeners, log=sys.stderr) as shown:
        play([lane], shown, tell)


def main(runs, programs=("nginx",)):
    """runs: the stage, with the build, a folder of its own, listeners, and where it tells things."""
    build = pathlib.Path(sys.argv[1]).resolve()
    lock = threading.Lock()

    def tell(what):
        with lock:
            print(json.dumps(what), file=out, flush=True)

    listeners = screens.listen((0, 0, 0))
    try:
        stack.set_up(build)
        for program in programs:
            if shutil.which(program) is None:
                raise stack.Missing(f"{program} (made by tests/setup)")
    except stack.Missing as missing:
        print(json.dumps({"missing": str(missing)}), flush=True)
        return stack.MISSING
    # Whatever else these processes print goes to the log.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory(prefix="egate-stage-") as folder:
        runs(build, pathlib.Path(folder), listeners, tell)
    return 0


if __name__ == "__main__":
    sys.exit(main(run))
