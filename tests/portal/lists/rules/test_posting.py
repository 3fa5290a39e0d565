from __future__ import annotations

from datetime import timedelta

import pytest

from hsoc.portal.lists.rules.posting import PAUSES, Form, bare, form_of, label_of, pause, tagged
from hsoc.records.tlp import TLP


def test_a_label_decides_the_form():
    assert [form_of(one) for one in TLP] == [Form.WHOLE, Form.WHOLE, Form.NOTICE, Form.NOTICE, Form.NOTHING]


@pytest.mark.parametrize(
    ("subject", "label"),
    [
        ("[TLP:GREEN] x", TLP.GREEN), ("x tlp:white", TLP.CLEAR), ("TLP: AMBER + STRICT x", TLP.AMBER_STRICT), ("x TLP-AMBER", TLP.AMBER),
        ("TLP:GREEN and TLP:RED", TLP.RED), ("about TLP", None), ("TLP:GREENISH", None), ("", None), ("TLP:AMBER-STRICT", TLP.AMBER_STRICT),
    ],
)  # fmt: skip
def test_a_subject_names_its_label(subject, label):
    assert tagged(subject) == label


def test_an_answer_is_never_wider_than_what_it_answers():
    assert label_of(None, TLP.GREEN, None) is TLP.GREEN
    assert label_of(TLP.CLEAR, TLP.AMBER, None) is TLP.CLEAR  # the author's own words
    assert label_of(TLP.CLEAR, TLP.GREEN, TLP.AMBER) is TLP.AMBER
    assert label_of(None, TLP.RED, TLP.AMBER) is TLP.RED


def test_a_thread_is_called_by_the_bare_subject():
    assert bare("Re: Odp: [TLP:GREEN] Fwd:  Zálohy   dnes") == "Zálohy dnes"
    assert (bare("Re:"), len(bare("x" * 999))) == ("–", 200)


def test_pauses_grow_and_end():
    assert pause(1) == timedelta(minutes=1)
    assert (pause(len(PAUSES)), pause(len(PAUSES) + 1)) == (timedelta(days=1), None)
