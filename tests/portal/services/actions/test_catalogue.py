from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW

from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused
from hsoc.portal.services.actions.catalogue import add_paper, drop_paper, publish_rules, put_service
from hsoc.portal.services.models import Paper

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 100


def test_a_member_does_not_write_the_catalogue(sides, backups):
    with pytest.raises(Refused):
        put_service(actor=sides[0], code="other", owner=1, now=NOW, name_cs="x")
    with pytest.raises(Refused):
        add_paper(actor=sides[0], service=backups, content=PDF, name="a.pdf", title="", now=NOW)
    with pytest.raises(Refused):
        publish_rules(actor=sides[0], service=backups, text_cs="a", text_en="b", now=NOW)


def test_a_step_that_cannot_be_read_is_named(sides):
    with pytest.raises(Unacceptable, match="1"):
        put_service(
            actor=sides[1], code="x", owner=HOUSE, now=NOW, name_cs="x", name_en="x", summary_cs="x", summary_en="x", steps="nonsense"
        )


def test_rules_have_versions_and_both_languages(sides, backups):
    provider = sides[1]
    first = publish_rules(actor=provider, service=backups, text_cs="a", text_en="b", now=NOW)
    for texts in (("a", "b"), ("a", " ")):
        with pytest.raises(Unacceptable):
            publish_rules(actor=provider, service=backups, text_cs=texts[0], text_en=texts[1], now=NOW)
    second = publish_rules(actor=provider, service=backups, text_cs="a", text_en="c", now=NOW)
    assert (first.number, second.number, first.digest != second.digest) == (1, 2, True)


def test_papers_come_and_go(sides, backups, settings, tmp_path):
    settings.DATA = tmp_path
    made = add_paper(actor=sides[1], service=backups, content=PDF, name="plan.pdf", title="", now=NOW)
    assert (made.title, made.file.kind) == ("plan.pdf", "application/pdf")
    with pytest.raises(Unacceptable):
        add_paper(actor=sides[1], service=backups, content=b"MZ", name="x.exe", title="", now=NOW)
    drop_paper(actor=sides[1], service=backups, paper=made.pk, now=NOW)
    assert not Paper.objects.exists()
