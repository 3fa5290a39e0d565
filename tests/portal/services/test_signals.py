from __future__ import annotations

import pytest
from tests.factories.members import NOW

from hsoc.portal.services.actions import requests
from hsoc.portal.services.rules.course import Deed
from hsoc.portal.services.signals import service_ended, service_started


@pytest.mark.django_db
def test_start_and_end_are_told(sides, backups):
    member, provider = sides
    told = []
    for signal in (service_started, service_ended):
        signal.connect(
            lambda signal, request, **_: told.append((signal is service_started, request.pk)), weak=False, dispatch_uid=f"test-{id(signal)}"
        )
    one = requests.ask(actor=member, service=backups, organisation=1, note="", now=NOW)
    for actor, deed in ((provider, Deed.APPROVE), (provider, Deed.START), (member, Deed.END)):
        if deed is Deed.START:
            requests.do_step(actor=member, request=one.pk, code="step-1", note="", now=NOW)
            requests.do_step(actor=provider, request=one.pk, code="step-2", note="", now=NOW)
        requests.make_move(actor=actor, request=one.pk, deed=deed, reason="x", now=NOW)
    for signal in (service_started, service_ended):
        signal.disconnect(dispatch_uid=f"test-{id(signal)}")
    assert told == [(True, one.pk), (False, one.pk)]
