"""docs/knee_impact.md: its example runs, and it names every column."""

from __future__ import annotations

import re
from pathlib import Path

from retrogait.tables.catalogue import KNEE_STRIDE_COLUMNS, PROXY_STRIDE_COLUMNS

TEXT = (Path(__file__).parents[1] / "docs" / "knee_impact.md").read_text(encoding="utf-8")


def test_the_example_runs():
    names: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", TEXT, re.DOTALL).group(1), names)  # noqa: S102
    assert names["session"].knee["left_knee_flexion_deg"].notna().all()
    assert len(names["impacts"])


def test_every_column_is_on_the_page():
    patterns = [name.replace("...", ".*") for name in re.findall(r"`((?:knee|proxy)_[^`]+)`", TEXT)]
    for column in (*KNEE_STRIDE_COLUMNS, *PROXY_STRIDE_COLUMNS):
        assert any(re.fullmatch(pattern, column) for pattern in patterns), column
