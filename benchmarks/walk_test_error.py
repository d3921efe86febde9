"""Walking tests of simulated people against their truth: error of the time, and how often its interval holds it.

    python benchmarks/walk_test_error.py                          # 60 people, both ways
    python benchmarks/walk_test_error.py --quick                  # for CI: exits 1 where it is worse than stated
    python benchmarks/walk_test_error.py --page docs/walk_tests.md
    python benchmarks/walk_test_error.py --shared ../shared       # a real walk with markers on its feet, forward
    python benchmarks/walk_test_error.py --tug                    # timed up and go, lower back and feet
    python benchmarks/walk_test_error.py --lags                   # what other sites show late, as in stopping.py

People of all profiles but those on the toes, 0.2 to 1.0 m/s, 50 to 200 Hz, with the noise, bias, scale errors and
ranges of ordinary sensors. `error` is found less true, `within` the share of truths inside low to high. The truth is
that of `tests/naive_walk_test.py`, from the poses of the feet. Simulated only: these are no figures about people.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from contact_errors import write_block

import retrogait as rg
from retrogait.simulation import Sensor
from retrogait.walk_tests.placed import PlacedTrial
from retrogait.walk_tests.stopping import movement_of, part_of
from retrogait.walk_tests.trials import find_trials, list_steps

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from naive_walk_test import first_movement_s, reach_s, seat_s, way_m  # noqa: E402 - the twin of the tests

KINDS = (
    "plain",
    "adult",
    "older_adult",
    "knee_oa",
    "parkinson",
    "stroke",
    "short_leg",
    "shuffling",
    "bouncing",
)
WAYS = ("backward", "forward")
FEET = ("left_foot", "right_foot")
GROUPS = {
    "feet": FEET,
    "shanks": ("left_shank", "right_shank"),
    "thighs": ("left_thigh", "right_thigh"),
    "lower back": ("lower_back",),
}
COURSE_M = 3.0
IMU_HZ, MARKERS_HZ, MARKED_M = 204.8, 100.0, (3.0, 5.0, 7.62, 10.0, 15.0)
SEED = 70_000
MOST_OFF_S, LEAST_WITHIN_PCT = 0.02, 85.0  # of the times by distance, of few people


def draw(number: int, way: str) -> tuple[rg.Recording, Any, str]:
    """A person who stands, walks more than the course, and stands; and who it is."""
    rng = np.random.default_rng(SEED + number)
    kind = KINDS[number % len(KINDS)]
    speed_mps = float(rng.uniform(0.2, 1.0))
    sensor = Sensor(
        acc_noise_mps2=float(rng.uniform(0.01, 0.1)),
        gyr_noise_dps=float(rng.uniform(0.03, 0.3)),
        acc_bias_mps2=0.1,
        gyr_bias_dps=1.0,
        acc_range_g=float(rng.choice([8.0, 16.0])),
        gyr_range_dps=float(rng.choice([1000.0, 2000.0])),
        scale_error=float(rng.choice([0.0, 0.005])),
    )
    walk_s = (COURSE_M + rng.uniform(0.6, 2.0)) / speed_mps
    sites = (*FEET, *(site for group in list(GROUPS.values())[1:] for site in group))
    recording, truth = rg.simulate_walk(
        way,
        speed_mps,
        seed=SEED + number,
        program=[("stand", float(rng.uniform(1.5, 4.0))), (way, walk_s), ("stand", 2.5)],
        rate_hz=float(rng.choice([50.0, 100.0, 200.0])),
        walker=kind,
        sensor=sensor,
        first_step=str(rng.choice(["left", "right"])),
        sites=sites,
    )
    return recording, truth, kind


def errors(people: int) -> pd.DataFrame:
    """A row for each person, way, group of sensors and how the test ends."""
    rows = []
    for number in range(people):
        for way in WAYS:
            try:
                recording, truth, kind = draw(number, way)
            except rg.InvalidOption:  # steps that no such legs make
                continue
            begin_s = first_movement_s(truth)
            true = {
                "distance": reach_s(truth, COURSE_M, way) - begin_s,
                "stop": truth.events.loc[truth.events["event"] == "initial_contact", "time_s"].max()
                - begin_s,
            }
            course_m = {"distance": COURSE_M, "stop": round(way_m(truth, np.inf), 1)}
            for group, sites in GROUPS.items():
                session = rg.analyze(
                    recording.select(*sites), direction=way if group == "lower back" else None
                )
                for ends in ("distance", "stop") if group == "feet" else ("stop",):
                    found = rg.walk_test(session, direction=way, ends=ends, distance_m=course_m[ends])
                    row = found.iloc[0]
                    rows.append(
                        {
                            "group": group,
                            "ends": ends,
                            "way": way,
                            "kind": kind,
                            "number": number,
                            "flag": str(row["flag"]).split(":")[0] if len(found) == 1 else "trials",
                            "error": row["time_s"] - true[ends],
                            "within": row["low"] <= true[ends] <= row["high"],
                            "width": row["high"] - row["low"],
                        }
                    )
    return pd.DataFrame(rows)


def marked_walk(data: Path) -> tuple[rg.Session, pd.DataFrame]:
    """The real walk of a folder with IMU samples and markers, analysed; and its toe markers by time, m."""
    columns = ["acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"]
    samples = pd.read_csv(data / "imu_sample.csv", header=[0, 1], index_col=0)
    frames = {}
    for side in ("left", "right"):
        frame = samples[f"{side}_sensor"][columns]
        frames[f"{side}_foot"] = frame.set_axis(np.arange(len(frame)) / IMU_HZ, axis=0)
    markers = pd.read_csv(data / "mocap_sample.csv", header=[0, 1], index_col=0) / 1000.0
    markers = markers.set_axis(np.arange(len(markers)) / MARKERS_HZ, axis=0)
    return rg.analyze(rg.Recording.from_frames(frames, rate_hz=IMU_HZ, frame="segment")), markers


def marked_errors(session: rg.Session, markers: pd.DataFrame) -> pd.DataFrame:
    """How much later than its toe marker a foot is found to be so far away, s; for each distance."""
    rows = []
    for distance_m in MARKED_M:
        row = rg.walk_test(session, direction="forward", distance_m=distance_m).iloc[0]
        reached = []
        for toe in ("L_TOE", "R_TOE"):
            place = markers.loc[row["start_s"] :, toe][["x", "y"]].to_numpy()
            away_m = np.hypot(*(place - place[0]).T)
            reached.append(row["start_s"] + np.argmax(away_m >= distance_m) / MARKERS_HZ)
        true_s = min(reached) - row["start_s"]
        holds = bool(row["low"] <= true_s <= row["high"])
        rows.append((distance_m, row["time_s"], row["time_s"] - true_s, holds, row["flag"]))
    return pd.DataFrame(rows, columns=["distance_m", "time_s", "late_s", "holds", "flag"])


def draw_up_and_go(number: int) -> tuple[rg.Recording, Any, str]:
    """A person who rises, walks out, turns or not, walks back, turns or not, and sits down; and what is done."""
    rng = np.random.default_rng(SEED + number)
    speed_mps = {"forward": float(rng.uniform(0.4, 1.1)), "backward": float(rng.uniform(0.25, 0.7))}
    out_s, back_s = (3.0 / speed_mps[way] for way in WAYS[::-1])
    course, program = (
        ("forward, turn, forward", [("forward", out_s), ("turn", 180), ("forward", out_s), ("spin", 180)]),
        ("forward, backward", [("forward", out_s), ("stop", 0.5), ("backward", back_s)]),
        ("turn, backward, turn", [("spin", 180), ("backward", back_s), ("turn", 180), ("backward", back_s)]),
    )[number % 3]
    sensor = Sensor(
        acc_noise_mps2=float(rng.uniform(0.01, 0.1)),
        gyr_noise_dps=float(rng.uniform(0.03, 0.3)),
        acc_bias_mps2=0.1,
        gyr_bias_dps=1.0,
    )
    recording, truth = rg.simulate_walk(
        "forward",
        speed_mps,
        seed=SEED + number,
        program=[("sit", float(rng.uniform(5.5, 8.0))), *program, ("sit", 6.0)],
        rate_hz=float(rng.choice([50.0, 100.0, 200.0])),
        walker=KINDS[number % len(KINDS)],
        sensor=sensor,
        sites=(*FEET, "lower_back"),
    )
    return recording, truth, course


def up_and_go_errors(people: int) -> pd.DataFrame:
    """Errors of the time of each person's timed up and go, of rising and of sitting down, s."""
    rows = []
    for number in range(people):
        try:
            recording, truth, course = draw_up_and_go(number)
        except rg.InvalidOption:
            continue
        table = rg.timed_up_and_go(rg.analyze(recording))
        row = table.iloc[0]
        (begin_s, up_s), (end_s, _) = (
            seat_s(truth, truth.spells.iloc[place], place == 0) for place in (0, 1)
        )
        rows.append(
            {
                "course": course,
                "flag": str(row["flag"]).split(":")[0] if len(table) == 1 else "trials",
                "time": row["time_s"] - (end_s - begin_s),
                "rise": row["rise_s"] - (up_s - begin_s),
                "within": row["low"] <= end_s - begin_s <= row["high"],
                "turned": row["turn_deg"],
            }
        )
    return pd.DataFrame(rows)


def lags(people: int) -> pd.DataFrame:
    """How late begin and end of each walk are as sensors off the feet show them, s."""
    rows = []
    for number in range(people):
        for way in WAYS:
            recording, truth, kind = draw(number, way)
            begin_s = first_movement_s(truth)
            end_s = truth.events.loc[truth.events["event"] == "initial_contact", "time_s"].max()
            for group, sites in list(GROUPS.items())[1:]:
                session = rg.analyze(
                    recording.select(*sites), direction=way if group == "lower back" else None
                )
                trials = find_trials(list_steps(session.events), way)
                if trials:
                    placed = PlacedTrial(trials[0], (), ())
                    found = movement_of(session, placed, part_of(session, placed))
                    rows.append((group, way, kind, found[0] - begin_s, found[1] - end_s))
    return pd.DataFrame(rows, columns=["group", "way", "kind", "begin", "end"])


def summarise(found: pd.DataFrame) -> pd.DataFrame:
    """A row for each group, how it ends and way."""
    rows = []
    for key, own in found.groupby(["group", "ends", "way"], sort=False):
        timed = own.dropna(subset=["error"])
        off = timed["error"]
        rows.append(
            (
                *key,
                len(own),
                len(timed),
                off.mean(),
                off.std(),
                off.abs().max(),
                100.0 * (off.abs() <= 0.1).mean(),
                timed["width"].median() / 2,
                100.0 * timed["within"].mean(),
            )
        )
    names = ["group", "ends", "way", "n", "timed", "bias", "sd", "worst", "near_pct", "half", "within_pct"]
    return pd.DataFrame(rows, columns=names)


def table_lines(summary: pd.DataFrame) -> list[str]:
    """The summary as text."""
    head = f"{'sensors':11}{'ends':9}{'way':9}{'timed':>7}{'bias':>8}{'SD':>7}{'worst':>7}"
    lines = [f"{head}{'in 0.1 s':>10}{'± s':>6}{'holds':>7}"]
    lines += [
        f"{r.group:11}{r.ends:9}{r.way:9}{f'{r.timed}/{r.n}':>7}{r.bias:>+8.3f}{r.sd:>7.3f}{r.worst:>7.2f}"
        f"{r.near_pct:>8.0f} %{r.half:>6.2f}{r.within_pct:>5.0f} %"
        for r in summary.itertuples()
    ]
    return lines


def show(text: str, block: str, page: Path | None) -> None:
    """Print a text, and put it on a page."""
    print(text)
    if page:
        write_block(page, block, f"```text\n{text}\n```")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument(
        "--quick", action="store_true", help="18 people; exit 1 where it is worse than stated"
    )
    parser.add_argument("--shared", type=Path, metavar="DIR", help="folder with data/forward_foot_mocap")
    parser.add_argument("--tug", action="store_true", help="timed up and go instead")
    parser.add_argument("--lags", action="store_true", help="print what other sites show late instead")
    parser.add_argument("--page", type=Path, metavar="MD", help="page with the markers of the block")
    parser.add_argument("--rows", type=Path, metavar="CSV", help="write each error here")
    options = parser.parse_args()
    warnings.simplefilter("ignore", rg.RetrogaitWarning)
    if options.shared:
        found = marked_errors(*marked_walk(options.shared / "data" / "forward_foot_mocap"))
        show(found.round(3).to_string(index=False), "marked", options.page)
        return 0
    if options.tug:
        found = up_and_go_errors(options.people)
        figures = found.groupby("course")[["time", "rise"]].agg(["count", "mean", "std", "min", "max"])
        text = figures.round(3).T.to_string()
        text += f"\ntimed {found['flag'].eq('ok').sum()} of {len(found)}; low to high holds the truth in "
        text += f"{100 * found['within'].mean():.0f} %"
        show(text, "up_and_go", options.page)
        return 0
    if options.lags:
        late = lags(options.people).groupby(["group", "way"])[["begin", "end"]]
        print(late.agg(["count", "mean", "std", "min", "median", "max"]).round(3).to_string())
        return 0
    found = errors(18 if options.quick else options.people)
    summary = summarise(found)
    show("\n".join(table_lines(summary)), "errors", options.page)
    print(found.groupby(["group", "ends"])["flag"].value_counts().to_string())
    if options.rows:
        found.to_csv(options.rows, index=False)
    timed = found[found["ends"].eq("distance") & found["error"].notna()]
    middle_s, within_pct = float(timed["error"].median()), 100.0 * float(timed["within"].mean())
    if options.quick and (abs(middle_s) > MOST_OFF_S or within_pct < LEAST_WITHIN_PCT):
        print(
            f"by distance: median {middle_s:+.3f} s, {within_pct:.0f} % inside low to high; worse than stated"
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
