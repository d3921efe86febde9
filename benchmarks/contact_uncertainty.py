"""How far contacts are from the truth, held against the standard error that each of them states.

    python benchmarks/contact_uncertainty.py                       # 40 simulated people, both ways
    python benchmarks/contact_uncertainty.py --people 12 --quick   # for CI: exits 1 where the errors are not as stated
    python benchmarks/contact_uncertainty.py --page docs/accuracy.md

Contacts are sorted by their standard error into five parts. A constant of each site, kind of contact and direction is
what its definition shifts, and is taken out. Simulated only: these are no figures about people.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from contact_errors import pairs, write_block
from population_measures import GROUPS, analyse
from population_people import WAYS, draw_person

import retrogait as rg

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = 5
WITHIN = 2.0  # standard errors
LEAST_WITHIN, MOST_WITHIN = 0.88, 0.99  # of the contacts, in CI
CLASSES = ["group", "event", "direction"]


def contacts(people: int) -> Iterator[dict[str, Any]]:
    """Contacts that were found and were there: how late they are, and the standard error that they state."""
    for number in range(people):
        person = draw_person(number)
        for way in WAYS:
            recording, truth = rg.simulate_walk(**person.given[way])
            for group, sites in GROUPS.items():
                session = analyse(recording, sites)
                if session is not None:
                    yield from _late(group, session.events, truth.events)


def _late(group: str, found: pd.DataFrame, true: pd.DataFrame) -> Iterator[dict[str, Any]]:
    same = ["event"] if group == "lower back" else ["event", "side"]
    for key, own in found.groupby(same, observed=True):
        was = true[(true[same] == key).all(axis=1)]
        for i, j in pairs(was["time_s"].to_numpy(), own["time_s"].to_numpy()):
            row = own.iloc[j]
            late_ms = 1e3 * (row["time_s"] - was["time_s"].iloc[i])
            yield {
                "group": group,
                "event": row["event"],
                "direction": row["direction"],
                "late_ms": late_ms,
                "se_ms": 1e3 * row["time_se_s"],
            }


def summarise(found: pd.DataFrame) -> pd.DataFrame:
    """A row for each group and part: mean standard error, RMS of the errors, and the share within two of the former."""
    late_ms = found["late_ms"] - found.groupby(CLASSES)["late_ms"].transform("median")
    found = found.assign(late_ms=late_ms, within=np.abs(late_ms) <= WITHIN * found["se_ms"])
    rows = []
    for group, own in found.groupby("group", sort=False):
        ordered = own.sort_values("se_ms", kind="stable")
        parts = [ordered.iloc[k] for k in np.array_split(np.arange(len(ordered)), PARTS)]
        for name, part in [*zip(map(str, range(1, PARTS + 1)), parts, strict=True), ("all", own)]:
            rms = float(np.sqrt(np.mean(part["late_ms"] ** 2)))
            rows.append((group, name, len(part), part["se_ms"].mean(), rms, 100.0 * part["within"].mean()))
    return pd.DataFrame(rows, columns=["sites", "part", "n", "stated_ms", "rms_ms", "within_pct"])


def table_lines(summary: pd.DataFrame) -> list[str]:
    """The summary as text."""
    lines = [f"{'sites':12}{'part':>5}{'n':>7}{'stated':>8}{'RMS':>7}{'within two':>12}"]
    lines += [
        f"{row.sites:12}{row.part:>5}{row.n:7d}{row.stated_ms:8.1f}{row.rms_ms:7.1f}{row.within_pct:10.0f} %"
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
    found = pd.DataFrame(contacts(options.people))
    summary = summarise(found)
    text = "\n".join(table_lines(summary))
    print(text)
    if options.page:
        write_block(options.page, "uncertainty", f"```text\n{text}\n```")
    short = 0
    for row in summary[summary["part"] == "all"].itertuples():
        if options.quick and not 100 * LEAST_WITHIN <= row.within_pct <= 100 * MOST_WITHIN:
            print(f"{row.sites}: {row.within_pct:.0f} % within two standard errors, expected 88 to 99")
            short = 1
    return short


if __name__ == "__main__":
    sys.exit(main())
