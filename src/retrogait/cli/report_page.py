"""`retrogait report`: recordings or sessions, to one page."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from retrogait.cli.analysis import find_alignment
from retrogait.cli.declarations import declared
from retrogait.cli.files import expand, output_names
from retrogait.cli.outcome import NO_WALKING, OK, UNREADABLE, USAGE, complain
from retrogait.cli.session_files import open_session
from retrogait.errors import InvalidOption, RetrogaitError, RetrogaitWarning
from retrogait.report import find_browser, print_pdf, write_report

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Write the page; one file that cannot be read and there is none."""
    if arguments.pdf and find_browser() is None:
        raise InvalidOption(
            "report: --pdf needs Chromium, Chrome or Edge, and none was found; install one, or leave --pdf out and "
            "print the page from any browser"
        )
    reading = declared(arguments)
    with warnings.catch_warnings(action="ignore", category=RetrogaitWarning):  # they stand on the page
        alignment = find_alignment(arguments, reading)
        names = output_names(expand(arguments.files))
        sessions = []
        for path in names:
            try:
                sessions.append(open_session(path, reading, alignment, arguments))
            except (RetrogaitError, OSError) as error:
                complain(error, path)
                return USAGE if isinstance(error, InvalidOption) else UNREADABLE
        write_report(
            sessions,
            arguments.output,
            names=[name.removesuffix(".session") for name in names.values()],
            subject=arguments.subject,
            language=arguments.language,
        )
    print(f"written: {arguments.output}")
    if arguments.pdf:
        print(f"written: {print_pdf(arguments.output, arguments.output.with_suffix('.pdf'))}")
    return OK if any(len(session.strides) for session in sessions) else NO_WALKING
