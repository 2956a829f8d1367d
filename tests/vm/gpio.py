"""egate gpio on real kernel lines in a virtual machine: shown, refused to a second one, watched, and
walked whole. The installer is a script in the machine that pulls lines as the prompts tell, and holds
what is driven against the kernel's own values.

    gpio.py BUILD-FOLDER

The last line says how it ended; 77: what is needed is not there (the line says what).
"""

import os
import sys

import machine

AT_REST = "entry-closed exit-closed fire-ok estop-ok tamper-ok mains-ok".split()
QUIET = "entry-beam exit-beam present several release key".split()
OUTPUTS = ("entry-lock exit-lock entry-green entry-red exit-green exit-red face-light officer-call buzzer watchdog "
           "arrow cross").split()
LINES = AT_REST + QUIET + OUTPUTS  # of the shipped mantrap, in the chip's order
NUMBERS = "\n".join(f"{word}) n={number} ;;" for number, word in enumerate(LINES))

JOB = f"""
place=/sys/kernel/config/gpio-sim/gate
wrong() {{ echo "WRONG: $*"; touch /run/wrong; }}
line() {{ case $1 in
{NUMBERS}
*) wrong "no line $1" ;;
esac; }}
pull() {{ line "$1"; echo "pull-$2" >"$chip/sim_gpio$n/pull"; }}
value() {{ line "$1"; [ "$(cat "$chip/sim_gpio$n/value")" = "$2" ] || wrong "$1 is not $2: $said"; }}
rest() {{ case " {' '.join(AT_REST)} " in *" $1 "*) pull "$1" up ;; *) pull "$1" down ;; esac; }}
trip() {{ case " {' '.join(AT_REST)} " in *" $1 "*) pull "$1" down ;; *) pull "$1" up ;; esac; }}

mkdir -p $place/bank0
echo {len(LINES)} >$place/bank0/num_lines
echo gate >$place/bank0/label
number=0
for word in {' '.join(LINES)}; do
	mkdir "$place/bank0/line$number" && echo "egate-$word" >"$place/bank0/line$number/name"
	number=$((number + 1))
done
echo 1 >$place/live
chip=/sys/devices/platform/$(cat $place/dev_name)/$(cat $place/bank0/chip_name)
for word in {' '.join(AT_REST + QUIET)}; do rest "$word"; done

# Held by one, refused to another; a change is told.
egate gpio show gpiod:gate --watch >/run/watch &
while ! grep -q watchdog /run/watch; do :; done
egate gpio show gpiod:gate 2>/run/refused && wrong "two work on one lane"
cat /run/refused
grep -q 'another egate gpio' /run/refused || wrong "the reason is not told"
mkdir /run/other # of a lane that knows nothing of this one: the kernel keeps it out
egate gpio show gpiod:gate --socket /run/other/lane.sock 2>/run/refused && wrong "two hold the lines"
cat /run/refused
grep -q 'in use' /run/refused || wrong "the kernel's reason is not told"
trip present
while ! grep -q ' UTC input  present .* level 1' /run/watch; do :; done
rest present
kill -TERM $!
wait $! || wrong "watching did not end well"

hands() {{
	while IFS= read -r said; do
		echo "$said"
		case $said in '['*'] '*' ('*'): '*) ;; *) continue ;; esac
		word=${{said#*] }}
		word=${{word%% (*}}
		case ${{said#*): }} in
		*'is driven'*'[y/n/s]' | *'is locked'*'[y/n/s]') value "$word" 1 ;;
		*'is off'*'[y/n/s]') value "$word" 0 ;;
		*'[y/n/s]') ;;
		'open the entry door by hand'*) pull entry-closed down ;;
		'open the exit door by hand'*) pull exit-closed down ;;
		'let the entry door close'*) pull entry-closed up ;;
		'let the exit door close'*) pull exit-closed up ;;
		clear* | leave* | restore* | release* | close* | let* | 'switch the mains on'* | *back) rest "$word" ;;
		*) trip "$word" ;;
		esac
	done
}}
echo '* yes' >/run/answers
egate gpio walk gpiod:gate --answers /run/answers --report /run/report --by 'an installer' 2>&1 | hands
grep -q '"verdict":.*"passed"' /run/report.json || wrong "the gate did not pass"
grep -c '^ *[0-9]* + passed' /run/report.txt
for file in txt html pdf; do [ -s /run/report.$file ] || wrong "no report.$file"; done
said=end
for word in {' '.join(OUTPUTS)}; do value "$word" 0; done

egate gpio toggle gpiod:gate exit-green --for 100 || wrong "toggle"
trip exit-beam
egate gpio toggle gpiod:gate exit-lock && wrong "locked on a body"
value exit-lock 0
[ ! -e /run/wrong ]
"""


def main():
    try:
        run = machine.boot([os.path.join(sys.argv[1], "src/prog/egate")], JOB)
    except machine.Missing as missing:
        print(missing)
        sys.exit(77)
    print("\n".join(run.lines))
    if run.code is None:
        print("the machine ended without a word about its job")
    print(f"vm: {'passed' if run.code == 0 else 'FAILED'}")
    sys.exit(run.code != 0)


if __name__ == "__main__":
    main()
