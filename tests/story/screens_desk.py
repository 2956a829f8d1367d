"""screens_desk: the stage of tests/story/screens_desk.mjs: a checkpoint of a gate and an inspection
desk on one machine, with one console.

    screens_desk.py BUILD

Knows which lanes there are. What it says and hears: screens_stage.
"""
import pathlib
import sys

import screens_stage  # first: it knows where the others are
import screens
import stack

HERE = pathlib.Path(__file__).resolve().parent


def run(build, _, listeners, tell):
    how = {"log": "/dev/stderr", "timeout_s": screens_stage.PLAY_S}
    with stack.Lane(build, HERE / "screens_desk_gate.scn", words=screens.words(),
                    **how) as gate, \
            stack.Lane(build, HERE / "screens_desk.scn", words=screens.words(), beside=gate,
                       **how) as desk, \
            screens.Screens([gate, desk], listeners, log=sys.stderr) as shown:
        screens_stage.play([gate, desk], shown, tell)


if __name__ == "__main__":
    sys.exit(screens_stage.main(run, programs=()))
