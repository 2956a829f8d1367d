"""demo: plays scenarios on a whole lane and tells what came of them. Started by simulator/demo."""
import argparse
import pathlib
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import counter  # noqa: E402 (its folder must be known first)
import screens  # noqa: E402
import stack  # noqa: E402

CAPTURE_LINES = 60
SCREENS_PLAY = str(stack.ROOT / "simulator" / "screens.scn")
SCREENS_DESK_PLAY = str(stack.ROOT / "simulator" / "screens_desk.scn")
DESK_PLAY = str(stack.ROOT / "simulator" / "desk.scn")
FOR_EVER = 1000


def words():
    parser = argparse.ArgumentParser(prog="simulator/demo", description=__doc__)
    parser.add_argument("scenario", nargs="*", help="names of scenarios, or paths of .scn files")
    parser.add_argument("--all", action="store_true", help="play every scenario")
    parser.add_argument("--list", action="store_true", help="name the scenarios and stop")
    parser.add_argument("--capture", action="store_true",
                        help="show what went over the chip's wire")
    parser.add_argument("--screens", action="store_true",
                        help="officers' console of a lane and a desk, and travellers' page, for a "
                             "browser; plays one scenario over and over, until it is interrupted")
    parser.add_argument("--desk", action="store_true",
                        help="an officer's counter, for a browser; travellers come over and over, "
                             "until it is interrupted")
    parser.add_argument("--lines", action="store_true", help="lines only, no picture of the lane")
    parser.add_argument("--log", help="append the processes' log to this file")
    return parser.parse_args()


def show_capture(lane):
    path = lane.folder / "capture.txt"
    lines = path.read_text().splitlines() if path.is_file() else []
    print(f"\n   the chip's wire, {len(lines)} lines:")
    for line in lines[:CAPTURE_LINES]:
        print("   " + line[:150])
    if len(lines) > CAPTURE_LINES:
        print(f"   ... {len(lines) - CAPTURE_LINES} more")


def play(build, name, args):
    live = sys.stdout.isatty() and not args.lines
    with stack.Lane(build, name, view="live" if live else "lines", capture=args.capture,
                    log=args.log) as lane:
        result = lane.play()
        if args.capture:
            show_capture(lane)
    return result


def show_screens(build, args, listeners):
    """One lane with both screens, and a desk beside it, for ever."""
    name = args.scenario[0] if args.scenario else SCREENS_PLAY
    how = {"repeat": FOR_EVER, "view": "none", "words": screens.words(), "log": args.log,
           "timeout_s": threading.TIMEOUT_MAX}
    with stack.Lane(build, name, **how) as lane, \
            stack.Lane(build, SCREENS_DESK_PLAY, beside=lane, **how) as desk, \
            screens.Screens([lane, desk], listeners) as shown:
        threading.Thread(target=desk.play, daemon=True).start()
        print(f"""
officers' console    http://127.0.0.1:{shown.ports[0]}/
                     log in as {", ".join(f"{n} ({o})" for n, o in screens.OFFICERS)}; PIN {screens.PIN}
travellers' page     http://127.0.0.1:{shown.ports[1]}/

Lane and desk serve nobody before an officer has logged in. Who is sent from the lane to the manual
lane waits for the desk. Ctrl-C ends all.""", flush=True)
        return lane.play()


def show_desk(build, args, listeners):
    """One counter and its console, for ever."""
    name = args.scenario[0] if args.scenario else DESK_PLAY
    port = listeners[0].getsockname()[1]  # inside, too: the console answers to this address alone
    with counter.Counter(build, name, port=port, repeat=FOR_EVER, view="none", log=args.log,
                         timeout_s=threading.TIMEOUT_MAX) as lane:
        threading.Thread(target=screens.relay, args=(listeners[0], lane.port), daemon=True).start()
        print(f"""
inspection desk      http://127.0.0.1:{port}/
                     log in as {", ".join(f"{n} ({o})" for n, o in counter.OFFICERS)}; PIN {counter.PIN}

The desk serves nobody before an officer has logged in. Ctrl-C ends all.""", flush=True)
        return lane.play()


def milliseconds(us):
    return f"{us / 1000:9.1f}" if us else "        -"


def show_times(results):
    wanted = any(p["steps"].get("fingers") for r in results for p in r.plays)
    steps = stack.MACHINE_STEPS + (stack.FINGER_STEPS if wanted else ())
    print("\nmachine time in ms" + " " * 12 + "".join(f"{s:>9}" for s in steps) +
          "      sum   (chip link)")
    for result in results:
        for p in result.plays:
            times = p["steps"]
            total = sum(times.get(s, 0) for s in steps)
            print(f"  {result.name:<28}" + "".join(milliseconds(times.get(s, 0)) for s in steps) +
                  milliseconds(total) + f"   ({times.get('chip_link', 0) / 1000:.1f})")


def show_verdicts(results):
    print()
    for result in results:
        came_of = " ".join(result.plays[-1]["came_of"]) if result.plays else "nothing"
        verdict = "as expected" if result.as_expected else f"DIFFERS, {result.why()}"
        print(f"  {result.name:<28}{verdict:<12} {came_of}")


def main():
    args = words()
    if args.list:
        for name in stack.scenario_names():
            title = stack.lines_beginning(stack.scenario_path(name), "title")[0]
            print(f"  {name:<28}{' '.join(title)}")
        return 0
    build = stack.ROOT / "build"
    try:
        listeners = screens.listen() if args.screens or args.desk else []
        stack.set_up(build)
        if args.screens:
            return 0 if show_screens(build, args, listeners).as_expected else 1
        if args.desk:
            return 0 if show_desk(build, args, listeners).as_expected else 1
        names = args.scenario or (stack.scenario_names() if args.all
                                  else ["honest_citizen", "impostor", "finger_citizen"])
        results = [play(build, name, args) for name in names]
    except stack.Missing as missing:
        print(f"simulator/demo: missing: {missing}", file=sys.stderr)
        return 1
    except (stack.Broken, OSError) as broken:
        print(f"simulator/demo: {broken}", file=sys.stderr)
        return 1
    show_times(results)
    show_verdicts(results)
    return 0 if all(r.as_expected for r in results) else 1


def hang_up(*_):
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGHUP, hang_up)  # the lane is taken down then too
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nsimulator/demo: stopped", file=sys.stderr)
        sys.exit(130)
