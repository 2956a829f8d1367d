"""read: egate read over a real pcscd with vpcd's reader, as an officer and an integrator use it.
Exit 77 with the reason when set-up is missing.

    read.py BUILD
"""
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

TRUST = stack.SETUP / "documents" / "trust.store"
# Of the document "honest": what nobody sees who did not ask.
PERSONAL = ("ERIKSSON", "ANNA", "L898902", "740812")


def zone_of(document):
    return (stack.SETUP / "documents" / document / "mrz.txt").read_text()


class Desk:
    """egate read at one reader; counts what was not as it should be."""

    def __init__(self, reader):
        self.reader = reader
        self.failures = 0

    def read(self, document, *words):
        """Exit code, output and complaint; the zone goes in where nobody sees it."""
        done = self.run("--mrz", "-", *words, zone=zone_of(document))
        return done.returncode, done.stdout, done.stderr

    def run(self, *words, zone=""):
        return subprocess.run([self.reader.build / "src" / "prog" / "egate", "read", *words],
                              input=zone, capture_output=True, text=True, timeout=60)

    def expect(self, promise, kept, seen=""):
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
        if not kept:
            self.failures += 1
            print(str(seen)[-3000:])


def honest(desk):
    desk.reader.lay("honest")
    code, text, fault = desk.read("honest", "--reader", "egate reader", "--trust", TRUST)
    desk.expect("an honest document passes every check", code == 0 and "PACE-ECDH-GM" in text and
                "nothing was found" in text, text + fault)
    desk.expect("nobody is shown to who did not ask", not any(p in text for p in PERSONAL), text)
    desk.expect("the reader is told by its own name", text.startswith("reader") and
                "egate reader 00 00" in text.splitlines()[0], text)
    code, text, fault = desk.read("honest", "--json", "--reveal", "--trust", TRUST)
    result = json.loads(text) if code == 0 else {}
    desk.expect("JSON shows who the document is of, if asked", code == 0 and
                {"file": "DG1", "label": "names", "value": "ERIKSSON<<ANNA<MARIA"} in
                result["says"] and
                result["judged"] and not result["found"], text + fault)
    desk.expect("JSON tells files and timing", code == 0 and
                {"EF.SOD", "DG1", "DG2"} <= {f["name"] for f in result["files"]} and
                sum(f["apdus"] for f in result["files"]) + result["access"]["apdus"] ==
                result["timing"]["apdus"], text)


def transcript(desk):
    path = desk.reader.folder / "transcript"
    code, text, fault = desk.read("honest", "--save", path)
    desk.expect("nothing is saved without consent",
                code == 2 and not path.exists() and "--consent" in fault, fault)
    code, text, fault = desk.read("honest", "--trust", desk.reader.folder / "nowhere",
                                  "--save", path, "--consent", "an invented person")
    desk.expect("no transcript is begun where no session can be",
                code == 1 and not path.exists(), fault)
    code, text, fault = desk.read("honest", "--trust", TRUST, "--save", path,
                                  "--consent", "an invented person")
    desk.expect("a session is saved with consent, for its owner alone",
                code == 0 and path.stat().st_mode & 0o777 == 0o600, text + fault)
    code, _, fault = desk.read("honest", "--save", path, "--consent", "again")
    desk.expect("no file is overwritten", code == 1 and "there already" in fault, fault)
    desk.reader.take_away()
    code, again, fault = desk.read("honest", "--trust", TRUST, "--reader", f"replay:{path}")
    tell = [line for line in text.splitlines() if line.startswith("  + ")]
    desk.expect("a saved session is verified again without the document",
                code == 0 and len(tell) > 10 and
                tell == [line for line in again.splitlines() if line.startswith("  + ")],
                again + fault)
    code, _, fault = desk.read("borrowed", "--reader", f"replay:{path}")
    desk.expect("a transcript of another document is told as such",
                code == 1 and "transcript" in fault, fault)


def forge(desk, *words):
    subprocess.run([desk.reader.build / "simulator" / "egate-forge", *words], check=True,
                   capture_output=True)


def encrypt(key, secret):
    """The file of a key as the openssl command encrypts it; the file of its passphrase."""
    secret.write_text("correct horse\n")
    secret.chmod(0o600)
    plain = key.rename(key.with_suffix(".plain"))
    subprocess.run(["openssl", "pkcs8", "-topk8", "-inform", "DER", "-outform", "DER", "-v2",
                    "aes-256-cbc", "-passout", f"file:{secret}", "-in", plain, "-out", key],
                   check=True, capture_output=True)
    plain.unlink()
    return secret


def terminal(desk):
    """A document of today: PACE by the card access number, the chip proved, fingers for gates that
    its state lets read them, and more about the holder."""
    folder = desk.reader.folder
    (folder / "dg3").write_bytes(bytes.fromhex("630C 7F61 03 020100 5304 01020304"))
    (folder / "dg11").write_bytes(bytes.fromhex("6B12 5C02 5F11 5F11 0B") + b"SECRET CITY")
    forge(desk, "terminal", f"out={folder}/gate")
    forge(desk, "passport", f"ca={stack.SETUP}/documents/ca", f"out={folder}/modern",
          "name=ERIKSSON,ANNA MARIA", "birth=740812", "can=123456", "aa=none",
          f"portrait={stack.SETUP}/people/franck/portrait.jp2", "pace=P-384:aes256:im",
          "chip-auth=P-521:aes256", f"dg=3:{folder}/dg3,11:{folder}/dg11",
          f"trust={folder}/gate/UTCVCA00001.cvcert")
    desk.reader.lay(folder / "modern")
    path = folder / "modern-transcript"
    done = desk.run("--can", "123456", "--trust", TRUST, "--terminal", folder / "gate",
                    "--save", path, "--consent", "an invented person")
    desk.expect("by the card access number, the chip proved", done.returncode == 0 and
                "PACE-ECDH-IM-AES-CBC-CMAC-256, P-384, password: CAN" in done.stdout and
                "+ chip is the genuine one (Chip Authentication)" in done.stdout,
                done.stdout + done.stderr)
    desk.expect("fingers are read by a gate with certificates", "DG3" in done.stdout and
                "+ chip let this gate read fingers or iris" in done.stdout, done.stdout)
    desk.expect("a key that lies open is told to who types the command",
                done.stderr == "egate: 1 private keys lie unencrypted\n", done.stderr)
    secret = encrypt(folder / "gate" / "UTGATE00001.pkcs8", folder / "secret")
    closed = desk.run("--can", "123456", "--trust", TRUST, "--terminal", folder / "gate",
                      "--terminal-secret", secret)
    desk.expect("a key in an encrypted file serves as well, without a word",
                "+ chip let this gate read fingers or iris" in closed.stdout and
                closed.stderr == "", closed.stdout + closed.stderr)
    shut = desk.run("--can", "123456", "--terminal", folder / "gate")
    desk.expect("without its passphrase the file is named", shut.returncode == 1 and
                "egate: UTGATE00001.pkcs8: not usable\n" in shut.stderr and
                "key file is encrypted, and there is no passphrase" in shut.stderr, shut.stderr)
    desk.expect("where somebody was born is nobody's business", "place of birth" in done.stdout and
                "SECRET" not in done.stdout, done.stdout)
    forge(desk, "terminal", f"out={folder}/stranger")
    for file in folder.glob("stranger/*CVCA*"):
        file.unlink()
    other = desk.run("--can", "123456", "--trust", TRUST, "--terminal", folder / "stranger")
    desk.expect("why a gate's certificates do not serve is told", other.returncode == 1 and
                "no certificates for the trust points that the chip names" in other.stdout,
                other.stdout + other.stderr)
    desk.reader.take_away()
    again = desk.run("--can", "123456", "--trust", TRUST, "--reader", f"replay:{path}")
    desk.expect("all of it plays again without the gate's key", again.returncode == 0 and
                "+ chip let this gate read fingers or iris" in again.stdout,
                again.stdout + again.stderr)


def trouble(desk):
    asked = desk.run("--help")
    desk.expect("who asks for help gets it, and no complaint",
                asked.returncode == 0 and "egate read" in asked.stdout and not asked.stderr, asked)
    code, _, fault = desk.read("honest", "--wait", "0")
    desk.expect("an empty reader is told", code == 1 and "no document on the reader" in fault,
                fault)
    code, _, fault = desk.read("honest", "--reader", "no such reader")
    desk.expect("a missing reader is told", code == 1 and "no card reader" in fault, fault)
    code, _, fault = desk.read("honest", "--jsno")
    desk.expect("a wrong command line is told", code == 2 and "no such option" in fault, fault)
    desk.reader.lay("honest")
    code, text, fault = desk.read("borrowed", "--trust", TRUST)
    desk.expect("a wrong password is told",
                code == 1 and "the key from the printed zone was refused" in text, text + fault)
    desk.reader.take_away()
    desk.reader.lay("cloned")
    code, text, fault = desk.read("cloned", "--trust", TRUST)
    desk.expect("a cloned chip is found", code == 1 and
                "X chip is the genuine one (Active Authentication)" in text, text + fault)
    desk.reader.take_away()
    desk.reader.lay("honest", "tear-after=10")
    code, text, fault = desk.read("honest", "--trust", TRUST)
    desk.expect("a document taken away too early is told",
                code == 1 and "contact with the chip lost" in text, text + fault)


def main():
    try:
        stack.set_up(pathlib.Path(sys.argv[1]))
    except stack.Missing as missing:
        print(f"skipped: missing: {missing}")
        return stack.MISSING
    with stack.Reader(sys.argv[1], log=os.devnull) as reader:
        desk = Desk(reader)
        for story in (honest, transcript, terminal, trouble):
            story(desk)
    return 1 if desk.failures or reader.result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
