"""Arguments that several commands share: the mounting, the walk, and what a file does not say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from retrogait.tables.catalogue import SURFACES
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    import argparse

DEFAULT = "default: %(default)s"


def add_walk(parser: argparse.ArgumentParser) -> None:
    """The mounting of the sensors and what is known of the walk: the arguments of an analysis."""
    mounting = parser.add_argument_group("mounting of the sensors")
    source = mounting.add_mutually_exclusive_group()
    source.add_argument(
        "--alignment", type=Path, metavar="FILE", help="mounting saved by retrogait calibrate"
    )
    source.add_argument(
        "--calibrate",
        type=Path,
        metavar="WALK",
        help="a walk by the same sensors, of the --direction if one is stated",
    )
    add_facts(parser.add_argument_group("the walk"), "with --calibrate, in that WALK instead")


def add_facts(walk: argparse._ArgumentGroup, otherwise: str) -> None:
    """What is known of the walk; `otherwise` says what the stated direction may be of instead."""
    walk.add_argument(
        "--direction", choices=WALKED, help=f"direction walked throughout a recording; {otherwise}"
    )
    walk.add_argument("--surface", choices=SURFACES, help="what was walked on; a log needs it")
    walk.add_argument("--belt-speed-mps", type=float, metavar="V", help="speed of the treadmill, m/s")
    walk.add_argument("--leg-length-m", type=float, metavar="L", help="leg length of the person, m")
    walk.add_argument("--foot-length-m", type=float, metavar="L", help="foot length of the person, m")
    walk.add_argument("--subject", metavar="NAME", help="who walked")
    walk.add_argument("--visit", metavar="NAME", help="at which visit, as 'week 6'")
    walk.add_argument("--task", metavar="NAME", help="task beside walking: single, counting, ...")
    walk.add_argument(
        "--contact", metavar="KIND", help="what a contact is: impact, velocity, extremum or touch"
    )
    walk.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="MODULE:CLASS",
        help="a detector or options of a stage from a Python module, as 'mine:Contacts(share=0.3)'; "
        "its code is run; may be repeated",
    )


def add_declarations(parser: argparse.ArgumentParser) -> None:
    """What a file may leave unsaid: the arguments of `read_recording`."""
    declared = parser.add_argument_group(
        "what a foreign file does not say", "Not needed for retrogait's own files."
    )
    declared.add_argument("--rate-hz", type=float, metavar="HZ", help="sampling rate")
    declared.add_argument("--acc-unit", metavar="UNIT", help="m/s^2, g or mg")
    declared.add_argument("--gyr-unit", metavar="UNIT", help="deg/s, rad/s or mdeg/s")
    declared.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="SITE=PATTERN",
        help="columns of a site, as L.{ACC|GYR}.{X|Y|Z}, or by number from 0, as "
        "left_foot=1,2,3,4,5,6; or JSON of them, or a file of that",
    )
    declared.add_argument("--time-column", metavar="NAME", help="column of time, or its number")
    declared.add_argument("--time-unit", metavar="UNIT", help="s, ms, us, ns, days, datetime, 32768 Hz")
    declared.add_argument("--delimiter", metavar="SIGN", help="sign between fields")
    declared.add_argument("--decimal", metavar="SIGN", help="sign before decimals, . or ,")
    declared.add_argument("--site", metavar="SITE", help="body site of the only sensor, as left_ankle")
    declared.add_argument(
        "--sites",
        action="append",
        default=[],
        metavar="NAME=SITE",
        help="body site of a sensor, as sensor_1=lower_back",
    )
    declared.add_argument(
        "--phone", metavar="OS", help="ios or android, of Sensor Logger without Metadata.csv"
    )
    declared.add_argument(
        "--recording", metavar="NAME", help="the one to read of several in a folder or file"
    )
    declared.add_argument(
        "--frame", choices=("segment", "sensor"), help="axes of the body segment, or of the sensor as worn"
    )
