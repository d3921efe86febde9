"""The page of a study runs, prints what it shows, and finds what the simulated people were given."""

from __future__ import annotations

import re

import numpy as np
import pytest
from test_docs import ROOT, blocks

PAGE = ROOT / "docs" / "study.md"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study():
    pytest.importorskip("statsmodels", reason="the page needs the extra 'study'")
    names: dict[str, object] = {}
    printed: list[str] = []
    names["print"] = lambda value: printed.append(str(value))
    for code in blocks(PAGE, "python"):
        exec(compile(code, PAGE.name, "exec"), names)  # noqa: S102
    return names, printed


def numbers(text: str) -> list[float]:
    return [float(word) for word in re.findall(r"-?\d+\.\d+", text)]


def test_it_prints_what_it_shows(study):
    shown = blocks(PAGE, "text")
    assert len(shown) == len(study[1]) == 3
    for expected, printed in zip(shown, study[1], strict=True):
        assert re.sub(r"[-\d. ]+", " ", expected).split() == re.sub(r"[-\d. ]+", " ", printed).split()
        np.testing.assert_allclose(numbers(printed), numbers(expected), rtol=0, atol=0.011)


def test_it_finds_what_the_people_were_given(study):
    names, _ = study
    usual_cm_s = names["speeds"].query("task == 'single'")["cm_s"].mean()
    counting, visit = names["found"].loc["counting"], names["found"].loc["visit[T.second]"]
    assert counting["low"] < -0.15 * usual_cm_s < counting["high"] < 0.0
    assert visit["low"] < 0.0 < visit["high"]
    by_chance_mps = 0.03 * 0.01 * usual_cm_s
    assert 0.5 * by_chance_mps < names["visits"].loc["speed_mps", "sem"] < 1.6 * by_chance_mps


def test_one_person_pays_about_what_counting_costs(study):
    cost = study[0]["cost"]
    assert (cost["flag"] == "ok").all()
    assert cost.loc["speed_mps", "cost_pct"] == pytest.approx(15.0, abs=8.0)
    assert (cost["cost_pct_low"] < cost["cost_pct"]).all()
