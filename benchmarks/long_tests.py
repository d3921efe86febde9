"""Which tests take long, from pytest's report of a run on a machine that does nothing else.

    make setup
    .venv/bin/python -m pytest tests -n 2 -m "not slow" --hypothesis-profile=few --junitxml=build/tests.xml
    .venv/bin/python benchmarks/long_tests.py build/tests.xml

writes `tests/long_tests.txt`, which `make quick` leaves out and of which `make oldest` runs the first cases.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
LONG_S = 0.1


def seconds(report: Path) -> Counter[str]:
    """By test, the seconds of its longest case."""
    longest: Counter[str] = Counter()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - a file of our own
        folder, _, rest = case.get("classname", "").partition(".")
        if folder == "tests":
            name = f"{rest.replace('.', '/')}.py::{case.get('name', '').split('[')[0]}"
            longest[name] = max(longest[name], float(case.get("time", 0.0)))
    return longest


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", type=Path)
    found = seconds(parser.parse_args().report)
    names = sorted(name for name, taken in found.items() if taken >= LONG_S)
    (ROOT / "tests" / "long_tests.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    print(f"{len(names)} of {len(found)} tests take {LONG_S} s or more")


if __name__ == "__main__":
    main()
