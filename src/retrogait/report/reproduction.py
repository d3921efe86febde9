"""What is needed to get the same numbers again: versions and options."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, Any

from retrogait._version import __version__, installed
from retrogait.report.blocks import Grid, Paragraph, Section
from retrogait.report.numbers import NONE
from retrogait.tables.kinds import is_missing
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.report.content import Named

_PACKAGES = ("numpy", "pandas", "numba", "matplotlib", "jinja2")
_NO_OPTIONS = (
    "n_bouts",
    "n_strides",
    "n_strides_unknown",
    "n_strides_stairs",
    "n_strides_running",
    "walking_s",
    "n_warnings",
)


def list_versions(sessions: Sequence[Named]) -> Section:
    """Versions of what ran here, and the options of each analysis."""
    rows = [("retrogait (this page)", __version__), ("Python", platform.python_version())]
    rows += [(name, installed(name) or NONE) for name in _PACKAGES]
    rows.append(("system", sys.platform))
    keys = dict.fromkeys(
        str(key)
        for named in sessions
        for key in named.session.summary.index
        if not str(key).startswith(WALKED) and key not in _NO_OPTIONS
    )
    options = tuple((key, *(_value(named.session.summary.get(key)) for named in sessions)) for key in keys)
    head = ("entry of the summary", *(named.name for named in sessions))
    return Section(
        "reproduction",
        "Versions and options",
        (
            Paragraph("The same recording, options and versions give the same numbers."),
            Grid("Versions", ("package", "version"), tuple(rows), words=True),
            Grid("Options of the analysis", head, options, words=True),
        ),
    )


def _value(value: Any) -> str:
    return NONE if is_missing(value) else f"{value:.10g}" if isinstance(value, float) else str(value)
