"""docs/measures.md names every column there is, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from retrogait.tables.catalogue import BOUTS, EVENTS, STRIDES

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
    kinds = {"initial_contact", "final_contact", "toe", "flat", "heel"}
    assert section("Strides") - kinds <= set(STRIDES.names)
