"""nginx: the shipped configuration of what stands before the console, with the real nginx, and
certificates made on the spot.

    nginx.py HTTP_STAND CONFIGURATION

HTTP_STAND is a server built as the console is: it tells whose certificate it was shown and which
headers came. Exit 77 with the reason when nginx is missing.
"""
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

NAME = "console.checkpoint.test"
PATIENCE = 20  # seconds: a bound for what never comes
SECURITY = ["cache-control", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
            "cross-origin-resource-policy", "content-security-policy", "strict-transport-security"]


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    """Certificates of one authority in a folder."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.certificate = folder / f"{name}.pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                "-subj", f"/CN={name}", "-keyout", folder / f"{name}.key", "-out", self.certificate)

    def issue(self, name):
        """(certificate, key) of this name."""
        request, key, out = (self.folder / f"{name}.{end}" for end in ("csr", "key", "pem"))
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName=DNS:{name}\n")
        openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.folder / f"{self.name}.key",
                "-CAcreateserial", "-days", "1", "-extfile", extensions, "-out", out)
        return out, key


def fingerprint(certificate):
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()


class Answer:
    def __init__(self, text):
        head, self.body = text.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.headers = [tuple(line.split(": ", 1)) for line in lines[1:]]

    def count(self, name):
        return sum(1 for key, _ in self.headers if key.lower() == name)

    def json(self):
        return json.loads(self.body)


class Front:
    """nginx with the shipped configuration on a port of loopback, before a stand."""

    def __init__(self, folder, stand, configuration):
        self.folder = folder
        self.officers = Authority(folder, "officers-ca")
        self.server = self.officers.issue(NAME)
        self.socket = folder / "http.sock"
        self.serve(stand)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.nginx = None
        self.start(self.adapt(pathlib.Path(configuration).read_text()))

    def serve(self, stand):
        """What nginx stands before; as self.stand."""
        self.stand = subprocess.Popen([stand, f"unix:{self.socket}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.stand.stdout.readline() != "ready\n":
            raise RuntimeError("the stand does not serve")

    def adapt(self, text):
        """What an administrator fills in, and the paths of this test."""
        for old, new in (("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
                         ("<console.checkpoint.example>", NAME),
                         ("/run/egate-console/http.sock", str(self.socket)),
                         ("/etc/egate/console/server.pem", str(self.server[0])),
                         ("/etc/egate/console/server.key", str(self.server[1])),
                         ("/etc/egate/console/officers-ca.pem", str(self.officers.certificate))):
            if text.count(old) < 1:
                raise RuntimeError(f"the configuration has no {old!r}")
            text = text.replace(old, new)
        return text

    def start(self, text):
        (self.folder / "egate.conf").write_text(text)
        # What the configuration's head asks of nginx.conf.
        asked = [re.search(rf"^# .*\b{word} \d+;.*$", text, re.M).group(0) for word in ("worker_rlimit_nofile", "worker_connections")]
        temp = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "nginx.conf").write_text(
            # Its workers as this test's user, whom the stand hears (alone, nginx takes no socket handed over).
            f"daemon off;\n{'user root;' if os.geteuid() == 0 else ''}\nworker_processes 1;\npid {self.folder}/pid;\nerror_log {self.folder}/error.log;\n"
            + "".join(line.lstrip("# ") + "\n" for line in asked) +
            f"http {{\n{temp}access_log off;\ninclude {self.folder}/egate.conf;\n}}\n")
        # The socket that is listening already is handed over: nobody can take its port meanwhile.
        fd = self.listener.fileno()
        os.set_inheritable(fd, True)
        self.nginx = subprocess.Popen(["nginx", "-c", self.folder / "nginx.conf", "-p", self.folder],
                                      env={**os.environ, "NGINX": f"{fd};"}, close_fds=False,
                                      stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.listener.close()

    def close(self):
        self.stand.stdin.close()
        self.stand.wait()
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait()

    def connect(self, shown, highest=ssl.TLSVersion.TLSv1_3, source="127.0.0.1"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.officers.certificate)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = highest
        if shown is not None:
            context.load_cert_chain(*shown)
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (source, 0))
        return context.wrap_socket(plain, server_hostname=NAME)

    @staticmethod
    def whole(text):
        """An answer that has told its length is here: nginx keeps a connection open that it refuses to read."""
        head, gap, body = text.partition(b"\r\n\r\n")
        told = re.search(rb"\r\ncontent-length: (\d+)", head, re.I)
        return bool(gap and told) and len(body) >= int(told.group(1))

    def ask(self, shown, method, path, headers=(), body=None):
        """One request, as it stands: headers are pairs and may come twice."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {NAME}", "Connection: close"]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{key}: {value}" for key, value in headers]
        with self.connect(shown) as s:
            s.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b""))
            text = b""
            try:
                while not self.whole(text) and (more := s.recv(65536)):
                    text += more
            except (ConnectionResetError, ssl.SSLEOFError):
                pass  # after its answer
        return Answer(text)


class Checks:
    def __init__(self, front):
        self.front = front
        self.officer = front.officers.issue("officer-1")
        self.other = front.officers.issue("officer-2")
        self.faults = []

    def expect(self, told, what):
        if not told:
            self.faults.append(what)

    def old_protocol(self):
        try:
            with self.front.connect(self.officer, ssl.TLSVersion.TLSv1_2):
                self.expect(False, "TLS 1.2 is taken")
        except ssl.SSLError as refusal:
            self.expect("PROTOCOL_VERSION" in str(refusal), f"TLS 1.2 fails for another reason: {refusal}")
        with self.front.connect(self.officer) as s:
            self.expect(s.version() == "TLSv1.3", "TLS 1.3 is not taken")

    def no_certificate(self):
        stranger = Authority(self.front.folder, "other-ca").issue("stranger")
        for shown, who in ((None, "nobody"), (stranger, "another authority's")):
            answer = self.front.ask(shown, "GET", "/api/me")
            self.expect(answer.status == 400, f"{who} is answered with {answer.status}")
            self.expect(answer.json().get("error") == "refused", f"{who} is told more than that it is refused")
            self.headers(answer, f"refusal of {who}")

    def headers(self, answer, what):
        for name in SECURITY:
            self.expect(answer.count(name) == 1, f"{what}: {name} comes {answer.count(name)} times")
        for key, value in answer.headers:
            self.expect(key.lower() != "server" or "/" not in value, f"{what}: tells its version")

    def own_certificate(self):
        answer = self.front.ask(self.officer, "GET", "/api/me")
        self.expect(answer.status == 200, f"an officer is answered with {answer.status}")
        self.expect(answer.json()["cert"] == fingerprint(self.officer[0]), "the fingerprint is another one")
        self.headers(answer, "answer")

    def spoofed(self):
        lie = "".join(f"%{octet:02X}" for octet in self.other[0].read_bytes())
        mine = fingerprint(self.officer[0])
        for names in (["X-Client-Certificate"], ["x-client-certificate"], ["X_Client_Certificate"],
                      ["X-Client-Certificate", "X-Client-Certificate"], ["X-Client-Fingerprint", "X-Forwarded-For", "Forwarded"]):
            answer = self.front.ask(self.officer, "GET", "/api/me", [(name, lie[:1500]) for name in names])
            seen = answer.json()
            self.expect(seen["cert"] == mine, f"{names}: taken for {seen['cert']}")
            came = [name.lower() for name in seen["headers"]]
            self.expect(came.count("x-client-certificate") == 1, f"{names}: not one certificate: {came}")
            self.expect(not set(came) & {"x_client_certificate", "x-client-fingerprint", "x-forwarded-for", "forwarded"},
                        f"{names}: passed on: {came}")

    def what_is_passed_on(self):
        wanted = {"Origin": f"https://{NAME}", "Sec-Fetch-Site": "same-origin", "Cookie": "__Host-egate=1", "X-Egate-Token": "t",
                  "Idempotency-Key": "0123456789abcdef", "Last-Event-ID": "7", "If-None-Match": '"a"'}
        answer = self.front.ask(self.officer, "POST", "/api/cases/1-2/act", wanted.items(), b"{}")
        came = {name.lower() for name in answer.json()["headers"]}
        self.expect({name.lower() for name in wanted} <= came, f"not all is passed on: {sorted(came)}")
        self.expect(answer.json()["path"] == "/api/cases/1-2/act", "another path")
        answer = self.front.ask(self.officer, "POST", "/api/me", [("Origin", "https://evil.example")], b"{}")
        self.expect(answer.status == 403, f"another site's page is answered with {answer.status}")
        self.headers(answer, "refusal of another site's page")

    def too_large(self):
        answer = self.front.ask(self.officer, "POST", "/api/say", (), b'"' + b"a" * 5000 + b'"')
        self.expect(answer.status == 413 and answer.json()["error"] == "refused", f"a body of 5 kB is answered with {answer.status}")
        self.headers(answer, "refusal of a body")
        answer = self.front.ask(self.officer, "GET", "/api/me", [("A", "a" * 20000)])
        self.expect(answer.status == 400, f"a header of 20 kB is answered with {answer.status}")

    @staticmethod
    def until(s, needle):
        text = b""
        while needle not in text:
            more = s.recv(4096)
            if not more:
                raise RuntimeError(f"the stream ends before {needle!r}, with {text[:200]!r}")
            text += more
        return text

    def events(self):
        """Each comes while the stream is open, and behind the last that was heard."""
        def listen(last):
            s = self.front.connect(self.officer)
            s.sendall(f"GET /api/events HTTP/1.1\r\nHost: {NAME}\r\nLast-Event-ID: {last}\r\n\r\n".encode())
            return s

        with listen(0) as s:
            self.until(s, b"text/event-stream")
            for n in (1, 2):
                self.front.ask(self.officer, "POST", "/api/say", (), b'{"n":%d}' % n)
                self.until(s, b'id: %d\nevent: said\ndata: {"n":%d}\n\n' % (n, n))
        with listen(1) as s:
            text = self.until(s, b'data: {"n":2}\n\n')
            self.expect(b'{"n":1}' not in text and b"whole" not in text, "what was heard is told again")

    def page_opened(self):
        """Three times at once, with what each screen asks for then: nothing of it is refused."""
        paths = (["/"] + [f"/web/part{n}.js" for n in range(30)] + ["/api/me", "/api/passages"]) * 3
        with self.front.connect(self.officer) as s:  # one after the other on a connection, as browsers do
            for path in paths:
                s.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
                status = Answer(self.until(s, b"]}")).status
                self.expect(status == 200, f"{path} is answered with {status}")

    def many_screens(self):
        """500 of them, of ten machines, all hear the same."""
        screens = []
        try:
            for n in range(500):
                s = self.front.connect(self.officer, source=f"127.0.1.{1 + n % 10}")
                screens.append(s)
                s.sendall(f"GET /api/events HTTP/1.1\r\nHost: {NAME}\r\nLast-Event-ID: 2\r\n\r\n".encode())
            for s in screens:
                self.until(s, b"text/event-stream")
            self.front.ask(self.officer, "POST", "/api/say", (), b'{"n":3}')
            for s in screens:
                self.until(s, b'event: said\ndata: {"n":3}\n\n')
        finally:
            for s in screens:
                s.close()

    def too_often(self):
        answers = [self.front.ask(self.officer, "POST", "/api/session", (), b"{}").status for _ in range(14)]
        self.expect(answers[0] == 200 and 429 in answers, f"tries to log in are answered with {answers}")


def main():
    if shutil.which("nginx") is None:
        print("nginx is missing")
        return 77
    with tempfile.TemporaryDirectory(prefix="egate-nginx-") as folder:
        os.chmod(folder, 0o711)
        front = Front(pathlib.Path(folder), *sys.argv[1:3])
        checks = Checks(front)
        try:
            for check in (checks.old_protocol, checks.no_certificate, checks.own_certificate, checks.spoofed,
                          checks.what_is_passed_on, checks.too_large, checks.events, checks.page_opened, checks.many_screens,
                          checks.too_often):
                before = len(checks.faults)
                began = time.monotonic()
                check()
                print(f"{check.__name__}: {'as promised' if len(checks.faults) == before else 'FAILED'} ({time.monotonic() - began:.1f} s)")
        except (OSError, RuntimeError) as broken:
            checks.faults.append(f"broken off: {broken!r}")
        finally:
            front.close()
        if checks.faults and (front.folder / "error.log").exists():
            print((front.folder / "error.log").read_text())
    print("\n".join(checks.faults))
    return 1 if checks.faults else 0


if __name__ == "__main__":
    sys.exit(main())
