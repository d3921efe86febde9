"""The flat row of a session, from tables made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from retrogait.gait.summary import summarise_strides
from retrogait.tables.catalogue import BOUTS, EVENTS, STRIDES


def strides(n: int = 6, **columns: object):
    filled = {
        "side": ["left", "right"] * (n // 2),
        "direction": ["backward"] * n,
        "cadence_spm": np.linspace(90.0, 110.0, n),
        "stride_time_s": np.linspace(1.1, 1.3, n),
        "stride_length_m": np.linspace(0.5, 0.7, n),
        "speed_mps": np.full(n, 0.5),
        "is_first": [k < 2 for k in range(n)],
        "is_last": [k >= n - 2 for k in range(n)],
    }
    return STRIDES.frame({**filled, **columns})


def landings(direction: list[str], strike: list[str | None]):
    n = len(direction)
    return EVENTS.frame(
        {
            "time_s": np.arange(n, dtype=float),
            "event": ["initial_contact"] * n,
            "direction": direction,
            "strike": strike,
        }
    )


def summarise(table=None, events=None, bouts=None, **provenance):
    return summarise_strides(
        strides() if table is None else table,
        EVENTS.frame() if events is None else events,
        BOUTS.frame() if bouts is None else bouts,
        provenance,
    )


def test_means_are_over_steady_strides():
    row = summarise()
    assert (row["backward_n_strides"], row["backward_n_steady"]) == (6, 2)
    assert row["backward_cadence_spm"] == pytest.approx(100.0)
    assert row["backward_cadence_spm_sd"] == pytest.approx(np.std([98.0, 102.0], ddof=1))
    turned = summarise(strides(is_turning=[False, False, True, False, False, False]))
    assert turned["backward_n_steady"] == 1
    assert turned["backward_cadence_spm"] == pytest.approx(102.0)
    assert np.isnan(turned["backward_cadence_spm_sd"])


def test_without_steady_strides_all_are_used_and_it_shows():
    row = summarise(strides(2))
    assert (row["backward_n_strides"], row["backward_n_steady"]) == (2, 0)
    assert row["backward_cadence_spm"] == pytest.approx(100.0)


@pytest.mark.parametrize("n", [6, 2])  # with steady strides, and without
def test_strides_on_stairs_are_counted_and_in_no_mean(n):
    row = summarise(strides(n, is_stairs=[False] * (n // 2) + [True] * (n // 2)))
    assert (row["n_strides_stairs"], row["backward_n_stairs"], row["forward_n_stairs"]) == (n // 2, n // 2, 0)
    assert row["backward_n_strides"] == n
    assert row["backward_n_steady"] == (1 if n == 6 else 0)
    assert row["backward_cadence_spm"] == pytest.approx(98.0 if n == 6 else 90.0)


def test_landings_on_stairs_are_in_no_share_of_strikes():
    events = landings(["backward"] * 4, ["heel", "heel", "toe", "toe"])
    table = strides(4, end_s=[0.0, 1.0, 2.0, 3.0])
    assert summarise(table, events)["backward_toe_strike_pct"] == 50.0
    climbed = summarise(table.assign(is_stairs=[False, False, False, True]), events)
    assert climbed["backward_toe_strike_pct"] == pytest.approx(100.0 / 3.0)


def test_without_level_walking_there_is_no_mean():
    row = summarise(strides(is_stairs=[True] * 6))
    assert row["backward_n_strides"] == 6
    assert np.isnan(row["backward_cadence_spm"])


def test_strides_that_are_run_are_counted_and_in_no_mean():
    run = [False, False, False, True, False, False]
    row = summarise(strides(is_running=run, direction=["unknown" if one else "backward" for one in run]))
    assert (row["n_strides_running"], row["n_strides_unknown"]) == (1, 1)
    assert row["backward_n_steady"] == 1
    assert row["backward_cadence_spm"] == pytest.approx(98.0)


def test_directions_are_never_pooled():
    ways = ["backward"] * 4 + ["forward"] * 4 + ["unknown"] * 2
    speed = np.array([0.4] * 4 + [1.2] * 4 + [9.0] * 2)
    plain = {"is_first": [False] * 10, "is_last": [False] * 10}
    row = summarise(strides(10, direction=ways, speed_mps=speed, **plain))
    assert row["backward_speed_mps"] == pytest.approx(0.4)
    assert row["forward_speed_mps"] == pytest.approx(1.2)
    assert (row["n_strides"], row["n_strides_unknown"]) == (10, 2)
    assert (row["backward_n_strides"], row["forward_n_strides"]) == (4, 4)


def test_missing_values_are_left_out_of_means():
    row = summarise(strides(stride_length_m=[0.5, 0.5, 0.6, np.nan, 0.7, 0.7]))
    assert row["backward_stride_length_m"] == pytest.approx(0.6)
    assert np.isnan(summarise(strides(stride_length_m=[np.nan] * 6))["backward_stride_length_m"])


def test_strike_shares_are_of_decided_landings_of_the_direction():
    events = landings(["backward"] * 5 + ["forward"] * 2, ["toe", "toe", "toe", "flat", None, "heel", "heel"])
    row = summarise(events=events)
    assert row["backward_toe_strike_pct"] == pytest.approx(75.0)
    assert row["backward_flat_strike_pct"] == pytest.approx(25.0)
    assert row["backward_heel_strike_pct"] == 0.0
    assert row["forward_heel_strike_pct"] == pytest.approx(100.0)
    assert np.isnan(summarise()["forward_toe_strike_pct"])


def test_bouts_are_counted_and_added():
    bouts = BOUTS.frame({"bout_id": [0, 1], "duration_s": [10.5, 20.0]})
    row = summarise(bouts=bouts)
    assert (row["n_bouts"], row["walking_s"]) == (2, 30.5)


def test_nothing_gives_zeros_and_missing_values_and_keeps_its_provenance():
    row = summarise(STRIDES.frame(), surface="treadmill", rate_hz=100.0)
    assert (row["n_bouts"], row["n_strides"], row["walking_s"]) == (0, 0, 0.0)
    assert np.isnan(row["backward_speed_mps"])
    assert (row["surface"], row["rate_hz"]) == ("treadmill", 100.0)
    assert list(row.index) == list(summarise(surface="x", rate_hz=1.0).index)
