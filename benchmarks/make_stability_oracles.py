"""Write tests/stability_oracles.json: what other packages give for the signals of tests/oracle_signals.py.

They are not dependencies of this project. In an environment of their own:

    pip install nolds==0.6.2 antropy==0.2.3 neurokit2==0.2.13 scikit-digital-health==0.17.18
    PYTHONPATH=tests python benchmarks/make_stability_oracles.py
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import antropy
import neurokit2
import nolds
import numpy as np
from oracle_signals import PHASES_PCT, SIGNALS, STRIDE_SAMPLES
from skdh.features import SPARC, DimensionlessJerk
from skdh.gait.gait_metrics.gait_metrics import HarmonicRatioV, PhaseCoordinationIndex, StrideRegularityV

FIGURES = Path(__file__).parents[1] / "tests" / "stability_oracles.json"


def main() -> None:
    figures: dict[str, dict[str, object]] = {}
    for name, x in SIGNALS.items():
        tolerance = 0.2 * float(np.std(x))
        windows = [16, 24, 36, 54, 81, 120]
        figures[name] = {
            "antropy_sample_entropy": float(antropy.sample_entropy(x, order=2, tolerance=tolerance)),
            "neurokit2_sample_entropy": float(
                neurokit2.entropy_sample(x, delay=1, dimension=2, tolerance=tolerance)[0]
            ),
            "nolds_sample_entropy": float(nolds.sampen(x, emb_dim=2, tolerance=tolerance)),
            "nolds_dfa": float(
                nolds.dfa(x, nvals=windows, overlap=False, order=1, fit_trend="poly", fit_exp="poly")
            ),
            "nolds_divergence": [
                float(v)
                for v in nolds.lyap_r(
                    x,
                    emb_dim=5,
                    lag=10,
                    min_tsep=50,
                    tau=1,
                    trajectory_len=60,
                    fit="poly",
                    debug_data=True,
                )[1][1]
            ],
            "dfa_windows": windows,
            "neurokit2_multiscale_entropy": [
                float(v)
                for v in neurokit2.entropy_multiscale(
                    x, scale=[1, 2, 3, 4, 5, 6], dimension=2, tolerance=tolerance, method="MSEn"
                )[1]["Value"]
            ],
            "skdh_ldlj": float(
                DimensionlessJerk(log=True, signal_type="velocity").compute(np.abs(x[:400]), fs=100.0)
            ),
            "skdh_sparc": float(SPARC().compute(np.abs(x[:400]), fs=100.0)),
        }
    figures["gait"] = digital_health()
    packages = {
        name: version(name) for name in ("nolds", "antropy", "neurokit2", "scikit-digital-health", "numpy")
    }
    text = json.dumps({"packages": packages, "figures": figures}, indent=1)
    FIGURES.write_text(text + "\n", encoding="utf-8")


def digital_health() -> dict[str, float]:
    """Metrics of scikit-digital-health, called as its gait pipeline calls them, on one bout."""
    x = SIGNALS["sway"]
    contacts = np.arange(0, len(x) - STRIDE_SAMPLES, STRIDE_SAMPLES // 2)
    count = len(contacts)
    gait = {
        "IC": contacts,
        "forward cycles": np.r_[np.full(count - 2, 2), 1, 0],
        "Bout N": np.zeros(count, int),
        "step time": np.r_[PHASES_PCT / 100.0, np.zeros(count)][:count],
        "stride time": np.full(count, STRIDE_SAMPLES / 100.0),
    }
    aux = {"accel": [x[:, None]], "inertial data i": np.zeros(count, int), "v axis": np.zeros(count, int)}
    found = {}
    for name, metric in (("stride_regularity", StrideRegularityV()), ("harmonic_ratio", HarmonicRatioV())):
        table = {**gait, metric.k_: np.full(count, np.nan)}
        metric._predict(fs=100.0, leg_length=None, gait=table, gait_aux=aux)
        found[f"skdh_{name}"] = float(np.nanmean(table[metric.k_]))
    metric = PhaseCoordinationIndex()
    steps = {"step time": PHASES_PCT / 100.0, "stride time": np.ones(len(PHASES_PCT))}
    one = {"accel": [x[:, None]], "inertial data i": np.zeros(len(PHASES_PCT), int)}
    metric._predict(fs=100.0, leg_length=None, gait=steps, gait_aux=one)
    found["skdh_phase_coordination_index"] = float(steps[metric.k_][0])
    return found


if __name__ == "__main__":
    main()
