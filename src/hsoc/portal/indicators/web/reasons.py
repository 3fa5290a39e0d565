"""Why something was left out, in the reader's language. Belongs here: one table of sentences. Never: finding a fault (exchange, records).

Readers of formats know no Django, so they say in English why an item or document was left. Here each of their sentences stands once, with
places for what differs; what a reader said is found again by it and told in the active language. What is not in the table is shown as it
was said: a technical detail of a library is better than nothing. A test reads the readers' sources, so that no sentence of ours is missing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

LONGEST: Final = 600  # characters of a reason that are looked at; more is none of ours
_PLACE: Final = re.compile(r"%\\\((\w+)\\\)s")  # as re.escape writes %(name)s
SENTENCES: Final = (
    _("a date and time expected"),
    _("a date and time expected, as 2026-01-31T12:00:00Z"),
    _("an address expected"),
    _("an address, a prefix or a range expected"),
    _("neither an address nor a host"),
    _("neither an address, a host nor a URL"),
    _("neither an address, a host, a URL nor a hash"),
    _("no address"),
    _("missing"),
    _("an empty document"),
    _("an empty value"),
    _("no value in it"),
    _("at least one expected"),
    _("larger than %(size)s MiB"),
    _("longer than %(size)s KiB"),
    _("longer than %(size)s bytes"),
    _("longer than %(size)s characters"),
    _("nested too deeply"),
    _("at most %(size)s levels of nesting"),
    _("not JSON: %(why)s"),
    _("an object expected"),
    _("%(found)s values where #fields names %(size)s"),
    _("an object expected, not %(found)s"),
    _("more than %(size)s values; split the list"),
    _("more than %(size)s items; split the file"),
    _("more than %(size)s lines; split the file"),
    _("more than %(size)s rows; split the file"),
    _("%(found)s items; at most %(size)s are read, split the file"),
    _("%(found)s lines; at most %(size)s items are read, split the file"),
    _("not UTF-8 text at byte %(at)s"),
    _("%(value)s is no address, prefix, name, URL, mail address or hash"),
    _("%(value)s is not a %(kind)s: %(size)s hexadecimal digits expected"),
    _("%(value)s is not a mail address"),
    _("%(value)s is not a domain name"),
    _("%(value)s is not a URL: it holds white space"),
    _("%(value)s is not a URL: a scheme and a host are expected"),
    _("%(value)s is not a URL: its host is no address"),
    _("%(value)s is not an AS number"),
    _("%(value)s is an address of one link only"),
    _("%(value)s is not an address"),
    _("%(value)s is not a range of addresses"),
    _("%(value)s is not a date and time"),
    _("%(value)s is not a time"),
    _("%(value)s lies before 1970 or after 9999"),
    _("a time of too many characters"),
    _("lies before the year 2000"),
    _("lies in the future: is the zone missing or the clock wrong?"),
    _("no such month"),
    _("%(value)s does not appear to be an IPv4 or IPv6 address"),
    _("%(value)s does not appear to be an IPv4 or IPv6 network"),
    _("%(value)s has host bits set"),
    _("Expected %(wanted)s, got %(found)s"),
    _("Object missing required field %(name)s"),
    _("Input data was truncated"),
    _("JSON is malformed: %(why)s"),
    _("no row"),
    _("text in UTF-16; save it as UTF-8"),
    _("text in neither UTF-8 nor Windows-1250; save it as UTF-8"),
    _("the names of the columns cannot be read"),
    _("the names of the columns cannot be read: %(why)s"),
    _("%(found)s columns; at most %(size)s are read"),
    _("the column %(name)s stands there twice"),
    _("too many rows whose quotes are not closed"),
    _("%(found)s cells where the header has %(size)s"),
    _("a quote that is not closed"),
    _("a cell longer than 128 KiB, or a quote that is not closed"),
    _("text after a closing quote"),
    _("no column for %(names)s"),
    _("a mapping larger than %(size)s KiB"),
    _("not a mapping: %(why)s"),
    _("one of %(names)s expected"),
    _("no such field; take one of %(names)s"),
    _("two columns for one field"),
    _("a comma, a semicolon, a tab or a bar expected"),
    _("utf-8 or cp1250 expected"),
    _("a category of IDEA expected, as Recon.Scanning"),
    _('"%(name)s" expected'),
    _("letters, digits, dot, underscore and hyphen expected"),
    _("more than %(commas)s commas: more parts than %(size)s attributes can have"),
    _("more than %(commas)s commas: more parts than %(size)s objects can have"),
    _("an event wrapped more often than MISP does"),
    _("not a document of MISP: %(why)s"),
    _("%(found)s events; at most %(size)s are read, split the document"),
    _("more than %(size)s attributes; split the document"),
    _("neither an event nor an attribute of MISP"),
    _("%(found)s objects; at most %(size)s are read, split the document"),
    _("not a document of STIX: %(why)s"),
    _("neither a bundle nor an object of STIX"),
    _("a pattern longer than %(size)s characters"),
    _("a pattern with %(found)s where a value is expected"),
    _("a pattern with %(found)s where an operator is expected"),
    _("a pattern with %(found)s where an object path is expected"),
    _("a pattern with %(found)s where it should end"),
    _("a pattern with %(found)s where %(wanted)s is expected"),
    _("a pattern nested deeper than %(size)s"),
    _("a pattern of more than %(size)s comparisons"),
    _("a pattern that makes no sense at %(at)s"),
    _("a pattern with a qualifier that makes no sense"),
    _("no report of Shadowserver: a column `timestamp` and one of addresses are expected"),
    _("neither CEF nor LEEF"),
    _("no date and time: neither in the header nor as rt, start or devTime"),
    _("%(size)s fields between bars expected"),
    _("nothing new"),
    _("%(new)s new, %(changed)s changed, %(same)s known before, %(left)s refused"),
    _("%(found)s papers could not be had (%(why)s)"),
    _("%(found)s papers wait for the next fetch"),
    _("%(found)s feeds want a token"),
    _("%(url)s leads to %(place)s, which is of another scheme; give the final address"),
    _("%(url)s leads elsewhere, and what is posted is not sent on; give the final address"),
    _("%(url)s leads on more than %(size)s times; give the final address"),
    _("%(url)s is no http or https address"),
    _("a password stands in the address, where logs would keep it; give it in its own field"),
    _("%(host)s does not answer as it should: %(why)s"),
    _("%(host)s answers %(code)s"),
    _("the answer is packed as %(name)s, which was not asked for"),
    _("the answer took longer than %(size)s s"),
    _("the answer is longer than %(size)s MiB"),
    _("the packed answer ends too early"),
    _("%(host)s has no address; check the spelling"),
    _("%(host)s is at %(address)s, which is our own range; an operator may allow the range"),
    _("%(host)s is at %(address)s, which is not a public address; an operator may allow the range"),
    _("%(host)s is at %(address)s, %(why)s; an operator may allow the range"),
    _("no time is left for the answer"),
    _("%(host)s cannot be reached: %(why)s"),
    _("%(host)s: its certificate is not accepted: %(why)s"),
    _("is missing"),
    _("is empty"),
    _("is no URL"),
    _("is no XML: %(why)s"),
    _("is no JSON: %(why)s"),
    _("is no list"),
    _("is no object"),
    _("is no text"),
    _("is no %(name)s"),
    _("is no language tag"),
    _("is no time as CAP writes it"),
    _("is no time of day as RFC 3339 writes it"),
    _("is no number from 0 to 10"),
    _("is no CVE number"),
    _("is no CWE number"),
    _("is no reason that CSAF knows"),
    _("is no path of a paper with the time of its change"),
    _("is no changes.csv: %(why)s"),
    _("is missing, so the alert could never be found again"),
    _("is missing, so the paper could never be found again"),
    _("is missing, so this is no CSAF document"),
    _("is missing, so this is no metadata of a CSAF provider"),
    _("is missing, so this is no ROLIE feed"),
    _("is missing or unreadable, so the time of reading stands for it"),
    _("is neither draft, interim nor final; the paper counts as a draft"),
    _("is System: a message between machines of a network, no alert for people"),
    _("is a second block in %(name)s; the first is kept"),
    _("is %(found)s, which CAP does not know"),
    _("is %(found)s, which is no role of a provider"),
    _("is %(found)s, versions 2.0 and 2.1 are read"),
    _("is %(found)s, by its vector it would be %(wanted)s; the greater one is kept"),
    _("are %(found)s, the first %(size)s are kept"),
    _("are %(found)s, the first %(size)s are read"),
    _("stands %(found)s times, the first is kept"),
    _("stands %(found)s times, the first %(size)s are read"),
    _("begins with %(found)s, which is no alert of CAP 1.1 or 1.2"),
    _("holds %(found)s, which is not sender,identifier,sent"),
    _("holds something that is no text"),
    _("holds no %(name)s"),
    _("has no date or no number"),
    _("has an encoding that is not read"),
    _("the encoding %(name)s is not read"),
    _("has a document type, which is not read: entities could be hidden in it"),
    _("has a space, a comma, < or &, so no other message can refer to it"),
    _("has more than %(size)s lines"),
    _("has more than %(what)s; such a document is not read"),
    _("has %(found)s bytes, at most %(size)s are read"),
    _("has %(found)s characters, the first %(size)s are kept"),
    _("has %(found)s characters, at most %(size)s are read"),
    _("has %(found)s items, the first %(size)s are read"),
    _("has %(found)s items, more than %(size)s; such a paper is not read"),
    _("has %(found)s papers, at most %(size)s are read"),
    _("defines a product id that is there already"),
    _("names a product that the tree has not defined before"),
    _("names a group that the tree does not define"),
    _("names %(found)s products that the tree does not define"),
    _("says two contrary things of %(found)s products; the graver one is kept"),
    _("the paper has more than %(size)s products; such a one is not read"),
    _("the product tree has more than %(what)s; such a paper is not read"),
    _("products are named more than %(size)s times in this paper; such a one is not read"),
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those with fewer places first: `is no URL` is a sentence of its own before it is `is no %(name)s`."""
    ordered = sorted(SENTENCES, key=lambda one: (one.count("%("), -len(one)))
    return tuple((one, re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(one)), re.DOTALL)) for one in ordered)


def sentence_of(reason: str) -> tuple[str, dict[str, str]] | None:
    """(sentence, what stands in its places), None for what is not ours."""
    if len(reason) > LONGEST:
        return None
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(reason):
            return sentence, found.groupdict()
    return None


def said(reason: str) -> str:
    """A reader's reason in the active language. A place before it (`line 4: …`) and what it quotes stay as they are."""
    found = sentence_of(reason)
    if found is None:
        place, colon, rest = reason.partition(": ")
        found = sentence_of(rest) if colon else None
        if found is None:
            return reason
        return f"{place}: {_told(*found)}"
    return _told(*found)


def _told(sentence: str, places: dict[str, str]) -> str:
    within = sentence_of(places["why"]) if "why" in places else None
    inner = {"why": gettext(within[0]) % within[1]} if within else {}
    return gettext(sentence) % (places | inner) if places else gettext(sentence)
