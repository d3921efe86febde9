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
from contact_errors import KINDS, pairs, write_block

import retrogait as rg
from retrogait.tables.catalogue import ROLL_MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[1] / "docs" / "accuracy.md"
SIDES, WAYS = ("left", "right"), ("backward", "forward")
SPEEDS_MPS = {"backward": (0.22, 0.5, 0.8), "forward": (0.5, 0.8, 1.2)}
WALKERS = ("plain", "adult")
FLAT_DEG = 3.0
TOUCH = rg.ContactOptions(contact="touch")
MEASURES = (*ROLL_MEASURES, "toe_out_deg")


def main() -> None:
    options = _options()
    lines = [*roll_lines(), "", *touch_lines()]
    if (options.shared / "data").is_dir():
        data = options.shared / "data"
        for part in (
            captured_lines(data / "virtual_imu"),
            treadmill_lines(data / "treadmill"),
            captured_touch_lines(data),
        ):
            lines += ["", *part]
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


def touch_lines() -> list[str]:
    """Double support and stance by touch, mean errors of walks, and how far contacts scatter."""
    lines = [
        "Contacts by touch, simulated walks: error of the mean, % of the true value,",
        "and bias and SD of initial and final contacts, ms",
        f"{'':22} {'double support':>15} {'stance':>7} {'initial':>13} {'final':>13}",
    ]
    for way in WAYS:
        for walker in WALKERS:
            for speed in SPEEDS_MPS[way]:
                walk, truth = rg.simulate_walk(way, speed, 40.0, seed=7, walker=walker, contact="touch")
                session = rg.analyze(walk, contacts=TOUCH)
                (true, true_pct), (got, got_pct) = (_shares(one.strides) for one in (truth, session))
                late = [_late_ms(truth.events, session.events, kind) for kind in KINDS]
                lines.append(
                    f"{way:8} {walker:5} {speed:4.2f} m/s {100 * (got / true - 1):+13.1f} "
                    f"{100 * (got_pct / true_pct - 1):+7.1f} "
                    + " ".join(f"{one.mean():+7.1f} {one.std():5.1f}" for one in late)
                )
    return lines


def _shares(strides: pd.DataFrame) -> tuple[float, float]:
    inner = strides[~(strides["is_first"] | strides["is_last"])]
    return float((inner["double_support_s"] / inner["stride_time_s"]).mean()), float(
        inner["stance_pct"].mean()
    )


def _late_ms(true: pd.DataFrame, found: pd.DataFrame, kind: str) -> np.ndarray:
    late = []
    for side in SIDES:
        own, got = (
            table.loc[(table["side"] == side) & (table["event"] == kind), "time_s"].to_numpy()
            for table in (true, found)
        )
        late += [1e3 * (got[j] - own[i]) for i, j in pairs(own, got)]
    return np.sort(late)


def captured_touch_lines(data: Path) -> list[str]:
    """Double support and stance of people by both definitions, where published norms are known for forward only."""
    lines = [
        "Double support and stance, % of the stride, medians (no reference)",
        f"{'':36} {'by impact':>13} {'by touch':>13}",
    ]
    both = [pd.concat(captured_strides(data / "virtual_imu", one)) for one in (rg.ContactOptions(), TOUCH)]
    for way, low, high in (("backward", 0.4, 0.8), ("backward", 0.8, 1.2), ("forward", 1.1, 1.3)):
        cells = []
        for strides in both:
            own = strides[(strides["direction"] == way) & strides["speed_mps"].between(low, high)]
            cells.append(_medians(own[~own["is_turning"]]))
        lines.append(f"{f'captured, {way}, {low:g} to {high:g} m/s':36} {cells[0]:>13} {cells[1]:>13}")
    for way in WAYS:
        cells = [
            _medians(treadmill_strides(data / "treadmill", way, one)) for one in (rg.ContactOptions(), TOUCH)
        ]
        lines.append(f"{f'real treadmill, {way}':36} {cells[0]:>13} {cells[1]:>13}")
    return lines


def _medians(strides: pd.DataFrame) -> str:
    double_pct = 100.0 * strides["double_support_s"] / strides["stride_time_s"]
    return f"{double_pct.median():.1f} {strides['stance_pct'].median():.1f}"


def captured_strides(folder: Path, contacts: rg.ContactOptions) -> Iterator[pd.DataFrame]:
    """Strides of every clip."""
    for name in pd.read_csv(folder / "index.csv")["name"]:
        samples = pd.read_csv(folder / f"{name}.csv").set_index("time_s")
        yield rg.analyze(_feet(samples), contacts=contacts).strides


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


def treadmill_strides(folder: Path, way: str, contacts: rg.ContactOptions | None = None) -> pd.DataFrame:
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
    return rg.analyze(recording, direction=way, contacts=contacts).strides


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
