"""Export files of kinds that nobody had prepared for: each is read rightly, or refused with a way that works."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import retrogait as rg
from retrogait.errors import RetrogaitWarning


@pytest.fixture
def cases(shared_data):
    folder = shared_data.parent / "cases" / "files"
    if not folder.is_dir():
        pytest.skip(f"the cases are absent: {folder}")
    return folder


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def holds_gravity(rec):
    for site in rec.sites:
        still = np.linalg.norm(rec.samples(site)[1][:20, :3], axis=1)
        assert np.median(still) == pytest.approx(9.9, abs=0.7)
    return True


def test_06_bids_motion(cases):
    folder = cases / "06_bids_motion"
    for given in (folder, folder / "sub-01", next(folder.rglob("*_motion.tsv"))):
        rec = read(given)
        assert rec.sites == ("left_foot", "right_foot", "lower_back")
        assert rec.rate_hz == 100.0
        assert holds_gravity(rec)


def test_19_sensor_logger_without_metadata(cases):
    rec = read(cases / "19_sensor_logger_without_metadata", phone="ios")
    assert np.median(rec["sensor_1"]["acc_z"]) > 9.0
