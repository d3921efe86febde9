"""What the pages show runs, page by page, and every page is in the navigation."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from retrogait.cli.arguments import build_parser

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs").glob("*.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [code for named, code in FENCE.findall(page.read_text(encoding="utf-8")) if named == language]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with the samples, in which a page may write."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.filterwarnings("default::retrogait.errors.RetrogaitWarning")
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if blocks(page, "python") and page.stem != "study"],  # `test_study.py` runs it
    ids=lambda page: page.stem,
)
def test_a_page_of_python_runs(page, desk):
    names: dict[str, object] = {}
    for code in blocks(page, "python"):
        exec(compile(code, page.name, "exec"), names)  # noqa: S102


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_parse(page):
    for line in "\n".join(blocks(page, "")).splitlines():
        if line.startswith("retrogait "):
            words = shlex.split(line.partition("retrogait ")[2], comments=True)
            assert build_parser().parse_args(words).command == words[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_in_the_navigation(page):
    assert f": {page.name}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
