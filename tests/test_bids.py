"""BIDS-Motion: read by its table of channels, written so that the validator of BIDS has nothing against it."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import warnings

import export_writers as w
import numpy as np
import pandas as pd
import pytest
from recording_frames import signal

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import InvalidOption, RetrogaitWarning, UnreadableExport

SAMPLES = signal(np.arange(500) / 100.0)
SITES = ("left_foot", "right_foot", "lower_back")


def read(given, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.read_recording(given, **options)


def matches(rec, samples=SAMPLES, sites=SITES):
    assert rec.sites == sites
    for site in sites:
        np.testing.assert_allclose(rec.samples(site)[1], samples, atol=1e-6)


@pytest.mark.parametrize("given", ["file", "folder", "subject", "dataset", "zip", "list", "renamed"])
def test_a_recording_is_read_however_it_is_given(tmp_path, given):
    dataset = tmp_path / "study"
    path = w.bids(dataset, SAMPLES)
    (dataset / "dataset_description.json").write_text('{"Name": "x", "BIDSVersion": "1.10.0"}')
    w.rows_of(dataset / "participants.tsv", [["participant_id", "age"], ["sub-01", "60"]], "\t")
    channels = path.with_name(path.name.replace("motion.tsv", "channels.tsv"))
    shapes = {
        "file": path, "folder": path.parent, "subject": dataset / "sub-01", "dataset": dataset,
        "zip": w.zipped(tmp_path / "study.zip", dataset), "list": [channels, path],
    }  # fmt: skip
    if given == "renamed":
        shapes["renamed"] = [path.rename(tmp_path / "data.txt"), channels.rename(tmp_path / "what.txt")]
    rec = read(shapes[given], **({"rate_hz": 100} if given == "renamed" else {}))
    matches(rec)
    assert rec.rate_hz == 100.0
    assert rec.frame == "sensor"
    assert rec.source["format"] == "BIDS-Motion"


@pytest.mark.parametrize(("acc_unit", "gyr_unit"), [("g", "rad/s"), ("m/s^2", "deg/s")])
def test_units_are_those_of_the_channels(tmp_path, acc_unit, gyr_unit):
    matches(read(w.bids(tmp_path, SAMPLES, acc_unit=acc_unit, gyr_unit=gyr_unit)))


def test_a_placement_names_the_site_where_the_point_does_not(tmp_path):
    places = ("left foot", "right foot", "sacrum")
    matches(read(w.bids(tmp_path, SAMPLES, points=("t1", "t2", "t3"), columns=[("placement", places)])))


def test_channels_of_other_kinds_change_nothing(tmp_path):
    extra = [([f"t_{axis}", axis, "MAGN", "leftFoot", "uT"], SAMPLES[:, 3]) for axis in "xyz"]
    extra += [([f"o_{axis}", axis, "ORNT", "leftFoot", "deg"], SAMPLES[:, 3]) for axis in "xyz"]
    path = w.bids(tmp_path, SAMPLES, extra=extra)
    w.rows_of(
        path.with_name(path.name.replace("motion", "events")), [["onset", "duration"], ["1", "2"]], "\t"
    )
    matches(read(tmp_path))
    w.bids(tmp_path, SAMPLES, label="sub-01_task-backwards_tracksys-omc", points=())
    omc = path.with_name("sub-01_task-backwards_tracksys-omc_motion.tsv")
    w.rows_of(omc, SAMPLES[:, :3].tolist(), "\t")
    rows = [["name", "component", "type", "tracked_point", "units"]]
    w.rows_of(omc.with_name("sub-01_task-backwards_tracksys-omc_channels.tsv"),
              [*rows, *([f"p_{a}", a, "POS", "head", "mm"] for a in "xyz")], "\t")  # fmt: skip
    matches(read(tmp_path))


def test_lost_samples_are_gaps_whatever_they_are_written_as(tmp_path):
    lost = SAMPLES.copy()
    lost[100:140] = np.nan
    matches(read(w.bids(tmp_path / "a", lost)), lost)
    facts = {"SamplingFrequency": 100, "MissingValues": "0"}
    rec = read(w.bids(tmp_path / "b", np.nan_to_num(lost), facts=facts))
    matches(rec, lost)
    assert rec.source["gaps_s"]["left_foot"]


def test_latencies_are_the_clock(tmp_path):
    late = np.arange(500) / 50.0
    row = ["latency", "n/a", "LATENCY", "n/a", "s"]
    rec = read(w.bids(tmp_path, SAMPLES, extra=[(row, late)], facts={}))
    assert rec.rate_hz == pytest.approx(50.0)
    matches(rec)


@pytest.mark.parametrize(("effective", "rate_hz"), [(99.5, 99.5), (0, 100.0), (10.0, 100.0), ("n/a", 100.0)])
def test_the_effective_rate_is_taken_where_it_is_one(tmp_path, effective, rate_hz):
    facts = {"SamplingFrequency": 100, "SamplingFrequencyEffective": effective}
    assert read(w.bids(tmp_path, SAMPLES, facts=facts)).rate_hz == pytest.approx(rate_hz)


def test_facts_of_a_whole_dataset_lie_above(tmp_path):
    path = w.bids(tmp_path, SAMPLES, facts={})
    channels = path.with_name(path.name.replace("motion.tsv", "channels.tsv"))
    shutil.move(channels, tmp_path / "task-backwards_channels.tsv")
    (tmp_path / "motion.json").write_text('{"SamplingFrequency": 80}')
    (tmp_path / "task-backwards_motion.json").write_text('{"SamplingFrequency": 50}')
    (tmp_path / "task-other_motion.json").write_text('{"SamplingFrequency": 60}')
    rec = read(path)
    matches(rec)
    assert rec.rate_hz == 50.0


def test_the_start_is_that_of_the_scan(tmp_path):
    path = w.bids(tmp_path, SAMPLES)
    scans = [["filename", "acq_time"], [f"motion/{path.name}", "2024-05-01T10:30:00.250"]]
    w.rows_of(tmp_path / "sub-01" / "sub-01_scans.tsv", scans, "\t")
    rec = read(path)
    assert rec.start_time == pd.Timestamp("2024-05-01T10:30:00.250")
    assert rec.source["start_time_from"] == "sub-01_scans.tsv"


def test_a_header_row_that_the_standard_forbids_is_skipped(tmp_path):
    path = w.bids(tmp_path, SAMPLES)
    names = path.with_name(path.name.replace("motion.tsv", "channels.tsv")).read_text().splitlines()[1:]
    path.write_text("\t".join(line.split("\t")[0] for line in names) + "\n" + path.read_text())
    matches(read(path))


def two_runs(folder):
    for run in ("1", "2"):
        w.bids(folder, SAMPLES[: 400 + 20 * int(run)], label=f"sub-01_task-walk_tracksys-imu_run-{run}")
    return folder


def test_several_recordings_are_listed_and_one_of_them_is_read(tmp_path):
    folder = two_runs(tmp_path / "study")
    wanted = (
        r"study: holds 2 recordings \(sub-01_task-walk_tracksys-imu_run-1, sub-01_task-walk_tracksys-imu_run-2\); "
        "expected one; pass recording='sub-01_task-walk_tracksys-imu_run-1'"
    )
    with pytest.raises(UnreadableExport, match=wanted):
        read(folder)
    assert read(folder, recording="sub-01_task-walk_tracksys-imu_run-1").n_samples == 420
    assert read(folder, recording="run-2").n_samples == 440
    with pytest.raises(
        UnreadableExport, match="recording='run-3' is the name of none of its recordings .sub-01_task"
    ):
        read(folder, recording="run-3")
    with pytest.raises(UnreadableExport, match="recording='task-walk' is the name of 2 of its recordings"):
        read(folder, recording="task-walk")
    with pytest.raises(UnreadableExport, match="holds 2 recordings"):
        read(sorted(folder.rglob("*_motion.tsv")))


def test_two_systems_of_one_run_are_read_together_as_a_list(tmp_path):
    left = w.bids(tmp_path, SAMPLES, label="sub-01_task-walk_tracksys-a", points=("leftFoot",))
    right = w.bids(tmp_path, SAMPLES, label="sub-01_task-walk_tracksys-b", points=("rightFoot",))
    matches(read([left, right]), sites=("left_foot", "right_foot"))
    with pytest.raises(UnreadableExport, match="holds 2 recordings .*pass recording="):
        read(tmp_path)
    facts = {"SamplingFrequency": 50}
    w.bids(tmp_path, SAMPLES, label="sub-01_task-walk_tracksys-b", points=("rightFoot",), facts=facts)
    with pytest.raises(
        UnreadableExport,
        match="count their samples at several rates .50 and 100 Hz.*pass the files of one rate, apart",
    ):
        read([left, right])


def test_a_dataset_and_its_derivatives_are_told_apart_by_their_paths(tmp_path):
    w.bids(tmp_path / "study", SAMPLES)
    shutil.copytree(tmp_path / "study" / "sub-01", tmp_path / "study" / "derivatives" / "sub-01")
    with pytest.raises(
        UnreadableExport, match="pass recording='derivatives/sub-01/motion/sub-01_task-backwards_trac"
    ):
        read(tmp_path / "study")
    matches(read(tmp_path / "study", recording="sub-01/motion/sub-01_task-backwards_tracksys-imu_motion.tsv"))


@pytest.mark.parametrize("given", ["file", "folder", "list"])
def test_a_packed_table_is_read_with_what_lies_beside_it(tmp_path, given):
    path = w.bids(tmp_path, SAMPLES)
    packed = path.with_suffix(".tsv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    channels = path.with_name(path.name.replace("motion.tsv", "channels.tsv"))
    matches(read({"file": packed, "folder": tmp_path, "list": [packed, channels]}[given]))


def test_the_command_line_names_a_recording(tmp_path, capsys):
    folder = two_runs(tmp_path / "study")
    assert main(["inspect", str(folder)]) == 3
    assert "--recording" in capsys.readouterr().out
    assert main(["inspect", str(folder), "--recording", "run-2"]) == 0
    assert "440 samples at 100 Hz" in capsys.readouterr().out


def without(path, suffix):
    path.with_name(path.name.replace("motion.tsv", suffix)).unlink()
    return path


def test_what_lacks_is_said(tmp_path):
    path = without(w.bids(tmp_path / "a", SAMPLES), "channels.tsv")
    wanted = "motion.tsv: is a table of BIDS-Motion by its name and has no header; expected its _channels.tsv, .*beside"
    with pytest.raises(UnreadableExport, match=wanted):
        read(path)
    path = without(w.bids(tmp_path / "b", SAMPLES), "motion.json")
    with pytest.raises(UnreadableExport, match="has no column of time and states no rate .*pass rate_hz="):
        read(path)
    matches(read(path, rate_hz=100))
    path = w.bids(tmp_path / "c", SAMPLES)
    path.with_suffix(".json").write_text("{")
    with pytest.raises(
        UnreadableExport, match="motion.json: is not JSON, but describes .*correct it, or remove it"
    ):
        read(path)
    path = w.bids(tmp_path / "d", SAMPLES)
    path.write_text("".join(f"{line}\t0\n" for line in path.read_text().splitlines()))
    with pytest.raises(
        UnreadableExport, match="has 19 columns, its table of channels 18 rows; .*correct _channels.tsv"
    ):
        read(path)
    path = w.bids(tmp_path / "e", SAMPLES, columns=[("sampling_frequency", ("100", "50", "100"))])
    with pytest.raises(
        UnreadableExport, match="its channels have several sampling frequencies .100 and 50 Hz"
    ):
        read(path)
    path = w.bids(tmp_path / "f", SAMPLES)
    table = path.with_name(path.name.replace("motion.tsv", "channels.tsv"))
    table.write_text(table.read_text().replace("leftFoot_ACCEL_z\tz\tACCEL", "leftFoot_ACCEL_z\tz\tMISC"))
    rec = read(path)
    assert rec.sites == ("right_foot", "lower_back")
    assert any("leftFoot has no partner with it" in note for note in rec.source["repairs"])
    with pytest.raises(
        InvalidOption, match="recording: 'x' given, but x.csv names no recordings; leave it out"
    ):
        read(w.physics_toolbox(tmp_path, SAMPLES).rename(tmp_path / "x.csv"), recording="x")


def walk_with_a_gap():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=5.0, seed=1)
    frames = {site: walk[site] for site in walk.sites}
    frames["left_foot"].iloc[100:160] = np.nan
    start = pd.Timestamp("2024-05-01 10:30:00.123456789", tz="Europe/Berlin")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetrogaitWarning)
        return rg.Recording.from_frames(frames, frame="sensor", start_time=start)


def test_what_is_written_is_read_back_exactly(tmp_path):
    rec = walk_with_a_gap()
    rg.write_recording(
        rec, tmp_path / "study", format="bids", subject="02", task="back", session="A", run="1"
    )
    again = read(tmp_path / "study")
    pd.testing.assert_frame_equal(again.wide(), rec.wide(), check_exact=True)
    assert (again.rate_hz, again.frame, again.start_time) == (rec.rate_hz, rec.frame, rec.start_time)
    assert again.warnings == rec.warnings
    assert str(again.start_time.tz) == "Europe/Berlin"
    scans = pd.read_csv(tmp_path / "study/sub-02/ses-A/sub-02_ses-A_scans.tsv", sep="\t")
    assert scans.acq_time[0] == "2024-05-01T08:30:00.123456Z"
    assert scans.filename[0] == "motion/sub-02_ses-A_task-back_tracksys-imu_run-1_motion.tsv"


def test_a_channel_that_was_changed_since_is_believed(tmp_path):
    rec = walk_with_a_gap()
    rg.write_recording(rec, tmp_path, format="bids")
    channels = next(tmp_path.rglob("*_channels.tsv"))
    channels.write_text(channels.read_text().replace("deg/s", "rad/s"))
    there = np.isfinite(rec["right_foot"]["gyr_y"])
    turned = read(tmp_path)["right_foot"]["gyr_y"][there] / rec["right_foot"]["gyr_y"][there]
    np.testing.assert_allclose(turned[np.isfinite(turned)], np.degrees(1.0))


def test_a_dataset_is_added_to_and_kept(tmp_path):
    rec = walk_with_a_gap()
    (tmp_path / "dataset_description.json").write_text('{"Name": "ours", "BIDSVersion": "1.9.0"}')
    (tmp_path / "README").write_text("ours")
    (tmp_path / "participants.tsv").write_text("participant_id\tAge\nsub-01\t60\n")
    for subject in ("01", "02", "02"):
        rg.write_recording(rec, tmp_path, format="bids", subject=subject)
    assert (tmp_path / "participants.tsv").read_text() == "participant_id\tAge\nsub-01\t60\nsub-02\tn/a\n"
    assert json.loads((tmp_path / "dataset_description.json").read_text())["Name"] == "ours"
    assert not (tmp_path / "README.md").exists()
    assert len(pd.read_csv(tmp_path / "sub-02" / "sub-02_scans.tsv", sep="\t")) == 1
    pd.testing.assert_frame_equal(read(tmp_path, recording="sub-01").wide(), rec.wide(), check_exact=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"format": "edf"}, "format: 'edf' is not known; use 'bids', or leave it out for .csv and .parquet"),
        (
            {"format": "bids", "subject": "a_b"},
            "subject: 'a_b' given; BIDS expects letters and digits only; rename",
        ),
        ({"format": "bids", "subject": None}, "subject: None given; BIDS expects letters and digits only"),
        ({"format": "bids", "run": "x"}, "run: 'x' given; BIDS expects digits only"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, options, message):
    with pytest.raises(InvalidOption, match=message):
        rg.write_recording(walk_with_a_gap(), tmp_path / "new", **options)
    assert not list(tmp_path.iterdir())


def test_no_folder_of_other_things_is_written_to(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(
        InvalidOption, match="holds files and no dataset_description.json, so it is not a BIDS dataset"
    ):
        rg.write_recording(walk_with_a_gap(), tmp_path, format="bids")
    with pytest.raises(
        InvalidOption, match="thesis.docx is a file; with format='bids' pass the folder of a dataset"
    ):
        rg.write_recording(walk_with_a_gap(), tmp_path / "thesis.docx", format="bids")
    dataset = tmp_path / "study"
    dataset.mkdir()
    (dataset / "dataset_description.json").write_text("{}")
    (dataset / "participants.tsv").write_bytes(b"x" * (1 << 21))
    with pytest.raises(
        InvalidOption, match="participants.tsv is not a table of tab-separated text with a row for each"
    ):
        rg.write_recording(walk_with_a_gap(), dataset, format="bids")


@pytest.mark.slow
def test_the_validator_of_bids_finds_no_error(tmp_path):
    program = shutil.which("bids-validator-deno")
    if program is None:
        pytest.skip("bids-validator-deno (PyPI) is not installed")
    rec = walk_with_a_gap()
    rg.write_recording(rec, tmp_path, format="bids", subject="01", run="1")
    rg.write_recording(rec, tmp_path, format="bids", subject="02", session="b")
    done = subprocess.run([program, "--json", str(tmp_path)], capture_output=True, text=True, check=False)
    issues = json.loads(done.stdout)["issues"]["issues"]
    assert [issue for issue in issues if issue.get("severity") == "error"] == []
