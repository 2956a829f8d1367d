"""face: what the face costs on this machine: each stage of a 1280 x 720 frame beside OpenCV alone,
then decisions from five frames by real egate-face processes, and their memory.

    face.py BUILD [ROUNDS] [DECISIONS]      default 100 rounds, 20 decisions; results also in BUILD/face.json

Exit 1 when a promise is not kept: a frame within 1.10 of the networks alone, a decision within
600 ms at p95, a peak of at most 180 MB. 77 when the set-up's models or people are missing.
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / ".setup" / "models"
PEOPLE = ROOT / ".setup" / "people" / "franck"
FRAMES = 10  # shown in turn
FRAME_MS = 33  # a camera of 30 frames a second


def run(words, results):
    """Shows what a program says; its JSON lines are kept instead. True when its promises hold."""
    said = subprocess.run([str(w) for w in words], stdout=subprocess.PIPE, text=True)
    for line in said.stdout.splitlines():
        if line.startswith("{"):
            results.append(json.loads(line))
        else:
            print(line)
    return said.returncode == 0


def main():
    build = pathlib.Path(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    decisions = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    frames = sorted((PEOPLE / "frames").glob("*.jpg"))[:FRAMES]
    portrait = PEOPLE / "portrait.jp2"
    if not MODELS.is_dir() or not frames or not portrait.is_file():
        print("skipped: missing: models or people of the set-up (tests/setup, simulator/prepare)")
        return 77
    results = []
    bench = build / "tests" / "bench"
    load = pathlib.Path("/proc/loadavg").read_text(encoding="ascii").split()[0]
    print(f"load of the machine at the start: {load}")
    kept = run([bench / "face_stages", MODELS, rounds, *frames], results)
    kept &= run([bench / "face_step", build / "src" / "prog" / "egate-face", MODELS, decisions, FRAME_MS,
                 portrait, *frames], results)
    (build / "face.json").write_text(json.dumps(results, indent=1) + "\n", encoding="ascii")
    print(json.dumps(results))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
