"""`retrogait batch`: many recordings to tables on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.batch.manifest import load_alignment
from retrogait.batch.pool import choose_workers
from retrogait.batch.run import Engine, write_results
from retrogait.batch.settings import Settings
from retrogait.cli.declarations import declared
from retrogait.cli.outcome import NO_WALKING, OK, UNREADABLE
from retrogait.cli.stages import stages_of
from retrogait.session import Conditions, Person

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Do what is missing; failures are rows of the results, and named by the exit code."""
    settings = Settings(
        declared(arguments),
        arguments.surface,
        arguments.belt_speed_mps,
        Person(arguments.leg_length_m, arguments.foot_length_m),
        stages_of(arguments),
        alignment=None if arguments.alignment is None else load_alignment(arguments.alignment, Path()),
        direction=arguments.direction,
        conditions=Conditions(arguments.subject, arguments.visit, arguments.task),
        walk_test=arguments.test,
    )
    counts = write_results(
        arguments.inputs,
        arguments.out,
        settings,
        Engine(choose_workers(arguments.workers), arguments.scheduler, arguments.timeout),
        file_format=arguments.format,
        each_folder=arguments.each_folder,
        prune=arguments.prune,
        reports=arguments.reports,
        progress="none" if arguments.quiet else "json" if arguments.json_lines else "auto",
    ).counts
    if not (arguments.quiet or arguments.json_lines):
        print(
            f"{counts['ok']} with walking, {counts['no_walking']} without, {counts['failed']} failed; "
            f"results: {arguments.out}"
        )
    if counts["failed"]:
        return UNREADABLE
    return OK if counts["ok"] else NO_WALKING
