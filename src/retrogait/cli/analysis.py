"""`retrogait analyze`: file after file, each to a gait table and, where asked for, to files."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrogait.cli.declarations import declared
from retrogait.cli.files import each_file, expand, output_names
from retrogait.cli.gait_table import render
from retrogait.cli.intervals import render_intervals
from retrogait.cli.results import draw_page, require_extras, write_tables
from retrogait.cli.stages import stages_of
from retrogait.errors import InvalidOption, RetrogaitWarning
from retrogait.intervals import tabulate
from retrogait.mounting.alignment import Alignment
from retrogait.mounting.calibration import calibrate
from retrogait.pipeline import analyze
from retrogait.readers import read_recording
from retrogait.session import Person

if TYPE_CHECKING:
    import argparse

    from retrogait.session import Session


def run(arguments: argparse.Namespace) -> int:
    """Analyse every file; one that fails is named on standard error and the others still run."""
    _check(arguments)
    reading = declared(arguments)
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):  # they stand in the gait table
        alignment = find_alignment(arguments, reading)

        def analyse(path: Path, name: str) -> bool:
            session = analyze_file(path, reading, alignment, arguments)
            _report(session, path, name, arguments)
            return len(session.strides) > 0

        return each_file(output_names(expand(arguments.files)), analyse)


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what cannot go well before any file is read."""
    if arguments.format and not arguments.out:
        raise InvalidOption(f"analyze: --format {arguments.format} writes files; say where with --out DIR")
    require_extras(arguments.format or "csv", plot=arguments.plot)
    stages_of(arguments)


def find_alignment(arguments: argparse.Namespace, reading: dict[str, Any]) -> Alignment | None:
    """The mounting that the command line names; None where it names none."""
    if arguments.alignment is not None:
        return Alignment.load(arguments.alignment)
    if arguments.calibrate is not None:
        return calibrate(read_recording(arguments.calibrate, **reading), direction=arguments.direction)
    return None


def analyze_file(
    path: Path, reading: dict[str, Any], alignment: Alignment | None, arguments: argparse.Namespace
) -> Session:
    """Read a recording and analyse it as the command line says."""
    return analyze(
        read_recording(path, **reading),
        alignment=alignment,
        surface=arguments.surface,
        belt_speed_mps=arguments.belt_speed_mps,
        person=Person(arguments.leg_length_m, arguments.foot_length_m),
        stages=stages_of(arguments),
        direction=arguments.direction if arguments.calibrate is None else None,
        subject=arguments.subject,
        visit=arguments.visit,
        task=arguments.task,
    )


def _report(session: Session, path: Path, name: str, arguments: argparse.Namespace) -> None:
    intervals = tabulate(session) if arguments.intervals else None
    if not arguments.quiet:
        print(render(session, str(path)), end="\n\n")
        if intervals is not None:
            print(render_intervals(intervals), end="\n\n")
    written = []
    if arguments.out is not None:
        written += write_tables(session, arguments.out, name, arguments.format or "csv", intervals)
    if arguments.plot:
        written.append(draw_page(session, arguments.out or Path(), name))
    for file in written:
        print(f"written: {file}")
