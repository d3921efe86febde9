"""The words of `retrogait log` and its own commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.cli.outcome import EXIT_CODES
from retrogait.cli.shared_arguments import add_declarations, add_walk
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    import argparse

BRIEF = "training log of one person: add sessions, see plan and trends"
ABOUT = """\
Keep the training log of one person: sessions against a plan, with pain, effort
and what was measured, in a file that a person can read (.json, or .parquet).
Numbers, never a verdict."""

EXAMPLES = f"""\
examples:
  retrogait log plan > plan.json           the default plan, to edit by hand
  retrogait log new walker.json --subject "A. B." --plan plan.json
  retrogait log answer walker.json         the questions to ask before starting
  retrogait log add walker.json walk.csv --date 2026-11-20 --pain-before 3
  retrogait log show walker.json           sessions against the plan
  retrogait log trend walker.json          what rises or falls
  retrogait log COMMAND --help             say more

{EXIT_CODES}"""

_ADD = """\
Add a session to a log, which is made where there is none. FILE is a recording,
as for retrogait analyze, or a session that retrogait analyze --format json
wrote, which has no samples: impact and trunk measures are then missing. What is
not stated stays missing, never 0."""

_ADD_EXAMPLES = f"""\
examples:
  retrogait log add walker.json walk.csv --date 2026-11-20 --surface overground \\
      --minutes 10 --effort 3 --pain-before 3 --pain-after 3 --handrail none \\
      --incline-pct 0 --near-falls 0
  retrogait log add walker.json walk.session.json --task counting \\
      --outcome womac_pain=7 --outcome knee_extension_strength_nm=85

{EXIT_CODES}"""

_NEW = """\
Make an empty log. A plan is a JSON file as retrogait log plan prints it."""

_ANSWER = """\
Write down answers to the questions that a person asks before the first session,
or list them where none is given. Nothing is decided, and nothing stops a
session: one added while an answer is to be weighed is noted."""

_SHOW = "Show the sessions of a log against its plan, week by week, and what was noted."

_TREND = """\
Show what rises or falls over the sessions of a log. All trends are looked at
together, so that where nothing changed one log in 20 or so shows any. With
--measure that measure is followed session by session against its own band, and
its slope is set among those of the measures named only."""

_PLAN = "Print the default plan as JSON, to edit by hand and to give to retrogait log new --plan."
_YES_NO = ("yes", "no")


def add_commands(parser: argparse.ArgumentParser, plain: type[argparse.HelpFormatter]) -> None:
    """Add the commands of a log to the parser of `retrogait log`."""
    commands = parser.add_subparsers(dest="log_command", required=True, metavar="COMMAND", title="commands")

    def command(name: str, brief: str, about: str, examples: str = EXIT_CODES) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=brief, description=about, epilog=examples, formatter_class=plain
        )
        if name != "plan":
            made.add_argument("log", type=Path, metavar="LOG", help="the log, .json or .parquet")
        return made

    _add_add(command("add", "add a session", _ADD, _ADD_EXAMPLES))
    command("show", "sessions against the plan", _SHOW)
    trend = command("trend", "what rises or falls", _TREND)
    trend.add_argument(
        "--measure", action="append", metavar="NAME", help="as left_stride_time_s; may be repeated"
    )
    trend.add_argument("--direction", choices=WALKED, help="of --measure; default: both")
    trend.add_argument(
        "--all", action="store_true", help="list every trend, not only those that rise or fall"
    )
    trend.add_argument(
        "--at-speed", action="store_true", help="slopes at equal speed, which moves most measures"
    )
    new = command("new", "make an empty log", _NEW)
    new.add_argument(
        "--plan", type=Path, metavar="FILE", help="its plan; default: that of retrogait log plan"
    )
    new.add_argument("--subject", metavar="NAME", help="who walks")
    answer = command("answer", "questions before starting", _ANSWER)
    answer.add_argument("answers", nargs="*", metavar="KEY=yes|no", help="as pain_now=no")
    command("plan", "print the default plan", _PLAN)


def _add_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="recording or session")
    stated = parser.add_argument_group("what people say of the session")
    stated.add_argument(
        "--date", metavar="DATE", help="as 2026-11-20 or 2026-11-20T10:30; default: the recording's"
    )
    stated.add_argument("--minutes", type=float, metavar="T", help="walked backward; default: those measured")
    stated.add_argument("--pain-before", type=float, metavar="N", help="of 10")
    stated.add_argument("--pain-after", type=float, metavar="N", help="of 10")
    stated.add_argument("--effort", type=float, metavar="N", help="of 10")
    stated.add_argument("--near-falls", type=int, metavar="N", help="seen; default: those measured")
    stated.add_argument("--handrail", metavar="USE", help="none, touched or held")
    stated.add_argument("--observer", choices=_YES_NO, help="whether someone stood by")
    stated.add_argument("--emergency-cord", choices=_YES_NO, help="whether the treadmill's cord was worn")
    stated.add_argument("--incline-pct", type=float, metavar="P", help="rise over length")
    stated.add_argument("--three-metre-backward-walk-s", type=float, metavar="T", help="by stopwatch")
    stated.add_argument(
        "--outcome", action="append", default=[], metavar="NAME=VALUE", help="a score; may be repeated"
    )
    stated.add_argument("--note", metavar="TEXT", default="", help="anything else")
    add_walk(parser)
    add_declarations(parser)
