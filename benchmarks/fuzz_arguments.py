"""Junk arguments: every public function, class and method, called with what a new user, or a bug, may hand to it.

    python benchmarks/fuzz_arguments.py                   # 5,000 calls, some minutes of one core
    python benchmarks/fuzz_arguments.py --count 50        # for CI
    python benchmarks/fuzz_arguments.py --call 1234       # that call again, with its traceback

A call works, or raises a `RetrogaitError` with a message, or Python's own `TypeError` for a keyword that is not there
or an argument that is forgotten: nothing else, in bounded time. Exits 1 where one does not. One or two of the
arguments are junk, the others are right, so that what is wrong comes as deep as it can.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import decimal
import inspect
import io
import os
import signal
import sys
import tempfile
import traceback
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

COUNT = 5_000
MOST_S = 60.0
ROOMS = ("batch", "impact", "knee", "live", "plot", "report", "safety", "simulation", "stability", "training")
DUNDERS = ("__getitem__", "__contains__")
MOST_SHOWN = 40
OF_PYTHON = (
    "unexpected keyword argument",
    "multiple values for argument",
    "required positional",
    "required keyword",
)


class Hung(BaseException):
    """A call took longer than it may."""


class Inputs:
    """A walk and what is made of it: the right arguments, by name and by annotation."""

    def __init__(self) -> None:
        import retrogait as rg
        from retrogait.safety import NearFallSeen
        from retrogait.stability import variability

        sites = ["left_foot", "right_foot", "lower_back"]
        self.recording = rg.simulate_walk("backward", 0.5, 12.0, seed=1, sites=sites)[0]
        self.session = rg.analyze(self.recording, surface="overground")
        self.frame = self.recording["left_foot"]
        self.impacts = rg.measure_impact(self.session)
        self.log = rg.SessionLog().add(self.session, date="2026-01-01")
        self.alignment = rg.Alignment.declared(dict.fromkeys(sites, ("+x", "+y", "+z")))
        self.variability = variability
        self.made: dict[str, Any] = {
            "Recording": self.recording, "Session": self.session, "DataFrame": self.frame,
            "Alignment": self.alignment, "SessionLog": self.log, "float": 1.0, "int": 2, "bool": True,
            "PathLike": "walk.csv", "Observation": NearFallSeen(1.0, 200.0), "PlanStep": rg.TrainingPlan().steps[0],
        }  # fmt: skip
        self.named: dict[str, Any] = {
            "direction": "backward", "site": "left_foot", "surface": "treadmill", "rate_hz": 100.0,
            "sites": ["left_foot", "right_foot"], "frames": self.frame, "frame": "segment", "acc_unit": "m/s^2",
            "gyr_unit": "deg/s", "path": "walk.csv", "inputs": ".", "out": "results", "impacts": self.impacts,
            "lower": "left_foot", "upper": "lower_back", "chunks": {"left_foot": self.frame},
            "mounting": {"left_foot": ("+x", "+y", "+z")}, "duration_s": 12.0, "speed_mps": 0.5, "workers": 1,
            "events": self.session.events, "strides": self.session.strides, "first_step": "left",
            "progress": "none", "text": "{}", "data": {}, "state": {}, "contact": "velocity", "date": "2026-01-02",
            "rotations": {site: np.eye(3) for site in sites}, "pieces": [(0, 100)], "chunk": self.frame,
            "samples": self.frame.to_numpy(), "handrail": "none", "person": rg.Person(foot_length_m=0.26),
            "summary": self.session.summary, "table": "strides", "results": "results", "entries": self.log.entries,
            "signal": self.frame["acc_z"].to_numpy(), "values": self.frame["acc_z"].to_numpy(), "axis": "vertical",
            "acc": self.frame.to_numpy()[:, :3], "gyr": self.frame.to_numpy()[:, 3:], "quality": {}, "source": {},
            "evidence": {}, "plan": rg.TrainingPlan(), "monitor": rg.SafetyMonitor(), "knee": self.session.knee,
            "bouts": self.session.bouts, "warnings": (), "observations": [NearFallSeen(1.0, 200.0)],
        }  # fmt: skip

    def owner(self, kind: type) -> Any:
        """An instance to call a method of."""
        import retrogait as rg

        made = {
            "Recording": lambda: self.recording, "Session": lambda: self.session, "SessionLog": lambda: self.log,
            "Alignment": lambda: self.alignment, "ContactStream": lambda: rg.ContactStream(100.0, "left_foot"),
            "SessionStream": lambda: rg.SessionStream(100.0, ["left_foot", "right_foot"]),
            "SafetyMonitor": rg.SafetyMonitor, "TrainingPlan": rg.TrainingPlan,
            "GaitAccessor": lambda: self.recording.wide().gait, "LogEntry": lambda: self.log.entries[0],
            "LiveUpdate": lambda: rg.SessionStream(100.0, ["left_foot"]).flush(),
            "Advice": lambda: rg.SafetyMonitor().observe(self.made["Observation"])[0],
            "Contact": lambda: rg.Contact(1.0, "left", "final_contact", "unknown", 0.5, None, 0.0, 1.1),
            "LiveStride": lambda: rg.live.LiveStride(1.0, 2.0, "left", 0.5, 0.5, 2.1),
            "NearFall": lambda: rg.live.NearFall(1.0, 300.0, 5.0, 1.2),
            "RollingMeasures": lambda: rg.live.RollingMeasures(1.0),
            "Samples": lambda: rg.live.Samples(np.zeros((3, 6)), np.arange(3.0)),
            "PhyphoxSource": lambda: rg.live.PhyphoxSource("127.0.0.1:9"),
            "SourceGroup": lambda: rg.live.SourceGroup({"left_foot": rg.live.LineSource()}),
        }  # fmt: skip
        if kind.__name__ in made:
            return made[kind.__name__]()
        with contextlib.suppress(Exception):
            return kind()
        return None

    def right(self, one: inspect.Parameter) -> Any:
        """A right argument, as far as its name or annotation says one."""
        if one.name in self.named:
            return self.named[one.name]
        words = str(one.annotation)
        for name, value in self.made.items():
            if name in words:
                return value
        return 1.0 if one.default is one.empty else one.default

    def junk(self) -> list[Any]:
        """What is handed over by mistake."""
        import retrogait as rg

        rec, numbers = self.recording, np.arange(12.0)
        return [
            None, "", "x", "walk.csv", "0.5", b"{}", b"", 0, -1, 1, 2.5, 10**400, -(10**400), True, False,
            float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 1e-320, 3 + 4j, [], (), {}, set(), object(),
            int, print, Path("walk.csv"), Path("/"), "/", "a\x00b", "\x1b[31mred", "a" * 5000, "\udcff", "é",
            decimal.Decimal("0.5"), dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), pd.Timestamp("2026-01-01"),
            pd.NA, pd.NaT, np.float32(0.5), np.int8(3), np.bool_(True), np.array(0.5), np.array([]), numbers,
            numbers.reshape(2, 6), np.array(["a", "b"]), np.array([None, 1], object), np.zeros((3, 3, 3)),
            np.eye(3), np.full((4, 6), np.nan), np.full((4, 6), np.inf), [1, "a"], [[1], [1, 2]], [None],
            ["left_foot", 3], ["left_foot", "left_foot"], {"left_foot": None}, {None: 1}, {1: 2}, {"a": {"b": []}},
            {"left_foot": self.frame.iloc[:0]}, {"format": None}, {"format": "retrogait session 1"},
            rec, self.session, [rec, rec], [self.session], (self.session, None), self.frame, self.frame.iloc[:0],
            self.frame.iloc[:3], self.frame.astype(str), self.frame.set_axis(list("abcdef"), axis=1), rec.wide(),
            pd.DataFrame(), pd.DataFrame({"a": ["x"]}), pd.DataFrame(columns=self.session.strides.columns),
            self.frame["acc_x"], pd.Series(dtype=float), self.session.strides, self.session.events,
            self.session.summary, self.session.summary.to_dict(), self.alignment, self.log, rg.Person(),
            rg.ContactOptions(), rg.TrainingPlan(), rg.SafetyMonitor(), io.StringIO("a,b\n1,2\n"), io.BytesIO(b"\x00"),
            (one for one in [1, 2]), iter([rec]), range(3), "[" * 5000, "{}", '{"format": "retrogait alignment 1"}',
        ]  # fmt: skip


def list_calls() -> list[tuple[str, type | None, str, Any]]:
    """Everything public that can be called: its name, its class, its own name, and the function."""
    import retrogait as rg
    from retrogait import accessor

    found: dict[tuple[str, str], tuple[str, type | None, str, Any]] = {}
    modules = [rg, *(import_module(f"retrogait.{room}") for room in ROOMS)]
    public = [
        (f"{module.__name__}.{name}", getattr(module, name)) for module in modules for name in module.__all__
    ]
    for name, what in [*public, ("df.gait", accessor.GaitAccessor)]:
        if (
            not callable(what)
            or inspect.isabstract(what)
            or getattr(what, "_is_protocol", False)  # nobody makes one
            or (isinstance(what, type) and issubclass(what, BaseException | Warning))
        ):
            continue
        if what is not accessor.GaitAccessor:
            found.setdefault((what.__module__, what.__qualname__), (name, None, "", what))
        for own in dir(what) if isinstance(what, type) else ():
            static = inspect.getattr_static(what, own)
            is_method = isinstance(static, classmethod | staticmethod) or inspect.isfunction(static)
            if is_method and (not own.startswith("_") or own in DUNDERS):
                found.setdefault(
                    (what.__module__, f"{what.__qualname__}.{own}"), (f"{name}.{own}", what, own, static)
                )
    return sorted(found.values(), key=lambda call: call[0])


def choose(number: int, inputs: Inputs, calls: list[Any]) -> tuple[str, Any, list[Any], dict[str, Any]]:
    """Make call `number`: its name, what is called, and its arguments."""
    rng = np.random.default_rng([2026, number])
    name, kind, own, what = calls[number % len(calls)]
    bound = what
    if kind is not None:
        static = isinstance(what, classmethod | staticmethod)
        bound = getattr(kind if static else inputs.owner(kind), own, None) or getattr(kind, own)
    try:
        listed = list(inspect.signature(bound).parameters.values())
    except (TypeError, ValueError):
        listed = []
    junk = inputs.junk()
    wrong = set(rng.permutation(len(listed))[: int(rng.integers(1, 3))].tolist())
    given: list[Any] = []
    named: dict[str, Any] = {}
    for place, one in enumerate(listed):
        is_wrong = place in wrong
        if one.kind is one.VAR_POSITIONAL:
            given += [junk[int(rng.integers(len(junk)))]] if is_wrong else []
            continue
        if one.kind is one.VAR_KEYWORD:
            if is_wrong:
                word = ("rate_hz", "site", "sites", "columns", "frame", "surface", "acc_unit")[
                    int(rng.integers(7))
                ]
                named[word] = junk[int(rng.integers(len(junk)))]
            continue
        if not is_wrong and one.default is not one.empty and one.name != "progress":
            if one.kind is not one.POSITIONAL_ONLY:
                continue
            break
        if is_wrong and one.default is one.empty and rng.random() < 0.05:
            continue  # forgotten
        value = junk[int(rng.integers(len(junk)))] if is_wrong else inputs.right(one)
        if one.kind is one.POSITIONAL_ONLY:
            given.append(value)
        else:
            named[one.name] = value
    return name, bound, given, named


def attempt(what: Any, given: list[Any], named: dict[str, Any]) -> str:
    """Call; says "worked" or "refused", and raises what should not be raised."""
    import retrogait as rg

    def stop(*_: Any) -> None:
        raise Hung

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, MOST_S)
    try:
        what(*given, **named)
    except rg.errors.RetrogaitError as refusal:
        if not str(refusal).strip():
            raise AssertionError("an error without a message") from refusal
        return "refused"
    except TypeError as error:
        if any(words in str(error) for words in OF_PYTHON):
            return "refused"
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
    return "worked"


def run(count: int, first: int = 0) -> dict[str, Any]:
    """Make `count` calls; gives counts, and the calls that failed with their traceback."""
    import retrogait as rg

    result: dict[str, Any] = {"worked": 0, "refused": 0, "failed": []}
    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.chdir(folder)
        try:
            inputs, calls = Inputs(), list_calls()
            rg.write_recording(inputs.recording, "walk.csv")
            for number in range(first, first + count):
                name, what, given, named = choose(number, inputs, calls)
                try:
                    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                        result[attempt(what, given, named)] += 1
                except (Exception, Hung) as error:  # whatever it is, it is what is looked for
                    where = traceback.extract_tb(error.__traceback__)[-1]
                    result["failed"].append(
                        (number, name, given, named, error, f"{where.filename}:{where.lineno}")
                    )
        finally:
            os.chdir(here)
    return result


def _short(value: Any) -> str:
    try:
        text = " ".join(repr(value).split())
    except Exception:
        return type(value).__name__
    return text if len(text) <= MOST_SHOWN else f"{type(value).__name__} {text[:MOST_SHOWN]}..."


def main() -> int:
    """Read the arguments, run, report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--first", type=int, default=0, help="number of the first call")
    parser.add_argument("--call", type=int, help="make this one call, and show what happens")
    options = parser.parse_args()
    one = options.call is not None
    result = run(1 if one else options.count, options.call if one else options.first)
    for number, name, given, named, error, where in result["failed"]:
        words = ", ".join([*map(_short, given), *(f"{key}={_short(value)}" for key, value in named.items())])
        print(f"call {number}: {name}({words})\n    {type(error).__name__}: {str(error)[:200]} ({where})")
        if one:
            traceback.print_exception(error)
    worked, refused, failed = result["worked"], result["refused"], len(result["failed"])
    print(
        f"{worked + refused + failed} calls of {len(list_calls())} functions: "
        f"{worked} worked, {refused} refused, {failed} failed"
    )
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
