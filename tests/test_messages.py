"""Messages: every language has every key, with the same places to put values in."""

from __future__ import annotations

from string import Formatter

import pytest

from retrogait.errors import InvalidOption
from retrogait.messages import _messages, find_message, in_language, language, languages, message

OTHERS = [code for code in languages() if code != "en"]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# words that stand in the code in English, and have a message in other languages only
IN_CODE = (
    "advice",
    "counted",
    "flag",
    "handrail",
    "measure",
    "plan.word",
    "published",
    "reason",
    "site",
    "unit",
)


def in_files(code: str) -> set[str]:
    return {key for key in _messages(code) if not key.startswith(tuple(f"{room}." for room in IN_CODE))}


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_the_keys_of_english(code):
    assert in_files(code) == set(_messages("en"))


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_puts_the_same_values_in(code):
    english = _messages("en")
    unlike = {
        key
        for key, text in _messages(code).items()
        if sorted(places(text)) != sorted(places(english.get(key, text)))
    }
    assert unlike == set()


def test_a_language_holds_for_its_block_only():
    with in_language("de"):
        assert language() == "de"
        with in_language("en"):
            assert message("direction.forward") == "forward"
        assert message("direction.forward") == "vorwärts"
    assert message("direction.forward") == "forward"


def test_the_language_before_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError), in_language("de"):
        raise ZeroDivisionError
    assert language() == "en"


def test_an_unknown_language_names_those_there_are():
    with (
        pytest.raises(
            InvalidOption,
            match=r"language: found 'xx'; expected one of de, en; .*retrogait/messages/xx\.toml",
        ),
        in_language("xx"),
    ):
        pass


def test_a_key_that_no_file_has_is_an_error_of_ours():
    with pytest.raises(KeyError, match=r"no\.such is in neither|'no.such' is in neither"):
        message("no.such")
    assert find_message("no.such", default="this") == "this"


def test_what_a_file_lacks_is_said_in_english(monkeypatch):
    own = {code: dict(_messages(code)) for code in languages()}
    del own["de"]["direction.forward"]
    monkeypatch.setattr("retrogait.messages._messages", own.__getitem__)
    with in_language("de"):
        assert message("direction.forward") == "forward"
