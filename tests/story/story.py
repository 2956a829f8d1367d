"""story: one scenario on a whole lane, as a test. Exit 77 with the reason when set-up is missing.

    story.py BUILD SCENARIO
    story.py --names SCENARIO...      fails unless these are all scenarios there are
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)


def compare_names(names):
    untested = sorted(set(stack.scenario_names()) ^ set(names))
    print(f"not both a scenario and a test: {' '.join(untested)}" if untested else "all are tests")
    return bool(untested)


def play(build, name):
    with stack.Lane(build, name, view="lines", log="/dev/stderr") as lane:
        return lane.play()


def main():
    if sys.argv[1] == "--names":
        return compare_names(sys.argv[2:])
    return stack.as_test(play, pathlib.Path(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    sys.exit(main())
