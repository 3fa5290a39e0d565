from __future__ import annotations

from tests.factories.members import NOW, person

from hsoc.portal.members.rules import SYSTEM, Role
from hsoc.portal.memorandum.actions.leaving import erase
from hsoc.portal.memorandum.actions.signing import name_representative
from hsoc.portal.memorandum.models import Representative, Signature
from hsoc.portal.memorandum.queries import own


def test_a_signature_stays_and_its_name_is_no_longer_public(people, signed):
    one = signed(1)
    signer = person(Role.COLLEAGUE, 1, username="signer")
    Signature.objects.filter(pk=one.pk).update(person=signer, mail=signer.email, name_public=True)
    name_representative(actor=people[1], organisation=1, person=signer.pk, rank=1, now=NOW)
    assert [row["state"] for row in own.signed(signer.pk)] == ["confirmed"]
    assert erase(actor=SYSTEM, person=signer.pk, now=NOW) == 1
    one.refresh_from_db()
    assert (one.state, one.signer, one.mail, one.name_public) == ("confirmed", "MUDr. Jana Vymyšlená", "", False)
    assert not Representative.objects.exists()
