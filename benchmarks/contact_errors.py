"""Contacts found held against contacts that were: counts, signed errors, and the blocks of the docs they fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    import retrogait as rg

TOLERANCE_S = 0.15
KINDS = ("initial_contact", "final_contact")
ANY_SIDE = (("left", "right"),)
EACH_SIDE = (("left",), ("right",))


@dataclass(frozen=True)
class Clip:
    """Contacts of one kind in one recording; not every one that was met need be timed."""

    wanted: int
    found: int
    met: int
    late_ms: list[float]

    def __add__(self, other: Clip) -> Clip:
        return Clip(
            self.wanted + other.wanted,
            self.found + other.found,
            self.met + other.met,
            self.late_ms + other.late_ms,
        )

    def figures(self) -> str:
        """Contacts wanted, missed and extra; bias and SD."""
        late = np.array(self.late_ms)
        timing = f"{late.mean():+5.0f} {late.std():5.1f}" if len(late) else f"{'-':>5} {'-':>5}"
        return f"{self.wanted:4d} {self.wanted - self.met:3d} {self.found - self.met:3d} {timing}"


@dataclass
class Errors:
    """What is known of one kind of walk: counts of contacts by kind, and errors of everything measured at them."""

    wanted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    late_ms: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    same_direction: list[bool] = field(default_factory=list)
    same_strike: list[bool] = field(default_factory=list)
    angle_deg: list[float] = field(default_factory=list)
    length_cm: list[float] = field(default_factory=list)
    clips: dict[str, dict[str, Clip]] = field(default_factory=dict)

    def add(self, truth: rg.simulation.Truth, session: rg.Session, clip: str = "") -> Errors:
        """Hold a session against the truth of its walk; sides inferred from a trunk are not judged."""
        before = {kind: (self.wanted[kind], self.found[kind], len(self.late_ms[kind])) for kind in KINDS}
        sides = ANY_SIDE if session.summary["contact_sites"] in ("lower_back", "sternum") else EACH_SIDE
        for kind in KINDS:
            for side in sides:
                true, got = (_of(table.events, kind, side) for table in (truth, session))
                self._pair(kind, true, got)
        for side in ("left", "right"):
            true, got = (
                {name: own[name].to_numpy() for name in ("start_s", "end_s", "stride_length_m")}
                for own in (t.strides[t.strides["side"] == side] for t in (truth, session))
            )
            for i, j in pairs(true["start_s"], got["start_s"]):
                length = got["stride_length_m"][j] - true["stride_length_m"][i]
                if abs(got["end_s"][j] - true["end_s"][i]) < TOLERANCE_S and np.isfinite(length):
                    self.length_cm.append(100.0 * length)
        for kind in KINDS:
            wanted, found, paired = before[kind]
            late = self.late_ms[kind][paired:]
            self.clips.setdefault(clip, {})[kind] = Clip(
                self.wanted[kind] - wanted, self.found[kind] - found, len(late), late
            )
        return self

    def _pair(self, kind: str, true: pd.DataFrame, got: pd.DataFrame) -> None:
        self.wanted[kind] += len(true)
        self.found[kind] += len(got)
        names = ("time_s", "direction", "strike", "foot_strike_angle_deg")
        was, is_ = ({name: table[name].to_numpy() for name in names} for table in (true, got))
        for i, j in pairs(was["time_s"], is_["time_s"]):
            self.late_ms[kind].append(1e3 * (is_["time_s"][j] - was["time_s"][i]))
            if kind == "initial_contact":
                self.same_direction.append(is_["direction"][j] == was["direction"][i])
                off = is_["foot_strike_angle_deg"][j] - was["foot_strike_angle_deg"][i]
                if np.isfinite(off):
                    self.angle_deg.append(off)
                    if was["strike"][i] != "flat":  # between the two its cut-offs are options
                        self.same_strike.append(is_["strike"][j] == was["strike"][i])

    def f1(self, kind: str) -> float:
        """Harmonic mean of recall and precision; NaN where nothing was wanted or nothing of the kind is ever found."""
        total = self.wanted[kind] + self.found[kind]
        return 2.0 * len(self.late_ms[kind]) / total if total else float("nan")

    def row(self) -> dict[str, float]:
        """The columns of the table (`table_lines`)."""
        out = {"n": self.wanted["initial_contact"]}
        for short, kind in zip(("ic", "fc"), KINDS, strict=True):
            late = np.array(self.late_ms[kind])
            shown = self.found[kind] > 0
            out[f"{short}_f1"] = self.f1(kind) if shown else float("nan")
            out[f"{short}_bias_ms"] = float(late.mean()) if len(late) else float("nan")
            out[f"{short}_sd_ms"] = float(late.std()) if len(late) else float("nan")
        for name, values in (("direction", self.same_direction), ("strike", self.same_strike)):
            out[name] = float(np.mean(values)) if values else float("nan")
        for name, values in (("angle_deg", self.angle_deg), ("length_cm", self.length_cm)):
            out[name] = float(np.mean(np.abs(values))) if values else float("nan")
        return out


def _of(events: pd.DataFrame, kind: str, sides: tuple[str, ...]) -> pd.DataFrame:
    return events[(events["event"] == kind) & events["side"].isin(sides)]


def pairs(true_s: np.ndarray, got_s: np.ndarray) -> list[tuple[int, int]]:
    """One-to-one, nearest first, within `TOLERANCE_S`."""
    late = np.abs(got_s - true_s[:, None])
    near = np.argwhere(late <= TOLERANCE_S)
    taken: tuple[set[int], set[int]] = (set(), set())
    out = []
    for i, j in near[np.argsort(late[tuple(near.T)], kind="stable")].tolist():
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            out.append((i, j))
    return sorted(out)


LABEL = 19
COLUMNS = (  # name, how it is printed, width, the two lines of its head
    ("n", "{:.0f}", 4, "", "n"),
    ("ic_f1", "{:.3f}", 5, "", "F1"),
    ("ic_bias_ms", "{:+.0f}", 4, "", "bias"),
    ("ic_sd_ms", "{:.1f}", 4, "", "SD"),
    ("fc_f1", "{:.3f}", 5, "", "F1"),
    ("fc_bias_ms", "{:+.0f}", 4, "", "bias"),
    ("fc_sd_ms", "{:.1f}", 4, "", "SD"),
    ("direction", "{:.3f}", 5, "way", "right"),
    ("strike", "{:.3f}", 5, "heel/", "toe"),
    ("angle_deg", "{:.1f}", 5, "angle", "deg"),
    ("length_cm", "{:.1f}", 5, "leng.", "cm"),
)


def table_lines(title: str, rows: list[tuple[str, dict[str, float]]]) -> list[str]:
    """A table of 80 columns: a title, a head of two lines, and a line a row; what is missing is a dash."""
    names = " ".join(f"{name:>{width}}" for _, _, width, _, name in COLUMNS)
    groups = f"{'':4} {'-- initial --':^15} {'--- final ---':^15} " + " ".join(
        f"{group:>{width}}" for _, _, width, group, _ in COLUMNS[-4:]
    )
    lines = [title, f"{'':{LABEL}} {groups}", f"{'':{LABEL}} {names}"]
    for label, row in rows:
        cells = []
        for name, form, width, *_ in COLUMNS:
            value = row.get(name, float("nan"))
            cells.append(f"{form.format(value) if np.isfinite(value) else '-':>{width}}")
        lines.append(f"{label:<{LABEL}} " + " ".join(cells))
    return lines


def write_block(path: Path, name: str, text: str) -> None:
    """Replace what lies between the two markers of `name` in a Markdown file."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = path.read_text(encoding="utf-8")
    if page.count(begin) != 1 or page.count(end) != 1:
        raise SystemExit(f"{path}: expected one line {begin!r} and one {end!r}, with the block between them")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{begin}\n{text.rstrip()}\n{end}{after}", encoding="utf-8")
