"""The walks of people in the shared folder: motion capture that drives virtual IMUs, and real recordings."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from realism_walks import FEET, Walk, analyzed, double_support_pct, low_pass, of_direction, steady
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.simulation import Walker
from retrogait.tables.catalogue import SENSOR_COLUMNS, SIDES, SITES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEAST_STRIDES = 3
COLUMNS = list(SENSOR_COLUMNS)
# The other two recordings of the set have gyroscopes that read ten times too much and clip.
LEGS = ("legs_01_00", "legs_06_00")
_STANCE_SHARE = 0.62  # stands in where only initial contacts are known; nothing is computed from it
_BREAK_S = 2.5  # between contacts of two bouts


def people(data: Path) -> list[Walk]:
    """All walks of people with at least a few steady strides."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        walks = [
            *captured(data),
            *treadmill(data),
            *overground(data),
            *sets(data),
            *markers(data),
            *trunks(data),
        ]
    return [walk for walk in walks if len(walk.strides) >= LEAST_STRIDES]


def captured(data: Path) -> Iterator[Walk]:
    """Virtual IMUs; contact is where a point of the foot falls below 30 % of its swing's speed, as in the truth."""
    folder = data / "virtual_imu"
    for row in pd.read_csv(folder / "index.csv").itertuples():
        frames = _frames(pd.read_csv(folder / f"{row.name}.csv").set_index("time_s"), SITES)
        recording = rg.Recording.from_frames(frames, rate_hz=100.0)
        found = analyzed(recording, FEET).strides
        events = pd.read_csv(folder / f"{row.name}.events.csv")
        events["time_s"] = events["time_velocity_s"].fillna(events["time_extremum_s"])
        angles = pd.read_csv(folder / f"{row.name}.angles.csv")
        knee = {side: angles[f"{side}_knee_flexion_deg"].to_numpy() for side in SIDES}
        samples = {site: low_pass(frame.to_numpy(), 100.0) for site, frame in frames.items()}
        strides = _with_contacts(pd.read_csv(folder / f"{row.name}.strides.csv"), events)
        person = row.actor if row.source.startswith("ACCAD") else "three actors"
        for way in ("backward", "forward"):
            own = steady(of_direction(strides, way))
            support = double_support_pct(of_direction(found, way))
            yield Walk(row.name, "captured", person, way, 100.0, samples, own, knee, support)


def _frames(table: pd.DataFrame, sites: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Frames of the sites a wide table holds."""
    return {
        site: table[[f"{site}_{name}" for name in COLUMNS]].set_axis(COLUMNS, axis=1)
        for site in sites
        if f"{site}_acc_x" in table
    }


def _with_contacts(strides: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Strides that begin and end at labelled contacts, with their final contact and double support."""
    rows = []
    lands, leaves = (
        {side: events.loc[(events["event"] == kind) & (events["side"] == side), "time_s"] for side in SIDES}
        for kind in ("initial_contact", "terminal_contact")
    )
    for stride in strides.to_dict("records"):
        side, other = stride["side"], "right" if stride["side"] == "left" else "left"
        start, end = (
            float(lands[side].iloc[np.argmin(np.abs(lands[side] - stride[name]))])
            for name in ("start_s", "end_s")
        )
        leave = leaves[side][leaves[side].between(start + 0.1, end)]
        if len(leave) != 1:
            continue
        left = float(leave.iloc[0])
        off, on = (times[other][times[other].between(start, left)] for times in (leaves, lands))
        both = left - start - (on.iloc[0] - off.iloc[0]) if len(on) == len(off) == 1 else np.nan
        rows.append(
            stride | {"start_s": start, "end_s": end, "final_contact_s": left, "double_support_s": both}
        )
    return pd.DataFrame(rows, columns=[*strides.columns, "final_contact_s", "double_support_s"])


def treadmill(data: Path) -> Iterator[Walk]:
    """One adult with sensors on heels and toes; the forward walk calibrates both. `foot` is the heel's sensor."""
    recordings = {
        (way, part): _treadmill(data, way, part) for way in ("forward", "backward") for part in "HT"
    }
    alignments = {part: rg.calibrate(recordings["forward", part], direction="forward") for part in "HT"}
    for way in ("backward", "forward"):
        heels = recordings[way, "H"]
        strides = rg.analyze(heels, alignment=alignments["H"], surface="treadmill").strides
        strides = of_direction(strides, way)
        samples = {}
        for part, name in (("H", "heel"), ("T", "toe")):
            aligned = alignments[part].apply(recordings[way, part])
            samples |= {f"{side}_{name}": aligned.samples(f"{side}_foot")[1] for side in SIDES}
        samples |= {f"{side}_foot": samples[f"{side}_heel"] for side in SIDES}
        support = double_support_pct(strides)
        yield Walk(
            f"treadmill {way}",
            "treadmill",
            "one adult",
            way,
            heels.rate_hz,
            samples,
            steady(strides),
            {},
            support,
        )


def _treadmill(data: Path, way: str, part: str) -> rg.Recording:
    table = pd.read_csv(data / "treadmill" / f"{way}_imu.csv")
    rate_hz = float(1.0 / np.median(np.diff(table["Time"])))
    frames = {}
    for side in SIDES:
        prefix = f"{side[0].upper()}{part}"
        acc = table[[f"{prefix}.ACC.{axis}" for axis in "XYZ"]].to_numpy() * STANDARD_GRAVITY_MPS2
        gyr = table[[f"{prefix}.GY.{axis}" for axis in "XYZ"]].to_numpy()
        frames[f"{side}_foot"] = _frame(np.hstack([acc, gyr]), rate_hz)
    return rg.Recording.from_frames(frames, rate_hz=rate_hz, frame="sensor")


def _frame(values: np.ndarray, rate_hz: float) -> pd.DataFrame:
    index = pd.Index(np.arange(len(values)) / rate_hz, name="time_s")
    return pd.DataFrame(values, index=index, columns=COLUMNS)


def overground(data: Path) -> Iterator[Walk]:
    """Three adults forward, sensors on insteps and lower back; lost packets are drawn through."""
    for path in sorted((data / "forward_overground").glob("*.json")):
        frames = {}
        for site, short in (("left_foot", "lf"), ("right_foot", "rf"), ("lower_back", "lb")):
            table = pd.read_csv(path.with_name(f"{path.stem}_{short}.txt"), sep="\t", skiprows=1)
            packet = np.unwrap(table["PacketCounter"].to_numpy(), period=65536)
            grid = np.arange(packet[0], packet[-1] + 1)
            columns = [f"{kind}_{axis}" for kind in ("Acc", "Gyr") for axis in "XYZ"]
            values = np.stack([np.interp(grid, packet, table[name]) for name in columns], axis=1)
            values[:, 3:] = np.degrees(values[:, 3:])
            frames[site] = _frame(values, 100.0)
        subject = json.loads(path.read_text(encoding="utf-8"))["Subject"]
        yield _forward(path.stem, "overground", f"overground {subject}", frames, 100.0)


def sets(data: Path) -> Iterator[Walk]:
    """Real recordings of legs: feet and shanks of five people, three elderly; feet, shanks and thighs of two."""
    for row in pd.read_csv(data / "real" / "index.csv", keep_default_na=False).itertuples():
        if row.set == "pressure" or row.name in LEGS:
            table = pd.read_csv(data / "real" / f"{row.name}.csv.gz").set_index("time_s")
            yield _forward(row.name, row.set, row.name, _frames(table, SITES), float(row.rate_hz))


def markers(data: Path) -> Iterator[Walk]:
    """One adult forward, both feet."""
    samples = pd.read_csv(data / "forward_foot_mocap" / "imu_sample.csv", header=[0, 1], index_col=0)
    frames = {f"{side}_foot": _frame(samples[f"{side}_sensor"][COLUMNS].to_numpy(), 204.8) for side in SIDES}
    yield _forward("markers", "markers", "markers", frames, 204.8)


def _forward(name: str, source: str, person: str, frames: dict[str, pd.DataFrame], rate_hz: float) -> Walk:
    """A forward walk whose mounting is found from itself, and its strides by the library."""
    recording = rg.Recording.from_frames(frames, rate_hz=rate_hz, frame="sensor")
    aligned = rg.calibrate(recording, direction="forward").apply(recording)
    strides = of_direction(analyzed(aligned, FEET).strides, "forward")
    strides = strides[~strides["is_turning"]]
    samples = {site: aligned.samples(site)[1] for site in aligned.sites}
    support = double_support_pct(strides)
    return Walk(name, source, person, "forward", aligned.rate_hz, samples, steady(strides), {}, support)


def trunks(data: Path) -> Iterator[Walk]:
    """Six people forward with a sensor on the lower back or the waist; strides are every other contact.

    Contacts and speeds of two of them were measured; of the others the library finds the contacts, and the speed is an
    adult's at that cadence. Nothing but the motion of the trunk is computed from them.
    """
    folder = data / "real"
    for row in pd.read_csv(folder / "index.csv", keep_default_na=False).itertuples():
        if row.set not in ("lumbar", "waist") or row.activity != "walk":
            continue
        axes = {part.split(":")[0]: tuple(part.split(":")[1].split(",")) for part in row.axes.split(";")}
        frames = _frames(pd.read_csv(folder / f"{row.name}.csv.gz").set_index("time_s"), ("lower_back",))
        recording = rg.Recording.from_frames(frames, rate_hz=float(row.rate_hz), frame="sensor")
        aligned = rg.Alignment.declared(axes).apply(recording)
        person = "_".join(row.name.split("_")[:2])
        if row.set == "lumbar":
            contacts = pd.read_csv(folder / f"{row.name}.contacts.csv")["time_s"].to_numpy()
            speed_mps = pd.read_csv(folder / f"{row.name}.bouts.csv")["speed_mps"].median()
        else:
            events = analyzed(aligned, ("lower_back",)).events
            contacts = events.loc[events["event"] == "initial_contact", "time_s"].to_numpy()
            speed_mps = _usual_speed_mps(60.0 / float(np.median(np.diff(contacts))))
        own = steady(_every_other(contacts, speed_mps))
        samples = {"lower_back": _level(aligned.samples("lower_back")[1])}
        yield Walk(row.name, row.set, person, "forward", float(row.rate_hz), samples, own)


def _level(values: np.ndarray) -> np.ndarray:
    """Samples (n, 6) in axes of which z is up on average: a belt sits on a slope of the back or the belly."""
    up = np.nanmean(values[:, :3], axis=0)
    upright, _ = Rotation.align_vectors([[0.0, 0.0, 1.0]], [up / np.linalg.norm(up)])
    return values @ np.kron(np.eye(2), upright.as_matrix().T)


def _usual_speed_mps(cadence_spm: float) -> float:
    """The speed at which a simulated adult has this cadence: their square goes with it."""
    return (cadence_spm / Walker().usual_cadence_spm("forward", 1.0)) ** 2


def _every_other(contacts_s: np.ndarray, speed_mps: float) -> pd.DataFrame:
    """Strides between contacts of which the feet are not known, at one speed."""
    rows = [
        {
            "side": SIDES[i % 2],
            "start_s": start,
            "final_contact_s": start + _STANCE_SHARE * (end - start),
            "end_s": end,
            "stride_length_m": speed_mps * (end - start),
            "double_support_s": np.nan,
        }
        for i, (start, end) in enumerate(zip(contacts_s, contacts_s[2:], strict=False))
        if end - start < _BREAK_S
    ]
    return pd.DataFrame(rows)
