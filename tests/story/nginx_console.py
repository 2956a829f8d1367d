"""nginx and console: an officer's browser with its certificate, through the real nginx with the shipped
configuration, at the real egate-console; and what is refused on that way.

    nginx_console.py BUILD HTTP_STAND CONFIGURATION

Exit 77 with the reason when nginx is missing. HTTP_STAND makes the journal of a lane that is not there.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import nginx

PIN = "48151623-a"
SETTINGS = """[console]
checkpoint = Manas
environment = simulation
listen = unix:{folder}/http.sock
proxy-user = {user}
certificates = required
web = {folder}/web
vendor = {folder}/vendor
database = {folder}/console.db
[lane 1]
socket = {folder}/lane.sock
journal = {folder}/lane.db
"""


class Front(nginx.Front):
    """nginx before the console, which has two officers with certificates of their own."""

    def serve(self, programs):
        build, stand = programs
        for name in ("web", "vendor"):
            (self.folder / name).mkdir()
        (self.folder / "web/console.html").write_text("<!doctype html><title>egate</title>")
        subprocess.run([stand, "journal", self.folder / "lane.db"], check=True)
        self.shown = {}
        for name in ("Anna", "Boris"):
            self.shown[name] = self.officers.issue(name)
            self.officer(build, "add", name, "officer")
            self.officer(build, "certificate", name, self.shown[name][0])
        settings = self.folder / "console.ini"
        settings.write_text(SETTINGS.format(folder=self.folder, user=os.geteuid()))
        self.stand = subprocess.Popen([build / "src/prog/egate-console", settings], stdin=subprocess.PIPE,
                                      stderr=subprocess.PIPE, text=True)
        for line in self.stand.stderr:
            if "ready port=" in line:
                return
        raise RuntimeError("the console does not serve")

    def officer(self, build, *words):
        subprocess.run([build / "src/prog/egate", "officer", *words, "--file", self.folder / "console.db"],
                       input=PIN + "\n", text=True, check=True, stdout=subprocess.DEVNULL)

    def close(self):
        self.stand.terminate()
        super().close()
        self.stand.stderr.close()


class Story:
    def __init__(self, front):
        self.front = front
        self.faults = []
        self.headers = []

    def expect(self, told, what):
        if not told:
            self.faults.append(what)

    def ask(self, who, method, path, headers=(), body=None):
        return self.front.ask(self.front.shown[who], method, path, [*self.headers, *headers],
                              None if body is None else json.dumps(body).encode())

    def expect_status(self, answer, status, what):
        self.expect(answer.status == status, f"{what}: {answer.status} {answer.body[:200]!r}")

    def log_in(self):
        claim = {"name": "Anna", "pin": PIN}
        self.expect_status(self.ask("Boris", "POST", "/api/session", (), claim), 403, "with another's certificate")
        answer = self.ask("Anna", "POST", "/api/session", [("Origin", f"https://{nginx.NAME}")], claim)
        self.expect_status(answer, 200, "logging in")
        cookie = next(value for key, value in answer.headers if key.lower() == "set-cookie")
        parts = [part.strip() for part in cookie.split(";")]
        self.expect(parts[0].startswith("__Host-egate=") and {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(parts)
                    and "domain" not in cookie.lower(), f"a cookie that others can set: {parts[1:]}")
        self.token = parts[0].split("=", 1)[1]
        self.headers = [("Cookie", parts[0]), ("X-Egate-Token", answer.json()["token"])]

    def work(self):
        self.expect_status(self.ask("Anna", "GET", "/api/me"), 200, "who am I")
        answer = self.ask("Anna", "POST", "/api/here", (), {})
        self.expect(answer.status == 200 and answer.json() == {}, f"here: {answer.status}")
        plain = [("Cookie", f"egate={self.token}")]
        answer = self.front.ask(self.front.shown["Anna"], "GET", "/api/me", plain)
        self.expect_status(answer, 401, "a cookie of the name that anybody can set")

    def refused(self):
        for headers in ([("Origin", "https://evil.example")], [("Sec-Fetch-Site", "cross-site")]):
            self.expect_status(self.ask("Anna", "POST", "/api/here", headers, {}), 403, f"{headers}")
        self.expect_status(self.ask("Anna", "POST", "/api/here", (), {"a": "a" * 5000}), 413, "5 kB")
        key = [("Idempotency-Key", "0123456789abcdef")]
        answer = self.ask("Anna", "POST", "/api/lanes/1/order", key, {"order": "evacuate", "version": 0})
        self.expect_status(answer, 503, "an order to a lane that is not there")
        before = self.headers
        self.headers = before[:1]
        answer = self.ask("Anna", "POST", "/api/lanes/1/order", key, {"order": "evacuate", "version": 0})
        self.expect_status(answer, 403, "without the page's token")
        self.headers = before

    def stolen(self):
        """Whoever has the cookie, and not the certificate, ends the session."""
        with self.front.connect(self.front.shown["Anna"]) as s:
            words = "".join(f"{key}: {value}\r\n" for key, value in self.headers)
            s.sendall(f"GET /api/events HTTP/1.1\r\nHost: {nginx.NAME}\r\n{words}\r\n".encode())
            nginx.Checks.until(s, b"event: whole\n")
            self.expect_status(self.ask("Boris", "GET", "/api/me"), 401, "a stolen cookie")
            nginx.Checks.until(s, b'event: end\ndata: {"why":"stolen"}\n\n')
        self.expect_status(self.ask("Anna", "GET", "/api/me"), 401, "after the theft")


def main():
    if shutil.which("nginx") is None:
        print("nginx is missing")
        return 77
    build, stand, configuration = sys.argv[1:4]
    with tempfile.TemporaryDirectory(prefix="egate-nginx-") as folder:
        os.chmod(folder, 0o711)
        front = Front(pathlib.Path(folder), (pathlib.Path(build), stand), configuration)
        story = Story(front)
        try:
            for part in (story.log_in, story.work, story.refused, story.stolen):
                part()
        except (OSError, RuntimeError, StopIteration) as broken:
            story.faults.append(f"broken off: {broken!r}")
        finally:
            front.close()
        if story.faults and (front.folder / "error.log").exists():
            print((front.folder / "error.log").read_text())
    print("\n".join(story.faults))
    return 1 if story.faults else 0


if __name__ == "__main__":
    sys.exit(main())
