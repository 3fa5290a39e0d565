"""The vulnerabilities of a CSAF document → our values. Belongs here: numbers, scores, standing, remedies, flags, threats. Never: products.

CSAF 2.1 says with `metrics` and `cwes` what 2.0 says with `scores` and `cwe`; both are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hsoc.exchange.csaf import cvss
from hsoc.exchange.csaf.products import Groups, Products, defined, unfolded
from hsoc.exchange.csaf.reading import Reading
from hsoc.exchange.csaf.terms import (
    CVE,
    CWE,
    FLAGS,
    GRAVITY,
    LATER_REMEDIES,
    LONGEST_TEXT,
    MOST_REFERENCES,
    MOST_REMEDIES,
    REMEDIES,
    STANDINGS,
    URL,
)
from hsoc.records.advisory import MOST_VULNERABILITIES, Remedy, Standing, Vulnerability
from hsoc.records.parcel import Unreadable

Known = tuple[Products, Groups]
_SCORES = ("cvss_v4", "cvss_v3", "cvss_v2")  # newest first
_NOTES = ("description", "summary", "details", "general")  # which note says best what it is
_CONTRADICTING = frozenset({Standing.AFFECTED, Standing.NOT_AFFECTED, Standing.FIXED, Standing.INVESTIGATED})  # test 6.1.6


def weaknesses(document: dict[str, Any], known: Known, reading: Reading) -> tuple[Vulnerability, ...]:
    """All vulnerabilities. Raises Unreadable beyond the bounds."""
    listed = document.get("vulnerabilities")
    if isinstance(listed, list) and len(listed) > MOST_VULNERABILITIES:
        raise Unreadable("/vulnerabilities", f"has {len(listed)} items, more than {MOST_VULNERABILITIES}; such a paper is not read")
    return tuple(
        _weakness(one, place, known, reading) for place, one in reading.holders(document, "vulnerabilities", "", most=MOST_VULNERABILITIES)
    )


def urls(holder: dict[str, Any], place: str, reading: Reading) -> tuple[str, ...]:
    """The addresses under `references`, each once."""
    found: dict[str, None] = {}
    for here, one in reading.holders(holder, "references", place, most=MOST_REFERENCES):
        url = reading.name(one, "url", here)
        if URL.fullmatch(url):
            found[url] = None
        else:
            reading.left(f"{here}/url", "is no URL" if url else "is missing")
    return tuple(found)


def _weakness(one: dict[str, Any], place: str, known: Known, reading: Reading) -> Vulnerability:
    number, system = _number(one, place, reading)
    cwe, weakness = _cwe(one, place, reading)
    scores = _scores(one, place, reading)
    newest = next(iter(scores), "")
    score = scores.pop(newest, None)
    impacts, exploited = _threats(one, place, known, reading)
    cve = reading.name(one, "cve", place)
    if cve and not CVE.fullmatch(cve):
        reading.left(f"{place}/cve", "is no CVE number")
        cve = ""
    return Vulnerability(
        cve=cve,
        id=number,
        system=system,
        title=reading.name(one, "title", place),
        text=_text(one, place, reading),
        cwe=cwe,
        weakness=weakness,
        cvss=newest,
        score=score,
        older=scores,
        standing=_standing(one, place, known[0], reading),
        remedies=tuple(_remedies(one, place, known, reading)),
        flags=_flags(one, place, known, reading),
        impacts=impacts,
        exploited=exploited,
        references=urls(one, place, reading),
    )


def _number(one: dict[str, Any], place: str, reading: Reading) -> tuple[str, str]:
    for here, given in reading.holders(one, "ids", place, most=MOST_REFERENCES):
        if number := reading.name(given, "text", here):
            return number, reading.name(given, "system_name", here)
    return "", ""


def _cwe(one: dict[str, Any], place: str, reading: Reading) -> tuple[str, str]:
    several = one.get("cwes")  # CSAF 2.1; the first is the main one
    here = f"{place}/cwes/0" if isinstance(several, list) and several else f"{place}/cwe"
    given = several[0] if isinstance(several, list) and several else one.get("cwe")
    if given is None:
        return "", ""
    if not isinstance(given, dict):
        reading.left(here, "is no object")
        return "", ""
    number, name = reading.name(given, "id", here), reading.name(given, "name", here)
    if not CWE.fullmatch(number):
        reading.left(f"{here}/id", "is no CWE number")
        return "", ""
    return number, name


def _text(one: dict[str, Any], place: str, reading: Reading) -> str:
    notes: dict[str, str] = {}
    for here, note in reading.holders(one, "notes", place, most=MOST_REFERENCES):
        category, text = reading.name(note, "category", here), reading.text(note, "text", here)
        if text and category not in notes:
            notes[category] = text
    return next((notes[category] for category in _NOTES if category in notes), "")


def _scores(one: dict[str, Any], place: str, reading: Reading) -> dict[str, float]:
    """Vector → score, the newest version first, of each version the gravest one."""
    best: dict[str, tuple[float, str]] = {}
    listed = list(reading.holders(one, "scores", place, most=MOST_REMEDIES))
    listed += [
        (f"{here}/content", reading.holder(entry, "content", here))
        for here, entry in reading.holders(one, "metrics", place, most=MOST_REMEDIES)
    ]
    for here, entry in listed:
        for key in _SCORES:
            given = reading.holder(entry, key, here)
            if given and (found := _score(given, f"{here}/{key}", reading)) is not None and found[0] > best.get(key, (-1.0, ""))[0]:
                best[key] = found
    return {vector: score for score, vector in (best[key] for key in _SCORES if key in best)}


def _score(given: dict[str, Any], place: str, reading: Reading) -> tuple[float, str] | None:
    vector, score = reading.name(given, "vectorString", place), given.get("baseScore")
    if not cvss.version(vector):
        reading.left(f"{place}/vectorString", "is no CVSS vector" if vector else "is missing")
        return None
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 10:
        reading.left(f"{place}/baseScore", "is no number from 0 to 10")
        score = cvss.base_score(vector)
        return None if score is None else (score, vector)
    reckoned = cvss.base_score(vector)
    if reckoned is not None and abs(reckoned - score) >= 0.05:
        reading.left(f"{place}/baseScore", f"is {score}, by its vector it would be {reckoned}; the greater one is kept")
        score = max(score, reckoned)
    return float(score), vector


def _standing(one: dict[str, Any], place: str, products: Products, reading: Reading) -> dict[str, Standing]:
    lists = reading.holder(one, "product_status", place)
    here = f"{place}/product_status"
    standing: dict[str, Standing] = {}
    contradicted = 0
    for key in lists:
        said = STANDINGS.get(key)
        if said is None:
            reading.strange(f"product_status {key}")
            continue
        for identity in defined(dict.fromkeys(reading.names(lists, key, here)), f"{here}/{key}", products, reading):
            before = standing.get(identity, said)
            contradicted += before is not said and {before, said} <= _CONTRADICTING
            standing[identity] = min(before, said, key=GRAVITY.index)
    if contradicted:
        reading.left(here, f"says two contrary things of {contradicted} products; the graver one is kept")
    return standing


def _remedies(one: dict[str, Any], place: str, known: Known, reading: Reading) -> Iterator[Remedy]:
    for here, given in reading.holders(one, "remediations", place, most=MOST_REMEDIES):
        kind = reading.name(given, "category", here)
        if kind not in REMEDIES and kind not in LATER_REMEDIES:
            reading.strange(f"remediation {kind}")
        url = reading.name(given, "url", here)
        if url and not URL.fullmatch(url):
            reading.left(f"{here}/url", "is no URL")
            url = ""
        text = reading.text(given, "details", here)
        yield Remedy(kind=kind, text=text, products=unfolded(given, here, known, reading), reference=url)


def _flags(one: dict[str, Any], place: str, known: Known, reading: Reading) -> dict[str, str]:
    flags: dict[str, str] = {}
    for here, given in reading.holders(one, "flags", place, most=MOST_REMEDIES):
        label = reading.name(given, "label", here)
        if label not in FLAGS:
            reading.left(f"{here}/label", "is no reason that CSAF knows")
            continue
        for identity in unfolded(given, here, known, reading):
            flags.setdefault(identity, label)
    return flags


def _threats(one: dict[str, Any], place: str, known: Known, reading: Reading) -> tuple[dict[str, str], str]:
    impacts: dict[str, str] = {}
    exploited: dict[str, None] = {}
    for here, given in reading.holders(one, "threats", place, most=MOST_REMEDIES):
        category, text = reading.name(given, "category", here), reading.text(given, "details", here)
        if category == "impact" and text:
            for identity in unfolded(given, here, known, reading):
                impacts.setdefault(identity, text)
        elif category == "exploit_status" and text:
            exploited[text] = None
    return impacts, "\n".join(exploited)[:LONGEST_TEXT]
