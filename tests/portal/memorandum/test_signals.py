from __future__ import annotations

import pytest
from tests.factories.members import NOW

from hsoc.portal.members.models import Organisation
from hsoc.portal.memorandum.actions.signing import withdraw
from hsoc.portal.memorandum.signals import memorandum_signed, memorandum_withdrawn


@pytest.mark.django_db
def test_the_first_signature_and_the_end_of_the_last_are_told(people, signed):
    told = []
    for signal in (memorandum_signed, memorandum_withdrawn):
        signal.connect(
            lambda signal, organisation, **_: told.append((signal is memorandum_signed, organisation)),
            weak=False,
            dispatch_uid=str(id(signal)),
        )
    one, two = signed(1), signed(1, signer="Ing. Petr Smyšlený")
    assert Organisation.objects.get(number=1).signed == one.signed_on
    for row in (one, two):
        withdraw(actor=people[1], signature=row.pk, on=NOW.date(), reason="merger of two hospitals", now=NOW)
    for signal in (memorandum_signed, memorandum_withdrawn):
        signal.disconnect(dispatch_uid=str(id(signal)))
    assert told == [(True, 1), (False, 1)]
    assert Organisation.objects.get(number=1).signed is None
