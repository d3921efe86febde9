"""Two thousand simulated people, both ways, by every site, with a stated mounting and without: on how many it is right.

    python benchmarks/population.py                     # 2,000 people, some 15 minutes of two cores
    python benchmarks/population.py --quick             # 30 people, for CI: exits 1 if fewer are right than should be
    python benchmarks/population.py --person 17         # one of them in full, with the line that walks again
    python benchmarks/population.py --markdown docs/simulation.md

Simulated only: these are no figures about people. The number of a person is the seed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from contact_errors import write_block
from population_gates import Moved, gates, move_gates
from population_measures import FOUND, FOUND_GROUPS, GROUPS, MEASURES, STATED, Judged, judge
from population_people import RANGES, WAYS, draw_person, recordings

FULL, QUICK = 2000, 30
GATE_EVERY = 8  # each person tries every eighth gate, on one of the walks
WORST = 3
# Share of the quick ones that must be right: a person below what the full run says.
QUICK_FLOORS = {
    ("feet", STATED, "contacts"): 0.85,
    ("feet", STATED, "direction"): 0.9,
    ("feet", FOUND, "none wrong"): 0.95,
    ("shanks", STATED, "contacts"): 0.9,
    ("shanks", FOUND, "none wrong"): 0.9,
    ("lower back", STATED, "contacts"): 0.75,
}


@dataclass(frozen=True)
class Walked:
    """One person's walk one way, judged."""

    number: int
    way: str
    kind: str
    factors: dict[str, float]
    judged: tuple[Judged, ...]
    moved: tuple[Moved, ...]

    def good(self, group: str, mounting: str, measure: str) -> list[bool]:
        return [j.good for j in self.judged if (j.group, j.mounting, j.measure) == (group, mounting, measure)]


def walk(number: int) -> list[Walked]:
    """Both walks of a person."""
    person = draw_person(number)
    walked = []
    for i, way in enumerate(WAYS):
        raw, stated, truth = recordings(person, way)
        judged = tuple(judge(raw, stated, truth))
        moved = tuple(move_gates(stated, number // 2, every=GATE_EVERY)) if number % 2 == i else ()
        walked.append(Walked(number, way, person.kind, person.factors[way], judged, moved))
    return walked


def walk_all(count: int, workers: int) -> list[Walked]:
    """Walks of all people, in order of their numbers, by so many processes."""
    if workers == 1:
        return [one for number in range(count) for one in walk(number)]
    with ProcessPoolExecutor(workers) as pool:
        return [one for both in pool.map(walk, range(count), chunksize=8) for one in both]


def share(walks: Iterable[Walked], group: str, mounting: str, measure: str) -> tuple[float, int]:
    """Share of walks on which a measure is within its error, and of how many."""
    good = [x for one in walks for x in one.good(group, mounting, measure)]
    return (float(np.mean(good)) if good else np.nan), len(good)


COLUMNS = [(group, STATED) for group in GROUPS] + [(group, FOUND) for group in FOUND_GROUPS]


def share_lines(walks: list[Walked]) -> list[str]:
    """Shares by measure, backward and forward, by group and mounting; 80 columns."""
    short = {"feet": "feet", "shanks": "shank", "thighs": "thigh", "lower back": "back"}
    heads = [f"{short[group]:>6}" for group, _ in COLUMNS]
    lines = [
        "share of people on whom it is right, %",
        f"{'':<22}{'mounting stated':^24}    {'found from the walk':^18}",
        f"{'':<22}" + "".join(heads[:4]) + "    " + "".join(heads[4:]),
    ]
    for measure in MEASURES:
        for way in WAYS:
            own = [w for w in walks if w.way == way]
            if measure == "knee":
                value, _ = share(own, "knees", STATED, "knee")
                lines.append(f"{measure:<12}{way:<10}{100 * value:6.1f}   (of knees, thigh and shank)")
                continue
            cells = []
            for group, mounting in COLUMNS:
                value, count = share(own, group, mounting, measure)
                cells.append(f"{100 * value:6.1f}" if count else f"{'-':>6}")
            lines.append(f"{measure:<12}{way:<10}" + "".join(cells[:4]) + "    " + "".join(cells[4:]))
    return lines


Test = Callable[[dict[str, float]], bool]


def between(name: str, low: float, high: float) -> Test:
    return lambda factors: low <= factors[name] < high


PROPERTIES: tuple[tuple[str, Test], ...] = (
    ("all", lambda _: True),
    ("0.1 to 0.3 m/s", between("speed", 0.0, 0.3)),
    ("0.3 to 0.6 m/s", between("speed", 0.3, 0.6)),
    ("0.6 to 1.0 m/s", between("speed", 0.6, 1.0)),
    ("1.0 m/s and more", between("speed", 1.0, 9.0)),
    ("40 to 70 steps/min", between("cadence", 0.0, 70.0)),
    ("70 to 110 steps/min", between("cadence", 70.0, 110.0)),
    ("110 steps/min and more", between("cadence", 110.0, 999.0)),
    ("steps below 0.25 m", between("step", 0.0, 0.25)),
    ("heel-rise above 0.3", between("heel_rise", 0.3, 2.0)),
    ("limp above 15 %", between("limp", 0.15, 1.0)),
    ("stride time CV > 4 %", between("time_cv", 0.04, 1.0)),
    ("overtones above 1.4", between("personal", 1.4, 9.0)),
    ("clearance below 1 cm", between("clearance", 0.0, 0.01)),
    ("hard ringing", between("ringing", 3.0, 99.0)),
    ("50 and 64 Hz", between("rate", 0.0, 65.0)),
    ("200 Hz and more", between("rate", 200.0, 999.0)),
    ("2 g or 250 deg/s", between("clips", 1.0, 2.0)),
    ("own low-pass", between("filtered", 1.0, 2.0)),
    ("packets lost, > 1 %", between("lost", 0.01, 1.0)),
    ("held or zeroed", between("faked", 1.0, 2.0)),
    ("mounting off by > 10", between("off", 10.0, 99.0)),
    ("turns and stops", between("turns", 1.0, 2.0)),
    ("bouts of a few steps", between("bouts", 1.0, 2.0)),
    ("cut out, no standing", between("cut", 1.0, 2.0)),
    ("treadmill", between("belt", 1.0, 2.0)),
    ("sitting, on a table", between("rests", 1.0, 2.0)),
)


def property_lines(walks: list[Walked]) -> list[str]:
    """How the share with contacts and direction right falls with each property, mounting stated; 80 columns."""
    groups = list(GROUPS)
    lines = [
        "",
        f"{'contacts and direction':<26}{'walks':>6}" + "".join(f"{group:^12}" for group in groups),
        f"{'right, %':<26}{'':>6}" + " backw forw." * len(groups),
    ]
    kinds = sorted({w.kind for w in walks})
    rows = [(label, [w for w in walks if test(w.factors)]) for label, test in PROPERTIES]
    rows += [(kind.replace("_", " "), [w for w in walks if w.kind == kind]) for kind in kinds]
    for label, chosen in rows:
        cells = []
        for group in groups:
            for way in WAYS:
                good = [
                    all(w.good(group, STATED, "contacts")) and all(w.good(group, STATED, "direction"))
                    for w in chosen
                    if w.way == way
                ]
                cells.append(f"{100 * np.mean(good):6.0f}" if good else f"{'-':>6}")
        lines.append(f"{label:<26}{len(chosen):>6}" + "".join(cells))
    return lines


def gate_lines(walks: list[Walked]) -> list[str]:
    """Gates that change something on somebody when they move by a tenth: findings."""
    moved = [m for w in walks for m in w.moved]
    lines = [
        "",
        "thresholds moved by a tenth: walks on which contacts or directions change, %",
        f"{'':<44}{'walks':>6}{'  a tenth less':>14}{'a tenth more':>14}",
    ]
    for group in ("feet", "shanks", "lower back"):
        for stage, name in gates(group):
            own = [m for m in moved if m.group == group and m.gate == f"{stage}.{name}"]
            cells = []
            for less in (True, False):
                change = [m.changed > 0 for m in own if (m.factor < 1.0) == less]
                cells.append(f"{100 * np.mean(change):14.1f}" if change else f"{'-':>14}")
            gate = f"{stage.removeprefix('trunk_')}.{name}"  # the group says of what
            lines.append(f"{group:<11}{gate:<33}{len(own) // 2:>6}" + "".join(cells))
    return lines


def worst_lines(walks: list[Walked]) -> list[str]:
    """The worst people of each group, with the line that makes them again."""
    lines = ["", "worst: by initial contacts found, mounting stated"]
    for group in GROUPS:
        ranked = sorted(
            (j.value, w.number, w.way, w.kind)
            for w in walks
            for j in w.judged
            if (j.group, j.mounting, j.measure) == (group, STATED, "contacts") and np.isfinite(j.value)
        )
        for value, number, way, kind in ranked[:WORST]:
            lines.append(f"{group:<11}F1 {value:4.2f}  draw_person({number}).given[{way!r}]  # {kind}")
    return lines


def person_lines(number: int) -> list[str]:
    """One person in full."""
    person = draw_person(number)
    lines = [f"{number}: {person.kind}"]
    for one in walk(number):
        lines += ["", person.code(one.way)]
        lines += [f"  {name}: {value}" for name, value in person.given[one.way].items()]
        for judged in one.judged:
            verdict = "right" if judged.good else "WRONG"
            lines.append(
                f"  {judged.group:<11}{judged.mounting:<8}{judged.measure:<12}{judged.value:9.3f}  {verdict}"
            )
    return lines


def main() -> int:
    options = _options()
    if options.person is not None:
        print("\n".join(person_lines(options.person)))
        return 0
    count = QUICK if options.quick else options.people
    walks = walk_all(count, options.workers)
    head = [f"{count} simulated people, each backward and forward", ""]
    lines = [*head, *share_lines(walks), *property_lines(walks), *gate_lines(walks), *worst_lines(walks)]
    print("\n".join(lines))
    if options.markdown:
        block = "\n".join([*lines, "", RANGES, "", *(f"{n}: {what}." for n, what in MEASURES.items())])
        write_block(options.markdown, "population", "```text\n" + block + "\n```")
    short = 0
    for (group, mounting, measure), floor in QUICK_FLOORS.items() if options.quick else ():
        value, _ = share(walks, group, mounting, measure)
        if value < floor:
            print(f"falls short: {measure} by {group}, mounting {mounting}: {value:.2f}, expected {floor:g}")
            short = 1
    return short


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=FULL, help="how many, numbered from 0")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} people and a floor for some shares")
    parser.add_argument("--person", type=int, metavar="N", help="one person in full")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument(
        "--markdown", type=Path, metavar="MD", help="page that holds the markers of the block"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
