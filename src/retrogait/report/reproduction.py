"""What is needed to get the same numbers again: what was recorded, options that were changed, and versions."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, Any

from retrogait._version import __version__, installed
from retrogait.gait.stages import Stages
from retrogait.messages import message
from retrogait.report.blocks import Block, Grid, Paragraph, Section
from retrogait.report.numbers import NONE
from retrogait.report.recorded import describe_recordings
from retrogait.session import Person
from retrogait.tables.kinds import is_missing
from retrogait.tables.provenance import option_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_PACKAGES = ("numpy", "pandas", "numba", "matplotlib", "jinja2")


def describe_reproduction(sessions: Sequence[Named]) -> Section:
    """What was recorded in each session; options of the last where they are not the usual ones; versions."""
    blocks: list[Block] = [describe_recordings(sessions)]
    options = _changed_options(sessions[-1])
    if options:
        head = tuple(message(f"reproduction.head.{name}") for name in ("option", "value", "usual"))
        blocks.append(Grid(message("reproduction.options"), head, options, words=True, language="en"))
    else:
        blocks.append(Paragraph(message("reproduction.usual_options")))
    made = str(sessions[-1].session.summary.get("retrogait_version", NONE))
    versions = [
        ("Python", platform.python_version()),
        *((name, installed(name) or NONE) for name in _PACKAGES),
    ]
    packages = ", ".join(f"{name} {version}" for name, version in (*versions, ("system", sys.platform)))
    blocks.append(
        Paragraph(message("reproduction.versions", page=__version__, analysis=made, packages=packages))
    )
    return Section("reproduction", message("reproduction.title"), tuple(blocks))


def _changed_options(named: Named) -> tuple[tuple[str, str, str], ...]:
    """The options of an analysis that differ from the usual ones, each with both values."""
    usual = {**option_values(Stages()), **option_values(Person(), "person")}
    summary = named.session.summary
    pairs = ((name, _value(summary.get(name)), _value(value)) for name, value in usual.items())
    return tuple(
        (name, found, expected) for name, found, expected in pairs if name in summary and found != expected
    )


def _value(value: Any) -> str:
    return NONE if is_missing(value) else f"{value:.10g}" if isinstance(value, float) else str(value)
