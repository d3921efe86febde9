"""The words of `retrogait test`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.cli.outcome import EXIT_CODES
from retrogait.cli.shared_arguments import DEFAULT
from retrogait.tables.selection import WALKED
from retrogait.walk_tests.protocols import PROTOCOLS, UP_AND_GO
from retrogait.walk_tests.table import ENDS

if TYPE_CHECKING:
    import argparse

ABOUT = """\
Time a walking test in recordings: the 3-metre backward walk and others, a row
for each trial, with published cut-offs beside it.

Time starts at the first movement, since no sensor hears "go", and ends when a
foot is that far from where it stood. That needs sensors on the feet. Where the
person stopped at the end of a taped course (--ends stop), shanks, thighs or the
trunk do as well. A timed up and go (--test tug) needs one on the lower back."""

EXAMPLES = f"""\
examples:
  retrogait test walk.csv
  retrogait test walk.csv --go-s 2.6
  retrogait test *.csv --ends stop --distance-m 4 --out results
  retrogait test walk.csv --test 10m --walked forward --skip-m 2
  retrogait test walk.csv --test 2min
  retrogait test chair.csv --test tug

With --out DIR a file walk.csv gives DIR/walk.walk_tests.csv. A file without a
trial that could be timed counts as one without walking.

{EXIT_CODES}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `test` takes beside what it shares with other commands."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="recording; patterns such as *.csv also work"
    )
    test = parser.add_argument_group("the test")
    test.add_argument("--test", choices=(*PROTOCOLS, UP_AND_GO), default="3m", help=DEFAULT)
    test.add_argument(
        "--walked", choices=WALKED, help="direction of the test; default: that of --direction, or backward"
    )
    test.add_argument("--distance-m", type=float, metavar="D", help="another distance than the test's, m")
    test.add_argument("--duration-s", type=float, metavar="T", help="another time than the test's, s")
    test.add_argument(
        "--skip-m", type=float, default=0.0, metavar="D", help="not timed at either end, m; " + DEFAULT
    )
    test.add_argument(
        "--ends",
        choices=ENDS,
        default="distance",
        help="with the distance, or where the person stopped; " + DEFAULT,
    )
    test.add_argument(
        "--go-s", type=float, nargs="+", metavar="T", help='when "go" was called, s; of several trials each'
    )
    results = parser.add_argument_group("results")
    results.add_argument("--out", type=Path, metavar="DIR", help="write the table into this folder")
    results.add_argument("--quiet", action="store_true", help="print no table")
