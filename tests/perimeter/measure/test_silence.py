"""Silence: keys whose values were answered go, all others stay, whatever shares a slot with them."""

from __future__ import annotations

import numpy as np

from hsoc.perimeter.measure.hashing import continued, hashed, slots
from hsoc.perimeter.measure.silence import MOST_MARKS, Silence, marks, packed_marks

BITS = 4  # few slots, so that keys share them
AMOUNT, SHARE = 15, 30


def asked(key, values):
    """Numbers, slots, marks and ends of rows in which one key asks for values."""
    values = np.array(values, np.int64)
    rows = np.arange(len(values))
    keys = hashed([np.full(len(values), key)], rows=rows)
    return rows.astype(np.int32), slots(keys, bits=BITS), marks(keys, continued(keys, [values], rows=rows)), np.full(len(values), 1000)


def kept(*, questions, answers, after=0, expected=10_000):
    look = Silence(expected=expected)
    marked = packed_marks(np.ones(1 << BITS, np.uint8))
    for rows in questions:
        look.ask(*rows, marked=marked, after=after)
    for rows in answers:
        look.answer(*rows, marked=marked, after=after)
    return np.flatnonzero(look.kept(slots=1 << BITS, amount=AMOUNT, share=SHARE)).tolist()


def slot_of(key):
    return int(asked(key, [0])[1][0])


def test_a_key_that_nobody_answers_stays_from_its_least_number_of_values_on():
    assert kept(questions=[asked(1, range(AMOUNT))], answers=[]) == [slot_of(1)]
    assert kept(questions=[asked(1, range(AMOUNT - 1))], answers=[]) == []


def test_a_value_asked_for_twice_counts_once():
    assert kept(questions=[asked(1, range(AMOUNT - 1)), asked(1, range(AMOUNT - 1))], answers=[]) == []


def test_an_answered_key_goes_and_stays_where_the_silent_share_is_just_reached():
    assert kept(questions=[asked(1, range(100))], answers=[asked(1, range(71))]) == []
    assert kept(questions=[asked(1, range(100))], answers=[asked(1, range(70))]) == [slot_of(1)]


def test_answers_to_nobodys_question_and_to_another_key_explain_nothing():
    assert kept(questions=[asked(1, range(20))], answers=[asked(1, range(100, 200)), asked(2, range(20))]) == [slot_of(1)]


def test_a_silent_key_stays_beside_an_answered_one_in_the_same_slot():
    other = next(key for key in range(2, 1000) if slot_of(key) == slot_of(1))
    questions = [asked(1, range(20)), asked(other, range(5000))]
    assert kept(questions=questions, answers=[asked(other, range(5000))]) == [slot_of(1)]


def test_rows_before_the_window_count_on_neither_side():
    assert kept(questions=[asked(1, range(20))], answers=[], after=1000) == []


def test_more_values_than_places_are_said_to_be_too_many():
    look = Silence(expected=1)
    look.ask(*asked(1, range(5000)), marked=packed_marks(np.ones(1 << BITS, np.uint8)), after=0)
    assert look.full
    assert MOST_MARKS > 5000
