"""`retrogait test`: a walking test in each of several files."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait._runtime.files import replacing
from retrogait.cli.analysis import analyze_file, find_alignment
from retrogait.cli.declarations import declared
from retrogait.cli.files import each_file, expand, output_names
from retrogait.cli.walk_test_table import render_tests, render_up_and_go
from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.tables.formula_cells import guard_frame
from retrogait.walk_tests import timed_up_and_go, walk_test
from retrogait.walk_tests.protocols import UP_AND_GO

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    import pandas as pd

    from retrogait.session import Session


def run(arguments: argparse.Namespace) -> int:
    """Test every file; one that fails is named on standard error and the others still run."""
    _check(arguments)
    reading = declared(arguments)
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):  # they stand below the table
        alignment = find_alignment(arguments, reading)

        def test(path: Path, name: str) -> bool:
            session = analyze_file(path, reading, alignment, arguments)
            table = _test(session, arguments)
            _report(session, table, path, name, arguments)
            return bool(table["time_s"].notna().any())

        return each_file(output_names(expand(arguments.files)), test)


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what a timed up and go does not have."""
    if arguments.test != UP_AND_GO:
        return
    named = ("distance_m", "duration_s", "skip_m", "go_s", "walked")
    given = [f"--{name.replace('_', '-')}" for name in named if getattr(arguments, name)]
    given += ["--ends stop"] * (arguments.ends == "stop")
    if given:
        raise InvalidOption(
            f"test: {given[0]} was given with --test tug, which runs from rising to sitting down; expected it with "
            "a walk of a distance or a time; leave it out"
        )


def _test(session: Session, arguments: argparse.Namespace) -> pd.DataFrame:
    if arguments.test == UP_AND_GO:
        return timed_up_and_go(session)
    return walk_test(
        session,
        arguments.test,
        direction=arguments.walked or arguments.direction or "backward",
        distance_m=arguments.distance_m,
        duration_s=arguments.duration_s,
        skip_m=arguments.skip_m,
        ends=arguments.ends,
        go_s=arguments.go_s,
    )


def _report(
    session: Session, table: pd.DataFrame, path: Path, name: str, arguments: argparse.Namespace
) -> None:
    if not arguments.quiet:
        render = render_up_and_go if arguments.test == UP_AND_GO else render_tests
        print(render(table, str(path), session.warnings), end="\n\n")
    if arguments.out is not None:
        written = arguments.out / f"{name}.walk_tests.csv"
        with replacing(written) as draft:
            guard_frame(table).to_csv(draft, index=False, lineterminator="\n")
        print(f"written: {written}")
