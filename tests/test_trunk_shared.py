"""The trunk on real recordings: nobody walks backward in them, and a part of one holds what the whole holds there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from walks import of_site

import retrogait as rg
from retrogait.tables.catalogue import SENSOR_COLUMNS

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")]


@cache
def index(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "index.csv", keep_default_na=False).set_index("name")


def names(folder: Path, kind: str, activity: str = "") -> list[str]:
    table = index(folder)
    chosen = table["set"].eq(kind) & (table["activity"].eq(activity) if activity else True)
    return table.index[chosen].tolist()


def analysed(folder: Path, name: str, first_s: float = -np.inf, last_s: float = np.inf) -> rg.Session:
    row = index(folder).loc[name]
    wide = pd.read_csv(folder / f"{name}.csv.gz").set_index("time_s")
    part = wide.loc[first_s:last_s, [f"lower_back_{column}" for column in SENSOR_COLUMNS]]
    axes = dict([row["axes"].split(":")])
    alignment = rg.Alignment.declared({site: tuple(axis.split(",")) for site, axis in axes.items()})
    recording = of_site(part.to_numpy(), "lower_back", float(row["rate_hz"]), frame="sensor")
    session = rg.analyze(recording, alignment=alignment)
    shift_s = part.index[0] - recording.time_s[0]
    session.events["time_s"] += shift_s
    return session


@pytest.mark.parametrize(
    "activity", ["jog", "stairs", "jump", "stumble", "fall", "sit", "lie", "bend", "car"]
)
def test_nobody_goes_backward_at_the_waist(shared_data, activity):
    folder = shared_data / "real"
    for name in names(folder, "waist", activity):
        assert "backward" not in set(analysed(folder, name).strides["direction"]), name


@pytest.mark.parametrize(("activity", "flag"), [("jog", "is_running"), ("walk", None)])
def test_a_jog_is_named_and_a_walk_is_not(shared_data, activity, flag):
    folder = shared_data / "real"
    strides = pd.concat([analysed(folder, name).strides for name in names(folder, "waist", activity)])
    assert strides["is_running"].mean() == (1.0 if flag else 0.0)
    assert not strides["is_stairs"].any()
    assert strides["direction"].eq("unknown" if flag else "forward").all()


def test_a_part_of_a_recording_has_the_contacts_that_the_whole_has_there(shared_data):
    folder = shared_data / "real"
    for name in names(folder, "lumbar"):
        whole = analysed(folder, name).events["time_s"].to_numpy()
        for first_s, last_s in pd.read_csv(folder / f"{name}.bouts.csv")[["start_s", "end_s"]].to_numpy():
            part = analysed(folder, name, first_s - 5.0, last_s + 5.0).events["time_s"].to_numpy()
            there, here = (t[(t > first_s - 0.2) & (t < last_s + 0.2)] for t in (whole, part))
            assert len(there) == len(here), (name, first_s)
            np.testing.assert_allclose(here, there, atol=0.01, err_msg=f"{name} {first_s}")
