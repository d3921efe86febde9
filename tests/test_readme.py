"""What the README shows runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from retrogait.cli.arguments import build_parser

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return [code for named, code in FENCED if named == language]


def commands() -> list[str]:
    lines = "\n".join(blocks("")).splitlines()
    return [line.replace("\\", "/") for line in lines if re.search(r"(^|-m )retrogait ", line)]


@pytest.mark.parametrize("code", blocks("python"), ids=["ten_lines", "mounting"])
def test_python_runs(code, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102


@pytest.mark.parametrize("line", commands())
def test_commands_parse(line):
    words = shlex.split(line.partition("retrogait ")[2], comments=True)
    assert build_parser().parse_args(words).command == words[0]


def test_both_kinds_were_found():
    assert len(blocks("python")) == 2
    assert len(commands()) == 14


@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_targets_exist(target):
    assert f"make {target}" in TEXT
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
