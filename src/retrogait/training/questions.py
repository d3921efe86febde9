"""What to ask before anyone starts to walk backward: asked by a person, decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Mapping

_ADVICE = "common advice on backward walking, not from a trial"
_CHOICE = "choice of this library after such advice; nothing is published"


@dataclass(frozen=True)
class Question:
    """A question before the first session; one of its answers must be weighed by someone who knows the person.

    Attributes
    ----------
    key : str
        Its name in `SessionLog.answers`.
    text : str
        As it is asked.
    weighed : bool
        The answer to be weighed: True for "yes", False for "no".
    source : str
        Where it is from.
    """

    key: str
    text: str
    weighed: bool = True
    source: str = _ADVICE

    @property
    def weighed_word(self) -> str:
        """The answer to be weighed, in a word.

        >>> Question("pain_now", "Are you in pain now?").weighed_word
        'yes'
        """
        return "yes" if self.weighed else "no"


QUESTIONS = (
    Question("balance_disorder", "Do you have a disorder of balance?"),
    Question("knee_surgery", "Have you had surgery on a knee recently?"),
    Question("knee_injury", "Have you injured a knee recently?"),
    Question("multiple_sclerosis", "Do you have multiple sclerosis?"),
    Question("parkinsons_disease", "Do you have Parkinson's disease?"),
    Question("brain_injury", "Have you had an injury of the brain?"),
    Question("age_65_or_older", "Are you 65 or older?", source=f"{_ADVICE}; that it begins at 65: {_CHOICE}"),
    Question("limited_motion", "Is the motion of your legs or your back limited?"),
    Question("other_surgery", "Have you had any other surgery recently?"),
    Question("other_injury", "Have you had any other injury recently?"),
    Question("pain_now", "Are you in pain now?"),
    Question(
        "medical_clearance", "Has a doctor or physiotherapist said that you may train so?", weighed=False
    ),
    Question("observer_at_hand", "Will someone stand by while you walk backward?", weighed=False),
)
_BALANCE = "balance_disorder"


def check_answers(answers: Mapping[str, bool]) -> None:
    """Raise `InvalidOption` unless every answer is yes or no to one of the questions."""
    known = [question.key for question in QUESTIONS]
    for key, answer in answers.items():
        if key not in known:
            raise InvalidOption(
                f"answers: {key!r} is not a question; expected one of {' '.join(known)}; use its key"
            )
        if not isinstance(answer, bool):
            raise InvalidOption(
                f"answers: the answer to {key!r} is {answer!r}; expected True for yes or False for no; "
                "leave out what was not asked"
            )


def open_questions(answers: Mapping[str, bool]) -> list[str]:
    """List the questions with an answer to be weighed, then those not asked."""
    weighed = [f"answered {question.weighed_word}: {question.text}" for question in _to_weigh(answers)]
    return [*weighed, *(f"not asked: {one.text}" for one in QUESTIONS if one.key not in answers)]


def note_of_session(answers: Mapping[str, bool], observer: str | None) -> str:
    """Note what was to be weighed when a session was added; empty where nothing was.

    >>> note_of_session({"pain_now": True, "medical_clearance": False, "balance_disorder": True}, "no")
    'yes to balance_disorder; yes to pain_now; no to medical_clearance; balance_disorder and no observer'
    """
    notes = [f"{question.weighed_word} to {question.key}" for question in _to_weigh(answers)]
    if answers.get(_BALANCE) and observer != "yes":
        notes.append(f"{_BALANCE} and " + ("no observer" if observer == "no" else "observer not stated"))
    return "; ".join(notes)


def _to_weigh(answers: Mapping[str, bool]) -> list[Question]:
    return [question for question in QUESTIONS if answers.get(question.key) is question.weighed]
