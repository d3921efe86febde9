"""docs/stability.md: its example runs, and the measures it names are those of the table."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "stability.md"


@pytest.fixture(scope="module")
def shown():
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL).group(1)
    names: dict[str, object] = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102
    return names["table"]


def test_measures_of_the_page_are_in_the_table_and_all_of_the_table_on_the_page(shown):
    rows = [
        line.split("|")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    patterns = [
        name.replace("...", "*").replace("_scale_k", "_scale_[0-9]")
        for row in rows
        for name in re.findall(r"`([^`]+)`", row)
    ]
    columns = [str(name) for name in shown.columns if f"{name}_flag" in shown.columns]
    for pattern in patterns:
        assert any(fnmatch(column, pattern) for column in columns), pattern
    for column in columns:
        assert "clearance" in column or any(fnmatch(column, pattern) for pattern in patterns), column
