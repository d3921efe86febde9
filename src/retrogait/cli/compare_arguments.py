"""The words of `retrogait compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.cli.outcome import EXIT_CODES
from retrogait.cli.shared_arguments import DEFAULT

if TYPE_CHECKING:
    import argparse

ABOUT = """\
Compare walks of one person, measure by measure, with 95 % intervals:

- two sessions: the second against the first
- a backward and a forward walk, or one recording that holds both: backward
  against forward, as walked and at matched speed
- two sessions of different tasks, single and another: the dual-task cost

A file is a recording, as for retrogait analyze, or a session that
retrogait analyze --format json wrote. Intervals speak of the two walks;
--sd says how far sessions differ from day to day when nothing has changed."""

EXAMPLES = f"""\
examples:
  retrogait compare week1.csv week6.csv
  retrogait compare week1.session.json week6.session.json --matched-speed
  retrogait compare week1.csv week6.csv --sd speed_mps=0.03 --out change.csv
  retrogait compare there_and_back.csv --measures stride_length_m stance_pct
  retrogait compare alone.csv counting.csv --tasks single counting

The table printed is of both feet, or of --side; --out FILE has both and each
foot, numbers of strides, effect sizes and all that is not shown.

{EXIT_CODES}"""
SIDES = ("both", "left", "right")
CONDITIONS = ("surface", "contact", "sites", "task", "rate")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `compare` takes beside what it shares with `analyze`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="one or two recordings or sessions")
    compared = parser.add_argument_group("the comparison")
    compared.add_argument(
        "--matched-speed",
        action="store_true",
        help="pair strides of nearly equal speed; of directions both are shown",
    )
    compared.add_argument(
        "--measures", nargs="+", metavar="NAME", help="columns of strides, as speed_mps; default: the usual"
    )
    compared.add_argument("--side", choices=SIDES, default=SIDES[0], help="what is printed; " + DEFAULT)
    compared.add_argument(
        "--sd",
        action="append",
        default=[],
        metavar="MEASURE=SD",
        help="SD between sessions when nothing has changed, as speed_mps=0.03; or a CSV of rg.repeatability",
    )
    compared.add_argument(
        "--tasks", nargs=2, metavar="TASK", help="tasks of the two walks, as single counting"
    )
    compared.add_argument(
        "--allow",
        nargs="+",
        default=[],
        choices=CONDITIONS,
        metavar="WHAT",
        help="in what the walks may differ: " + " ".join(CONDITIONS),
    )
    compared.add_argument("--out", type=Path, metavar="FILE", help="write the whole table as CSV")
