"""How the comparison with peers is shown: tables of 80 columns, a short one in Markdown, a figure of the ratios."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from peer_results import First, Row

NAMES = {"skdh": "scikit-digital-health"}


def ratio_lines(rows: list[Row]) -> list[str]:
    """CPU seconds of each piece of work, theirs and ours, and the ratio with its spread."""
    lines = [
        "CPU time, one thread, warm: seconds per recorded hour, or per call on values",
        f"{'':31}{'peer':<10}{'theirs':>8}{'ours':>8}{'ratio':>7}{'least-most':>16}",
    ]
    notes = []
    for row in rows:
        if row.failed:
            continue
        theirs, ours = statistics.median(row.theirs_s), statistics.median(row.ours_s)
        ratios = row.ratios
        spread = f"{short(min(ratios))}-{short(max(ratios))}"
        work = row.work if row.minutes in (None, 60) else f"{row.work}, {row.minutes} min"
        lines.append(
            f"{work:31}{row.peer:<10}{short(theirs):>8}{short(ours):>8}"
            f"{short(statistics.median(ratios)):>7}{spread:>16}"
        )
        notes.append(f"{row.peer} {row.task} {found(row.found[0])} / {found(row.found[1])}")
    return [*lines, "", "Found, theirs / ours (strides, samples, or the value):", *_wrapped(notes)]


def install_lines(firsts: list[First]) -> list[str]:
    """What each environment weighs and how soon it gives a first result."""
    lines = [
        "Environments. Import and first result: CPU s, fresh process, caches warm",
        f"{'':23}{'packages':>9}{'wheels MB':>10}{'disk MB':>9}{'install s':>10}{'import':>9}{'first':>8}",
    ]
    for one in firsts:
        made = one.environment
        lines.append(
            f"{NAMES.get(one.name, one.name):23}{made.packages:>9}{made.wheels_mb:>10.0f}{made.installed_mb:>9.0f}"
            f"{made.install_s:>10.0f}{one.import_s:>9.3f}{one.first_s:>8.2f}"
        )
    return lines


def short_lines(rows: list[Row], firsts: list[First], machine: str) -> list[str]:
    """A Markdown table of the work on recordings alone."""
    lines = [
        "| an hour at 100 Hz | other package | its CPU s | ours | ratio | first result, CPU s: its / ours |",
        "|---|---|---|---|---|---|",
    ]
    first_s = {one.name: one.first_s for one in firsts}
    for row in rows:
        if row.minutes is not None and not row.failed:
            theirs, ours = statistics.median(row.theirs_s), statistics.median(row.ours_s)
            lines.append(
                f"| {row.work} | {NAMES.get(row.peer, row.peer)} | {short(theirs)} | {short(ours)} | "
                f"{short(statistics.median(row.ratios))} | "
                f"{short(first_s[row.peer])} / {short(first_s['retrogait'])} |"
            )
    return [*lines, "", f"Simulated walking. {machine}."]


def draw_ratios(rows: list[Row], path: Path) -> None:
    """Bars of how many times the CPU time of ours a peer takes, with the spread of the rounds."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    shown = [row for row in rows if not row.failed]
    figure, axis = plt.subplots(figsize=(8, 0.36 * len(shown) + 1.1))
    for place, row in enumerate(shown):
        middle = statistics.median(row.ratios)
        axis.barh(place, middle - 1.0, left=1.0, color="C0" if middle >= 1.0 else "C1", height=0.6)
        axis.plot([min(row.ratios), max(row.ratios)], [place, place], color="0.2", linewidth=1.5)
        axis.annotate(
            f"{short(middle)} x", (max(row.ratios), place), (5, 0), textcoords="offset points", va="center"
        )
    axis.set_yticks(
        range(len(shown)), [f"{NAMES.get(row.peer, row.peer)}\n{row.work}" for row in shown], fontsize=8
    )
    axis.invert_yaxis()
    axis.set_xscale("log")
    axis.xaxis.set_major_formatter("{x:g}")
    least, most = (pick(ratio for row in shown for ratio in row.ratios) for pick in (min, max))
    axis.set_xlim(min(0.8, 0.5 * least), 4.0 * most)
    axis.axvline(1.0, color="0.3", linewidth=0.8)
    axis.set_xlabel("CPU time over retrogait's, same input, one thread (bars: median; lines: least to most)")
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def short(value: float) -> str:
    """Three significant digits, without a power of ten."""
    if not math.isfinite(value) or value == 0.0:
        return "-"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{digits}f}"


def found(value: float) -> str:
    """Whole numbers are counts, others values."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4f}"


def _wrapped(notes: list[str], width: int = 80) -> list[str]:
    lines = [""]
    for note in notes:
        joined = f"{lines[-1]}; {note}" if lines[-1] else note
        if len(joined) < width:
            lines[-1] = joined
        else:
            lines[-1] += ";"
            lines.append(note)
    return lines
