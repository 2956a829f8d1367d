"""story: one scenario on a whole lane, as a test. Exit 77 with the reason when set-up is missing.

    story.py BUILD SCENARIO
    story.py --names SCENARIO...      fails unless these are all scenarios there are
    story.py BUILD --mistake          a mistake in a scenario is told with its line
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "simulator"))
import stack  # noqa: E402 (its folder must be known first)


def compare_names(names):
    untested = sorted(set(stack.scenario_names()) ^ set(names))
    print(f"not both a scenario and a test: {' '.join(untested)}" if untested else "all are tests")
    return bool(untested)


def play(build, name):
    with stack.Lane(build, name, view="lines", log="/dev/stderr") as lane:
        return lane.play()


def mistake(build, _):
    """A scenario with a mistake is refused, and the line of it is told."""
    result = stack.Result("mistake")
    with tempfile.NamedTemporaryFile("w", suffix=".scn") as scenario:
        scenario.write("title t\nperson anna passport=honest\nanna lays documnet\n")
        scenario.flush()
        try:
            with stack.Lane(build, scenario.name) as lane:
                return lane.play()
        except stack.Broken as broken:
            print(broken)
            result.plays.append({"as_expected": "cannot be played: line 3: " in str(broken),
                                 "fault": "its line is not told"})
    return result


def main():
    if sys.argv[1] == "--names":
        return compare_names(sys.argv[2:])
    does = mistake if sys.argv[2] == "--mistake" else play
    return stack.as_test(does, pathlib.Path(sys.argv[1]), sys.argv[2])


if __name__ == "__main__":
    sys.exit(main())
