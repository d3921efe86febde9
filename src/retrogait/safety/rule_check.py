"""The rules that a monitor is given, what they find, and the class of a rule that a state names."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidOption, InvalidTable, RetrogaitError, shown
from retrogait.safety.rule import Finding, Rule
from retrogait.safety.rules import RULES
from retrogait.tables.arguments import describe
from retrogait.tables.checks import Bounds, check, is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from retrogait.safety.memory import Fact

_LIBRARY = "retrogait."
_WHERE = "SafetyMonitor"
_FIELDS = {
    "advice": Bounds("text", of=str),
    "source": Bounds("text", of=str),
    "validated": Bounds("text", of=str),
    "cooldown_s": Bounds("a number", low=0),
    "in_a_row": Bounds("a whole number", whole=True, low=1),
}


def check_rules(rules: Iterable[Any]) -> dict[str, Rule]:
    """Give the rules by kind, in their order.

    Raises
    ------
    InvalidOption
        One is no rule, is not frozen, lacks a field or holds what no state can; two are of a kind, or take variability
        over windows of two lengths.
    """
    given = tuple(rules)
    kinds = {type(rule).__name__ for rule in given}
    if len(kinds) < len(given):
        raise InvalidOption(
            f"{_WHERE}: rules has {len(given)} rules of {len(kinds)} kinds; expected one of a kind at "
            "most; leave one out"
        )
    for rule in given:
        _check_rule(rule)
    known: dict[str, Rule] = {type(rule).__name__: rule for rule in given}
    windows = {
        kind: rule.windows()["differences"] for kind, rule in known.items() if "differences" in rule.windows()
    }
    if len(set(windows.values())) > 1:
        found = ", ".join(f"{size} in {kind}" for kind, size in windows.items())
        raise InvalidOption(
            f"{_WHERE}: rules takes variability over windows of several lengths ({found}); expected one, as the "
            "person's own is learned by it; give all the same window"
        )
    return known


def _check_rule(rule: Any) -> None:
    if isinstance(rule, type):
        raise InvalidOption(
            f"{_WHERE}: rules has the class {rule.__name__}; expected an instance of it; write {rule.__name__}()"
        )
    if not isinstance(rule, Rule):
        ours = " ".join(type(one).__name__ for one in RULES)
        raise InvalidOption(
            f"{_WHERE}: rules has a {type(rule).__name__}; expected rules as {ours}; use one of these with bounds of "
            "your own, or a dataclass of the kind retrogait.safety.Rule"
        )
    kind: Any = type(rule)
    how = getattr(kind, "__dataclass_params__", None)
    if how is None or not how.frozen:
        raise InvalidOption(
            f"{_WHERE}: rules has a {kind.__name__}, which is not a frozen dataclass; expected one, so that a state "
            "can name its bounds; put @dataclass(frozen=True) above its class"
        )
    for name, bounds in _FIELDS.items():
        check(kind.__name__, name, getattr(rule, name, None), bounds, "declare it as a field with a default")
    for one in fields(kind):
        value = getattr(rule, one.name)
        if not (value is None or isinstance(value, (str, bool)) or is_number(value)):
            raise InvalidOption(
                f"{kind.__name__}: {one.name} is {describe(value)}; expected a number, text or None, which a saved "
                "state can hold; write it as several fields"
            )


def judged(rule: Rule, fact: Fact) -> object:
    """What a rule makes of a fact; `InvalidOption`, which names it, where it fails."""
    try:
        return rule.judge(fact)
    except RetrogaitError:
        raise
    except Exception as fault:
        kind = type(rule).__name__
        raise InvalidOption(
            f"{_WHERE}: {kind}.judge failed at {fact.time_s:g} s ({type(fault).__name__}: {fault}); expected a Finding "
            "or None; correct it"
        ) from fault


def check_finding(kind: str, found: object) -> Finding:
    """Give what a rule found; `InvalidOption` where it is no `Finding`, with numbers and words where they belong."""
    if (
        not isinstance(found, Finding)
        or not all(is_number(value) for value in (found.value, found.bound, found.baseline))
        or not all(isinstance(word, str) for word in (found.measure, found.because))
        or found.passed not in (True, False)
    ):
        raise InvalidOption(
            f"{_WHERE}: {kind}.judge gave {shown(found)}; expected a Finding(passed, measure, value, bound, baseline, "
            f"because) or None; correct it, with {math.nan} for a number that there is not"
        )
    return found


def _kinds_of_rules(of: type[Any] = Rule) -> dict[str, list[type[Any]]]:
    """The classes of rules there are by name, those defined elsewhere included, the last one defined last."""
    kinds: dict[str, list[type[Any]]] = {}
    for kind in of.__subclasses__():
        kinds.setdefault(kind.__name__, []).append(kind)
        for name, more in _kinds_of_rules(kind).items():
            kinds.setdefault(name, []).extend(more)
    return kinds


def foreign_modules(rules: Mapping[str, Rule]) -> dict[str, str]:
    """Where the rules are from that are not of this library, by kind."""
    modules = {kind: type(rule).__module__ for kind, rule in rules.items()}
    return {kind: module for kind, module in modules.items() if not module.startswith(_LIBRARY)}


def class_of(kind: str, module: str | None) -> type[Any]:
    """The class of a rule that a state names.

    Raises
    ------
    InvalidTable
        It is not of this library, and its module has not defined it.
    KeyError
        There is none, and no module is named.
    """
    there = _kinds_of_rules()
    if module is None:  # of this library, or of a state of an early version
        found = there[kind]
        return next((one for one in found if one.__module__.startswith(_LIBRARY)), found[-1])
    own = [one for one in there.get(kind, ()) if one.__module__ == module]
    if not own:
        raise InvalidTable(
            f"SafetyMonitor.from_state: the state has a rule {kind} of the module {module}, which is not there; "
            f"expected its class to be defined; import {module} first"
        )
    return own[-1]
