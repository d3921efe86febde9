"""Write tests/stability_oracles.json: what other packages give for the signals of tests/oracle_signals.py.

They are not dependencies of this project. In an environment of their own:

    pip install nolds==0.6.2 antropy==0.2.3 neurokit2==0.2.13
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
from oracle_signals import SIGNALS

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
        }
    packages = {name: version(name) for name in ("nolds", "antropy", "neurokit2", "numpy")}
    text = json.dumps({"packages": packages, "figures": figures}, indent=1)
    FIGURES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
