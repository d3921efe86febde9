"""Write tests/orientation_oracles.json: what vqf gives for the signals of tests/leg_signals.py.

It is not a dependency of this project. In an environment of its own:

    pip install vqf==2.1.2
    PYTHONPATH=tests python benchmarks/make_orientation_oracles.py
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import vqf
from leg_signals import RATE_HZ, two_sensors

FIGURES = Path(__file__).parents[1] / "tests" / "orientation_oracles.json"
EVERY = 10


def main() -> None:
    figures = {}
    for name, (samples, _) in two_sensors().items():
        acc, gyr = np.ascontiguousarray(samples[:, :3]), np.radians(samples[:, 3:])
        w, x, y, z = vqf.offlineVQF(gyr, acc, None, 1.0 / RATE_HZ)["quat6D"].T
        lean_deg = np.degrees(np.arctan2(-2 * (x * z - w * y), 1 - 2 * (x * x + y * y)))
        figures[name] = np.round(lean_deg[::EVERY], 3).tolist()
    packages = {name: version(name) for name in ("vqf", "numpy")}
    text = json.dumps({"packages": packages, "every": EVERY, "lean_deg": figures})
    FIGURES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
