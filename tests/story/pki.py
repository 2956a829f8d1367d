"""pki: a country is minted and published, and an administrator takes it over with egate pki.

    pki.py BUILD
"""
import fcntl
import json
import pathlib
import subprocess
import sys
import tempfile

DAY = "2026-11-20"
# The smallest file with what a picture's header says: 16 by 16 grey.
PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffd9")
# What must never reach a terminal: all below the blank but tab and line end, DEL, and C1 in UTF-8.
STEERING = [chr(c) for c in (*range(9), *range(11, 32), *range(127, 160))]


class Desk:
    """An administrator in a folder of their own; counts what was not as it should be."""

    def __init__(self, build, folder):
        self.egate = build / "src" / "prog" / "egate"
        self.forger = build / "simulator" / "egate-forge"
        self.folder = folder
        self.failures = 0

    def run(self, *words):
        done = subprocess.run([self.egate, "pki", *words], cwd=self.folder, capture_output=True,
                              timeout=120)
        out, fault = (text.decode("utf-8") for text in (done.stdout, done.stderr))
        self.expect_quiet(out + fault, words)
        return done.returncode, out, fault

    def expect_quiet(self, text, words):
        if any(c in text for c in STEERING):
            self.expect(f"nothing steers the screen ({words})", False, repr(text))

    def json(self, *words):
        code, out, fault = self.run(*words, "--json")
        try:
            return code, json.loads(out)
        except json.JSONDecodeError:
            self.expect(f"{words} answers in JSON", False, out + fault)
            return code, {}

    def forge(self, *words):
        subprocess.run([self.forger, *words], cwd=self.folder, check=True, capture_output=True)

    def expect(self, promise, kept, seen=""):
        print(f"{'kept  ' if kept else 'BROKEN'} {promise}")
        if not kept:
            self.failures += 1
            print(str(seen)[-3000:])

    def bytes_of(self, path):
        return (self.folder / path).read_bytes()

    def copy(self, path, to, change=lambda octets: octets):
        (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / to).write_bytes(change(self.bytes_of(path)))


def flip(at):
    def change(octets):
        changed = bytearray(octets)
        changed[at] ^= 1
        return bytes(changed)
    return change


def mint(desk):
    """Utopia with two keys and a link between them, another state, documents and lists."""
    (desk.folder / "picture").write_bytes(PICTURE)
    desk.forge("csca", "out=old", f"today={DAY}", "name=CSCA Utopia")
    desk.forge("csca", "out=new", f"today={DAY}", "name=CSCA Utopia 2")
    desk.forge("link", "ca=old", "to=new", "out=new", f"today={DAY}")
    desk.forge("csca", "out=other", f"today={DAY}", "country=XO", "state=XOM")
    desk.forge("masterlist", "ca=old", "out=first", "certificates=other/csca.cer",
               "signed=2026-11-01", f"today={DAY}")
    desk.forge("masterlist", "ca=old", "out=second", "certificates=new/link.cer,new/csca.cer",
               "signed=2026-11-10", f"today={DAY}")
    for name, words in (("genuine", ()), ("forged", ("flaw=forged-dg1",)),
                        ("stranger", ("flaw=unknown-csca",))):
        desk.forge("passport", "ca=old", f"out={name}", f"files={name}", "name=MUSTER,ANNA",
                   "portrait=picture", f"today={DAY}", *words)
    for form in ("signature-wrong", "no-certificate"):
        desk.forge("passport", "ca=old", f"out={form}", f"files={form}", "name=MUSTER,ANNA",
                   "portrait=picture", f"today={DAY}", f"sod={form}")
    desk.forge("crl", "ca=old", "out=crl", f"today={DAY}", "number=2")
    desk.forge("crl", "ca=old", "out=crl1", "today=2026-11-01", "number=1")


def import_lists(desk):
    code, out, _ = desk.run("import", "store", "first/list.ml")
    desk.expect("a list that nothing vouches for is refused, with the reason", code == 1 and
                "refused: signer is issued by no anchor" in out, out)
    code, out, _ = desk.run("import", "dry", "first/list.ml", "--anchor", "old/csca.cer",
                            "--dry-run")
    desk.expect("a dry run tells and stores nothing", code == 0 and "taken" in out and
                "nothing was stored, as asked" in out and
                not (desk.folder / "dry").exists(), out)
    code, out, _ = desk.run("import", "store", "second/list.ml", "--anchor", "old/csca.cer")
    desk.expect("a list is taken with its anchor", code == 0 and "taken" in out, out)
    before = desk.bytes_of("store")
    code, answer = desk.json("import", "store", "first/list.ml")
    desk.expect("an older list is refused as a roll-back", code == 1 and answer["refused"] and
                not answer["stored"] and answer["files"][0]["reason"] == "roll-back", answer)
    code, answer = desk.json("list", "store")
    desk.expect("what was refused changes no certificate", code == 0 and
                {c["country"] for c in answer["country_cas"]} == {"UT"} and
                before != desk.bytes_of("store"), answer)  # the record of it is new
    (desk.folder / "junk").write_bytes(b"\x1b[2Jjunk")
    code, out, _ = desk.run("import", "store", "crl/csca.crl", "junk")
    desk.expect("one bad file keeps the others out", code == 1 and "junk: refused" in out and
                "nothing was taken" in out, out)
    code, out, _ = desk.run("import", "store", "crl/csca.crl")
    desk.expect("a revocation list is taken", code == 0, out)
    code, out, _ = desk.run("import", "store", "crl1/csca.crl")
    desk.expect("an older revocation list is refused", code == 1 and
                "older than the one of the same origin" in out, out)


def two_at_once(desk):
    before = desk.bytes_of("store")
    with open(desk.folder / "store.lock", "w", encoding="ascii") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        code, _, fault = desk.run("import", "store", "crl/csca.crl")
        dry, _, _ = desk.run("import", "store", "crl/csca.crl", "--dry-run")
    desk.expect("two imports at once: the second is told and changes nothing", code == 1 and
                "somebody else is importing" in fault and before == desk.bytes_of("store"), fault)
    desk.expect("a dry run waits for nobody", dry == 0)
    both = [subprocess.Popen([desk.egate, "pki", "import", "both", "second/list.ml", "--anchor",
                              "old/csca.cer"], cwd=desk.folder, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE) for _ in range(2)]
    faults = b"".join(one.communicate(timeout=120)[1] for one in both)
    codes = sorted(one.returncode for one in both)
    code, out, _ = desk.run("list", "both")
    desk.expect("whichever of two wins, the store is whole", code == 0 and codes[0] == 0 and
                "3 country CAs" in out and (codes[1] == 0 or b"somebody else" in faults),
                f"{codes} {out} {faults}")


def look(desk):
    code, out, _ = desk.run("list", "store")
    desk.expect("the tree has the link below the key that signed it", code == 0 and
                "`- C=UT, O=Ministry of Documents, CN=CSCA Utopia 2" in out and
                "2 self-signed, 0 links of the same name, 1 links of another name, 0 orphans"
                in out, out)
    code, answer = desk.json("list", "store")
    links = [c for c in answer["country_cas"] if c["class"] == "link"]
    roots = {c["id"]: c for c in answer["country_cas"] if c["class"] == "self-signed"}
    desk.expect("JSON names the certificate that signed a link", code == 0 and len(links) == 1 and
                links[0]["signed_by"] in roots, answer)
    code, answer = desk.json("list", "store", "--country", "XO")
    desk.expect("a country that is not there has none", code == 0 and
                answer["country_cas"] == [], answer)
    code, out, _ = desk.run("report", "store", "--day", DAY)
    desk.expect("the report tells of a fresh revocation list", code == 0 and
                "revocation list fresh" in out and "0 with an old one" in out, out)
    code, answer = desk.json("report", "store", "--day", "2045-01-01")
    desk.expect("years later nothing is valid, and the report says so", code == 0 and
                answer["countries"][0]["valid"] == 0 and
                answer["countries"][0]["revocation_list"] == "stale", answer)
    code, out, _ = desk.run("report", "store", "--day", "2045-01-01")
    desk.expect("in words for people, too", "NONE VALID" in out and "out of date" in out, out)


def show(desk):
    for path, kind in (("old/csca.cer", "certificate"), ("crl/csca.crl", "revocation list"),
                       ("first/list.ml", "master list of country CAs"),
                       ("genuine/sod.bin", "EF.SOD")):
        code, out, _ = desk.run("show", path)
        same, answer = desk.json("show", path)
        desk.expect(f"show tells a {kind}", code == same == 0 and out.startswith(kind) and
                    answer["kind"] == kind and len(answer["facts"]) > 5, out)
    desk.copy("first/list.ml", "broken.ml", flip(-1))
    code, out, _ = desk.run("show", "broken.ml")
    desk.expect("a list whose signature does not fit is told as such",
                "signature wrong" in out, out)
    code, _, fault = desk.run("show", "junk")
    desk.expect("what is nothing is told", code == 1 and "no certificate" in fault, fault)


def files_of(document, groups=(1, 2, 14, 15)):
    return [f"{document}/sod.bin", f"com={document}/com.bin",
            *(f"{n}={document}/dg{n}.bin" for n in groups)]


def verify(desk):
    today = ("--day", DAY)
    code, out, fault = desk.run("verify", "store", *files_of("genuine"), "--strict", *today)
    desk.expect("a genuine document passes to the letter", code == 0 and
                "\ngenuine; signer trusted; passed over: nothing" in out, out + fault)
    code, answer = desk.json("verify", "store", *files_of("genuine"), *today)
    desk.expect("JSON tells every step, group and certificate", code == 0 and answer["genuine"] and
                len(answer["steps"]) == 15 and answer["groups"]["2"] == "pass" and
                answer["signer"]["issuer"] == answer["country_ca"]["subject"], answer)
    code, out, _ = desk.run("verify", "store", "genuine/sod.bin", *today)
    desk.expect("EF.SOD alone is no genuine document", code == 0 and
                "EF.SOD genuine, no data group looked at" in out, out)
    for name, words in (("forged", "data group 1   fail"), ("stranger", "issuer-unknown"),
                        ("signature-wrong", "(signature)"),
                        ("no-certificate", "(signer-not-found)")):
        code, out, fault = desk.run("verify", "store", *files_of(name), *today)
        desk.expect(f"a document with {name} is not proved genuine, with the reason", code == 1 and
                    "NOT PROVED GENUINE" in out and words in out, out + fault)
    desk.copy("genuine/dg2.bin", "changed", flip(-1))
    (desk.folder / "empty").write_bytes(b"")
    for name in ("changed", "empty", "genuine/dg1.bin"):
        code, answer = desk.json("verify", "store", *files_of("genuine", (1,)), f"2={name}",
                                 *today)
        desk.expect(f"a data group that is {name} is found", code == 1 and
                    not answer["genuine"] and answer["groups"]["2"] == "fail", answer)
    code, answer = desk.json("verify", "store", *files_of("genuine"), "3=genuine/dg2.bin", *today)
    desk.expect("a data group that nobody signed is found", code == 1 and
                "group-not-signed" in answer["found"], answer)
    code, answer = desk.json("verify", "store", *files_of("genuine"), "--day", "2050-01-01")
    desk.expect("long after its end the signer is told to be expired", code == 1 and
                "signer-expired" in answer["found"], answer)


def serial_of(desk, document):
    _, answer = desk.json("verify", "store", *files_of(document), "--day", DAY)
    return answer["signer"]["serial"]


def revoke(desk):
    desk.forge("crl", "ca=old", "out=crl3", "today=2026-11-21", "number=3",
               f"revoke={serial_of(desk, 'genuine')}:1")
    desk.copy("store", "revoking")
    code, out, fault = desk.run("import", "revoking", "crl3/csca.crl")
    desk.expect("a newer revocation list is taken", code == 0, out + fault)
    code, answer = desk.json("verify", "revoking", *files_of("genuine"), "--day", "2026-11-22")
    desk.expect("a revoked signer is found", code == 1 and
                "signer-revoked" in answer["found"] and answer["trust"] == "not-trusted", answer)


def signer_certificate(desk, document):
    """The signer's certificate as it stands in EF.SOD."""
    found = subprocess.run(["openssl", "pkcs7", "-inform", "DER", "-print_certs"],
                           input=desk.bytes_of(f"{document}/sod.bin")[4:], check=True,
                           capture_output=True).stdout
    der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=found, check=True,
                         capture_output=True).stdout
    (desk.folder / "signer.cer").write_bytes(der)


def known(desk):
    signer_certificate(desk, "genuine")
    desk.forge("defects", "ca=old", "out=defects", "certificate=signer.cer", "says=revoked:0",
               f"today={DAY}")
    desk.forge("deviations", "ca=old", "out=deviations", "says=sod-signature", f"today={DAY}",
               "numbers=L898902C3")
    desk.copy("store", "knowing")
    code, out, fault = desk.run("import", "knowing", "deviations/known.der")
    desk.expect("a deviation list is taken", code == 0 and "deviation" in out, out + fault)
    code, answer = desk.json("verify", "knowing", *files_of("signature-wrong"), "--day", DAY)
    step = next(s for s in answer["steps"] if s["step"] == "signature")
    desk.expect("it explains a wrong signature, and what was before is kept", code == 1 and
                step["status"] == "undetermined" and step["status_without_lists"] == "failed",
                answer)
    code, out, fault = desk.run("import", "knowing", "defects/known.der", "--own-state", "UT")
    desk.expect("a defect list is taken", code == 0 and "defect" in out, out + fault)
    code, answer = desk.json("verify", "knowing", *files_of("genuine"), "--day", DAY)
    desk.expect("who is revoked by it is found", code == 1 and
                "revoked-by-list" in answer["found"], answer)
    code, answer = desk.json("report", "knowing", "--day", DAY)
    desk.expect("the report names both lists as sources", code == 0 and
                {"deviation-list", "defect-list"} <= {s["kind"] for s in answer["sources"]}, answer)


def collection(desk):
    for document in ("genuine", "forged"):
        signer_certificate(desk, document)
        desk.copy("signer.cer", f"{document}.cer")
    desk.forge("ldif", "out=pkd", "signers=genuine.cer,forged.cer", "version=1")
    desk.forge("ldif", "out=lists", "crls=crl/csca.crl", "lists=second/list.ml")
    code, answer = desk.json("import", "collected", "lists/pkd.ldif", "pkd/pkd.ldif", "--anchor",
                             "old/csca.cer")
    desk.expect("collections are taken", code == 0 and
                [f["kind"] for f in answer["files"]] == ["ldif", "ldif"], answer)
    code, answer = desk.json("report", "collected", "--day", DAY)
    desk.expect("their signers, lists and country CAs are in the store", code == 0 and
                answer["document_signers"] == 2 and
                answer["countries"][0]["revocation_list"] == "fresh", answer)
    code, out, _ = desk.run("verify", "collected", *files_of("no-certificate"), "--day", DAY)
    desk.expect("another document's signer does not help one without", code == 1 and
                "signer-not-found" in out, out)
    desk.forge("ldif", "out=pkd2", "signers=genuine.cer,forged.cer", "version=2")
    desk.copy("pkd2/pkd.ldif", "cut.ldif", lambda octets: octets[:-40])
    code, answer = desk.json("import", "collected", "cut.ldif", "--complete")
    desk.expect("of a collection that was cut on the way the loss is told",
                answer["files"][0]["rejected"] == 1 and
                answer["files"][0]["notes"][0]["reason"] == "format", answer)
    _, answer = desk.json("report", "collected", "--day", DAY)
    desk.expect("what it would have named is not taken for gone",
                answer["document_signers"] == 2, answer)
    desk.forge("ldif", "out=pkd3", "signers=genuine.cer", "version=3")
    code, answer = desk.json("import", "collected", "pkd3/pkd.ldif", "--complete")
    _, after = desk.json("report", "collected", "--day", DAY)
    desk.expect("what a whole one names no more goes", code == 0 and
                answer["files"][0]["removed"] == 1 and after["document_signers"] == 1, answer)
    code, answer = desk.json("import", "collected", "pkd2/pkd.ldif", "--complete")
    desk.expect("an older collection is a roll-back", code == 1 and
                answer["files"][0]["reason"] == "roll-back", answer)


def hostile(desk):
    """A country CA whose name steers screens; Desk.run looks at all that is printed."""
    desk.forge("csca", "out=evil", f"today={DAY}",
               "name=\x1b]0;owned\x07\x1b[2J\r\n\u009b31m\u202e, C=DE, CN=csca-germany")
    desk.forge("masterlist", "ca=evil", "out=evil", f"today={DAY}")
    code, out, fault = desk.run("import", "evil-store", "evil/csca.cer", "--take-certificates")
    desk.expect("a country CA with a hostile name can be taken", code == 0, out + fault)
    for words in (("list", "evil-store"), ("report", "evil-store"), ("show", "evil/csca.cer"),
                  ("show", "evil/list.ml"), ("diff", "first/list.ml", "evil-store"),
                  ("import", "evil-store", "evil/list.ml")):
        _, out, _ = desk.run(*words)
        code, _ = desk.json(*words)
        desk.expect(f"{words[0]} shows it without harm", code == 0 and "\u202e" not in out and
                    "owned, C=DE" not in out, out)
    _, out, _ = desk.run("list", "evil-store")
    desk.expect("and does not let it look like another one",
                "\\, C=DE\\, CN=csca-germany" in out, out)


def differences(desk):
    code, out, _ = desk.run("diff", "first/list.ml", "second/list.ml")
    desk.expect("what one list has and another has not", code == 0 and
                "2 in the first, 3 in the second: 1 gone, 2 new, 1 in both" in out and
                "- XO" in out and out.count("+ UT") == 2, out)
    code, answer = desk.json("diff", "second/list.ml", "store")
    desk.expect("a list and the store made from it are the same", code == 0 and
                answer["gone"] == answer["new"] == [] and answer["second"] == 3, answer)
    code, _, fault = desk.run("diff", "first/list.ml", "old/csca.cer")
    desk.expect("what is neither is told", code == 1 and fault.startswith("egate: "), fault)


def bundle(desk):
    code, out, fault = desk.run("bundle", "make", "usb", "second/list.ml", "crl/csca.crl")
    desk.expect("a bundle is made", code == 0 and (desk.folder / "usb/bundle.txt").exists(),
                out + fault)
    code, out, fault = desk.run("bundle", "check", "usb")
    desk.expect("it is whole", code == 0 and "list.ml: whole" in out and
                "as it was made" in out, out + fault)
    code, answer = desk.json("bundle", "check", "usb", "--store", "store")
    desk.expect("what it would change is told in one answer", code == 0 and answer["whole"] and
                len(answer["import"]["files"]) == 2, answer)
    code, out, _ = desk.run("bundle", "check", "usb", "--store", "new-store")
    desk.expect("into a new store, without an anchor, a first list would be refused", code == 1, out)
    code, out, fault = desk.run("bundle", "check", "usb", "--store", "new-store", "--anchor",
                                "old/csca.cer")
    desk.expect("with its anchor it would be taken", "list.ml: taken" in out, out + fault)
    desk.copy("usb/list.ml", "usb/list.ml", flip(-1))
    code, out, _ = desk.run("bundle", "check", "usb")
    desk.expect("a changed file is found", code == 1 and "list.ml: changed" in out and
                "NOT AS IT WAS MADE" in out, out)
    (desk.folder / "usb/list.ml").unlink()
    (desk.folder / "usb/more.cer").write_bytes(b"more")
    code, answer = desk.json("bundle", "check", "usb")
    states = {f["name"]: f["state"] for f in answer["files"]}
    desk.expect("a lost and a foreign file are found", code == 1 and not answer["whole"] and
                states == {"list.ml": "missing", "csca.crl": "whole", "more.cer": "not-listed"},
                answer)
    code, _, fault = desk.run("bundle", "make", "twice", "crl/csca.crl", "crl1/csca.crl")
    desk.expect("two files of one name make no bundle", code == 1 and "two files" in fault and
                not (desk.folder / "twice").exists(), fault)


def wrong_words(desk):
    for words, why in ((("list",), ""), (("list", "store", "--nonsense"), "no such option"),
                       (("list", "store", "--country", "ut"), "capitals"),
                       (("report", "store", "--day", "2026-02-30"), "a day is none"),
                       (("report", "store", "--days", "many"), "a number"),
                       (("verify", "store"), ""),
                       (("verify", "store", "genuine/sod.bin", "17=junk"), "com=FILE"),
                       (("verify", "store", "genuine/sod.bin", "1=junk", "1=junk"), "twice"),
                       (("verify", "store", "genuine/sod.bin", "--strict", "--policy", "junk"),
                        "not both"),
                       (("import", "store"), ""),
                       (("import", "store", "junk", "--own-state", "Utopia"), "two capitals"),
                       (("diff", "store"), ""), (("bundle", "look", "usb"), ""), (("what",), "")):
        code, out, fault = desk.run(*words)
        desk.expect(f"{' '.join(words)}: the command line is wrong", code == 2 and not out and
                    "egate pki import STORE" in fault and why in fault.splitlines()[-1], fault)
    for words, name in ((("list", "nowhere"), "trust store"), (("show", "nowhere"), "nowhere"),
                        (("import", "store", "junk", "nowhere"), "nowhere"),
                        (("list", "junk"), "trust store"),
                        (("verify", "junk", "genuine/sod.bin"), "trust store")):
        code, out, fault = desk.run(*words)
        desk.expect(f"{' '.join(words)}: what is missing is named", code == 1 and name in fault,
                    fault)
    desk.copy("store", "bent", flip(-1))
    code, _, fault = desk.run("list", "bent")
    desk.expect("a bent store is not used", code == 1 and "hash of the trust store" in fault,
                fault)


def main():
    build = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="egate-pki-") as folder:
        desk = Desk(build, pathlib.Path(folder))
        for story in (mint, import_lists, two_at_once, look, show, verify, revoke, known,
                      collection, hostile, differences, bundle, wrong_words):
            story(desk)
    return 1 if desk.failures else 0


if __name__ == "__main__":
    sys.exit(main())
