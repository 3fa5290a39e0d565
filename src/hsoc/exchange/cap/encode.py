"""An advisory → a CAP 1.2 message. Belongs here: the elements in the order of the schema. Never: a signature, a clock, a channel.

The label goes out as a code and in the restriction, and the scope is never wider than it: CLEAR is Public, RED is Private and needs an
audience, what lies between is Restricted. The same advisory gives the same bytes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from hsoc.exchange.cap.terms import (
    CATEGORY,
    CERTAINTIES,
    CVE,
    CVE_PARAMETER,
    LANGUAGE,
    MEDIA,
    MESSAGES,
    MOST_CVES,
    NAMESPACE,
    REFERENCE,
    REFERRING,
    SCOPE_OF,
    SCOPES,
    SEVERITY_WORDS,
    STATUS_WORDS,
    UNSAID_LANGUAGE,
    URGENCIES,
    URL,
    VERSION_PARAMETER,
    WORD,
)
from hsoc.records.advisory import Advisory, Status, Wording
from hsoc.records.parcel import Parcel, Reject, Written

_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2, without the carriage return
_NO_WORD = re.compile(r"[\s,<&]+")


def encode(parcel: Parcel, *, now: int) -> Written:
    """The first alert that may go out; a CAP message is one. now: ms, the time of one that has none."""
    withheld: list[Reject] = []
    taken: Written | None = None
    for index, written in enumerate(documents(parcel, now=now)):
        if taken is None and written.items:
            taken = written
        elif written.items:
            withheld.append(Reject(index, "", "a CAP message holds one alert"))
        withheld.extend(written.withheld)
    return Written(content=taken.content if taken else b"", media=MEDIA, items=int(taken is not None), withheld=tuple(withheld))


def documents(parcel: Parcel, *, now: int) -> Iterator[Written]:
    """One message per advisory, in their order; a withheld one has no content and its reason."""
    for index, advisory in enumerate(parcel.advisories):
        place, reason = _unsayable(advisory)
        if reason:
            yield Written(content=b"", media=MEDIA, items=0, withheld=(Reject(index, place, reason),))
        else:
            yield Written(content=_message(advisory, now).encode(), media=MEDIA, items=1)


def _unsayable(advisory: Advisory) -> tuple[str, str]:
    """Where and why this cannot be said in CAP; two empty texts where it can."""
    if not WORD.fullmatch(advisory.id):
        return "id", "CAP allows no spaces, commas, < and & in the number of an alert"
    if not advisory.title or not _sender(advisory):
        return "title", "an alert needs a title and a sender"
    if _scope(advisory) == "Private" and not advisory.audience:
        return "audience", f"{advisory.tlp} makes it a private alert, which must name to whom it goes"
    if advisory.status is Status.CANCELLED and not any(REFERENCE.fullmatch(one) for one in advisory.references):
        return "references", "an alert that cancels must name the one that it cancels"
    return "", ""


def _message(advisory: Advisory, now: int) -> str:
    scope = _scope(advisory)
    labels = (advisory.tlp.value, advisory.pap.value)
    about = [one for one in advisory.references if REFERENCE.fullmatch(one)]
    parts = [
        _element("identifier", advisory.id),
        _element("sender", _sender(advisory)),
        _element("sent", stamp(advisory.modified or advisory.issued or now)),
        _element("status", STATUS_WORDS[advisory.status]),
        _element("msgType", _kind(advisory, about)),
        _element("scope", scope),
        _element("restriction", " ".join([*labels, advisory.restriction]).strip()) if scope != "Public" else "",
        _element("addresses", " ".join(_address(one) for one in advisory.audience)),
        *(_element("code", label) for label in labels),
        _element("references", " ".join(about)),
    ]
    main = Wording(language=advisory.language, title=advisory.title, summary=advisory.summary, todo=advisory.todo)
    infos = "".join(_info(advisory, wording, told=wording is main) for wording in (main, *advisory.wordings))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="{NAMESPACE}">\n{"".join(parts)}{infos}</alert>\n'


def _info(advisory: Advisory, wording: Wording, *, told: bool) -> str:
    """One block. told: whether the parameters and addresses stand in it, which are the same in all languages."""
    urls = [one for one in advisory.references if URL.fullmatch(one) and not REFERENCE.fullmatch(one)] if told else []
    cves = [one.cve for one in advisory.vulnerabilities if CVE.fullmatch(one.cve)][:MOST_CVES] if told else []
    parts = [
        _element("language", wording.language if LANGUAGE.fullmatch(wording.language) else UNSAID_LANGUAGE),
        _element("category", CATEGORY),
        _element("event", wording.title or advisory.title),
        _element("urgency", advisory.urgency if advisory.urgency in URGENCIES else "Unknown"),
        _element("severity", SEVERITY_WORDS[advisory.severity]),
        _element("certainty", advisory.certainty if advisory.certainty in CERTAINTIES else "Unknown"),
        _element("expires", stamp(advisory.expires)) if advisory.expires is not None else "",
        _element("senderName", advisory.publisher),
        _element("headline", wording.title or advisory.title),
        _element("description", wording.summary),
        _element("instruction", wording.todo),
        _element("web", urls[0]) if urls else "",
        _parameter(VERSION_PARAMETER, advisory.version) if told else "",
        *(_parameter(CVE_PARAMETER, cve) for cve in cves),
        *(_resource(url) for url in urls[1:]),
    ]
    return f"<info>\n{''.join(parts)}</info>\n"


def _kind(advisory: Advisory, about: list[str]) -> str:
    """The type of the message. One that refers to none cannot update anything: it is a first alert."""
    if advisory.status is Status.CANCELLED:
        return "Cancel"
    said = advisory.message if advisory.message in MESSAGES else "Alert"
    return "Alert" if said in REFERRING and not about else said


def _scope(advisory: Advisory) -> str:
    return max(SCOPE_OF[advisory.tlp], advisory.scope if advisory.scope in SCOPES else "Public", key=SCOPES.index)


def _sender(advisory: Advisory) -> str:
    return advisory.namespace if WORD.fullmatch(advisory.namespace) else _NO_WORD.sub("_", advisory.publisher.strip())


def _address(one: str) -> str:
    bare = one.replace('"', "")
    return f'"{bare}"' if any(letter.isspace() for letter in bare) else bare


def _parameter(name: str, value: str) -> str:
    return f"<parameter>\n{_element('valueName', name)}{_element('value', value)}</parameter>\n"


def _resource(url: str) -> str:
    return f"<resource>\n{_element('resourceDesc', 'Reference')}{_element('mimeType', 'text/html')}{_element('uri', url)}</resource>\n"


def _element(name: str, text: str) -> str:
    """One line; nothing for an empty text. What XML cannot say at all (most control characters) is left out."""
    clean = _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return f"<{name}>{html.escape(clean, quote=False)}</{name}>\n" if clean else ""


def stamp(at: int) -> str:
    """A time in ms since 1970 UTC as CAP writes it: no Z, UTC is -00:00 (section 3.3.2)."""
    return f"{datetime.fromtimestamp(at // 1000, tz=UTC):%Y-%m-%dT%H:%M:%S}-00:00"
