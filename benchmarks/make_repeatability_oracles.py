"""Write tests/repeatability_oracles.json: what pingouin gives for the tables of tests/oracle_visits.py.

It is no dependency of this project. In an environment of its own:

    pip install pingouin==0.7.0
    PYTHONPATH=tests python benchmarks/make_repeatability_oracles.py
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pingouin
from oracle_visits import TABLES

FIGURES = Path(__file__).parents[1] / "tests" / "repeatability_oracles.json"


def main() -> None:
    pingouin.options["round.column.CI95"] = None
    figures: dict[str, dict[str, object]] = {}
    for name, values in TABLES.items():
        frame = pd.DataFrame(values).rename_axis("subject").reset_index().melt("subject", var_name="visit")
        found = pingouin.intraclass_corr(frame, "subject", "visit", "value").set_index("Type")
        figures[name] = {
            str(kind): [float(row["ICC"]), *map(float, row["CI95"])] for kind, row in found.iterrows()
        }
    made = {"pingouin": version("pingouin"), "figures": figures}
    FIGURES.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
