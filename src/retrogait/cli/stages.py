"""Stages that the command line names: module:Class(option=value, ...)."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retrogait.errors import InvalidOption, RetrogaitError, shown
from retrogait.gait.contacts import ContactOptions
from retrogait.gait.stages import Stages, stage_kinds

if TYPE_CHECKING:
    import argparse

_FORM = "module:Class or module:Class(option=value, ...), values as in Python"


class _Named(NamedTuple):
    """A class of a module, and its options."""

    module: str
    name: str
    options: dict[str, Any]


def stages_of(arguments: argparse.Namespace) -> Stages:
    """The stages that `--stage` and `--contact` ask for.

    Only the command line names code: a manifest or any other file never does.
    """
    chosen: dict[str, Any] = {}
    if arguments.contact is not None:
        chosen["contact"] = ContactOptions(contact=arguments.contact)
    for words in arguments.stage:
        stage = _make(words)
        place = _place_of(words, stage)
        if place in chosen:
            raise InvalidOption(
                f"--stage: {words} is a second stage for {place}; expected one at most, from --stage or --contact; "
                "leave one out"
            )
        chosen[place] = stage
    return Stages(**chosen)


def _make(words: str) -> object:
    """Make the stage that the words name."""
    where = f"--stage: {words}"
    module, name, options = _read(words)
    here = str(Path.cwd())
    if here not in sys.path:  # last, so that no file there takes the place of a library; workers get it too
        sys.path.append(here)
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise InvalidOption(
            f"{where}: there is no module {error.name!r}; expected one that is installed, or a file in {here}; correct "
            "the name, or go to its folder"
        ) from error
    except (
        Exception,
        SystemExit,
    ) as error:  # a script that ends with sys.exit() would end this one without a word
        raise InvalidOption(
            f"{where}: {module} cannot be imported ({type(error).__name__}: {error}); expected a module that can; "
            "correct it"
        ) from error
    made = getattr(found, name, None)
    if not inspect.isclass(made):
        own = [
            one for one, value in vars(found).items() if inspect.isclass(value) and value.__module__ == module
        ]
        raise InvalidOption(
            f"{where}: {module} has no class {name!r}; expected one of {' '.join(own) or 'its classes, it has none'}; "
            "correct the name"
        )
    try:
        return made(**options)
    except TypeError as error:
        raise InvalidOption(
            f"{where}: {name} does not take these options ({error}); expected {name}{inspect.signature(made)}; "
            "correct them"
        ) from error
    except RetrogaitError:
        raise
    except Exception as error:
        raise InvalidOption(
            f"{where}: {name} cannot be made with these options ({type(error).__name__}: {error}); expected options "
            "that it takes; correct them"
        ) from error


def _read(words: str) -> _Named:
    """Read the form, without running anything of it."""
    module, _, call = words.partition(":")
    try:
        tree = ast.parse(call.strip(), mode="eval").body
        named, given = (tree.func, tree.keywords) if isinstance(tree, ast.Call) else (tree, [])
        extra = isinstance(tree, ast.Call) and bool(tree.args)
        options = {str(one.arg): ast.literal_eval(one.value) for one in given if one.arg is not None}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        named, given, options, extra = None, [], {}, True
    well_formed = all(part.isidentifier() for part in module.strip().split("."))
    if extra or len(options) < len(given) or not isinstance(named, ast.Name) or not well_formed:
        raise InvalidOption(f"--stage: found {shown(words)}, expected {_FORM}; write it so, in quotes")
    return _Named(module.strip(), named.id, options)


def _place_of(words: str, stage: object) -> str:
    """Which stage it takes the place of, by its class; what can find contacts is for contacts."""
    for name, kind in stage_kinds().items():
        if isinstance(stage, kind):
            return name
    if callable(getattr(stage, "find_contacts", None)):
        return "contact"
    listed = " ".join(kind.__name__ for kind in stage_kinds().values())
    raise InvalidOption(
        f"--stage: {words} is not a stage; expected a detector with a method find_contacts, or one made of {listed}; "
        "name another class"
    )
