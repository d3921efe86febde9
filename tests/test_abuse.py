"""Damaged recordings: whatever happened to the samples, tables keep their contract and errors are retrogait's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from walks import BOTH, recorded, simulate

import retrogait as rg
from retrogait.errors import RetrogaitError
from retrogait.tables.catalogue import BOUTS, EVENTS, SENSOR_COLUMNS, STRIDES

SITES = ("left_foot", "right_shank", "lower_back")


def lose(x, i, j, c, rng):
    x[i:j] = np.nan


def freeze(x, i, j, c, rng):
    x[i:j] = x[i]


def silence(x, i, j, c, rng):
    x[i:j] = 0.0


def kill_channel(x, i, j, c, rng):
    x[:, c] = x[i, c]


def add_noise(x, i, j, c, rng):
    x += rng.normal(0, rng.choice([0.1, 1.0, 10.0]), x.shape)


def flip_channel(x, i, j, c, rng):
    x[:, c] *= -1.0


def spread_losses(x, i, j, c, rng):
    x[rng.random(len(x)) < 0.05] = np.nan


def bias_gyroscope(x, i, j, c, rng):
    x[:, 3:] += rng.normal(0, 20, 3)


def stick_at_the_rail(x, i, j, c, rng):
    x[i:j, c] = rng.choice([157.0, -157.0, 2000.0])


def run_back(x, i, j, c, rng):
    x[:] = x[::-1].copy()


FAULTS = [
    lose,
    freeze,
    silence,
    kill_channel,
    add_noise,
    flip_channel,
    spread_losses,
    bias_gyroscope,
    stick_at_the_rail,
    run_back,
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(BOTH),
    st.sampled_from(SITES),
    st.sampled_from(["segment", "sensor"]),
    st.lists(st.sampled_from(FAULTS), max_size=3),
    st.tuples(st.floats(0, 12), st.floats(0.01, 12)),
    st.integers(0, 2**32 - 1),
)
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_damaged_recordings(direction, site, frame, faults, part_s, seed):
    walk, _ = simulate(direction, 0.6, 12, seed=1, sites=SITES)
    rng = np.random.default_rng(seed)
    samples = walk[site].loc[part_s[0] : part_s[0] + part_s[1]]
    values = samples.to_numpy().copy()
    for fault in faults:
        i = int(rng.integers(0, max(1, len(values))))
        fault(values, i, i + int(rng.integers(1, 200)), int(rng.integers(0, 6)), rng) if len(values) else None
    table = pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=samples.index)
    for work in (rg.analyze, rg.calibrate):
        try:
            result = work(recorded({site: table}, frame=frame))
        except RetrogaitError as error:
            assert len(str(error)) > 40  # noqa: PT017 - where, what, what is wanted, what to do
            continue
        if isinstance(result, rg.Session):
            for name, schema in (("events", EVENTS), ("strides", STRIDES), ("bouts", BOUTS)):
                schema.check(getattr(result, name))
            assert (result.strides["stride_time_s"] > 0).all()
            assert not (result.strides["speed_mps"] > 4.0).any()
            assert result.events["time_s"].between(table.index[0], table.index[-1]).all()
            pd.testing.assert_frame_equal(rg.Session.from_json(result.to_json()).events, result.events)
