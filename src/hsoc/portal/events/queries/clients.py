"""Which Warden client is calling. Belongs here: the look-up by name, secret and certificate. Never: what it may do (rules of the door)."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from hsoc.portal.events.models import WardenClient
from hsoc.portal.members.models import Kind
from hsoc.portal.members.rules import Action, Actor, Object, numbers

SALT = "hsoc.warden.client"


def keyed(secret: str) -> str:
    """What is stored of a secret: HMAC-SHA256 under the house's key. Fast on purpose: a secret of 192 bits cannot be guessed."""
    return salted_hmac(SALT, secret, algorithm="sha256").hexdigest()


# what a door asks of a client; the other 40 columns cost a call of five hundred events a tenth of its time
ASKED: Final = ("name", "valid", "read", "write", "debug", "test", "position", "organisation__number", "organisation__kind")


def client(*, name: str, secret: str, hostnames: tuple[str, ...]) -> WardenClient | None:
    """The one valid client that fits all that is shown (cesnet.md 1.3, X509); None where none or several fit.

    name and secret as in the query, empty = not given; hostnames: of the verified certificate, () = none was shown. A client with a
    secret must show it, a client with a hostname must show its certificate, and something must be shown.
    """
    if not secret and not hostnames:
        return None
    certified = Q(hostname__in=[one.lower() for one in hostnames if one])  # an empty name would fit whoever has no hostname
    alone = certified | Q(hostname="")
    fits = Q(valid=True) & (Q(secret=keyed(secret)) & alone if secret else Q(secret="") & certified)
    if name:
        fits &= Q(name=name.lower())
    found = list(WardenClient.objects.select_related("organisation").only(*ASKED).filter(fits).order_by()[:2])
    return found[0] if len(found) == 1 else None


def clients_visible_to(actor: Actor) -> QuerySet[WardenClient]:
    """The clients that the actor may see: of his organisations, or all."""
    allowed = numbers(actor, Action.VIEW, Object.CLIENT)
    every = WardenClient.objects.select_related("organisation")
    return every if allowed is None else every.filter(organisation__number__in=allowed)


def own_clients() -> frozenset[str]:
    """Names of the clients of the network's operator: our own engines."""
    return frozenset(WardenClient.objects.filter(organisation__kind=Kind.OPERATOR).values_list("name", flat=True))
