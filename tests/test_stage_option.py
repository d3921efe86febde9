"""Stages of one's own on the command line and in a batch: named by module and class, and carried to workers."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

import pandas as pd
import pytest
from batch_folders import use_this_process

import retrogait as rg
from retrogait.cli import main
from retrogait.errors import InvalidOption
from retrogait.gait.bouts import BoutOptions

CODE = """
from dataclasses import dataclass


@dataclass(frozen=True)
class Shares:
    leaves: float = 0.35
    lands: float = 0.65

    def find_contacts(self, limb):
        step_s = limb.step_end_s - limb.step_start_s
        return limb.step_start_s + self.lands * step_s, limb.step_start_s + self.leaves * step_s


@dataclass(frozen=True)
class Nothing:
    pass


@dataclass(frozen=True)
class Bounded:
    share: float = 0.5

    def __post_init__(self):
        if self.share > 1:
            raise ValueError(f"share is {self.share}")


function = len
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a walk and a module `mine` in which a person works."""
    (tmp_path / "mine.py").write_text(CODE, encoding="utf-8")
    rg.write_recording(rg.simulate_walk("backward", 0.6, 16, seed=5)[0], tmp_path / "walk.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    sys.modules.pop("mine", None)


def summary(desk, *words):
    assert main(["analyze", "walk.csv", "--quiet", "--out", "out", *words]) == 0
    return pd.read_csv(desk / "out" / "walk.summary.csv").iloc[0]


def test_a_class_in_the_folder_is_found(desk):
    assert (
        summary(desk, "--stage", "mine:Shares")["contact_contact"] == "mine:Shares(leaves=0.35, lands=0.65)"
    )
    here = summary(desk, "--stage", "mine:Shares(lands=0.7)")
    assert json.loads(here["custom_stages"]) == {"contact": "mine:Shares(leaves=0.35, lands=0.7)"}


def test_what_a_summary_names_may_be_given_again(desk):
    first = summary(desk, "--stage", "mine:Shares(lands=0.7)")
    again = summary(desk, "--stage", first["contact_contact"])
    assert again.astype(str).equals(first.astype(str))


def test_options_of_the_library_are_named_the_same_way(desk):
    words = ("--stage", "retrogait.gait.bouts:BoutOptions(least_strides=5)", "--stage", "mine:Shares")
    here = summary(desk, *words)
    assert here["bout_least_strides"] == 5
    assert here["contact_contact"].startswith("mine:Shares")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["mine"], "--stage: found 'mine', expected module:Class or module:Class(option=value, ...)"),
        (["mine:"], "--stage: found 'mine:', expected module:Class"),
        (
            ["mine:Shares(0.3)"],
            "expected module:Class or module:Class(option=value, ...), values as in Python",
        ),
        (["mine:Shares(lands=open('x'))"], "write it so, in quotes"),
        (["mine:Shares(**{})"], "expected module:Class"),
        (["mine:Shares().lands"], "expected module:Class"),
        (["mi ne:Shares"], "expected module:Class"),
        (["nowhere:Shares"], "there is no module 'nowhere'; expected one that is installed, or a file in "),
        (["broken:Shares"], "broken cannot be imported (ZeroDivisionError: division by zero)"),
        (["leaving:Shares"], "leaving cannot be imported (SystemExit: 3); expected a module that can"),
        (["mine:Bounded(share=2)"], "Bounded cannot be made with these options (ValueError: share is 2)"),
        (
            ["mine:Share"],
            "mine has no class 'Share'; expected one of Shares Nothing Bounded; correct the name",
        ),
        (["mine:function"], "mine has no class 'function'"),
        (["mine:Shares(land=1)"], "does not take these options (Shares.__init__() got an unexpected keyword"),
        (
            ["mine:Nothing"],
            "mine:Nothing is not a stage; expected a detector with a method find_contacts, or one made of",
        ),
        (["mine:Shares", "mine:Shares(lands=0.7)"], "is a second stage for contact; expected one at most"),
        (
            ["retrogait.gait.bouts:BoutOptions(least_strides=0)"],
            "least_strides is 0; expected a whole number",
        ),
    ],
)
def test_what_is_wrong_is_named(desk, capsys, words, message):
    (desk / "leaving.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    (desk / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    assert main(["analyze", "walk.csv", *(part for one in words for part in ("--stage", one))]) == 2
    assert message in capsys.readouterr().err


def test_a_mistake_is_named_once_for_all_files(desk, capsys):
    assert main(["analyze", "walk.csv", "walk.csv", "nowhere.csv", "--stage", "mine:Share"]) == 2
    assert capsys.readouterr().err.count("no class 'Share'") == 1


def test_contact_and_stage_are_not_both_for_contacts(desk, capsys):
    assert main(["analyze", "walk.csv", "--contact", "velocity", "--stage", "mine:Shares"]) == 2
    assert "mine:Shares is a second stage for contact; expected one at most, from --stage or --contact" in (
        capsys.readouterr().err
    )


@pytest.mark.slow
def test_two_workers_take_it_from_the_command_line(desk):
    rg.write_recording(rg.simulate_walk("backward", 0.6, 16, seed=6)[0], desk / "walk2.csv")
    words = ["batch", "walk.csv", "walk2.csv", "--out", "out", "--workers", "2", "--quiet", "--format", "csv"]
    assert main([*words, "--stage", "mine:Shares(lands=0.7)"]) == 0
    found = rg.batch.read_results(desk / "out", "summaries")
    assert found["contact_contact"].tolist() == ["mine:Shares(leaves=0.35, lands=0.7)"] * 2
    assert json.loads(found["custom_stages"].iloc[0]) == {"contact": "mine:Shares(leaves=0.35, lands=0.7)"}


def imported(desk, name="mine"):
    sys.path.append(str(desk))
    return __import__(name)


def test_a_batch_is_done_again_with_other_stages_and_only_then(desk, monkeypatch):
    done = use_this_process(monkeypatch)
    mine = imported(desk)

    def run(**given):
        before = len(done)
        summaries, _ = rg.run_batch("walk.csv", "out", progress="none", **given)
        return len(done) - before, summaries["contact_contact"].tolist()

    first = rg.Stages(contact=mine.Shares())
    assert run() == (1, ["impact"])
    assert run(stages=first) == (1, ["mine:Shares(leaves=0.35, lands=0.65)"])
    assert run(stages=first)[0] == 0
    assert run(stages=rg.Stages(contact=mine.Shares(lands=0.7)))[0] == 1
    assert run(stages=rg.Stages(bout=BoutOptions(least_strides=4)))[0] == 1
    assert run(contacts=rg.ContactOptions(contact="velocity"))[0] == 1
    assert (
        run(stages=rg.Stages(contact=rg.ContactOptions(contact="velocity")))[0] == 0
    )  # the same, written long
    assert run(stages=first)[0] == 1
    (desk / "mine.py").write_text(CODE.replace("0.65", "0.6"), encoding="utf-8")
    assert run(stages=first)[0] == 1  # its code is another


def test_a_detector_that_fails_is_a_row_and_the_others_go_on(desk, monkeypatch):
    use_this_process(monkeypatch)
    (desk / "faulty.py").write_text(
        CODE.replace("limb.step_start_s + self.leaves * step_s", "[limb.nothing]")
    )
    faulty = imported(desk, "faulty")
    _, failures = rg.run_batch("walk.csv", "out", progress="none", stages=rg.Stages(contact=faulty.Shares()))
    assert failures["stage"].tolist() == ["refused"]
    assert "faulty:Shares at left_foot failed (AttributeError" in failures["message"].iloc[0]


@dataclass(frozen=True)
class Typed:
    """A detector as it is typed into a console."""

    def find_contacts(self, limb):
        return [], []


def test_a_class_that_workers_cannot_import_is_refused(desk, monkeypatch):
    monkeypatch.setattr(Typed, "__module__", "__main__")
    words = (
        "run_batch: stages.contact is a __main__:Typed; expected a class at the top of a module that worker"
    )
    with pytest.raises(InvalidOption, match=words):
        rg.run_batch("walk.csv", "out", progress="none", stages=rg.Stages(contact=Typed()))


def test_a_batch_takes_contacts_or_stages():
    with pytest.raises(InvalidOption, match="run_batch: contacts and stages are both given"):
        rg.run_batch("walk.csv", "out", contacts=rg.ContactOptions(), stages=rg.Stages())


@pytest.mark.parametrize("column", ["stages", "--stage", "contact"])
def test_a_manifest_never_names_code(desk, monkeypatch, column):
    """Its cell is a label like any other, and the module is not imported."""
    use_this_process(monkeypatch)
    (desk / "trap.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    pd.DataFrame({"path": ["walk.csv"], column: ["trap:Trap"]}).to_csv("manifest.csv", index=False)
    summaries, failures = rg.run_batch("manifest.csv", "out", progress="none")
    assert "trap" not in sys.modules
    assert len(failures) == 0
    assert summaries["contact_contact"].tolist() == ["impact"]
