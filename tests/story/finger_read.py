"""finger_read: egate-chip and egate-verify as processes, over a real pcscd with vpcd's reader: the
fingers of a chip that opens them to this gate, to everybody, and to nobody. Exit 77 with the reason
when set-up is missing.

    finger_read.py BUILD RELAY
"""
import pathlib
import struct
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)

WIDTH, HEIGHT = 64, 80
# A JPEG by its head only: 413 x 512 pixels, as much as the forge reads of a portrait.
PORTRAIT = bytes.fromhex("FFD8FFC0001108020001 9D03012200021101031101FFDA") + bytes(400)


def tlv(tag, content):
    size = len(content)
    head = bytes([size]) if size < 0x80 else b"\x82" + struct.pack(">H", size)
    return bytes.fromhex(tag) + head + content


def template(position):
    """One finger of raw pixels, ISO/IEC 19794-4:2005; its first octet is its position."""
    pixels = bytes([position]) + bytes(WIDTH * HEIGHT - 1)
    image = struct.pack(">IBBBBBHHB", 14 + len(pixels), position, 1, 1, 100, 0, WIDTH, HEIGHT, 0)
    head = b"FIR\0" + b"010\0" + struct.pack(">HIHHBBHHHHBBH", 0, 32 + 14 + len(pixels), 0, 31, 1,
                                             1, 500, 500, 500, 500, 8, 0, 0)
    kind = bytes.fromhex("8101088702010188020007")
    return tlv("7F60", tlv("A1", kind) + tlv("5F2E", head + image + pixels))


def dg3(*positions):
    return tlv("63", tlv("7F61", bytes([2, 1, len(positions)]) +
                         b"".join(template(p) for p in positions)))


class Desk:
    def __init__(self, reader, relay):
        self.reader = reader
        self.relay = relay
        self.folder = reader.folder
        self.programs = reader.build / "src" / "prog"
        self.failures = 0

    def forge(self, *words):
        subprocess.run([self.reader.build / "simulator" / "egate-forge", *words], check=True,
                       capture_output=True)

    def country(self):
        (self.folder / "portrait.jpg").write_bytes(PORTRAIT)
        self.forge("csca", f"out={self.folder}/ca")
        self.forge("terminal", f"out={self.folder}/gate")
        subprocess.run([self.programs / "egate", "pki", "import", self.folder / "trust.store",
                        self.folder / "ca" / "csca.cer", "--take-certificates"], check=True,
                       capture_output=True)

    def document(self, name, group, *words):
        (self.folder / f"{name}.dg3").write_bytes(group)
        self.forge("passport", f"ca={self.folder}/ca", f"out={self.folder}/{name}",
                   "name=ERIKSSON,ANNA MARIA", "birth=740812", "aa=none",
                   f"portrait={self.folder}/portrait.jpg", "pace=P-256:aes128",
                   "chip-auth=P-256:aes128", f"dg=3:{self.folder}/{name}.dg3", *words)

    def read(self, name, *words, chip=(), fingers=True):
        """What the two processes said, a line each."""
        self.reader.lay(self.folder / name, *chip)
        zone = "".join((self.folder / name / "mrz.txt").read_text().split())
        wanted = ["chip:fingers=1", "verify:fingers=1"] if fingers else []
        done = subprocess.run([self.relay, self.programs, zone, "chip:reader=pcsc:",
                               f"verify:trust={self.folder}/trust.store", *wanted, *words],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=self.reader.log, text=True, timeout=60)
        self.reader.take_away()
        return done.stdout.splitlines()

    def expect(self, promise, said, *lines, without=()):
        kept = all(line in said for line in lines) and "ended 0 0" in said and not any(
            f"{line} ".startswith(f"{w} ") for w in without for line in said)
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
        if not kept:
            print("\n".join(said))
            self.failures += 1
        return kept


def image(position, index, count):
    return (f"image {position} {index}/{count} {WIDTH}x{HEIGHT} 500 raw {WIDTH * HEIGHT} "
            f"{position:02X}")


def protected(desk):
    trust = f"trust={desk.folder}/gate/UTCVCA00001.cvcert"
    gate = f"chip:terminal={desk.folder}/gate"
    both = (image(7, 0, 2), image(2, 1, 2))
    desk.document("protected", dg3(7, 2), trust)
    said = desk.read("protected", gate)
    desk.expect("fingers behind Terminal Authentication are handed on", said, *both,
                "finding CHECK_TERMINAL_AUTH pass REASON_NONE",
                "finding CHECK_DG3_HASH pass REASON_NONE", without=("finding CHECK_FINGER_CHIP",))
    files = [line for line in said if line.startswith("file ")]
    desk.expect("no portrait waits for them: they come last", files[-1:] + said[-1:], "file 3")
    said = desk.read("protected")
    desk.expect("without certificates they stay in the chip, and nothing else is amiss", said,
                "finding CHECK_FINGER_CHIP cannot tell REASON_CHIP_REFUSED",
                "finding CHECK_FILES_READ pass REASON_NONE",
                without=("image", "file 3", "finding CHECK_DG3_HASH"))
    said = desk.read("protected", gate, fingers=False)
    desk.expect("a lane that wants none does not even prove itself", said,
                without=("image", "file 3", "finding CHECK_TERMINAL_AUTH",
                         "finding CHECK_FINGER_CHIP"))


def others(desk):
    desk.document("free", dg3(2))
    said = desk.read("free", chip=("quirk=dg3_free",))
    desk.expect("fingers that are free are handed on", said, image(2, 0, 1),
                without=("finding CHECK_FINGER_CHIP",))
    desk.document("garbage", bytes.fromhex("6305 7F61 02 0201"))
    said = desk.read("garbage", chip=("quirk=dg3_free",))
    desk.expect("garbage that is signed is told as such", said,
                "finding CHECK_DG3_HASH pass REASON_NONE",
                "finding CHECK_FINGER_CHIP cannot tell REASON_BAD_FORMAT", without=("image",))


def main():
    build, relay = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not pathlib.Path(stack.VPCD_DRIVER).exists():
        print(f"{stack.VPCD_DRIVER} is missing (made by tests/setup)")
        return stack.MISSING
    try:
        stack.enter_namespaces()
    except stack.Missing as why:
        print(f"missing: {why}")
        return stack.MISSING
    with stack.Reader(build) as reader:
        desk = Desk(reader, relay.resolve())
        desk.country()
        protected(desk)
        others(desk)
        failures = desk.failures + len(reader.result.faults)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
