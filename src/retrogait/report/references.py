"""Published values, each with whom it was found in; sources of methods; and what the words on the page mean."""

from __future__ import annotations

import math
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from retrogait.messages import message
from retrogait.report.blocks import Block, Grid, Group, Listing, Paragraph, Section, Terms
from retrogait.report.numbers import NONE, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrogait.report.content import Named

_SOURCES = {
    "knee": "Seel, Raisch, Schauer 2014, doi 10.3390/s140406891.",
    "divergence": "Rosenstein, Collins, De Luca 1993, doi 10.1016/0167-2789(93)90009-P.",
    "near_falls": "Weiss et al. 2010, doi 10.1186/1756-0500-3-62.",
}
TERMS = (
    "contact",
    "strike",
    "stride",
    "step_time",
    "steady",
    "stance",
    "cadence",
    "stride_length",
    "knee_flexion",
    "proxy",
    "cv",
    "symmetry",
    "regularity",
    "harmonic_ratio",
    "divergence",
    "near_fall",
    "detectable",
    "mean_sd",
)


def list_references(last: Named, log: Any = None) -> Section:
    """Sources of the methods used; cut-offs with their populations where the log has a test to set beside them."""
    sites = str(last.session.summary.get("sites", "")).split()
    used = {
        "knee": any(f"{side}_knee_zero" in last.session.summary for side in ("left", "right")),
        "divergence": "lower_back" in sites or "sternum" in sites,
        "near_falls": "lower_back" in sites or "sternum" in sites,
    }
    items = tuple(message(f"references.{name}", source=text) for name, text in _SOURCES.items() if used[name])
    blocks: list[Block] = _cut_offs(log)
    blocks += [Listing(message("references.methods"), items)] if items else []
    blocks.append(Paragraph(message("references.contacts")))
    return Section("references", message("references.title"), tuple(blocks))


def _cut_offs(log: Any) -> list[Block]:
    """Published cut-offs of the log's latest 3-metre backward walk; nothing where there is none."""
    if log is None or find_spec("retrogait.training") is None:
        return []
    plan: Any = import_module("retrogait.training")
    times = [(entry.date, entry.three_metre_backward_walk_s) for entry in log.by_date()]
    known = [(date, value) for date, value in times if not math.isnan(value)]
    if not known:
        return []
    date, value = known[-1]
    readings = plan.compare_cut_offs(value)["reading"].tolist()
    cut_offs = [one for one in plan.CUT_OFFS if one.measure.startswith("three_metre")]
    rows = tuple(
        (
            f"{number(cut_off.value)} {cut_off.unit}",
            cut_off.meaning,
            cut_off.population,
            NONE if cut_off.n is None else f"{cut_off.n}",
            reading,
            cut_off.source,
        )
        for cut_off, reading in zip(cut_offs, readings, strict=True)
    )
    names = ("value", "meaning", "population", "people", "person", "source")
    head = tuple(message(f"references.head.{name}") for name in names)
    return [
        Paragraph(message("references.three_metre", date=date[:10], value=number(value))),
        Grid(message("references.cut_offs"), head, rows, words=True, language="en"),
        Paragraph(message("references.note")),
    ]


def list_definitions(sections: Iterable[Section]) -> Section:
    """Those words that the other sections use."""
    text = "\n".join(words for section in sections for words in _texts(section.blocks)).lower()
    pairs = []
    for name in TERMS:
        term = message(f"term.{name}.word")
        if any(part.strip().lower() in text for part in term.split(",")):
            pairs.append((term, message(f"term.{name}.meaning")))
    return Section("definitions", message("definitions.title"), (Terms(tuple(pairs)),))


def _texts(blocks: Iterable[Block]) -> list[str]:
    """The words of paragraphs and tables."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        elif isinstance(block, Group):
            texts += _texts(block.blocks)
        elif isinstance(block, Grid):
            texts += [block.caption, *block.head, *(cell for row in block.rows for cell in row)]
    return texts
