"""What to ask before anyone starts to walk backward: asked by a person, decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Question:
    """A question whose answer "yes" is for someone who knows the person to weigh, before the first session."""

    key: str
    text: str


QUESTIONS = (
    Question("balance_disorder", "Do you have a disorder of balance?"),
    Question("knee_surgery", "Have you had surgery on a knee recently?"),
    Question("knee_injury", "Have you injured a knee recently?"),
    Question("multiple_sclerosis", "Do you have multiple sclerosis?"),
    Question("parkinsons_disease", "Do you have Parkinson's disease?"),
    Question("brain_injury", "Have you had an injury of the brain?"),
)


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
    """Say which questions were not asked, and which were answered yes."""
    notes = [f"not asked: {question.text}" for question in QUESTIONS if question.key not in answers]
    yes = [f"answered yes: {question.text}" for question in QUESTIONS if answers.get(question.key)]
    return [*yes, *notes]
