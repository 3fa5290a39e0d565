"""Whether a mail's From was proven: alignment of domains, and what the own relay says of it. Pure.

Never: signatures themselves (share.proving).

DMARC (RFC 7489) lets the signing domain and From's share an organisational domain. Without a list of public suffixes that cannot be
told, so here they are equal or the signing one is a parent of From's: stricter than DMARC, never wider. SPF is never computed here, for
LMTP knows no client: it is the own relay's word or none (docs/decisions/0021).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 8192  # characters of one Authentication-Results
_SAYS: Final = re.compile(r"\s*(dmarc|spf)\s*=\s*([a-z]+)\b", re.IGNORECASE)
_FROM: Final = re.compile(r"\bheader\.from\s*=\s*([A-Za-z0-9._-]+)(?=\s|$)", re.IGNORECASE)
_MAIL_FROM: Final = re.compile(r"\bsmtp\.mailfrom\s*=\s*(?:[A-Za-z0-9._+=-]*@)?([A-Za-z0-9.-]+)(?=\s|$)", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9._@+=-]*")
_HIDDEN: Final = "?"  # stands for a quoted text with other letters: whoever sends the mail may have written it


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
    """Whether our own relay says dmarc=pass for this very domain or, where it says nothing of DMARC, spf=pass of one that speaks for it.

    Only the topmost field counts, and only under the relay's name: what stands lower came with the mail and may be forged.
    """
    if not relay or not results or len(results[0]) > LONGEST:
        return False
    name, *rest = _bare(results[0]).split(";")
    if (name.split() or [""])[0].lower() != relay.lower():
        return False
    said: dict[str, bool] = {}
    for one in rest:
        found = _SAYS.match(one)
        if found is None:
            continue
        method, passed = found[1].lower(), found[2].lower() == "pass"
        domain = (_FROM if method == "dmarc" else _MAIL_FROM).search(one)
        good = passed and domain is not None
        if method == "dmarc":
            good = good and domain is not None and domain[1].lower().rstrip(".") == domain_of(sender)
        else:
            good = good and domain is not None and aligned(sender, domain[1])
        said[method] = said.get(method, True) and good  # two words on one method: both have to be good
    return said.get("dmarc", said.get("spf", False))


def _bare(text: str) -> str:
    """A field without its comments; a quoted text only where it has no letter that parts words (RFC 8601 2.2, RFC 5322 3.2.2 and 3.2.4).

    The sender's own words stand in such a field, quoted: `smtp.mailfrom="x; dmarc=pass header.from=…"@evil.example`.
    """
    out, quoted, depth, place = list[str](), list[str](), 0, 0
    inside = False
    while place < len(text):
        letter = text[place]
        escaped = letter == "\\" and (inside or depth)
        if escaped:
            place += 1
            letter = text[place : place + 1]
        if inside:
            if letter == '"' and not escaped:
                inside = False
                word = "".join(quoted)
                out.append(word if _PLAIN.fullmatch(word) else _HIDDEN)
                quoted = []
            else:
                quoted.append(letter)
        elif depth:
            depth += 0 if escaped else (letter == "(") - (letter == ")")
        elif letter == '"':
            inside = True
        elif letter == "(":
            depth = 1
            out.append(" ")
        else:
            out.append(letter)
        place += 1
    return "" if inside or depth else "".join(out)
