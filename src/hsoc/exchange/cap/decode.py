"""A CAP 1.2 message → one advisory. Belongs here: checking and unfolding. Never: XML itself (markup), a network.

Every closed list is checked; a word that is not in it is left out and told. Blocks in several languages are one alert: Czech is read first,
the others are kept as wordings. A message without a label is AMBER+STRICT, whatever its scope says, until a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hsoc.exchange.cap.markup import Node, parse
from hsoc.exchange.cap.terms import (
    ANY_LABEL,
    CATEGORIES,
    CERTAINTIES,
    CVE,
    CVE_PARAMETER,
    DATE,
    DEEPEST,
    LANGUAGE,
    LEAST,
    LONGEST_NAME,
    LONGEST_TEXT,
    MESSAGES,
    MOST_ADDRESSES,
    MOST_BYTES,
    MOST_ELEMENTS,
    MOST_INFOS,
    MOST_PARAMETERS,
    MOST_REFERENCES,
    NAMESPACES,
    NARROWEST_UNTOLD,
    PAP_LABEL,
    PREFERRED,
    REFERENCE,
    RESPELT,
    RESPONSES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    SYSTEM,
    UNSAID_LANGUAGE,
    URGENCIES,
    URL,
    VERSION_PARAMETER,
    WORD,
)
from hsoc.records.advisory import Advisory, Nature, Status, Vulnerability, Wording
from hsoc.records.parcel import Parcel, Rejects, Unreadable
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP, narrowest, tlp

_ADDRESS = re.compile(r'"([^"]+)"|([^\s"]+)')


def decode(content: bytes, *, now: int) -> Parcel:
    """One alert. now: ms, taken where the message does not say when it was sent. Raises Unreadable.

    Parts left out stand in `rejects` under index 0 with their path; `items` is the alert and those parts.
    """
    root = parse(content, most_bytes=MOST_BYTES, most_elements=MOST_ELEMENTS, deepest=DEEPEST)
    if root.name != "alert" or root.space not in NAMESPACES:
        raise Unreadable(f"line {root.line}", f"begins with {root.name[:40]!r}, which is no alert of CAP 1.1 or 1.2")
    rejects = Rejects()
    advisory = _Message(root, rejects).advisory(now)
    return Parcel(advisories=(advisory,), items=1 + rejects.count, rejected=rejects.count, rejects=tuple(rejects.told))


class _Block:
    """The elements of one node by name, with the place for what is wrong."""

    def __init__(self, node: Node, place: str, rejects: Rejects) -> None:
        self.place, self.rejects = place, rejects
        self.by_name: dict[str, list[Node]] = {}
        for one in node.nodes:
            if one.space == node.space:  # a signature or another language of XML beside it says nothing here
                self.by_name.setdefault(one.name, []).append(one)

    def left(self, name: str, reason: str) -> None:
        self.rejects.add(0, f"{self.place}/{name}", reason)

    def text(self, name: str, *, most: int = LONGEST_NAME) -> str:
        """The text of an element that stands once; of several the first counts."""
        found = self.by_name.get(name, [])
        if len(found) > 1:
            self.left(name, f"stands {len(found)} times, the first is kept")
        value = found[0].text.strip() if found else ""
        if len(value) > most:
            self.left(name, f"has {len(value)} characters, the first {most} are kept")
        return value[:most]

    def several(self, name: str, *, most: int) -> list[Node]:
        found = self.by_name.get(name, [])
        if len(found) > most:
            self.left(name, f"stands {len(found)} times, the first {most} are read")
        return found[:most]

    def chosen(self, name: str, words: Iterable[str]) -> str:
        """A word of a closed list, '' for any other."""
        value = self.text(name)
        value = RESPELT.get(value, value)
        if value in words:
            return value
        self.left(name, f"is {value[:40]!r}, which CAP does not know" if value else "is missing")
        return ""

    def all_known(self, name: str, words: frozenset[str], *, needed: bool) -> None:
        """Tells those of several that are not in a closed list, and the lack of one that must be there."""
        found = self.several(name, most=MOST_PARAMETERS)
        if needed and not found:
            self.left(name, "is missing")
        for node in found:
            if node.text.strip() not in words:
                self.left(name, f"is {node.text.strip()[:40]!r}, which CAP does not know")

    def parameters(self) -> Iterator[tuple[str, str]]:
        for index, node in enumerate(self.several("parameter", most=MOST_PARAMETERS)):
            pair = _Block(node, f"{self.place}/parameter/{index}", self.rejects)
            yield pair.text("valueName"), pair.text("value")

    def time(self, name: str) -> int | None:
        """Milliseconds since 1970 UTC."""
        value = self.text(name)
        if not value:
            return None
        if DATE.fullmatch(value):
            try:
                at = datetime.fromisoformat(value.upper())
            except ValueError:
                at = None
            if at is not None:
                return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
        self.left(name, "is no time as CAP writes it")
        return None


class _Message:
    def __init__(self, root: Node, rejects: Rejects) -> None:
        self.rejects = rejects
        self.alert = _Block(root, "/alert", rejects)
        self.infos = [
            _Block(node, f"/alert/info/{index}", rejects) for index, node in enumerate(self.alert.several("info", most=MOST_INFOS))
        ]
        self.pairs = [pair for block in self.infos for pair in block.parameters()]

    def advisory(self, now: int) -> Advisory:
        alert = self.alert
        identity, sender = alert.text("identifier"), alert.text("sender")
        if not identity:
            raise Unreadable("/alert/identifier", "is missing, so the alert could never be found again")
        if not WORD.fullmatch(identity):
            alert.left("identifier", "has a space, a comma, < or &, so no other message can refer to it")
        if not sender:
            alert.left("sender", "is missing")
        status = self.status()
        message, scope = alert.chosen("msgType", MESSAGES), alert.chosen("scope", SCOPES)
        sent = alert.time("sent")
        if sent is None:
            alert.left("sent", "is missing or unreadable, so the time of reading stands for it")
            sent = now
        words = self.by_language()
        language = next((one for one in words if one.lower().partition("-")[0] == PREFERRED), next(iter(words), UNSAID_LANGUAGE))
        main = words.get(language)
        label, pap, restriction = self.labels(scope)
        wording = _wording(language, main) if main else Wording(language=language, title="")
        return Advisory(
            id=identity,
            title=wording.title or identity,
            publisher=(main.text("senderName") if main else "") or sender,
            namespace=sender,
            nature=Nature.ALERT,
            status=Status.CANCELLED if message == "Cancel" and status is Status.FINAL else status,
            version=self.parameter(VERSION_PARAMETER) or "1",
            language=language,
            issued=sent,
            modified=sent,
            expires=main.time("expires") if main else None,
            tlp=label,
            pap=pap,
            restriction=restriction,
            severity=self.severity(),
            summary=wording.summary or alert.text("note", most=LONGEST_TEXT),
            todo=wording.todo,
            audience=self.audience(main),
            message=message,
            urgency=main.chosen("urgency", URGENCIES) if main else "",
            certainty=main.chosen("certainty", CERTAINTIES) if main else "",
            scope=scope,
            vulnerabilities=tuple(Vulnerability(cve=cve) for cve in dict.fromkeys(self.cves())),
            references=self.references(),
            wordings=tuple(_wording(one, block) for one, block in words.items() if one != language),
        )

    def status(self) -> Status:
        """What is not said plainly is a draft: nobody is woken by it."""
        if self.alert.text("status") == SYSTEM:
            raise Unreadable("/alert/status", "is System: a message between machines of a network, no alert for people")
        word = self.alert.chosen("status", STATUSES)
        return STATUSES[word] if word else Status.DRAFT

    def by_language(self) -> dict[str, _Block]:
        words: dict[str, _Block] = {}
        for block in self.infos:
            block.all_known("category", CATEGORIES, needed=True)
            block.all_known("responseType", RESPONSES, needed=False)
            language = block.text("language") or UNSAID_LANGUAGE
            if not LANGUAGE.fullmatch(language):
                block.left("language", "is no language tag")
                language = UNSAID_LANGUAGE
            if language in words:
                self.rejects.add(0, block.place, f"is a second block in {language}; the first is kept")
            else:
                words[language] = block
        return words

    def labels(self, scope: str) -> tuple[TLP, PAP, str]:
        """The narrowest of all labels and of what the scope demands, and the words about passing on without the labels."""
        text = self.alert.text("restriction", most=LONGEST_TEXT)
        said = " ".join([text, *(node.text[:LONGEST_NAME] for node in self.alert.several("code", most=MOST_PARAMETERS))]).upper()
        labels = [tlp(found.group().rstrip(".,;:)]")) for found in ANY_LABEL.finditer(said)] or [NARROWEST_UNTOLD]
        paps = [PAP(found.group()) for found in PAP_LABEL.finditer(said)] or [PAP.RED]
        rest = " ".join(part for part in text.split() if not part.upper().startswith(("TLP:", "PAP:")))
        return narrowest(*labels, LEAST.get(scope, NARROWEST_UNTOLD)), max(paps, key=list(PAP).index), rest

    def severity(self) -> Severity:
        words = [block.chosen("severity", SEVERITIES) for block in self.infos]
        return max((SEVERITIES[word] for word in words if word), default=Severity.LOW)

    def audience(self, main: _Block | None) -> tuple[str, ...]:
        """Those whom the message is addressed to; without addresses, those whom the block is meant for."""
        text = self.alert.text("addresses", most=LONGEST_TEXT)
        found = [quoted or plain for quoted, plain in _ADDRESS.findall(text)]
        if len(found) > MOST_ADDRESSES:
            self.alert.left("addresses", f"are {len(found)}, the first {MOST_ADDRESSES} are kept")
        meant = main.text("audience") if main and not found else ""
        return tuple(found[:MOST_ADDRESSES]) or ((meant,) if meant else ())

    def parameter(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")

    def cves(self) -> Iterator[str]:
        yield from (value for key, value in self.pairs if key == CVE_PARAMETER and CVE.fullmatch(value))

    def references(self) -> tuple[str, ...]:
        """Messages that it is about (`sender,identifier,sent`), then addresses to read more at."""
        found: dict[str, None] = {}
        said = self.alert.text("references", most=LONGEST_TEXT).split()
        for one in said[:MOST_REFERENCES]:
            if REFERENCE.fullmatch(one):
                found[one] = None
            else:
                self.alert.left("references", f"holds {one[:60]!r}, which is not sender,identifier,sent")
        if len(said) > MOST_REFERENCES:
            self.alert.left("references", f"are {len(said)}, the first {MOST_REFERENCES} are read")
        for block in self.infos:
            if web := block.text("web"):
                self.url(web, block, "web", found)
            for index, node in enumerate(block.several("resource", most=MOST_REFERENCES)):
                if uri := _Block(node, f"{block.place}/resource/{index}", self.rejects).text("uri"):
                    self.url(uri, block, f"resource/{index}/uri", found)
        return tuple(found)

    def url(self, value: str, block: _Block, name: str, found: dict[str, None]) -> None:
        if URL.fullmatch(value):
            found[value] = None
        else:
            block.left(name, "is no URL")


def _wording(language: str, block: _Block) -> Wording:
    return Wording(
        language=language,
        title=block.text("headline") or block.text("event"),
        summary=block.text("description", most=LONGEST_TEXT),
        todo=block.text("instruction", most=LONGEST_TEXT),
    )
