"""`retrogait batch`: many recordings to tables on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.batch.run import write_results
from retrogait.cli.declarations import declared
from retrogait.cli.outcome import NO_WALKING, OK, UNREADABLE
from retrogait.gait.contacts import ContactOptions
from retrogait.session import Person

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Do what is missing; failures are rows of the results, and named by the exit code."""
    counts = write_results(
        arguments.inputs,
        arguments.out,
        workers=arguments.workers,
        scheduler=arguments.scheduler,
        timeout_s=arguments.timeout,
        surface=arguments.surface,
        belt_speed_mps=arguments.belt_speed_mps,
        person=Person(arguments.leg_length_m, arguments.foot_length_m),
        contacts=None if arguments.contact is None else ContactOptions(contact=arguments.contact),
        alignment=arguments.alignment,
        file_format=arguments.format,
        each_folder=arguments.each_folder,
        prune=arguments.prune,
        progress="none" if arguments.quiet else "json" if arguments.json_lines else "auto",
        **declared(arguments),
    ).counts
    if not (arguments.quiet or arguments.json_lines):
        print(
            f"{counts['ok']} with walking, {counts['no_walking']} without, {counts['failed']} failed; "
            f"results: {arguments.out}"
        )
    if counts["failed"]:
        return UNREADABLE
    return OK if counts["ok"] else NO_WALKING
