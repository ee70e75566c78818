"""What is to be taken out is taken out, however it is written or said, and nothing else is."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat
from unicode_rbnf import RbnfEngine

from repartee.history.redaction.cards import is_card_number
from repartee.history.redaction.redactor import Redactor

REGIONS = ("US", "GB", "DE", "FR")
EVERYTHING = Redactor(
    ["cards", "emails", "phones"], regions=REGIONS, languages=["de", "fr", "es-MX", "tlh"]
)
CARD, EMAIL, PHONE = "[card number]", "[e-mail address]", "[phone number]"
FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
ENGLISH = RbnfEngine.for_language("en")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my card is 4111 1111 1111 1111 thanks", f"my card is {CARD} thanks"),
        ("4111-1111-1111-1111, expiry 12/26", f"{CARD}, expiry 12/26"),
        ("Amex 378282246310005.", f"Amex {CARD}."),
        ("4111 1111 1111 1111".translate(FULL_WIDTH), CARD),
        ("it's four" + 3 * " one" + ", um," + 12 * " one" + " okay", f"it's {CARD} okay"),
        ("forty one" + 7 * " eleven", CARD),
        ("four triple one, double one double one, 1111 double one one one", CARD),
        ("vierzehn" + " vier eins eins eins" + 12 * " eins", f"vierzehn {CARD}"),
    ],
)
def test_card_numbers_are_taken_out(said: str, kept: str) -> None:
    assert EVERYTHING.text(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call (202) 555-0100 now", f"call {PHONE} now"),
        ("call me at 555-0123", f"call me at {PHONE}"),
        ("0170 1234567 und +49 (170) 1234567", f"{PHONE} und {PHONE}"),
        ("five five five oh one two three", PHONE),
        ("one eight hundred five five five oh one nine nine", PHONE),
        ("it is plus four nine one seven oh one two three four five six seven", f"it is {PHONE}"),
        ("null eins sieben null eins zwei drei vier fünf sechs sieben", PHONE),
        ("null eins sieben null eins zwei drei vier funf sechs sieben", PHONE),
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", PHONE),
        ("seis cinco cuatro tres dos uno cero nueve ocho", PHONE),
    ],
)
def test_phone_numbers_are_taken_out(said: str, kept: str) -> None:
    assert EVERYTHING.text(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "anna.smith@example.com and <bob+x@mail.example.co.uk>.",
            f"{EMAIL} and <{EMAIL}>.",
        ),
        ("jörg@müller.example", EMAIL),
        ("anna dot smith at example dot com", EMAIL),
        ("It's A N N A at g mail dot com, please", f"It's {EMAIL}, please"),
        ("anna underscore smith at green field dot co dot uk thanks", f"{EMAIL} thanks"),
        ("bob at example.com", EMAIL),
        ("anna punkt schmidt ät firma punkt d e", EMAIL),
        ("ana arroba ejemplo punto es", EMAIL),
    ],
)
def test_email_addresses_are_taken_out(said: str, kept: str) -> None:
    assert EVERYTHING.text(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "Order 4111 1111 1111 1112 has no valid check digit",
        "one two three four five six seven eight nine ten eleven twelve",
        "ten twenty thirty forty fifty sixty",
        "in nineteen ninety nine and twenty twenty four",
        "born 12/03/1990 at 12:30, paid 1,234,567 dollars in 2024",
        "pi is 3.14159265358979 and the printer is 192.168.1.100",
        "look at example dot com",
        "we meet at noon. Come along",
        "set a timer for five minutes at three",
        "550e8400-e29b-41d4-a716-446655440000",
        "once upon a time",
        "",
    ],
)
def test_everything_else_is_left(said: str) -> None:
    assert EVERYTHING.text(said) == said


def test_only_what_was_asked_for_is_taken_out() -> None:
    said = "anna@example.com, 4111111111111111, +1 415 555 2671"
    assert Redactor([]).text(said) == said
    assert Redactor(["emails"]).text(said) == f"{EMAIL}, 4111111111111111, +1 415 555 2671"
    assert Redactor(["cards"]).text(said) == f"anna@example.com, {CARD}, +1 415 555 2671"
    assert Redactor(["phones"]).text(said) == f"anna@example.com, 4111111111111111, {PHONE}"


def test_a_tools_arguments_are_looked_through_to_the_ground() -> None:
    arguments = EVERYTHING.value(
        {
            "card": 4111111111111111,
            "minutes": 5,
            "loud": True,
            "share": 0.5,
            "to": [{"anna@example.com": "+14155552671"}, None],
        }
    )
    assert arguments == {
        "card": CARD,
        "minutes": 5,
        "loud": True,
        "share": 0.5,
        "to": [{EMAIL: PHONE}, None],
    }


def test_a_number_that_was_cut_off_is_taken_out_as_well() -> None:
    answer = "Your card is 4111 1111 1111 1111, right?"
    assert EVERYTHING.beginning("Your card is 4111 11", answer) == f"Your card is {CARD}"
    assert EVERYTHING.beginning("Your card is", answer) == "Your card is"
    assert EVERYTHING.beginning(answer, answer) == f"Your card is {CARD}, right?"


# Card numbers: first digits of an issuer, and a length that it uses.
issued = st.sampled_from(
    [("4", 16), ("51", 16), ("2221", 16), ("37", 15), ("6011", 16), ("36", 14)]
)


@st.composite
def cards(draw: st.DrawFn) -> str:
    first, length = draw(issued)
    missing = length - len(first) - 1
    digits = first + draw(st.text("0123456789", min_size=missing, max_size=missing))
    return next(digits + last for last in "0123456789" if is_card_number(digits + last))


@given(cards(), st.data())
def test_no_card_number_is_left_however_it_is_grouped_and_said(
    number: str, data: st.DataObject
) -> None:
    said = []
    rest = number
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        group, rest = rest[:size], rest[size:]
        words = [ENGLISH.format_number(int(each)).text for each in group]
        said.append(data.draw(st.sampled_from([group, " ".join(words), "-".join(words)])))
    text = data.draw(st.sampled_from([" ", ", ", " - ", " um "])).join(said)
    assert EVERYTHING.text(f"I have {text} here") == f"I have {CARD} here"


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(
    "style", [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL]
)
def test_phone_numbers_of_the_chosen_countries_are_taken_out_in_every_style(
    region: str, style: int
) -> None:
    number = phonenumbers.example_number(region)
    assert number is not None
    text = phonenumbers.format_number(number, style)
    assert EVERYTHING.text(f"call {text}!") == f"call {PHONE}!"


@given(st.text(st.characters(exclude_categories=["Nd"], exclude_characters="@."), max_size=60))
def test_texts_without_digits_and_addresses_keep_their_every_character(text: str) -> None:
    redactor = Redactor(["cards", "emails", "phones"])
    words = {"dot", "at", "period", "point"}
    if not words & set(text.casefold().split()):
        assert redactor.text(text) == text


@given(st.text(st.sampled_from("0123456789 -+().@abz"), max_size=60))
def test_what_was_taken_out_once_is_left_the_second_time(text: str) -> None:
    once = EVERYTHING.text(text)
    assert EVERYTHING.text(once) == once
