"""How far the measures of docs/foot_path.md are off.

python benchmarks/foot_paths.py                     # simulated walks, and the recordings in ../shared if there
python benchmarks/foot_paths.py --shared FOLDER     # the recordings elsewhere
python benchmarks/foot_paths.py --write             # and put the tables into docs/foot_path.md
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from contact_errors import pairs, write_block

import retrogait as rg

PAGE = Path(__file__).resolve().parents[1] / "docs" / "foot_path.md"
SIDES = ("left", "right")
WAYS = ("backward", "forward")
HEEL_M, TOE_M, SOLE_M = (np.array([x, 0.0, -0.05]) for x in (-0.12, 0.09, -0.05))  # the simulator's foot
MEASURES = {  # column: name, factor, unit
    "stride_length_m": ("stride length", 100.0, "cm"),
    "incline_deg": ("incline", 1.0, "deg"),
    "toe_clearance_m": ("toe clearance", 100.0, "cm"),
    "heel_clearance_m": ("heel clearance", 100.0, "cm"),
    "toe_peak_height_m": ("toe peak height", 100.0, "cm"),
    "heel_peak_height_m": ("heel peak height", 100.0, "cm"),
    "circumduction_m": ("circumduction", 100.0, "cm"),
    "peak_toe_down_deg": ("peak toe-down", 1.0, "deg"),
    "peak_toe_up_deg": ("peak toe-up", 1.0, "deg"),
}
SPEEDS_MPS, INCLINES_DEG = (0.2, 0.5, 0.9, 1.3), (-8.0, 0.0, 8.0)


def main() -> None:
    options = _options()
    blocks = simulated_lines()
    if (options.shared / "data").is_dir():
        blocks += ["", *virtual_lines(options.shared / "data"), "", *marker_lines(options.shared / "data")]
    text = "\n".join(blocks)
    print(text)
    if options.write:
        write_block(PAGE, "foot paths", f"```text\n{text}\n```")


def simulated_lines() -> list[str]:
    """Errors of every measure on simulated walks, by direction."""
    lines = [
        (
            f"Simulated walks, {min(SPEEDS_MPS):g} to {max(SPEEDS_MPS):g} m/s, slopes of {min(INCLINES_DEG):g} to "
            f"{max(INCLINES_DEG):g} deg: mean and SD of the error"
        ),
        f"{'':18} {'backward':>16} {'forward':>16}",
    ]
    errors = {
        way: pd.concat([simulated_errors(way, v, i) for v in SPEEDS_MPS for i in INCLINES_DEG])
        for way in WAYS
    }
    for column, (name, factor, unit) in MEASURES.items():
        cells = " ".join(_cell(errors[way][column], factor) for way in WAYS)
        lines.append(f"{name:18} {cells} {unit}")
    cells = " ".join(_cell(errors[way]["share"], 100.0) for way in WAYS)
    return [*lines, f"{'the same length':18} {cells} %"]


def _cell(errors: pd.Series, factor: float) -> str:
    return f"{factor * errors.mean():+8.2f} {factor * errors.std():7.2f}"


def simulated_errors(way: str, speed_mps: float, incline_deg: float, lasts_s: float = 40.0) -> pd.DataFrame:
    """Errors of the measures of a simulated walk, a row for each stride, against its truth."""
    walk, truth = rg.simulate_walk(way, speed_mps, lasts_s, seed=7, incline_deg=incline_deg)
    strides = rg.analyze(walk).strides
    rows = []
    for side in SIDES:
        true, got = (t[t["side"] == side] for t in (truth.strides, strides))
        for i, j in pairs(true["start_s"].to_numpy(), got["start_s"].to_numpy()):
            want = true_measures(truth, true.iloc[i])
            found = got.iloc[j]
            rows.append({name: found[name] - want[name] for name in MEASURES})
            rows[-1]["share"] = found["stride_length_m"] / want["stride_length_m"] - 1.0
    return pd.DataFrame(rows)


def true_measures(truth: rg.simulation.Truth, stride: pd.Series) -> dict[str, float]:
    """What the truth of a simulated walk says of a stride, from mid-stance to mid-stance, by the page's definitions."""
    path = truth.paths[f"{stride['side']}_foot"]
    ends = np.array([stride["start_s"], stride["end_s"]]) + 0.5 * stride["stance_time_s"]
    first, last = np.minimum(np.searchsorted(path.index, ends), len(path) - 1)
    part = path.iloc[first : last + 1]
    place, turn = part[["x_m", "y_m", "z_m"]].to_numpy(), _rotations(part)
    sole, heel, toe = (place + turn @ point for point in (SOLE_M, HEEL_M, TOE_M))
    way = sole[-1] - sole[0]
    length = float(np.hypot(*way[:2]))
    ahead = way[:2] / length
    heights, speeds = [], []
    for point in (heel, toe):
        along = (point[:, :2] - sole[0, :2]) @ ahead
        heights.append(point[:, 2] - sole[0, 2] - along * way[2] / length)
        speeds.append(np.hypot(*np.diff(point[:, :2], axis=0).T))
    # a speed is that of the middle between two samples, and mid-swing begins and ends between them
    fine = np.arange(0.0, len(part) - 1.0, 0.05)
    middles = np.arange(len(part) - 1) + 0.5
    carried = np.all([np.interp(fine, middles, speed) >= 2.0 / 3.0 * speed.max() for speed in speeds], axis=0)
    lowest = [np.interp(fine[carried], np.arange(len(part)), height).min() for height in heights]
    left = (sole[:, :2] - sole[0, :2]) @ np.array([-ahead[1], ahead[0]])
    outward = left * (1 if stride["side"] == "left" else -1) * (1 if stride["direction"] == "forward" else -1)
    pitch = part["pitch_deg"].to_numpy() - part["pitch_deg"].iloc[0]
    return {
        "stride_length_m": length,
        "incline_deg": float(np.degrees(np.arctan2(way[2], length))),
        "toe_clearance_m": lowest[1],
        "heel_clearance_m": lowest[0],
        "toe_peak_height_m": heights[1].max(),
        "heel_peak_height_m": heights[0].max(),
        "circumduction_m": max(0.0, outward.max()),
        "peak_toe_down_deg": pitch.max(),
        "peak_toe_up_deg": -pitch.min(),
    }


def _rotations(path: pd.DataFrame) -> np.ndarray:
    from scipy.spatial.transform import Rotation

    return Rotation.from_euler("ZYX", path[["yaw_deg", "pitch_deg", "roll_deg"]], degrees=True).as_matrix()


def virtual_lines(data: Path) -> list[str]:
    """Stride length from feet and shanks, pitch curves and incline on the capture-driven clips, by direction."""
    folder = data / "virtual_imu"
    found = [_clip(folder, name) for name in pd.read_csv(folder / "index.csv")["name"]]
    lines = ["Capture-driven walks on a level floor", f"{'':44} {'backward':>9} {'forward':>9}"]
    for key, label in (
        ("foot_cm", "stride length, feet: mean absolute error, cm"),
        ("model_cm", "stride length, shanks, model: the same, cm"),
        ("model_pct", "the same, % of the length"),
        ("pitch_deg", "pitch curve: RMSE, median of strides, deg"),
        ("incline_deg", "incline, true 0: mean absolute, deg"),
        ("walk_incline_deg", "incline, mean of a walk: largest, deg"),
    ):
        cells = []
        for way in WAYS:
            values = np.abs(np.concatenate([clip[way][key] for clip in found]))
            values = values[np.isfinite(values)]
            summed = {"pitch_deg": np.median, "walk_incline_deg": np.max}.get(key, np.mean)(values)
            cells.append(f"{summed:9.1f}")
        lines.append(f"{label:44} {' '.join(cells)}")
    return lines


def _clip(folder: Path, name: str) -> dict[str, dict[str, list[float]]]:
    """Errors of one clip by direction."""
    samples = pd.read_csv(folder / f"{name}.csv").set_index("time_s")
    truth = pd.read_csv(folder / f"{name}.strides.csv")
    angles = pd.read_csv(folder / f"{name}.angles.csv").set_index("time_s")
    keys = ("foot_cm", "model_cm", "model_pct", "pitch_deg", "incline_deg", "walk_incline_deg")
    errors: dict[str, dict[str, list[float]]] = {way: {key: [] for key in keys} for way in WAYS}
    sessions = {part: rg.analyze(_recording(samples, part)) for part in ("foot", "shank")}
    curves = rg.trace_feet(sessions["foot"])
    for side in SIDES:
        true = truth[truth["side"] == side]
        pitch = angles[f"{side}_foot_pitch_down_deg"]
        for part, session in sessions.items():
            got = session.strides[session.strides["side"] == side]
            for i, j in pairs(true["start_s"].to_numpy(), got["start_s"].to_numpy()):
                of_way, length = errors[true["direction"].iloc[i]], true["stride_length_m"].iloc[i]
                if abs(got["end_s"].iloc[j] - true["end_s"].iloc[i]) > 0.3:
                    continue
                if part == "shank":
                    off = got["model_stride_length_m"].iloc[j] - length
                    of_way["model_cm"].append(100.0 * off)
                    of_way["model_pct"].append(100.0 * off / length)
                    continue
                of_way["foot_cm"].append(100.0 * (got["stride_length_m"].iloc[j] - length))
                of_way["incline_deg"].append(got["incline_deg"].iloc[j])
                curve = curves[curves["stride"] == got.index[j]]
                off = curve["pitch_down_deg"] - np.interp(curve["time_s"], pitch.index, pitch)
                of_way["pitch_deg"].append(float(off.std(ddof=0)))
    strides = sessions["foot"].strides
    for way in WAYS:
        own = strides.loc[strides["direction"] == way, "incline_deg"]
        errors[way]["walk_incline_deg"] += [float(own.mean())]
    return errors


def _recording(samples: pd.DataFrame, part: str) -> rg.Recording:
    frames = {}
    for side in SIDES:
        columns = {f"{side}_{part}_{kind}_{a}": f"{kind}_{a}" for kind in ("acc", "gyr") for a in "xyz"}
        frames[f"{side}_{part}"] = samples[list(columns)].rename(columns=columns)
    return rg.Recording.from_frames(frames, rate_hz=100.0)


def marker_lines(data: Path) -> list[str]:
    """Heights of the heel against its marker on the real walk of 2 x 20 m, and its incline, which is none."""
    folder, rate_hz = data / "forward_foot_mocap", 204.8
    imu, mocap = (
        pd.read_csv(folder / f"{name}_sample.csv", header=[0, 1], index_col=0) for name in ("imu", "mocap")
    )
    frames = {}
    for side in SIDES:
        names = [f"{kind}_{a}" for kind in ("acc", "gyr") for a in "xyz"]
        values = imu[f"{side}_sensor"][names].to_numpy(float)
        frames[f"{side}_foot"] = pd.DataFrame(values, columns=names, index=np.arange(len(values)) / rate_hz)
    session = rg.analyze(rg.Recording.from_frames(frames, rate_hz=rate_hz))
    curves, clock_s = rg.trace_feet(session), np.arange(len(mocap)) / 100.0
    heel_cm, curve_cm = [], []
    for stride, curve in curves.groupby("stride"):
        if session.strides.loc[stride, "is_turning"] or curve["heel_height_m"].isna().any():
            continue
        marker = mocap[f"{curve['side'].iloc[0][0].upper()}_FCC"].to_numpy()[:, 2] / 1000.0
        height = np.interp(curve["time_s"], clock_s, marker)
        flat = np.interp(20.0, curve["stride_pct"], height)  # the heel is down
        off = curve["heel_height_m"].to_numpy() - (height - flat)
        heel_cm.append(100.0 * (curve["heel_height_m"].max() - (height.max() - flat)))
        curve_cm.append(100.0 * float(np.sqrt(np.mean((off - off.mean()) ** 2))))
    incline = session.strides.loc[~session.strides["is_turning"], "incline_deg"]
    return [
        "Real walk of one adult, forward, level floor, against the heel marker",
        f"{'peak height of the heel: mean and SD of the error':55} {np.mean(heel_cm):+.1f} {np.std(heel_cm):.1f} cm",
        f"{'height of the heel over the stride: RMSE, median':55} {np.median(curve_cm):.1f} cm",
        f"{'incline, true 0: mean and SD of strides':55} {incline.mean():+.1f} {incline.std():.1f} deg",
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[2] / "shared")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/foot_path.md")
    return parser.parse_args()


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rg.RetrogaitWarning)
        main()
