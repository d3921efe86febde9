"""Knee angles, or the proxies that one sensor of a leg gives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from retrogait.messages import message
from retrogait.report.blocks import Block, Paragraph, Section
from retrogait.report.knee_zero import zero_in_words, zeros_of
from retrogait.report.measures import tables_of_means
from retrogait.report.pictures import picture
from retrogait.report.words import ways
from retrogait.tables.measures import KNEE, PROXIES

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.report.blocks import Picture
    from retrogait.report.content import Named


def describe_knees(named: Named, means: pd.DataFrame, shown: str = "") -> Section:
    """Tables of each direction and the curve of each leg; `shown` is the leg whose curve stands on the front page."""
    zeros = zeros_of(named.session)
    blocks: list[Block] = []
    if zeros:
        blocks += tables_of_means(named, means, KNEE)
        blocks += [Paragraph(zero_in_words(side, zero)) for side, zero in zeros.items()]
        blocks += [curve_of(named, side) for side in zeros if side != shown and named.walked]
    elif proxies := tables_of_means(named, means, PROXIES):
        blocks += [Paragraph(message("knee.proxies")), *proxies]
    else:
        blocks.append(Paragraph(message("missing.no_knee")))
    return Section("knee", message("knee.title"), tuple(blocks))


def curve_of(named: Named, side: str) -> Picture:
    """Flexion over the stride, backward against forward."""
    from retrogait.plot import plot_cycles

    words = message(f"knee_of.{side}")
    return picture(
        partial(plot_cycles, named.session, "knee_flexion", side=side),
        message("knee.curve_alt", side=words, ways=ways(named.walked)),
        message("knee.curve", side=words),
    )
