"""How far contacts, stride lengths and strike angles are from the truth, held against the standard error of each.

    python benchmarks/contact_uncertainty.py                       # 40 simulated people, both ways
    python benchmarks/contact_uncertainty.py --people 12 --quick   # for CI: exits 1 where the errors are not as stated
    python benchmarks/contact_uncertainty.py --page docs/accuracy.md

They are sorted by their standard error into five parts. A constant of each site, kind of contact and direction is what
the definition of a contact shifts, and is taken out. Simulated only: these are no figures about people.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from contact_errors import TOLERANCE_S, pairs, write_block
from population_measures import GROUPS, analyse
from population_people import WAYS, draw_person

import retrogait as rg

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = 5
WITHIN = 2.0  # standard errors
LEAST_WITHIN, MOST_WITHIN = 0.88, 0.99  # of the contacts, in CI
CLASSES = ["what", "event", "direction"]
LENGTH, ANGLE = "lengths, cm", "angles, deg"


def stated(people: int) -> Iterator[dict[str, Any]]:
    """What was found and was there: how far off it is, and the standard error that it states."""
    for number in range(people):
        person = draw_person(number)
        for way in WAYS:
            recording, truth = rg.simulate_walk(**person.given[way])
            for group, sites in GROUPS.items():
                session = analyse(recording, sites)
                if session is None:
                    continue
                yield from _contacts(f"{group}, ms", session.events, truth.events)
                if group == "feet":
                    yield from _strides(session, truth)


def _contacts(what: str, found: pd.DataFrame, true: pd.DataFrame) -> Iterator[dict[str, Any]]:
    same = ["event"] if what.startswith("lower back") else ["event", "side"]
    for key, own in found.groupby(same, observed=True):
        was = true[(true[same] == key).all(axis=1)]
        for i, j in pairs(was["time_s"].to_numpy(), own["time_s"].to_numpy()):
            row, true_row = own.iloc[j], was.iloc[i]
            about = {"event": row["event"], "direction": row["direction"]}
            late_s = row["time_s"] - true_row["time_s"]
            yield {"what": what, **about, "off": 1e3 * late_s, "se": 1e3 * row["time_se_s"]}
            off_deg = row["foot_strike_angle_deg"] - true_row["foot_strike_angle_deg"]
            if np.isfinite(off_deg):
                yield {"what": ANGLE, **about, "off": off_deg, "se": row["foot_strike_angle_se_deg"]}


def _strides(session: rg.Session, truth: Any) -> Iterator[dict[str, Any]]:
    for side in ("left", "right"):
        found, true = (table[table["side"] == side] for table in (session.strides, truth.strides))
        for i, j in pairs(true["start_s"].to_numpy(), found["start_s"].to_numpy()):
            row, true_row = found.iloc[j], true.iloc[i]
            off_m = row["stride_length_m"] - true_row["stride_length_m"]
            if np.isfinite(off_m) and abs(row["end_s"] - true_row["end_s"]) < TOLERANCE_S:
                about = {"event": "stride", "direction": row["direction"]}
                yield {"what": LENGTH, **about, "off": 100.0 * off_m, "se": 100.0 * row["stride_length_se_m"]}


def summarise(found: pd.DataFrame) -> pd.DataFrame:
    """A row for each kind and part: mean standard error, RMS of the errors, and the share within two of the former."""
    shift = found.groupby(CLASSES)["off"].transform("median")
    off = found["off"] - np.where(found["what"].isin([LENGTH, ANGLE]), 0.0, shift)
    found = found.assign(off=off, within=np.abs(off) <= WITHIN * found["se"])
    rows = []
    for what, own in found.groupby("what", sort=False):
        ordered = own.sort_values("se", kind="stable")
        parts = [ordered.iloc[k] for k in np.array_split(np.arange(len(ordered)), PARTS)]
        for name, part in [*zip(map(str, range(1, PARTS + 1)), parts, strict=True), ("all", own)]:
            rms = float(np.sqrt(np.mean(part["off"] ** 2)))
            rows.append((what, name, len(part), part["se"].mean(), rms, 100.0 * part["within"].mean()))
    return pd.DataFrame(rows, columns=["what", "part", "n", "stated", "rms", "within_pct"])


def table_lines(summary: pd.DataFrame) -> list[str]:
    """The summary as text."""
    lines = [f"{'':16}{'part':>5}{'n':>7}{'stated':>8}{'RMS':>7}{'within two':>12}"]
    lines += [
        f"{row.what:16}{row.part:>5}{row.n:7d}{row.stated:8.1f}{row.rms:7.1f}{row.within_pct:10.0f} %"
        for row in summary.itertuples()
    ]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument(
        "--quick", action="store_true", help="exit 1 where too few or too many are within two"
    )
    parser.add_argument("--page", type=Path, metavar="MD", help="page with the markers of the block")
    options = parser.parse_args()
    found = pd.DataFrame(stated(options.people))
    summary = summarise(found)
    text = "\n".join(table_lines(summary))
    print(text)
    if options.page:
        write_block(options.page, "uncertainty", f"```text\n{text}\n```")
    short = 0
    for row in summary[summary["part"] == "all"].itertuples():
        if options.quick and not 100 * LEAST_WITHIN <= row.within_pct <= 100 * MOST_WITHIN:
            print(f"{row.what}: {row.within_pct:.0f} % within two standard errors, expected 88 to 99")
            short = 1
    return short


if __name__ == "__main__":
    sys.exit(main())
