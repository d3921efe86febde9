"""A training plan of backward walking: how fast, how long, how often, and when to go on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

from retrogait.errors import InvalidTable
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import Checked, option, takes
from retrogait.tables.strict_json import check_format, parse_json

PLAN_FORMAT = "retrogait training plan 2"
_FIRST_FORMAT = "retrogait training plan 1"  # read too: what it does not hold has its default
_SINCE_2 = ("most_share",)
_DOSE = "dose of Alghadir et al. 2019 (n = 68, knee osteoarthritis), doi 10.1186/s12891-019-2537-9"
_CHOICE = "choice of this library; nothing is published"
_STEP = "take a step of TrainingPlan().steps"


@dataclass(frozen=True)
class PlanStep(Checked):
    """One step of a plan: a speed and an incline to be comfortable at before the next."""

    number: int = field(metadata=takes(low=1, whole=True, advice=_STEP))
    speed_mps: float = field(metadata=takes(low=0.01, high=10.0, advice=_STEP))
    incline_pct: float = field(metadata=takes(low=-30.0, high=1000.0, advice=_STEP))


@dataclass(frozen=True)
class TrainingPlan(Checked):
    """Training plan of a person; the default is the published dose, started at 0.5 mph (0.22 m/s).

    Speed is raised step by step; incline comes last, after the fastest step. A step is left when enough sessions in a
    row were comfortable at it (`follow_plan`); after a near-fall the plan goes one step back.

    Attributes
    ----------
    start_speed_mps : float
        Speed of the first step.
    speed_step_mps : float
        Speed increase per step.
    n_speed_steps : int
        Steps of speed, the first included.
    incline_step_pct : float
        Incline increase per step after those.
    n_incline_steps : int
        Steps of incline, at the last speed; 0 for a plan on the level.
    sessions_per_step : int
        Comfortable sessions in a row that lead to the next step.
    minutes_per_session : float
        Minutes of backward walking in a session.
    sessions_per_week, weeks : int
        How often, and for how long.
    most_effort : float
        A session was comfortable if effort was no higher, of 10 ...
    most_pain_rise : float
        ... pain rose by no more than this, of 10, from before the session to after it ...
    least_share : float
        ... this share of the step's speed and of the minutes was reached, without near-fall ...
    most_share : float
        ... and no more than this share of the minutes: 60 of 10 minutes are not comfortable. A week of more sessions or
        minutes is named by `measure_adherence`.

    Examples
    --------
    >>> plan = TrainingPlan()
    >>> [step.speed_mps for step in plan.steps][:3], plan.sources["weeks"][:13]
    ([0.22, 0.27, 0.32], 'dose of Algha')
    """

    start_speed_mps: float = option(0.22, low=0.05, high=3.0)
    speed_step_mps: float = option(0.05, low=0.0, high=0.5)
    n_speed_steps: int = option(6, low=1, high=100, whole=True)
    incline_step_pct: float = option(1.0, low=0.0, high=10.0)
    n_incline_steps: int = option(3, low=0, high=100, whole=True)
    sessions_per_step: int = option(2, low=1, high=100, whole=True)
    minutes_per_session: float = option(10.0, low=0.5, high=180.0)
    sessions_per_week: int = option(3, low=1, high=21, whole=True)
    weeks: int = option(6, low=1, high=104, whole=True)
    most_effort: float = option(4.0, low=0.0, high=10.0)
    most_pain_rise: float = option(0.0, low=0.0, high=10.0)
    least_share: float = option(0.9, low=0.1, high=1.0)
    most_share: float = option(1.25, low=1.0, high=10.0)

    sources: ClassVar[dict[str, str]] = {
        "start_speed_mps": "0.5 mph: common advice, not from a trial",
        "speed_step_mps": _CHOICE,
        "n_speed_steps": _CHOICE,
        "incline_step_pct": _CHOICE,
        "n_incline_steps": _CHOICE,
        "sessions_per_step": _CHOICE,
        "minutes_per_session": _DOSE,
        "sessions_per_week": _DOSE,
        "weeks": _DOSE,
        "most_effort": _CHOICE,
        "most_pain_rise": _CHOICE,
        "least_share": _CHOICE,
        "most_share": f"{_CHOICE}; common advice is not to overdo it",
    }

    @property
    def steps(self) -> tuple[PlanStep, ...]:
        """All steps in order: speed first, then incline at the last speed."""
        speeds = [round(self.start_speed_mps + k * self.speed_step_mps, 6) for k in range(self.n_speed_steps)]
        inclines = [round(k * self.incline_step_pct, 6) for k in range(1, self.n_incline_steps + 1)]
        pairs = [*((speed, 0.0) for speed in speeds), *((speeds[-1], incline) for incline in inclines)]
        return tuple(PlanStep(k, *pair) for k, pair in enumerate(pairs, start=1))

    def to_dict(self) -> dict[str, Any]:
        """Put the plan into plain values."""
        return {"format": PLAN_FORMAT, **asdict(self)}

    def to_json(self) -> str:
        """Write the plan as JSON text that a person can read and edit."""
        return json.dumps(self.to_dict(), indent=2)

    @classmethod
    def from_dict(cls, data: Any) -> TrainingPlan:
        """Make a plan from what `to_dict` gave.

        Raises
        ------
        InvalidTable
            It is not a plan, is of a newer version, or lacks an entry or has one too many.
        InvalidOption
            An entry has an impossible value.
        """
        if not isinstance(data, dict):
            raise InvalidTable(
                f"plan: found a {type(data).__name__}, expected what TrainingPlan.to_dict gives"
            )
        if data.get("format") == _FIRST_FORMAT:
            defaults = asdict(cls())
            data = {**{name: defaults[name] for name in _SINCE_2}, **data, "format": PLAN_FORMAT}
        check_format(data.get("format"), PLAN_FORMAT, "plan")
        names = [field.name for field in fields(cls)]
        wrong = [name for name in names if name not in data] or [
            n for n in data if n not in (*names, "format")
        ]
        if wrong:
            raise InvalidTable(
                f"plan: {wrong[0]!r} is {'missing' if wrong[0] in names else 'unknown'}; a plan holds "
                f"{' '.join(names)}; start from TrainingPlan().to_json()"
            )
        return cls(**{name: data[name] for name in names})

    @classmethod
    @arguments()
    def from_json(cls, text: str) -> TrainingPlan:
        """Read a plan from JSON text.

        Raises
        ------
        InvalidTable
            The text is not JSON, ends early, or is not a plan that this version reads.
        InvalidOption
            An entry has an impossible value.
        """
        return cls.from_dict(parse_json(text, "plan", "TrainingPlan.to_json"))
