"""Accuracy of contacts, direction, strike, angle and stride length: simulated, capture-driven and real, apart.

    python benchmarks/accuracy.py                           # the tables
    python benchmarks/accuracy.py --clips                   # and one line per recording
    python benchmarks/accuracy.py --figure errors.png       # and the distributions of timing errors
    python benchmarks/accuracy.py --markdown docs/accuracy.md   # put the tables between the markers there
    python benchmarks/accuracy.py --short README.md         # and a short one there

The simulated part always runs. The others need the reference recordings, which are not part of this repository
(`--shared`, or RETROGAIT_SHARED, or ../shared), and are scored by the script that lies there. Figures of an online
detector will be printed apart.
"""

from __future__ import annotations

import argparse
import os
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
from contact_errors import KINDS, Errors, table_lines, write_block
from reference_recordings import Scored, score_references

import retrogait as rg
from retrogait.errors import MissingExtra
from retrogait.simulation import Sensor, Walker

ROOT = Path(__file__).resolve().parents[1]
SITE_SETS = {
    "feet": ("left_foot", "right_foot"),
    "shanks": ("left_shank", "right_shank"),
    "lower back": ("lower_back",),
}
WAYS = ("backward", "forward")
Part = tuple[str, list[tuple[str, Errors | Scored]]]
WALKS = {  # per direction and site, 30 s each, seeds 1 and 2
    "at 0.3 m/s": {"speed_mps": 0.3},
    "at 0.6 m/s": {"speed_mps": 0.6},
    "at 1.1 m/s": {"speed_mps": 1.1},
    "limp": {"speed_mps": 0.5, "walker": Walker(step_time_asymmetry=0.3, step_length_asymmetry=0.2)},
    "shuffle": {
        "speed_mps": 0.4,
        "walker": Walker(clearance_m=0.003, forward_strike_deg=0.0, backward_strike_deg=-3.0),
    },
    "toe-walking": {"speed_mps": 0.5, "walker": Walker(rest_pitch_deg=12.0)},
    "biased, +-8 g": {"speed_mps": 0.6, "sensor": Sensor(gyr_bias_dps=3.0, acc_range_g=8.0)},
}


def main() -> None:
    options = _options()
    parts = simulated_tables()
    notes = []
    if (options.shared / "tools" / "score.py").is_file():
        parts += score_references(options.shared)
    else:
        notes = [
            "",
            f"Capture-driven and real recordings were not found in {options.shared}; pass --shared.",
        ]
    lines: list[str] = []
    for title, rows in parts:
        lines += [*table_lines(title, [(label, errors.row()) for label, errors in rows]), ""]
    lines += [
        "initial, final: contacts; F1 within 150 ms; bias and SD of found minus",
        "reference, ms. way right, heel/toe: share of contacts. angle, leng.: mean",
        "absolute error of strike angle and stride length. A dash: not measured.",
        *notes,
    ]
    print("\n".join(lines))
    if options.clips:
        print("\n" + "\n".join(clip_lines(parts)))
    if options.markdown:
        write_block(options.markdown, "accuracy", "```text\n" + "\n".join(lines) + "\n```")
    if options.short:
        write_block(options.short, "accuracy in short", "\n".join(short_lines(parts)))
    if options.figure:
        draw_errors(parts, options.figure)


def simulated_tables() -> list[Part]:
    """Errors of simulated walks, by site and direction; each walk is a clip."""
    rows = [(f"{site} {way}", Errors()) for site in SITE_SETS for way in WAYS]
    by_label = dict(rows)
    sites = tuple(site for worn in SITE_SETS.values() for site in worn)
    for way in WAYS:
        for name, given in WALKS.items():
            for seed in (1, 2):
                walk, truth = rg.simulate_walk(way, duration_s=30.0, seed=seed, sites=sites, **given)
                for site, worn in SITE_SETS.items():
                    recording = rg.Recording.from_frames({s: walk[s] for s in worn}, rate_hz=walk.rate_hz)
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore", rg.RetrogaitWarning)
                        session = rg.analyze(recording)
                    by_label[f"{site} {way}"].add(truth, session, clip=f"{name}, seed {seed}")
    return [("Simulated walks (truth exact, contact = velocity)", rows)]


def short_lines(parts: list[Part]) -> list[str]:
    """A Markdown table of contacts alone, a line for each row that the library's own detectors are in."""
    lines = [
        "| data | worn, direction | contacts | initial: F1, SD ms | final: F1, SD ms | direction right |",
        "|---|---|---|---|---|---|",
    ]
    for title, rows in parts:
        if "gottlieb" in title:
            continue
        for label, errors in rows:
            row = defaultdict(lambda: float("nan"), errors.row())
            if not np.isfinite(row["ic_f1"]):
                continue
            cells = [
                f"{row[f'{kind}_f1']:.3f}, {row[f'{kind}_sd_ms']:.1f}"
                if np.isfinite(row[f"{kind}_f1"])
                else "-"
                for kind in ("ic", "fc")
            ]
            right = f"{row['direction']:.3f}" if np.isfinite(row["direction"]) else "-"
            lines.append(
                f"| {title.split(' (')[0]} | {label} | {row['n']:.0f} | {cells[0]} | {cells[1]} | {right} |"
            )
    return lines


def clip_lines(parts: list[Part]) -> list[str]:
    """One line for each recording: what was missed, what was made up, and how the rest scatters."""
    lines = ["Per clip: contacts wanted, missed, extra; bias and SD in ms", ""]
    for title, rows in parts:
        lines.append(title)
        for label, errors in rows:
            for clip, kinds in errors.clips.items():
                for kind in KINDS:
                    if kinds[kind].wanted and errors.late_ms[kind]:
                        name = f"{label}: {clip}"
                        lines.append(f"  {name[:45]:<45} {kind.split('_')[0]:<7} {kinds[kind].figures()}")
        lines.append("")
    return lines


def draw_errors(parts: list[Part], path: Path) -> None:
    """Draw the timing errors of every row of the tables: each contact, 5 to 95 %, quartiles and median."""
    try:
        import matplotlib as mpl
    except ImportError as absent:
        raise MissingExtra("accuracy --figure: needs matplotlib; pip install 'retrogait[plot]'") from absent
    mpl.use("agg")
    import matplotlib.pyplot as plt

    shown = [
        (title, label, errors)
        for title, rows in parts
        for label, errors in rows
        if any(errors.late_ms.values())
    ]
    figure, axes = plt.subplots(1, 2, figsize=(11, 0.32 * len(shown) + 1.6), sharey=True, sharex=True)
    for axis, kind in zip(axes, KINDS, strict=True):
        for place, (_, _, errors) in enumerate(shown):
            late_ms = errors.late_ms[kind]
            if late_ms:
                low, q1, middle, q3, high = np.percentile(late_ms, [5, 25, 50, 75, 95])
                axis.plot(late_ms, [place] * len(late_ms), "|", color="0.75", markersize=6, zorder=1)
                axis.plot([low, high], [place, place], color="C0", linewidth=1, zorder=2)
                axis.plot([q1, q3], [place, place], color="C0", linewidth=4, solid_capstyle="butt", zorder=3)
                axis.plot([middle], [place], "o", color="white", markersize=3, zorder=4)
        axis.set_title(kind.replace("_", " "))
        axis.set_xlabel("found minus reference, ms")
        axis.axvline(0.0, color="0.5", linewidth=0.8, zorder=0)
        axis.set_xlim(-155, 155)
    axes[0].set_yticks(range(len(shown)), [f"{title.split(' (')[0]}: {label}" for title, label, _ in shown])
    axes[0].set_ylim(len(shown) - 0.5, -0.5)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", action="store_true", help="one line per recording")
    parser.add_argument("--figure", type=Path, metavar="PNG", help="distributions of timing errors")
    parser.add_argument(
        "--markdown", type=Path, metavar="MD", help="page that holds the markers of the block"
    )
    parser.add_argument(
        "--short", type=Path, metavar="MD", help="page that holds the markers of the short table"
    )
    shared = os.environ.get("RETROGAIT_SHARED") or ROOT.parent / "shared"
    parser.add_argument(
        "--shared", type=Path, default=Path(shared), help="folder of the reference recordings"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
