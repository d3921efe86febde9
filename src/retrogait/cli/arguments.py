"""The words of the command line and the help that explains them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from retrogait._version import __version__
from retrogait.cli import batch_arguments, compare_arguments, log_arguments, walk_test_arguments
from retrogait.cli.outcome import EXIT_CODES
from retrogait.cli.shared_arguments import DEFAULT, add_declarations, add_facts, add_walk
from retrogait.messages import ENGLISH, languages
from retrogait.tables.catalogue import SITES, SURFACES
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

FORMATS = ("csv", "parquet", "json")

_ABOUT = """\
Measure backward and forward walking from body-worn inertial sensors.

  retrogait simulate walk.csv                 make a recording to try things on
  retrogait analyze walk.csv                  print its gait table
  retrogait analyze walk.csv --out results    write its tables as well
  retrogait report walk.csv -o report.html    a page to read and to print
  retrogait compare before.csv after.csv      set one walk against another
  retrogait test walk.csv                     time the 3-metre backward walk
  retrogait inspect export.csv                say what is in a file
  retrogait log add walker.json walk.csv      keep a person's training log
  retrogait batch 'exports/**' --out results  analyse many files to tables
  retrogait COMMAND --help                    say more, with examples"""

_ANALYZE = """\
Analyse recordings: print a gait table of each, backward and forward apart, and
write its tables.

A file is retrogait's own CSV (time_s, then <site>_<acc|gyr>_<x|y|z>), its
parquet, or any CSV whose columns and units are declared. How sensors on feet,
shanks and thighs are mounted, and which way somebody walked, is found from the
walk where it shows; more certain: a file of retrogait calibrate (--alignment),
another walk (--calibrate), or the direction walked throughout (--direction)."""

_ANALYZE_EXAMPLES = f"""\
examples:
  retrogait analyze walk.csv
  retrogait analyze *.csv --out results --plot
  retrogait analyze walk.csv --intervals
  retrogait analyze session.csv --direction backward
  retrogait analyze session.csv --calibrate forward_walk.csv
  retrogait analyze session.csv --alignment mounting.json \\
      --surface treadmill --belt-speed-mps 0.5
  retrogait analyze export.csv --acc-unit g --rate-hz 128 \\
      --columns "left_foot=L.{{ACC|GYR}}.{{X|Y|Z}}" \\
      --columns "right_foot=R.{{ACC|GYR}}.{{X|Y|Z}}"

With --out DIR a file walk.csv gives DIR/walk.events.csv, walk.strides.csv,
walk.bouts.csv and walk.summary.csv, and walk.knee.csv where knees are measured;
with --format json one DIR/walk.session.json. --intervals adds
walk.intervals.csv, but not to json, from which rg.tabulate makes it. Files of
the same name from different folders get their folder's name in front.

{EXIT_CODES}"""

_REPORT = """\
Write one page (HTML) about a session, or several of one person. It begins with
the answers: which way, steps, speed, cadence, stride length, toes first, roll
time, knee, left against right and steadiness, each with its interval; three
pictures; and what is doubtful. Then come details by topic, of the last session
where there are several, and what is needed to get the same numbers again. It
needs no other file and no network, and prints on A4.

A file is a recording, as for retrogait analyze, or a session that
retrogait analyze --format json wrote, which has no samples: signals, impact
and trunk measures are then missing."""

_REPORT_EXAMPLES = f"""\
examples:
  retrogait report walk.csv
  retrogait report walk.csv -o report.html --pdf
  retrogait report walk.csv -o bericht.html --language de
  retrogait report week1.session.json week2.session.json -o progress.html
  retrogait report session.csv --alignment mounting.json --subject "A. B."

{EXIT_CODES}"""

_CALIBRATE = """\
Find how the sensors are mounted from a walk, and save it for
retrogait analyze --alignment. The front of each sensor is found from the walk
itself where a foot, shank or thigh is worn, or from --direction.

A dozen strides and a few still seconds are enough. Calibrate again whenever a
sensor has been taken off."""

_CALIBRATE_EXAMPLES = f"""\
examples:
  retrogait calibrate walk.csv -o mounting.json
  retrogait calibrate export.csv --direction backward --sites sensor_1=left_foot

{EXIT_CODES}"""

_SIMULATE = """\
Simulate a walker with sensors, and write the recording with its exact truth.

The truth goes beside it: <name>.truth.events.csv, <name>.truth.strides.csv and
<name>.truth.knee.csv. The same seed gives the same walk."""

_SIMULATE_EXAMPLES = f"""\
examples:
  retrogait simulate walk.csv
  retrogait simulate slow.csv --speed-mps 0.3 --duration-s 120 --seed 7
  retrogait simulate forward.csv --direction forward --speed-mps 1.2
  retrogait simulate there_and_back.csv \\
      --program stand:3 forward:20 turn:180 stop:2 backward:20
  retrogait simulate trunk.csv --sites lower_back --rate-hz 128
  retrogait simulate patient.csv --profile knee_oa --speed-mps 0.4

{EXIT_CODES}"""

_INSPECT = """\
Say what is in recordings, without analysing them: format, columns, sites, units,
rate, start, gaps, and whether the numbers can be what they are said to be. A
file that cannot be read says why, and which argument would help."""

_INSPECT_EXAMPLES = f"""\
examples:
  retrogait inspect export.csv
  retrogait inspect recording.zip phone_folder
  retrogait inspect export.txt --rate-hz 100

{EXIT_CODES}"""


_MANIFEST = """\
List the recordings in folders as a manifest for retrogait batch: a row for each,
with what was recognised, what is filled in because the file does not say it and
its numbers do, and in the column missing what is left to fill in or to check."""

_MANIFEST_EXAMPLES = f"""\
examples:
  retrogait manifest exports -o manifest.csv
  retrogait batch manifest.csv --out results

{EXIT_CODES}"""


_LIVE = """\
Replay a recording through a live stream at the speed it was recorded, and print
contacts as they are decided, a fraction of a step after they happened, with
rolling measures below every few seconds."""

_LIVE_EXAMPLES = f"""\
examples:
  retrogait live walk.csv
  retrogait live walk.csv --times 4 --every-s 2
  retrogait live export.csv --alignment mounting.json --times 0

--times 0 does not wait at all.

{EXIT_CODES}"""


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser = argparse.ArgumentParser(
        "retrogait", description=_ABOUT, epilog=EXIT_CODES, formatter_class=_Plain
    )
    parser.add_argument("--version", action="version", version=f"retrogait {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    _add_analyze(commands)
    _add_report(commands)
    _add_compare(commands)
    _add_calibrate(commands)
    _add_simulate(commands)
    _add_live(commands)
    _add_inspect(commands)
    _add_warm(commands)
    about = "Print the JSON Schema of what retrogait analyze --format json writes."
    _add_command(commands, "schema", "JSON Schema of a session", about, EXIT_CODES)
    _add_batch(commands)
    _add_manifest(commands)
    log = _add_command(commands, "log", log_arguments.BRIEF, log_arguments.ABOUT, log_arguments.EXAMPLES)
    log_arguments.add_commands(log, _Plain)
    _add_test(commands)
    return parser


def _add_command(
    commands: Commands, name: str, brief: str, description: str, examples: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=brief, description=description, epilog=examples, formatter_class=_Plain
    )


def _add_analyze(commands: Commands) -> None:
    parser = _add_command(commands, "analyze", "gait table of recordings", _ANALYZE, _ANALYZE_EXAMPLES)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="recording; patterns such as *.csv also work"
    )
    add_walk(parser)
    add_declarations(parser)
    results = parser.add_argument_group("results")
    results.add_argument("--out", type=Path, metavar="DIR", help="write the tables into this folder")
    results.add_argument(
        "--format", choices=FORMATS, help="form of the tables; default: csv; parquet needs its extra"
    )
    results.add_argument(
        "--plot", action="store_true", help="draw <name>.png into --out or the current folder"
    )
    results.add_argument(
        "--intervals",
        action="store_true",
        help="print means of left, right and both with 95 %% intervals, and write them with --out",
    )
    results.add_argument("--quiet", action="store_true", help="print no gait table")


def _add_report(commands: Commands) -> None:
    parser = _add_command(commands, "report", "a page about sessions", _REPORT, _REPORT_EXAMPLES)
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="recording or session; patterns such as *.csv also work"
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("report.html"), metavar="PAGE", help=DEFAULT
    )
    parser.add_argument("--pdf", action="store_true", help="write PAGE as .pdf too; needs Chromium or Chrome")
    parser.add_argument(
        "--language", choices=languages(), default=ENGLISH, help=f"language of the page; {DEFAULT}"
    )
    add_walk(parser)
    add_declarations(parser)


def _add_compare(commands: Commands) -> None:
    parser = _add_command(
        commands, "compare", "one walk against another", compare_arguments.ABOUT, compare_arguments.EXAMPLES
    )
    compare_arguments.add_arguments(parser)
    add_walk(parser)
    add_declarations(parser)


def _add_calibrate(commands: Commands) -> None:
    parser = _add_command(
        commands, "calibrate", "mounting of the sensors from a walk", _CALIBRATE, _CALIBRATE_EXAMPLES
    )
    parser.add_argument("walk", type=Path, metavar="WALK", help="recording of the walk")
    parser.add_argument(
        "--direction", choices=WALKED, help="the direction walked; found from the walk without it"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("mounting.json"),
        metavar="FILE",
        help=DEFAULT,
    )
    add_declarations(parser)


def _add_simulate(commands: Commands) -> None:
    parser = _add_command(
        commands, "simulate", "make a recording with known truth", _SIMULATE, _SIMULATE_EXAMPLES
    )
    parser.add_argument("output", type=Path, metavar="FILE", help="recording to write, .csv or .parquet")
    parser.add_argument("--direction", choices=WALKED, default="backward", help=DEFAULT)
    parser.add_argument(
        "--program",
        nargs="+",
        default=[],
        metavar="KIND:AMOUNT",
        help="instead: stand, stop, forward, backward, jog, left, right, sit, lie and table by seconds, turn and spin "
        "by degrees, stairs_up and stairs_down by steps",
    )
    parser.add_argument("--profile", metavar="WHO", default="plain", help="who walks, as adult; " + DEFAULT)
    parser.add_argument("--surface", choices=SURFACES, default="overground", help=DEFAULT)
    parser.add_argument("--speed-mps", type=float, metavar="V", default=0.5, help=DEFAULT)
    parser.add_argument("--duration-s", type=float, metavar="T", default=60.0, help=DEFAULT)
    parser.add_argument("--rate-hz", type=float, metavar="HZ", default=100.0, help=DEFAULT)
    parser.add_argument("--cadence-spm", type=float, metavar="N", help="default: by speed")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help=DEFAULT)
    parser.add_argument(
        "--sites",
        nargs="+",
        choices=SITES,
        default=["left_foot", "right_foot"],
        metavar="SITE",
        help="sites of the sensors, of: " + " ".join(SITES) + "; default: both feet",
    )


def _add_live(commands: Commands) -> None:
    parser = _add_command(commands, "live", "contacts of a recording as they happen", _LIVE, _LIVE_EXAMPLES)
    parser.add_argument("file", type=Path, metavar="FILE", help="recording: file, folder or zip")
    parser.add_argument("--times", type=float, metavar="N", default=1.0, help="times real time; " + DEFAULT)
    parser.add_argument(
        "--every-s", type=float, metavar="T", default=5.0, help="between rolling measures; " + DEFAULT
    )
    parser.add_argument("--alignment", type=Path, metavar="FILE", help="mounting, of retrogait calibrate")
    parser.add_argument(
        "--json-lines",
        action="store_true",
        help="a JSON object a line for each packet that decides something; events as in retrogait schema",
    )
    add_declarations(parser)


def _add_inspect(commands: Commands) -> None:
    parser = _add_command(commands, "inspect", "what is in a file", _INSPECT, _INSPECT_EXAMPLES)
    parser.add_argument("files", nargs="+", metavar="FILE", help="file, folder or zip; patterns also work")
    add_declarations(parser)
    about = "List the exports that are known by name, what is read and what is refused."
    _add_command(commands, "formats", "exports known by name", about, EXIT_CODES)


def _add_warm(commands: Commands) -> None:
    about = "Compile what is compiled at first use, for a container image or before a class. Takes half a minute, once."
    _add_command(commands, "warm", "compile now what is compiled at first use", about, EXIT_CODES)


def _add_batch(commands: Commands) -> None:
    parser = _add_command(
        commands, "batch", "tables of many recordings", batch_arguments.ABOUT, batch_arguments.EXAMPLES
    )
    batch_arguments.add_arguments(parser)
    add_facts(
        parser.add_argument_group("the walk, where a manifest does not say it"), "not needed with --alignment"
    )
    add_declarations(parser)


def _add_manifest(commands: Commands) -> None:
    parser = _add_command(
        commands, "manifest", "table of recordings, to fill in for batch", _MANIFEST, _MANIFEST_EXAMPLES
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="folder, file or pattern")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("manifest.csv"), metavar="FILE", help=DEFAULT
    )
    parser.add_argument(
        "--show",
        type=int,
        default=20,
        metavar="N",
        help="recordings that lack something to print; " + DEFAULT,
    )


def _add_test(commands: Commands) -> None:
    parser = _add_command(
        commands, "test", "a walking test, timed", walk_test_arguments.ABOUT, walk_test_arguments.EXAMPLES
    )
    walk_test_arguments.add_arguments(parser)
    add_walk(parser)
    add_declarations(parser)


class _Plain(argparse.RawDescriptionHelpFormatter):
    """Help of 80 columns, so that it reads alike everywhere."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=80)
