"""docs/measures.md names every column there is, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from retrogait.gait.summary import SUMMARY
from retrogait.pipeline import Stages
from retrogait.session import Person
from retrogait.tables.catalogue import BOUTS, EVENTS, ROLL_FLAGS, STRIDES, SUMMARY_MEASURES
from retrogait.tables.kinds import NUMBER
from retrogait.tables.provenance import option_columns
from retrogait.tables.selection import WALKED

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "measures.md").read_text(encoding="utf-8")


def section(title: str) -> set[str]:
    """Names in backticks under one heading that look like columns."""
    body = TEXT.split(f"## {title}:")[1].split("\n## ")[0]
    words = re.findall(r"`([a-z_0-9]+)`", body)
    return {word for word in words if word not in {"left", "right", "backward", "forward", "unknown"}}


def test_every_column_has_its_line():
    for title, table in (("Events", EVENTS), ("Strides", STRIDES), ("Bouts", BOUTS)):
        assert set(table.names) <= section(title)


def test_no_line_without_a_column():
    kinds = {"initial_contact", "final_contact", "toe", "flat", "heel", *ROLL_FLAGS}
    assert section("Strides") - kinds <= set(STRIDES.names)


def test_the_summary_is_told_whole():
    """Means by the columns of strides they are of, options by the word; all else by name."""
    told = section("Summary")
    options = {one.name for one in (*option_columns(Stages), *option_columns(Person, "person"))}
    means = {f"{way}_{name}{end}" for way in WALKED for name in SUMMARY_MEASURES for end in ("", "_sd")}
    rest = set(SUMMARY.names) - options - means
    assert {name.removeprefix("backward_").removeprefix("forward_") for name in rest} <= told
    figures = {
        one.name for one in STRIDES.columns if one.kind is NUMBER and not one.name.endswith("_confidence")
    }
    left_out = (
        figures
        - set(SUMMARY_MEASURES)
        - {"start_s", "end_s", "final_contact_s", "roll_down_s", "roll_lift_s"}
    )  # "its times"
    assert left_out <= told
    assert not told & set(SUMMARY_MEASURES)
