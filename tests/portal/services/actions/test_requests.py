"""A request from its asking to its end, told by both sides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from tests.factories.members import HOUSE, NOW, acting

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import SYSTEM, Refused, Role
from hsoc.portal.notices.models import Notice
from hsoc.portal.notices.share.words import words
from hsoc.portal.services.actions import requests
from hsoc.portal.services.actions.catalogue import publish_rules, put_service
from hsoc.portal.services.models import Done, Request
from hsoc.portal.services.rules.course import REVIEW_DAYS, Deed, State
from hsoc.portal.services.rules.questions import VRF

pytestmark = pytest.mark.django_db


def moved(actor, one, deed, reason="because"):
    return requests.make_move(actor=actor, request=one.pk, deed=deed, reason=reason, now=NOW)


def stepped(actor, one, code):
    return requests.do_step(actor=actor, request=one.pk, code=code, note="", now=NOW)


def test_from_asking_to_the_end(sides, backups):
    member, provider = sides
    one = requests.ask(actor=member, service=backups, organisation=1, note="Please", now=NOW)
    with pytest.raises(Unacceptable):
        requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    with pytest.raises(Unacceptable, match="2"):
        moved(provider, one, Deed.START)  # two steps are open
    with pytest.raises(Unacceptable):
        stepped(provider, one, "step-2")  # something comes before it
    with pytest.raises(Refused):
        stepped(provider, one, "step-1")  # the other side's
    stepped(member, one, "step-1")
    stepped(provider, one, "step-2")
    used = moved(provider, one, Deed.START)
    assert (used.state, used.review) == (State.IN_USE, NOW.date() + timedelta(days=REVIEW_DAYS))
    later = NOW + timedelta(days=REVIEW_DAYS)
    assert requests.open_reviews(actor=SYSTEM, now=NOW) == 0
    assert requests.open_reviews(actor=SYSTEM, now=later) == 1
    moved(provider, one, Deed.KEEP)
    with pytest.raises(Unacceptable):
        moved(member, one, Deed.END, reason=" ")
    assert moved(member, one, Deed.END).state == State.ENDED
    requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)  # an ended one stands in nobody's way
    written = Entry.objects.filter(object=f"request:{one.pk}").values_list("action", flat=True)
    assert {
        "request.asked",
        "request.approve",
        "request.step_done",
        "request.start",
        "request.review",
        "request.keep",
        "request.end",
    } == set(written)


def test_the_other_side_hears_of_it_and_oneself_does_not(sides, backups):
    member, provider = sides
    one = requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    assert set(Notice.objects.values_list("user_id", flat=True)) == {provider.user}
    Notice.objects.all().delete()
    requests.say(actor=provider, request=one.pk, text="When?", now=NOW)
    assert set(Notice.objects.values_list("user_id", flat=True)) == {member.user}


def test_a_step_is_told_in_the_readers_language(sides, vrf):
    member, provider = sides
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    Notice.objects.all().delete()
    requests.answer(actor=member, request=one.pk, answers={q.code: "yes" for q in VRF}, now=NOW)
    stepped(member, one, "questionnaire")
    told = Notice.objects.get()
    for language, heard in (("cs", f"{vrf.name_cs}, Hospital 1: Dotazník"), ("en", f"{vrf.name_en}, Hospital 1: Questionnaire")):
        with translation.override(language):
            assert words(told)[1] == heard


def test_what_the_machine_saw_is_read_in_the_readers_language(sides, vrf):
    member, provider = sides
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    with translation.override("cs"):
        with pytest.raises(Unacceptable, match="Bez odpovědi"):
            stepped(member, one, "questionnaire")
        requests.answer(actor=member, request=one.pk, answers={q.code: "ano" for q in VRF}, now=NOW)
        done = stepped(member, one, "questionnaire")
        assert done.told == "Úplný."
    with translation.override("en"):
        assert done.told == "Complete."


def test_a_step_opened_again_opens_what_waited_for_it_and_the_other_side_hears_why(sides, backups):
    member, provider = sides
    one = requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    stepped(member, one, "step-1")
    stepped(provider, one, "step-2")
    Notice.objects.all().delete()
    with pytest.raises(Unacceptable, match="Say why"):
        requests.undo_step(actor=member, request=one.pk, code="step-1", reason=" ", now=NOW)
    requests.undo_step(actor=member, request=one.pk, code="step-1", reason="A wrong paper.", now=NOW)
    assert one.done.count() == 0
    assert one.notes.latest("pk").text == "Open again: Contract. A wrong paper."
    told = Notice.objects.get()
    assert told.user_id == provider.user
    for language, heard in (("cs", "Zálohy, Hospital 1: Znovu otevřeno: Smlouva"), ("en", "Backups, Hospital 1: Open again: Contract")):
        with translation.override(language):
            assert words(told)[1] == heard
    requests.undo_step(actor=member, request=one.pk, code="step-1", reason="", now=NOW)  # nothing is done of it any more
    assert Notice.objects.count() == 1


def test_a_member_does_not_take_the_cut_over_back_with_a_step_of_its_own(sides, vrf):
    member, provider = sides
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    Done.objects.bulk_create(Done(request=one, code=code, moment=NOW) for code in ("prefixes", "roa", "cut-over"))
    with pytest.raises(Unacceptable, match="take the cut-over back first"):
        requests.undo_step(actor=member, request=one.pk, code="roa", reason="A new AS number.", now=NOW)
    requests.undo_step(actor=provider, request=one.pk, code="cut-over", reason="The test failed.", now=NOW)
    requests.undo_step(actor=member, request=one.pk, code="roa", reason="A new AS number.", now=NOW)
    assert set(one.done.values_list("code", flat=True)) == {"prefixes"}


def test_who_provides_it_answers_for_what_no_engine_can_see_and_for_nothing_else(sides, vrf):
    member, provider = sides
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    Done.objects.bulk_create(Done(request=one, code=code, moment=NOW) for code in ("prefixes", "cut-over"))
    word = "Counters of both routers, 40 of 40 dropped."
    with pytest.raises(Refused):
        requests.do_step(actor=member, request=one.pk, code="spoof", note=word, by_hand=True, now=NOW)
    with pytest.raises(Refused):
        requests.do_step(actor=provider, request=one.pk, code="roa", note=word, by_hand=True, now=NOW)
    with pytest.raises(Unacceptable, match="what you saw and where"):
        requests.do_step(actor=provider, request=one.pk, code="spoof", note=" ok ", by_hand=True, now=NOW)
    done = requests.do_step(actor=provider, request=one.pk, code="spoof", note=word, by_hand=True, now=NOW)
    assert (done.told, done.person_id) == (word, provider.user)
    assert '"by_hand":true' in Entry.objects.filter(action="request.step_done").latest("pk").details


def test_nobody_else_touches_it(sides, backups):
    one = requests.ask(actor=sides[0], service=backups, organisation=1, note="", now=NOW)
    with pytest.raises(Request.DoesNotExist):
        moved(acting(Role.MANAGER, 2), one, Deed.WITHDRAW)
    with pytest.raises(Refused):
        moved(acting(Role.ANALYST, 1), one, Deed.WITHDRAW)
    with pytest.raises(Refused):
        requests.ask(actor=acting(Role.COLLEAGUE, 1), service=backups, organisation=1, note="", now=NOW)


def test_what_is_for_the_connected_is_not_for_others(sides, backups):
    backups.audience = "connected"
    backups.save()
    with pytest.raises(Unacceptable):
        requests.ask(actor=sides[0], service=backups, organisation=1, note="", now=NOW)


def test_the_machine_says_why_a_step_is_not_done(sides, vrf):
    member, provider = sides
    one = requests.ask(actor=member, service=vrf, organisation=1, note="", now=NOW)
    moved(provider, one, Deed.APPROVE)
    with pytest.raises(Unacceptable, match=str(len([q for q in VRF if q.must]))):
        stepped(member, one, "questionnaire")
    requests.answer(actor=member, request=one.pk, answers={q.code: "yes" for q in VRF} | {"planted": "x"}, now=NOW)
    one.refresh_from_db()
    assert "planted" not in one.answers
    assert stepped(member, one, "questionnaire").note
    with pytest.raises(Unacceptable, match="published"):
        stepped(member, one, "rules")
    rules = publish_rules(actor=provider, service=vrf, text_cs="a", text_en="b", now=NOW)
    requests.accept_rules(actor=member, service=vrf, rules=rules.pk, organisation=1, now=NOW)
    assert "1" in stepped(member, one, "rules").note
    newer = publish_rules(actor=provider, service=vrf, text_cs="a2", text_en="b2", now=NOW)
    with pytest.raises(Unacceptable):
        requests.accept_rules(actor=member, service=vrf, rules=rules.pk, organisation=1, now=NOW)
    assert newer.number == 2


def test_a_draft_cannot_be_asked_for(sides, backups):
    fields = {"name_cs": "Z", "name_en": "B", "summary_cs": "s", "summary_en": "s", "state": "closed", "process": "plain", "steps": ""}
    closed = put_service(actor=sides[1], code="backups", owner=HOUSE, now=NOW, **fields)
    with pytest.raises(Unacceptable):
        requests.ask(actor=sides[0], service=closed, organisation=1, note="", now=NOW)
