"""How far the roll of the foot, toe-out and stance by touch are off, on simulated, captured and real walks apart.

python benchmarks/stance.py                     # simulated walks, and the recordings in ../shared if there
python benchmarks/stance.py --shared FOLDER     # the recordings elsewhere
python benchmarks/stance.py --write             # and put the tables into docs/accuracy.md
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from contact_errors import pairs, write_block

import retrogait as rg
from retrogait.tables.catalogue import ROLL_MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"
SIDES, WAYS = ("left", "right"), ("backward", "forward")
SPEEDS_MPS = {"backward": (0.22, 0.5, 0.8), "forward": (0.5, 0.8, 1.2)}
WALKERS = ("plain", "adult")
FLAT_DEG = 3.0
MEASURES = (*ROLL_MEASURES, "toe_out_deg")


def main() -> None:
    options = _options()
    lines = roll_lines()
    if (options.shared / "data").is_dir():
        data = options.shared / "data"
        lines += ["", *captured_lines(data / "virtual_imu"), "", *treadmill_lines(data / "treadmill")]
    text = "\n".join(lines)
    print(text)
    if options.write:
        write_block(PAGE, "stance", f"```text\n{text}\n```")


def roll_lines() -> list[str]:
    """Errors of the roll on simulated walks, by direction."""
    errors = {way: simulated_errors(way) for way in WAYS}
    return [
        "Roll, simulated walks (plain and adult, 3 speeds a way): truth, mean and SD of\nthe error",
        f"{'':20} {'backward':>24} {'forward':>24}",
        *(_line(name, errors) for name in MEASURES),
    ]


def simulated_errors(way: str, lasts_s: float = 40.0) -> pd.DataFrame:
    """True roll measures and their errors, a row for each steady stride."""
    rows = []
    for walker in WALKERS:
        for speed in SPEEDS_MPS[way]:
            walk, truth = rg.simulate_walk(way, speed, lasts_s, seed=7, walker=walker)
            found = rg.analyze(walk, contacts=rg.ContactOptions(contact="velocity")).strides
            rows += list(stride_errors(truth.strides, found))
    return pd.DataFrame(rows)


def stride_errors(true: pd.DataFrame, found: pd.DataFrame) -> Iterator[dict[str, float]]:
    """The true measures of every steady stride, and under `<name> off` the error of each."""
    for side in SIDES:
        own, got = (table[table["side"] == side] for table in (true, found))
        for i, j in pairs(own["start_s"].to_numpy(), got["start_s"].to_numpy()):
            one, other = own.iloc[i], got.iloc[j]
            if not (other["is_first"] or other["is_last"] or other["is_turning"]):
                yield {name: one[name] for name in MEASURES} | {
                    f"{name} off": other[name] - one[name] for name in MEASURES
                }


def _line(name: str, errors: dict[str, pd.DataFrame]) -> str:
    cells = []
    for way in WAYS:
        true, off = errors[way][name], errors[way][f"{name} off"]
        digits = 3 if name.endswith("_s") else 1
        cells.append(f"{true.mean():8.{digits}f} {off.mean():+7.{digits}f} {off.std():7.{digits}f}")
    return f"{name:20} {cells[0]} {cells[1]}"


def captured_lines(folder: Path) -> list[str]:
    """Times of the roll against the pitch of the captured foot, between the contacts of the analysis."""
    rows: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for name in pd.read_csv(folder / "index.csv")["name"]:
        for way, own in captured_rolls(folder, name).items():
            rows[way] += own
    errors = {way: pd.DataFrame(rows[way]) for way in WAYS}
    counts = ", ".join(f"{len(errors[way])} {way}" for way in WAYS)
    return [
        f"Roll, captured people ({counts} strides), against the captured\npitch of the foot",
        f"{'':20} {'backward':>24} {'forward':>24}",
        *(_line(name, errors) for name in ("roll_on_time_s", "roll_flat_time_s", "roll_off_time_s")),
    ]


def captured_rolls(folder: Path, name: str) -> dict[str, list[dict[str, float]]]:
    """True times of the roll of one clip, and the error of each, by direction."""
    rows: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    samples = pd.read_csv(folder / f"{name}.csv").set_index("time_s")
    angles = pd.read_csv(folder / f"{name}.angles.csv").set_index("time_s")
    strides = rg.analyze(_feet(samples)).strides
    for _, stride in strides[strides["direction"].isin(WAYS) & ~strides["is_turning"]].iterrows():
        true = _captured_roll(angles[f"{stride['side']}_foot_pitch_down_deg"], stride)
        if true is not None:
            off = {f"{key} off": stride[key] - value for key, value in true.items()}
            rows[stride["direction"]].append(true | off)
    return rows


def _captured_roll(pitch: pd.Series, stride: pd.Series) -> dict[str, float] | None:
    """The roll by the captured pitch: flat is what it is where it turns least in stance."""
    start, leave = stride["start_s"], stride["final_contact_s"]
    if not np.isfinite([start, leave, stride["roll_on_time_s"]]).all():
        return None
    time_s = np.linspace(start, leave, 401)
    angle = np.interp(time_s, pitch.index, pitch)
    rate = np.abs(np.gradient(np.interp(time_s, pitch.index, pitch.rolling(7, center=True).mean()), time_s))
    inner = slice(80, 321)
    rest = 80 + int(np.nanargmin(rate[inner]))
    out = np.abs(angle - angle[rest]) > FLAT_DEG
    before, after = np.flatnonzero(out[:rest]), rest + np.flatnonzero(out[rest:])
    down = time_s[before[-1]] if len(before) else start
    lift = time_s[after[0]] if len(after) else leave
    return {"roll_on_time_s": down - start, "roll_flat_time_s": lift - down, "roll_off_time_s": leave - lift}


def treadmill_lines(folder: Path) -> list[str]:
    """What the heel sensors of the one adult on the treadmill say: no reference of pitch is there."""
    lines = ["Roll, one adult on a treadmill, heel sensors: median (no reference)"]
    found = {way: treadmill_strides(folder, way) for way in WAYS}
    lines.append(f"{'':20} {'backward':>9} {'forward':>9}")
    lines += [
        f"{name:20} " + " ".join(f"{found[way][name].median():9.2f}" for way in WAYS)
        for name in ROLL_MEASURES
    ]
    return [
        *lines,
        f"{'strides':20} " + " ".join(f"{found[way]['roll_on_pct'].notna().sum():9d}" for way in WAYS),
    ]


def treadmill_strides(folder: Path, way: str) -> pd.DataFrame:
    """Strides of the treadmill recording of one way, analysed with the direction stated."""
    table = pd.read_csv(folder / f"{way}_imu.csv")
    rate_hz = 1.0 / float(np.median(np.diff(table["Time"])))
    frames = {}
    for side, short in (("left", "LH"), ("right", "RH")):
        frames[f"{side}_foot"] = pd.DataFrame(
            {f"acc_{a}": 9.80665 * table[f"{short}.ACC.{a.upper()}"] for a in "xyz"}
            | {f"gyr_{a}": table[f"{short}.GY.{a.upper()}"] for a in "xyz"}
        ).set_axis(np.arange(len(table)) / rate_hz)
    recording = rg.Recording.from_frames(frames, rate_hz=rate_hz, frame="sensor")
    return rg.analyze(recording, direction=way).strides


def _feet(samples: pd.DataFrame) -> rg.Recording:
    frames = {}
    for side in SIDES:
        columns = {f"{side}_foot_{kind}_{a}": f"{kind}_{a}" for kind in ("acc", "gyr") for a in "xyz"}
        frames[f"{side}_foot"] = samples[list(columns)].rename(columns=columns)
    return rg.Recording.from_frames(frames, rate_hz=100.0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/accuracy.md")
    return parser.parse_args()


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        main()
