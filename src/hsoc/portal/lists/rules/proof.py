"""Whether a mail's From was proven: alignment of domains, and what the own relay says of it. Pure.

Never: signatures themselves (share.proving).

DMARC (RFC 7489) lets the signing domain and From's share an organisational domain. Without a list of public suffixes that cannot be
told, so
here they are equal or the signing one is a parent of From's: stricter than DMARC, never wider. SPF is not looked at: LMTP knows no client.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 8192  # characters of one Authentication-Results
_COMMENT: Final = re.compile(r"\([^()]*\)")
_PASS: Final = re.compile(r"\s*dmarc\s*=\s*pass\b", re.IGNORECASE)
_FROM: Final = re.compile(r"\bheader\.from\s*=\s*\"?([A-Za-z0-9._-]+)\"?", re.IGNORECASE)


def domain_of(address: str) -> str:
    """The part after the @, small letters, no dot at its end."""
    return address.rpartition("@")[2].strip().rstrip(".").lower()


def aligned(sender: str, signer: str) -> bool:
    """Whether a signature by `signer` (d=) speaks for an address."""
    own, other = domain_of(sender), signer.strip().rstrip(".").lower()
    if not own or "." not in other:
        return False
    return own == other or own.endswith(f".{other}")


def vouched(results: Sequence[str], sender: str, relay: str) -> bool:
    """Whether our own relay says dmarc=pass for this very domain.

    Only the topmost field counts, and only under the relay's name: what stands lower came with the mail and may be forged.
    """
    if not relay or not results or len(results[0]) > LONGEST:
        return False
    text = results[0]
    for _ in range(4):  # comments in comments
        text = _COMMENT.sub(" ", text)
    name, _, rest = text.partition(";")
    if (name.split() or [""])[0].lower() != relay.lower():
        return False
    for one in rest.split(";"):
        said = _FROM.search(one)
        if _PASS.match(one) and said and said[1].lower().rstrip(".") == domain_of(sender):
            return True
    return False
