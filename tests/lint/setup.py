"""What tests/setup promises: it lays pinned files, refuses others, and does nothing twice.

Runs a copy of it, with a package of its own, from a folder of archives; no network.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
CONTENT = b"a model\n"


class Place:
    """A tree with tests/setup in it, an archive, and a list that pins them."""

    def __init__(self, folder):
        self.folder = folder
        self.name = "thing"
        self.archive = os.path.join(folder, "thing-1.0.tgz")
        os.makedirs(os.path.join(folder, "tree/tests/setup.d"))
        shutil.copy(os.path.join(TESTS, "setup"), os.path.join(folder, "tree/tests/setup"))
        self.write("tree/tests/setup.d/packages", "dpkg # is always there\n")
        self.write("content", CONTENT.decode())
        with tarfile.open(self.archive, "w:gz") as archive:
            archive.add(os.path.join(folder, "content"), "package/model/a.onnx")
        self.pin(CONTENT)

    def write(self, path, text):
        with open(os.path.join(self.folder, path), "w", encoding="utf-8") as file:
            file.write(text)

    def pin(self, content):
        with open(self.archive, "rb") as file:
            integrity = base64.b64encode(hashlib.sha512(file.read()).digest()).decode()
        lock = {"packages": {"": {}, f"node_modules/{self.name}": {"version": "1.0", "integrity": f"sha512-{integrity}"}}}
        self.write("tree/tests/setup.d/package-lock.json", json.dumps(lock))
        self.write("tree/tests/setup.d/assets", f"package {self.name}\n"
                   f"models {hashlib.sha256(content).hexdigest()} model/a.onnx\n")

    def make(self, added, made, source=CONTENT):
        """Pins a model that a script makes of the package's, with a line behind it."""
        self.write("tree/tests/setup.d/maker", f'#!/bin/sh\n{{ cat "$1/model/a.onnx"; echo "{added}"; }} >"$2"\n')
        os.chmod(os.path.join(self.folder, "tree/tests/setup.d/maker"), 0o755)
        self.write("tree/tests/setup.d/assets", f"package {self.name}\n"
                   f"source {hashlib.sha256(source).hexdigest()} model/a.onnx\n"
                   f"made {hashlib.sha256(made).hexdigest()} a.onnx maker\n")

    def laid(self):
        path = os.path.join(self.folder, "tree/.setup/models/a.onnx")
        return open(path, "rb").read() if os.path.exists(path) else None

    def run(self):
        done = subprocess.run([os.path.join(self.folder, "tree/tests/setup")], text=True, capture_output=True,
                              env={**os.environ, "EGATE_TARBALLS": self.folder})
        return done.returncode, done.stdout + done.stderr


def lays_the_pinned_file_once(place):
    first, second = place.run(), place.run()
    return first[0] == 0 and "fetching thing" in first[1] and second == (0, "") and place.laid() == CONTENT


def makes_a_file_of_a_source(place):
    place.make("made", CONTENT + b"made\n")
    first, second = place.run(), place.run()
    return first[0] == 0 and second == (0, "") and place.laid() == CONTENT + b"made\n"


def refuses_what_was_made_otherwise(place):
    place.make("other", CONTENT + b"made\n")
    code, said = place.run()
    return code != 0 and "not the one that was pinned" in said and place.laid() is None


def makes_nothing_of_another_source(place):
    place.make("made", CONTENT + b"made\n", source=b"what was meant")
    code, said = place.run()
    return code != 0 and "others are made of" in said and place.laid() is None


def takes_an_archive_with_a_scope(place):
    os.rename(place.archive, os.path.join(place.folder, "some-thing-1.0.tgz"))
    place.archive = os.path.join(place.folder, "some-thing-1.0.tgz")
    place.name = "@some/thing"
    place.pin(CONTENT)
    return place.run()[0] == 0 and place.laid() == CONTENT


def mends_a_damaged_file(place):
    place.run()
    place.write("tree/.setup/models/a.onnx", "another model\n")
    return place.run()[0] == 0 and place.laid() == CONTENT


def refuses_another_archive(place):
    with open(place.archive, "ab") as file:
        file.write(b"\0")
    code, said = place.run()
    return code != 0 and "not the one that was pinned" in said and place.laid() is None


def refuses_another_file(place):
    place.pin(b"the model that was meant\n")
    code, said = place.run()
    return code != 0 and "not the one that was pinned" in said and place.laid() is None


def says_which_archive_is_missing(place):
    os.unlink(place.archive)
    code, said = place.run()
    return code != 0 and "thing-1.0.tgz is not in EGATE_TARBALLS" in said


def names_missing_packages_to_who_is_not_root(place):
    place.write("tree/tests/setup.d/packages", "a-package-that-nobody-has\n")
    place.write("id", "#!/bin/sh\necho 1000\n")
    os.chmod(os.path.join(place.folder, "id"), 0o755)
    os.environ["PATH"] = place.folder + ":" + os.environ["PATH"]
    code, said = place.run()
    return code != 0 and "only root can install them: a-package-that-nobody-has" in said


def main():
    broken = 0
    for promise in (lays_the_pinned_file_once, makes_a_file_of_a_source, refuses_what_was_made_otherwise,
                    makes_nothing_of_another_source, takes_an_archive_with_a_scope, mends_a_damaged_file, refuses_another_archive, refuses_another_file,
                    says_which_archive_is_missing, names_missing_packages_to_who_is_not_root):
        with tempfile.TemporaryDirectory() as folder:
            kept = promise(Place(folder))
        broken += not kept
        print(f"{'kept  ' if kept else 'BROKEN'} {promise.__name__}")
    sys.exit(broken != 0)


if __name__ == "__main__":
    main()
