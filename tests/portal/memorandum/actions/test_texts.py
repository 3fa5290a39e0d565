from __future__ import annotations

from datetime import date

import pytest
from tests.factories.members import NOW

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.portal.memorandum.actions.texts import publish_text

pytestmark = pytest.mark.django_db


def test_versions_count_up_and_need_both_languages(people, text):
    fields = {"dated": date(2026, 9, 1), "now": NOW}
    with pytest.raises(Refused):
        publish_text(actor=people[0], text_cs="a", text_en="b", **fields)
    for texts in ({"text_cs": "a", "text_en": " "}, {"text_cs": text.text_cs, "text_en": text.text_en}):
        with pytest.raises(Unacceptable):
            publish_text(actor=people[1], **texts, **fields)
    second = publish_text(actor=people[1], text_cs="a\r\nb", text_en="b", **fields)
    assert (text.number, second.number, second.text_cs) == (1, 2, "a\nb")
    assert second.digest != text.digest
