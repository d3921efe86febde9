"""Gait measures of backward and forward walking from body-worn inertial sensors.

Public names are loaded when first used, so that `import retrogait` costs milliseconds.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from retrogait._version import __version__ as __version__

if TYPE_CHECKING:
    from retrogait import batch as batch
    from retrogait import comparison as comparison
    from retrogait import errors as errors
    from retrogait import intervals as intervals
    from retrogait import knee as knee
    from retrogait import live as live
    from retrogait import plot as plot
    from retrogait import readers as readers
    from retrogait import safety as safety
    from retrogait import simulation as simulation
    from retrogait import stability as stability
    from retrogait import training as training
    from retrogait import walk_tests as walk_tests
    from retrogait.batch import run_batch as run_batch
    from retrogait.comparison import compare_early_late as compare_early_late
    from retrogait.comparison import compare_sessions as compare_sessions
    from retrogait.comparison import compare_sides as compare_sides
    from retrogait.comparison import compare_strides as compare_strides
    from retrogait.comparison import dual_task_cost as dual_task_cost
    from retrogait.comparison import repeatability as repeatability
    from retrogait.comparison import session_sd_of as session_sd_of
    from retrogait.errors import InvalidOption as InvalidOption
    from retrogait.errors import InvalidTable as InvalidTable
    from retrogait.errors import MissingExtra as MissingExtra
    from retrogait.errors import PoorExcitation as PoorExcitation
    from retrogait.errors import RetrogaitError as RetrogaitError
    from retrogait.errors import RetrogaitWarning as RetrogaitWarning
    from retrogait.errors import UnknownSite as UnknownSite
    from retrogait.errors import UnreachableSource as UnreachableSource
    from retrogait.errors import UnreadableExport as UnreadableExport
    from retrogait.errors import UnwritableFile as UnwritableFile
    from retrogait.gait.contacts import ContactOptions as ContactOptions
    from retrogait.gait.foot_path import trace_feet as trace_feet
    from retrogait.gait.stages import Stages as Stages
    from retrogait.gait.turns import list_turns as list_turns
    from retrogait.impact import compare_directions as compare_directions
    from retrogait.impact import measure_impact as measure_impact
    from retrogait.impact import shock_attenuation as shock_attenuation
    from retrogait.intervals import tabulate as tabulate
    from retrogait.knee import compare_knees as compare_knees
    from retrogait.live import Contact as Contact
    from retrogait.live import ContactStream as ContactStream
    from retrogait.live import LiveOptions as LiveOptions
    from retrogait.live import RollingOptions as RollingOptions
    from retrogait.live import SessionStream as SessionStream
    from retrogait.live import follow as follow
    from retrogait.live import follow_updates as follow_updates
    from retrogait.mounting.alignment import Alignment as Alignment
    from retrogait.mounting.calibration import calibrate as calibrate
    from retrogait.pipeline import analyze as analyze
    from retrogait.readers import read_recording as read_recording
    from retrogait.readers import write_recording as write_recording
    from retrogait.recording import Recording as Recording
    from retrogait.report import write_report as write_report
    from retrogait.safety import SafetyMonitor as SafetyMonitor
    from retrogait.session import Person as Person
    from retrogait.session import Session as Session
    from retrogait.simulation import simulate_walk as simulate_walk
    from retrogait.stability import measure_stability as measure_stability
    from retrogait.stability.sway import measure_trunk_sway as measure_trunk_sway
    from retrogait.tables.json_schema import session_schema as session_schema
    from retrogait.training import SessionLog as SessionLog
    from retrogait.training import TrainingPlan as TrainingPlan
    from retrogait.walk_tests import compare_tests as compare_tests
    from retrogait.walk_tests import timed_up_and_go as timed_up_and_go
    from retrogait.walk_tests import walk_test as walk_test


_HOMES = {
    "Alignment": "mounting.alignment",
    "Contact": "live",
    "ContactOptions": "gait.contacts",
    "ContactStream": "live",
    "InvalidOption": "errors",
    "InvalidTable": "errors",
    "LiveOptions": "live",
    "MissingExtra": "errors",
    "Person": "session",
    "PoorExcitation": "errors",
    "Recording": "recording",
    "RetrogaitError": "errors",
    "RetrogaitWarning": "errors",
    "RollingOptions": "live",
    "SafetyMonitor": "safety",
    "Session": "session",
    "SessionLog": "training",
    "SessionStream": "live",
    "Stages": "gait.stages",
    "TrainingPlan": "training",
    "UnknownSite": "errors",
    "UnreachableSource": "errors",
    "UnreadableExport": "errors",
    "UnwritableFile": "errors",
    "analyze": "pipeline",
    "calibrate": "mounting.calibration",
    "compare_directions": "impact",
    "compare_early_late": "comparison",
    "compare_knees": "knee",
    "compare_sessions": "comparison",
    "compare_sides": "comparison",
    "compare_strides": "comparison",
    "compare_tests": "walk_tests",
    "dual_task_cost": "comparison",
    "follow": "live",
    "follow_updates": "live",
    "list_turns": "gait.turns",
    "measure_impact": "impact",
    "measure_stability": "stability",
    "measure_trunk_sway": "stability.sway",
    "read_recording": "readers",
    "repeatability": "comparison",
    "run_batch": "batch",
    "session_schema": "tables.json_schema",
    "session_sd_of": "comparison",
    "shock_attenuation": "impact",
    "simulate_walk": "simulation",
    "tabulate": "intervals",
    "timed_up_and_go": "walk_tests",
    "trace_feet": "gait.foot_path",
    "walk_test": "walk_tests",
    "write_recording": "readers",
    "write_report": "report",
}
# rooms with public names of their own; `import retrogait.safety` reaches them too
_ROOMS = (
    "batch", "comparison", "errors", "intervals", "knee", "live", "plot", "readers", "safety", "simulation",
    "stability", "training", "walk_tests",
)  # fmt: skip
__all__ = ["__version__", *_ROOMS, *_HOMES]  # noqa: PLE0604 - names, read off the table above


def __getattr__(name: str) -> object:
    if name in _ROOMS:
        return import_module(f"retrogait.{name}")
    if name not in _HOMES:
        raise AttributeError(
            f"module 'retrogait' has no attribute {name!r}; it offers {' '.join(sorted((*_ROOMS, *_HOMES)))}"
        )
    value = getattr(import_module(f"retrogait.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_ROOMS})


if "pandas" in sys.modules:
    import_module("retrogait.accessor")
