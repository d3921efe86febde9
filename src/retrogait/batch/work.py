"""One recording to its tables, or to the reason why there are none: a pure function that any engine runs."""

from __future__ import annotations

import platform
import traceback
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait import _version
from retrogait.batch.answer import encode
from retrogait.batch.identity import stamp
from retrogait.batch.pages import make_page
from retrogait.errors import InvalidOption, RetrogaitError, printable
from retrogait.intervals import tabulate
from retrogait.mounting.alignment import Alignment
from retrogait.mounting.calibration import calibrate
from retrogait.pipeline import analyze
from retrogait.readers import read_recording
from retrogait.stability.measure import list_stability
from retrogait.tables.column_view import column_values
from retrogait.walk_tests import WALK_TESTS, walk_test

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from retrogait.batch.answer import Tables
    from retrogait.batch.settings import Settings
    from retrogait.recording import Recording
    from retrogait.session import Session

UNREADABLE, REFUSED, TIMED_OUT, CRASHED = STAGES = ("unreadable", "refused", "timed_out", "crashed")


@dataclass(frozen=True, slots=True)
class Job:
    """A recording to do: where it is, what its files looked like when they were hashed, and how to analyse it.

    With `report` its answer brings the page of its report.
    """

    recording_id: str
    places: tuple[str, ...]
    stamp: tuple[tuple[int, int], ...]
    settings: Settings
    fingerprint: str
    report: bool = False


def process(job: Job) -> bytes:
    """Read, analyse and measure one recording; the answer is what `answer.encode` makes of it.

    Whatever goes wrong is an answer too, but for a lack of memory, which ends the process.
    """
    with warnings.catch_warnings(action="ignore"):  # they stand in the column `warnings`
        stage = UNREADABLE
        try:
            recording = _read(job)
            stage = REFUSED
            session = _analyze(recording, job.settings)
            tables = _tables(recording, session, job.settings)
            page = make_page(session, Path(job.places[0]).stem) if job.report else b""
            return _answer(job, "ok", tables, page)
        except InvalidOption as error:
            return failure(job, REFUSED, type(error).__name__, str(error))
        except (RetrogaitError, OSError) as error:
            return failure(job, stage, type(error).__name__, str(error))
        except MemoryError:
            raise
        except Exception as error:  # whatever a file may set off, it must not stop the run
            where = traceback.extract_tb(error.__traceback__)[-1]
            message = (
                f"{error} (at {Path(where.filename).name}:{where.lineno}); please report it with the file"
            )
            return failure(job, CRASHED, type(error).__name__, message)


def failure(job: Job, stage: str, error_class: str, message: str) -> bytes:
    """Answer that there is no Session of this recording."""
    fault = {"stage": stage, "error_class": error_class, "message": printable(" ".join(message.split()))}
    return _answer(job, "failed", {}, fault=fault)


def _answer(
    job: Job, status: str, tables: Tables, page: bytes = b"", fault: Mapping[str, str] | None = None
) -> bytes:
    said = {"recording_id": job.recording_id, "fingerprint": job.fingerprint, "status": status}
    return encode(said | dict(fault or {}), tables, page)


def _read(job: Job) -> Recording:
    _check_unchanged(job)
    place = job.places[0] if len(job.places) == 1 else list(job.places)
    recording = read_recording(place, **job.settings.reading)
    _check_unchanged(job)
    return recording


def _check_unchanged(job: Job) -> None:
    try:
        now = stamp(job.places)
    except OSError as error:
        raise OSError(
            f"{error.filename or job.places[0]}: was there when the run began and is not on {platform.node()} "
            f"({error.strerror or error}); if that is another machine, give it the same folder at the same path"
        ) from error
    if now != job.stamp:
        raise OSError(f"{job.places[0]}: changed while the run was on; run again when it is complete")


def _analyze(recording: Recording, settings: Settings) -> Session:
    return analyze(
        recording,
        alignment=_alignment(settings),
        surface=settings.surface,
        belt_speed_mps=settings.belt_speed_mps,
        person=settings.person,
        stages=settings.stages,
        direction=settings.direction,
        **asdict(settings.conditions),
    )


def _tables(recording: Recording, session: Session, settings: Settings) -> Tables:
    row = session.summary.to_dict()
    summary = {
        "status": "ok" if row["n_strides"] else "no_walking",
        "recorded_s": recording.duration_s,
        "start_time": None if recording.start_time is None else recording.start_time.isoformat(),
        "warnings": "\n".join(session.warnings) or None,
        **row,
    }
    return {
        "summaries": {str(name): [value] for name, value in summary.items()},
        "strides": _stated(session, session.strides),
        "events": _stated(session, session.events),
        "bouts": _stated(session, session.bouts),
        "stability": list_stability(session, settings.stability),
        "intervals": _columns(tabulate(session).drop(columns="session")),
        "walk_tests": _stated(session, _tests(session, settings)),
    }


def _stated(session: Session, table: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """The columns of a table of a session, and in each row who walked, when and how."""
    facts = asdict(session.conditions)
    return {name: np.full(len(table), value, object) for name, value in facts.items()} | _columns(table)


def _tests(session: Session, settings: Settings) -> pd.DataFrame:
    if settings.walk_test is None:
        return WALK_TESTS.frame()
    return walk_test(session, settings.walk_test, direction=settings.direction or "backward")


def _alignment(settings: Settings) -> Alignment | None:
    if settings.calibrate:
        walk = settings.calibrate[0] if len(settings.calibrate) == 1 else list(settings.calibrate)
        try:
            return calibrate(read_recording(walk, **settings.reading), direction=settings.calibrate_direction)
        except RetrogaitError as error:
            raise type(error)(f"calibrate: {error}") from error
    return None if settings.alignment is None else Alignment.from_json(settings.alignment)


def _columns(frame: pd.DataFrame) -> dict[str, NDArray[Any]]:
    return {str(name): column_values(column) for name, column in frame.items()}


def version() -> str:
    """The version of retrogait that does the work."""
    return _version.__version__
