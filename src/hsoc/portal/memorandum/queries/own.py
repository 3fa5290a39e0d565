"""What a person signed and voted, for himself only. Never: a secret vote, which nobody finds."""

from __future__ import annotations

from hsoc.portal.memorandum.models import OpenVote, Signature


def signed(person: int) -> list[dict[str, object]]:
    """Signatures that he gave, with where they stand."""
    rows = Signature.objects.filter(person_id=person)
    return [dict(one) for one in rows.values("organisation__name", "text__number", "signer", "signed_on", "state", "name_public")]


def voted(person: int) -> list[dict[str, object]]:
    """Open votes that he cast for his organisation."""
    rows = OpenVote.objects.filter(person_id=person)
    return [dict(one) for one in rows.values("ballot__title", "organisation__name", "option", "moment")]
