"""Direction with the mounting unknown: how often right, unknown and wrong, and how sure.

    python benchmarks/direction.py                                  # all tables, some minutes of one core
    python benchmarks/direction.py --table faults --table period    # some of them
    python benchmarks/direction.py --cases                          # and a line for every one that is not right
    python benchmarks/direction.py --quick                          # for CI: exits 1 when a floor falls
    python benchmarks/direction.py --markdown docs/direction.md     # put the tables between the markers there
    python benchmarks/direction.py --figure docs/images/direction_confidence.png    # the calibration curve

Real, captured and simulated walks are never in one table. The first two need the reference recordings, which are not
part of this repository (`--shared`, or RETROGAIT_SHARED, or ../shared); without them those tables are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from contact_errors import write_block
from direction_limits import calibration, degraded, strides
from direction_report import Report, count_lines, few, share
from direction_steps import both_ways
from mounting_faults import faults
from mounting_found import mounting
from no_walking import no_walking
from unknown_mounting import (
    RIGHT,
    ROOT,
    TURN_SEED,
    WRONG,
    captured_walks,
    judge,
    real_walks,
    simulated_walks,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FULL_WALKERS, QUICK_WALKERS = 240, 4
PEOPLE = {
    "real": "Real sensors: 1 person backward (heel and toe), some 14 forward",
    "captured": "Captured people, virtual sensors: 1 of ACCAD, 3 of Bandai, partly acted",
}


def recordings(options: argparse.Namespace) -> Report:
    """Each real and captured sensor alone, turned at random, nothing declared; then run back in time."""
    report = Report()
    for kind, find in (("real", real_walks), ("captured", captured_walks)):
        if options.shared is None:
            continue
        walks = find(options.shared)[:: few(options, 7, 1)]
        for back in (False, True):
            rng = np.random.default_rng(TURN_SEED)
            told = [judge((walk.run_back() if back else walk).turned(rng)) for walk in walks]
            told.sort(key=lambda one: (one.walk.worn, one.walk.group, one.walk.truth))
            label = f"{kind}, run back in time" if back else kind
            title = f"The same run back in time ({kind})" if back else PEOPLE[kind]
            rows = [((one.walk.worn, one.walk.group, one.walk.truth), one) for one in told]
            report.lines += [*count_lines(title, rows, ("worn", "set", "true way"), (7, 14, 9)), ""]
            report.note_cases(label, told)
            sound = [one for one in told if one.walk.worn != "thighs" and "clipped" not in one.walk.group]
            report.at_least(f"{label}: share right", share(sound, RIGHT), 0.9)
            report.at_most(f"{label}: share wrong", share(told, WRONG), 0.005)
    return report


def walkers(options: argparse.Namespace) -> Report:
    """Simulated walkers of `sweep.py`, each sensor alone, turned at random; those who land flat apart."""
    report, rng = Report(), np.random.default_rng(TURN_SEED)
    told = [judge(walk.turned(rng)) for walk in simulated_walks(few(options, QUICK_WALKERS, options.walkers))]
    rows = [((one.walk.worn, one.walk.group, one.walk.truth), one) for one in told]
    rows.sort(key=lambda row: row[0])
    title = "Simulated walkers, drawn as in sweep.py; flat: clearance below 6 mm"
    report.lines = [*count_lines(title, rows, ("worn", "landing", "true way"), (7, 14, 9)), ""]
    report.note_cases("simulated", told)
    rolling = [one for one in told if not one.walk.flat and one.walk.worn != "thighs"]
    report.at_least("simulated, rolling: share right", share(rolling, RIGHT), 0.8)
    report.at_most("simulated: share wrong", share(told, WRONG), 0.01)
    return report


TABLES: dict[str, Callable[[argparse.Namespace], Report]] = {
    "recordings": recordings,
    "walkers": walkers,
    "faults": faults,
    "no walking": no_walking,
    "strides": strides,
    "degraded": degraded,
    "calibration": calibration,
    "both ways": both_ways,
    "mounting": mounting,
}


def main() -> int:
    options = _options()
    fallen = []
    if options.shared is None:
        print("real and captured recordings were not found: their tables are left out; pass --shared\n")
    for name in options.table or TABLES:
        began_s = time.process_time()
        report = TABLES[name](options)
        print("\n".join(report.lines))
        if options.cases:
            print(*report.cases, "", sep="\n")
        print(f"({name}: {time.process_time() - began_s:.0f} s)\n", file=sys.stderr, flush=True)
        fallen += report.fallen
        if options.markdown and report.lines:
            text = "\n".join(report.lines).rstrip()
            write_block(options.markdown, f"direction {name}", f"```text\n{text}\n```")
    print(*fallen, sep="\n")
    return 1 if fallen and options.quick else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", action="append", choices=list(TABLES), help="one table; may be repeated")
    parser.add_argument("--quick", action="store_true", help="few of each, and floors")
    parser.add_argument("--walkers", type=int, default=FULL_WALKERS, help="how many simulated ones are drawn")
    parser.add_argument("--cases", action="store_true", help="a line for each that is not right")
    parser.add_argument("--figure", type=Path, metavar="PNG", help="confidence against share right")
    parser.add_argument(
        "--markdown", type=Path, metavar="MD", help="page that holds the markers of the blocks"
    )
    shared = os.environ.get("RETROGAIT_SHARED") or ROOT.parent / "shared" / "data"
    parser.add_argument(
        "--shared", type=Path, default=Path(shared), help="folder of the reference recordings"
    )
    options = parser.parse_args()
    if not (options.shared / "virtual_imu").is_dir():
        options.shared = (
            options.shared / "data" if (options.shared / "data" / "virtual_imu").is_dir() else None
        )
    return options


if __name__ == "__main__":
    sys.exit(main())
