"""How like people the simulated walker is: features of its walks against those of captured and real people.

    python benchmarks/realism.py                    # the table, in about a minute of one core
    python benchmarks/realism.py --walker adult     # another walker: plain, or the name of a profile
    python benchmarks/realism.py --set trunk_motion=2.0 --set soft_tissue=1.0    # and to try options
    python benchmarks/realism.py --outside          # only what lies outside the people's spread
    python benchmarks/realism.py --markdown docs/simulation.md --figure docs/realism.png   # the summary, the curves

Every walk of a person has a simulated twin: the same direction, median speed, cadence and sampling rate, and the same
code for its features. The recordings lie in `../shared` (or `RETROGAIT_SHARED`) and are not part of the repository.
"""

from __future__ import annotations

import argparse
import ast
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from contact_errors import write_block
from realism_curves import CURVES, courses, likeness
from realism_features import Numbers, features
from realism_outside import OUTSIDE, idle, unlisted
from realism_people import people
from realism_walks import Walk, twin

from retrogait.simulation import Walker

ROOT = Path(__file__).resolve().parents[1]
REAL = ("overground", "pressure", "markers", "legs", "lumbar", "waist")
GROUPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("captured backward", ("captured",), "backward"),
    ("treadmill backward", ("treadmill",), "backward"),
    ("captured forward", ("captured",), "forward"),
    ("treadmill forward", ("treadmill",), "forward"),
    ("real forward", REAL, "forward"),
)
SITE_ORDER = ("gait", "foot", "heel", "toe", "knee", "shank", "thigh", "lower_back", "sternum")
SPEEDS_MPS = (("to 0.7 m/s", 0.0, 0.7), ("0.7-1.1 m/s", 0.7, 1.1), ("from 1.1 m/s", 1.1, 9.0))
FEW = 5  # people's spread cannot be known from fewer walks: it is taken as at least so much of the median
LEAST_SPREAD = 0.25
NOTE = """\
People: median, 10th and 90th percentile of their walks; on the treadmill, of
the strides of its one adult, and where there are fewer than five walks, at
least 25 % to either side. Simulated: median of one twin a walk, of the same
speed, cadence and rate. Sources: persons, but three actors of one capture
share a skeleton and count as one. Off: distance from people's median in units
of their spread on that side; beyond 1 it lies outside. Captured walks and
their twins are low-passed at 12 Hz: capture holds no impacts. Curve, r:
correlation of the mean stride with the median of people's. Repeats, r: of
each stride with the mean of the others."""


@dataclass(frozen=True)
class Line:
    """One feature in one group of walks."""

    group: str
    site: str
    feature: str
    median: float
    low: float
    high: float
    simulated: float

    @property
    def off(self) -> float:
        """Distance from people's median, 1 at their 10th and 90th percentile."""
        way = self.simulated - self.median
        spread = self.high - self.median if way > 0 else self.median - self.low
        return way / max(spread, 1e-12)

    @property
    def is_outside(self) -> bool:
        return not self.low <= self.simulated <= self.high

    @property
    def name(self) -> str:
        """By which patterns of `realism_outside.py` are matched."""
        return f"{self.group}: {self.site} {self.feature}"

    def __str__(self) -> str:
        numbers = " ".join(
            f"{x:7.3g}" if abs(x) >= 1.0 else f"{x:7.2f}"
            for x in (self.median, self.low, self.high, self.simulated)
        )
        mark = "out" if self.is_outside else ""
        return f"{self.site + ' ' + self.feature:<37}{numbers} {self.off:+5.1f} {mark}".rstrip()


@dataclass(frozen=True)
class Pair:
    """A person's walk and its twin, with the features of both."""

    walk: Walk
    twin: Walk
    of_person: Numbers
    of_twin: Numbers


def make_pairs(walks: list[Walk], walker: Walker, seed: int = 0) -> list[Pair]:
    """Simulate the twin of every walk; `seed` and the number of the walk are the twin's seed."""
    pairs = []
    for number, walk in enumerate(walks):
        like = twin(walk, walker, 1000 * seed + number)
        pairs.append(Pair(walk, like, features(walk), features(like)))
    return pairs


def compare(pairs: list[Pair]) -> list[Line]:
    """Lines of all groups, of features that both people and walkers have."""
    lines = []
    for group, sources, way in GROUPS:
        own = [p for p in pairs if p.walk.source in sources and p.walk.direction == way]
        keys = dict.fromkeys(key for p in own for key in p.of_person)
        for key in sorted(keys, key=lambda key: SITE_ORDER.index(key[0])):
            having = [p for p in own if key in p.of_person and key in p.of_twin]
            lines += [_line(group, key, having)] if having else []
            if sources == ("captured",) and key[0] in ("lower_back", "sternum") and key[1].startswith("acc "):
                lines += _by_speed(group, key, having)
        lines += _curves(group, own)
    return lines


def _by_speed(group: str, key: tuple[str, str], pairs: list[Pair]) -> list[Line]:
    """The sizes of a trunk's accelerations once more, by speed."""
    if not key[1].endswith("SD, m/s2"):
        return []
    parts = ((name, [p for p in pairs if low <= p.walk.speed_mps < high]) for name, low, high in SPEEDS_MPS)
    return [_line(group, key, own, f"acc {key[1].split()[1]}, {name}") for name, own in parts if len(own) > 1]


def _curves(group: str, pairs: list[Pair]) -> list[Line]:
    """How the shape of mean strides agrees with people's; to agree better than people do is no fault."""
    lines = []
    for site, name, channel in CURVES:
        own, like = (courses(walks, channel) for walks in ([p.walk for p in pairs], [p.twin for p in pairs]))
        if len(own) >= FEW:
            of_people, of_twins = likeness(own, like)
            median, low = np.percentile(of_people, [50.0, 10.0])
            lines.append(Line(group, site, name, median, low, 1.0, float(np.median(of_twins))))
    return lines


def _line(group: str, key: tuple[str, str], pairs: list[Pair], name: str = "") -> Line:
    if len(pairs) == 1:
        person, like = np.array(pairs[0].of_person[key]), np.array(pairs[0].of_twin[key])
    else:
        person, like = (
            np.array([np.median(numbers[key]) for numbers in side])
            for side in ([p.of_person for p in pairs], [p.of_twin for p in pairs])
        )
    median, low, high = np.percentile(person, [50.0, 10.0, 90.0])
    if len(pairs) < FEW:
        least = LEAST_SPREAD * abs(median)
        low, high = min(low, median - least), max(high, median + least)
        if key[1].endswith(", r"):
            high = min(high, 1.0)
    return Line(group, key[0], name or key[1], median, low, high, float(np.median(like)))


def table_lines(pairs: list[Pair], lines: list[Line], *, only_outside: bool = False) -> list[str]:
    """The table, 80 columns wide."""
    out = []
    for group, sources, way in GROUPS:
        own = [p.walk for p in pairs if p.walk.source in sources and p.walk.direction == way]
        rows = [line for line in lines if line.group == group]
        rows.sort(key=lambda line: SITE_ORDER.index(line.site))
        if not rows:
            continue
        speeds = [walk.speed_mps for walk in own]
        persons, strides = len({walk.person for walk in own}), sum(len(walk.strides) for walk in own)
        inside = f"{sum(not line.is_outside for line in rows)} of {len(rows)} inside"
        out += [
            f"{group}: {len(own)} walks, {strides} strides, {persons} sources, {min(speeds):.1f}-{max(speeds):.1f} m/s",
            f"{'':<37}{'people':^23} {'simu-':>7}",
            f"{inside:<37}{'median':>7} {'10 %':>7} {'90 %':>7} {'lated':>7} {'off':>5}",
            *(str(line) for line in rows if line.is_outside or not only_outside),
            "",
        ]
    return out[:-1]


def summary_lines(lines: list[Line]) -> list[str]:
    """How many features of each site lie inside, and the one that is farthest outside; 80 columns."""
    out = [f"{'':<29} {'inside':>9}   off what is farthest outside"]
    for group, *_ in GROUPS:
        for site in SITE_ORDER:
            rows = [line for line in lines if (line.group, line.site) == (group, site)]
            if not rows:
                continue
            worst = max(rows, key=lambda line: abs(line.off) if line.is_outside else 0.0)
            told = f"{worst.off:+5.1f} {worst.feature}" if worst.is_outside else "    -"
            inside = f"{sum(not line.is_outside for line in rows)} of {len(rows)}"
            out.append(f"{group:<18} {site:<10} {inside:>9} {told}")
    return out


def walker_named(name: str) -> Walker:
    """A walker by its name on the command line."""
    return Walker() if name == "plain" else Walker.profile(name)


def changed(walker: Walker, settings: list[str]) -> Walker:
    """The walker with options given as NAME=VALUE."""
    given = (setting.partition("=") for setting in settings)
    return replace(walker, **{name: ast.literal_eval(value) for name, _, value in given})


def shared_data() -> Path:
    return Path(os.environ.get("RETROGAIT_SHARED") or ROOT.parent / "shared") / "data"


def main() -> int:
    options = _options()
    data = shared_data()
    if not data.is_dir():
        print(f"no recordings of people in {data}: nothing compared")
        return 0
    pairs = make_pairs(people(data), changed(walker_named(options.walker), options.set), options.seed)
    lines = compare(pairs)
    table = table_lines(pairs, lines, only_outside=options.outside)
    summary = summary_lines(lines)
    print("\n".join([*table, "", *summary]))
    if options.figure:
        from realism_figure import draw

        draw(pairs, options.figure)
    if options.markdown:
        text = [*summary, "", *(table if options.outside else []), "", NOTE]
        write_block(options.markdown, "realism", "```text\n" + "\n".join(text) + "\n```")
    if options.set or options.seed or options.walker not in OUTSIDE:
        return 0  # the list is of the walker as it is
    short = unlisted(lines, options.walker)
    for line in short:
        print(f"outside the spread of people, and not in realism_outside.py: {line.name}")
    idle_patterns = idle(lines, options.walker)
    for pattern in idle_patterns:
        print(f"in realism_outside.py, but all of it is well within the spread of people: {pattern}")
    return int(bool(short or idle_patterns))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--walker", default="plain", help="plain, or a profile's name")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="an option of the walker, to try it"
    )
    parser.add_argument("--seed", type=int, default=0, help="other twins, to see what is chance")
    parser.add_argument("--outside", action="store_true", help="only features outside the people's spread")
    parser.add_argument("--figure", type=Path, metavar="PNG", help="mean strides, simulated beside people's")
    parser.add_argument(
        "--markdown", type=Path, metavar="MD", help="page that holds the markers of the block"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
