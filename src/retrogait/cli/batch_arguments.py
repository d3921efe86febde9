"""The words of `retrogait batch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.cli.outcome import EXIT_CODES
from retrogait.walk_tests.protocols import PROTOCOLS

if TYPE_CHECKING:
    import argparse

ABOUT = """\
Analyse many recordings, on all processors or on a Dask cluster, to tables that
join on recording_id. A file that fails never stops the others; a run that was
stopped or killed goes on where it was when it is started again.

An input is a file, a folder that is searched through, a pattern ('exports/**',
in quotes), or one manifest: a CSV or parquet table with a column path, a row per
recording, and columns such as sites, alignment, direction and surface."""

EXAMPLES = f"""\
examples:
  retrogait batch 'exports/**' --out results
  retrogait batch manifest.csv --out results --workers 8 --timeout 600
  retrogait batch exports --out results --sites sensor_1=lower_back
  retrogait batch exports --out results --direction backward
  retrogait batch exports --out results --reports
  retrogait batch manifest.csv --out results --scheduler tcp://10.0.0.1:8786

--out DIR is given the folders summaries, strides, events, bouts, stability,
intervals, walk_tests, failures and inputs, each a table that pandas.read_parquet opens in
one call, and run.json; --reports adds reports/index.html and a page for each
recording. Every input is in exactly one of summaries and failures.

{EXIT_CODES}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `batch` takes beside what it shares with other commands."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder, pattern, or one manifest")
    parser.add_argument(
        "--each-folder", action="store_true", help="each folder given is one recording, whatever is in it"
    )
    results = parser.add_argument_group("results")
    results.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder of the results")
    results.add_argument(
        "--format",
        choices=("parquet", "csv"),
        help="form of the tables; default: parquet where pyarrow is installed",
    )
    results.add_argument(
        "--test", choices=tuple(PROTOCOLS), help="walking test that is timed in each recording; default: none"
    )
    results.add_argument(
        "--prune", action="store_true", help="remove recordings that are not among the inputs"
    )
    results.add_argument(
        "--reports",
        action="store_true",
        help="write a page for each recording and a list of them to DIR/reports",
    )
    where = parser.add_argument_group("where the work is done")
    where.add_argument("--workers", type=int, metavar="N", help="processes; default: one per processor")
    where.add_argument(
        "--scheduler", metavar="ADDRESS", help="Dask scheduler that does it, as tcp://10.0.0.1:8786"
    )
    where.add_argument(
        "--timeout",
        type=float,
        metavar="S",
        help="seconds after which a recording is given up; default: none",
    )
    group = parser.add_argument_group("progress").add_mutually_exclusive_group()
    group.add_argument("--quiet", action="store_true", help="say nothing but errors")
    group.add_argument(
        "--json-lines", action="store_true", help="one JSON object per line on standard output"
    )
    mounting = parser.add_argument_group("mounting of the sensors, where a manifest does not say it")
    mounting.add_argument(
        "--alignment", type=Path, metavar="FILE", help="mounting saved by retrogait calibrate"
    )
