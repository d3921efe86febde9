from __future__ import annotations

import os
from pathlib import Path

import brief
import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# laws are tried in full by `make test`; without the JIT, on the oldest packages and in a hurry it is seen that they run
settings.register_profile("few", deadline=None, derandomize=True, print_blob=True, max_examples=25)
settings.register_profile("quick", deadline=None, derandomize=True, print_blob=True, max_examples=5)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference recordings, which are not part of this repository."""
    root = Path(os.environ.get("RETROGAIT_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not (root / "data").is_dir():
        pytest.skip(
            f"reference recordings not found in {root / 'data'}; set RETROGAIT_SHARED to their parent"
        )
    return root / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Brief runs try each test once."""
    parser.addoption(
        "--first-cases", choices=("long", "all"), help="of the long tests, or of all, only the first case"
    )


@pytest.hookimpl(trylast=True)  # the first case of those that -m leaves
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the first cases, where asked for."""
    if of := config.getoption("--first-cases"):
        items[:] = brief.first_cases(items, of)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what lies in tests/kernels, what needs the reference recordings, and what brief runs leave out, as such."""
    brief.mark(item)
    if "shared_data" in getattr(item, "fixturenames", ()):
        item.add_marker("recordings")
    if Path(__file__).parent / "kernels" in item.path.parents:
        item.add_marker("kernels")


@pytest.fixture
def mounting_unknown(monkeypatch):
    """Recordings in the sensor frame stay in it, as those do whose mounting does not show in the walk."""

    from walks import MOUNTING_UNKNOWN

    from retrogait.mounting.applied import Mounted

    def stays(recording, alignment, direction, options, broken, worn):
        return Mounted(recording, dict.fromkeys(recording.sites, "none"), notes=[MOUNTING_UNKNOWN])

    monkeypatch.setattr("retrogait.pipeline.apply_mounting", stays)
