"""STIX patterns: the values that a pattern looks for. Belongs here: reading and writing one pattern. Never: objects, labels, times.

Source: STIX 2.1, section 9. A pattern is taken apart into single comparisons. What makes a value an indicator of its own is kept apart from
what only counts together with something else: in `[A AND B]` neither A nor B alone says anything, so blocking on either would be a guess.
Hashes are the exception, since each of them names the same file by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hsoc.records.indicator import Kind, addressed, canonical, guessed, shown

LONGEST: Final = 64 * 1024  # characters; the longest of public feeds have some 20,000
DEEPEST: Final = 32  # brackets and parentheses inside each other
MOST_VALUES: Final = 500  # comparisons of one pattern

HASHES: Final = {"MD5": Kind.MD5, "SHA1": Kind.SHA1, "SHA256": Kind.SHA256, "SHA512": Kind.SHA512}
HASH_NAMES: Final = {Kind.MD5: "MD5", Kind.SHA1: "'SHA-1'", Kind.SHA256: "'SHA-256'", Kind.SHA512: "'SHA-512'"}
ADDRESSES: Final = frozenset({"ipv4-addr:value", "ipv6-addr:value"})
PATHS: Final = {
    "domain-name:value": Kind.DOMAIN,
    "url:value": Kind.URL,
    "email-addr:value": Kind.MAIL,
    "email-message:from_ref.value": Kind.MAIL,
    "email-message:sender_ref.value": Kind.MAIL,
    "autonomous-system:number": Kind.ASN,
}
# either end of a connection; its kind is told beside it or by its look
ENDS: Final = frozenset({"network-traffic:src_ref.value", "network-traffic:dst_ref.value"})
# says only what the value beside it is
NEUTRAL: Final = frozenset({"network-traffic:src_ref.type", "network-traffic:dst_ref.type"})

_SIMPLE: Final = re.compile(r"\s*\[\s*([a-z0-9-]+:[A-Za-z0-9_.'-]+)\s*=\s*'([^'\\]*)'\s*\]\s*")
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<path>[A-Za-z][A-Za-z0-9-]*:(?:[\w-]+|'(?:[^'\\]|\\.)*')(?:\.(?:[\w-]+|'(?:[^'\\]|\\.)*')|\[(?:\*|\d+)\])*)
    | (?P<text>[thb]?'(?:[^'\\]|\\.)*')
    | (?P<number>[+-]?\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z]+)
    | (?P<sign><=|>=|!=|<>|==|[=<>()\[\],])
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SPECIAL: Final = re.compile(r"['\\]")
_ESCAPE: Final = r"\\\g<0>"
_ORDERED: Final = frozenset({"!=", "<>", "<", ">", "<=", ">="})
_WORDS: Final = frozenset({"IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"})


class Value(NamedTuple):
    """One value. alone: it is a sign by itself, without the rest of the pattern."""

    kind: Kind
    value: str
    alone: bool


class Left(NamedTuple):
    """A part that is not carried. path: the object path, or the operator between observations."""

    path: str
    reason: str


class Pattern(NamedTuple):
    """What a pattern holds, in its order, each value once."""

    values: tuple[Value, ...]
    left: tuple[Left, ...]


class _Leaf(NamedTuple):
    found: Value | Left | None  # None: neutral


def read(text: str) -> Pattern:
    """The values of a pattern. Raises ValueError with a sentence part where it is none of STIX's."""
    if len(text) > LONGEST:
        raise ValueError(f"a pattern longer than {LONGEST} characters")
    simple = _SIMPLE.fullmatch(text)
    leaves = [_leaf(simple[1], "=", simple[2])] if simple else _Reader(text).pattern()
    values: dict[tuple[Kind, str], Value] = {}
    for leaf in leaves:
        if isinstance(leaf.found, Value):
            key = leaf.found.kind, leaf.found.value
            values[key] = leaf.found if key not in values else leaf.found._replace(alone=leaf.found.alone or values[key].alone)
    return Pattern(tuple(values.values()), tuple(leaf.found for leaf in leaves if isinstance(leaf.found, Left)))


def written(kind: Kind, value: str) -> str:
    """The pattern that looks for one canonical value."""
    if kind is Kind.ASN:
        return f"[autonomous-system:number = {int(value)}]"
    if kind in HASH_NAMES:
        return f"[file:hashes.{HASH_NAMES[kind]} = '{value}']"
    if kind in (Kind.IP, Kind.NET):
        path, sign = "ipv6-addr" if ":" in value else "ipv4-addr", "=" if kind is Kind.IP else "ISSUBSET"
        return f"[{path}:value {sign} '{value}']"
    path = {Kind.DOMAIN: "domain-name", Kind.URL: "url", Kind.MAIL: "email-addr"}[kind]
    return f"[{path}:value = '{_SPECIAL.sub(_ESCAPE, value)}']"


def of_path(path: str, value: str) -> tuple[Kind, str] | None:
    """Kind and canonical text of what an object path holds; None for a path that is not carried. Raises ValueError for a bad value."""
    if path in ADDRESSES:
        return addressed(value)
    if path in PATHS:
        return PATHS[path], canonical(PATHS[path], value)
    if path in ENDS:
        return addressed(value) if value[:1].isdigit() or ":" in value else guessed(value)
    if path.startswith("file:hashes."):
        kind = HASHES.get(path[12:].strip("'").upper().replace("-", "").replace("_", ""))
        return (kind, canonical(kind, value)) if kind else None
    return None


def _leaf(path: str, sign: str, value: str) -> _Leaf:
    if path in NEUTRAL:
        return _Leaf(None)
    if sign not in ("=", "==") and not (sign == "ISSUBSET" and path in ADDRESSES):
        return _Leaf(Left(path, f"{sign} is not carried, only = and IN are"))
    try:
        found = of_path(path, value)
    except ValueError as error:
        return _Leaf(Left(path, str(error)))
    return _Leaf(Value(*found, alone=True)) if found else _Leaf(Left(path, "not a value that is carried"))


def _together(sides: list[list[_Leaf]]) -> list[_Leaf]:
    """What AND or a qualifier joins: no value is a sign by itself any more, but for hashes, where something else has to hold as well."""
    if sum(any(leaf.found is not None for leaf in side) for side in sides) < 2:
        return [leaf for side in sides for leaf in side]
    return [_conditional(leaf) for side in sides for leaf in side]


def _conditional(leaf: _Leaf) -> _Leaf:
    if isinstance(leaf.found, Value) and leaf.found.kind not in HASH_NAMES:
        return _Leaf(leaf.found._replace(alone=False))
    return leaf


class _Reader:
    """Recursive descent over the tokens; AND binds closer than OR, and OR than FOLLOWEDBY."""

    def __init__(self, text: str) -> None:
        self.tokens = self._cut(text)
        self.kind = self.token = ""
        self.depth = self.count = 0
        self.step()

    @staticmethod
    def _cut(text: str) -> Iterator[tuple[str, str]]:
        at, end = 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if not found:
                raise ValueError(f"a pattern that makes no sense at {shown(text[at : at + 20])}")
            at = found.end()
            yield found.lastgroup or "", found[found.lastgroup or 0]
        yield "end", ""

    def step(self) -> str:
        before = self.token
        self.kind, self.token = next(self.tokens)
        return before

    def need(self, token: str) -> None:
        if self.token != token:
            raise ValueError(f"a pattern with {shown(self.token) if self.token else 'its end'} where {token} is expected")
        self.step()

    def taken(self, *tokens: str) -> bool:
        return self.kind in ("word", "sign") and self.token.upper() in tokens and bool(self.step())

    def down(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError(f"a pattern nested deeper than {DEEPEST}")

    def pattern(self) -> list[_Leaf]:
        leaves = self.followed()
        if self.kind != "end":
            raise ValueError(f"a pattern with {shown(self.token)} where it should end")
        return leaves

    def followed(self) -> list[_Leaf]:
        sides = [self.either(observed=True)]
        while self.taken("FOLLOWEDBY"):
            sides.append(self.either(observed=True))
        return _together(sides)

    def either(self, *, observed: bool) -> list[_Leaf]:
        leaves = self.both(observed=observed)
        while self.taken("OR"):
            leaves = leaves + self.both(observed=observed)
        return leaves

    def both(self, *, observed: bool) -> list[_Leaf]:
        sides = [self.observation() if observed else self.comparison()]
        while self.taken("AND"):
            sides.append(self.observation() if observed else self.comparison())
        return _together(sides)

    def observation(self) -> list[_Leaf]:
        self.down()
        if self.taken("("):
            leaves = self.followed()
            self.need(")")
        else:
            self.need("[")
            leaves = self.either(observed=False)
            self.need("]")
        self.depth -= 1
        while self.kind == "word" and self.token.upper() in ("WITHIN", "REPEATS", "START"):
            leaves = [_conditional(leaf) for leaf in leaves]
            self.qualifier()
        return leaves

    def qualifier(self) -> None:
        if self.step().upper() == "START":
            self.step()
            self.need("STOP")
            self.step()
        else:
            self.step()
            if not self.taken("SECONDS", "TIMES"):
                raise ValueError("a pattern with a qualifier that makes no sense")

    def comparison(self) -> list[_Leaf]:
        if self.taken("("):
            self.down()
            leaves = self.either(observed=False)
            self.need(")")
            self.depth -= 1
            return leaves
        if self.taken("EXISTS"):
            return [_Leaf(Left(self.path(), "EXISTS is not carried"))]
        if self.taken("NOT"):  # older spelling, before the path
            self.down()
            return [
                _Leaf(Left(leaf.found.path if isinstance(leaf.found, Left) else "NOT", "NOT is not carried")) for leaf in self.comparison()
            ]
        path = self.path()
        negated = self.taken("NOT")
        sign = self.step().upper()
        if sign not in ("=", "==") and sign not in _ORDERED and sign not in _WORDS:
            raise ValueError(f"a pattern with {shown(sign)} where an operator is expected")
        values = self.values() if sign == "IN" else [self.literal()]
        if negated:
            return [_Leaf(Left(path, "NOT is not carried"))]
        return [_leaf(path, "=" if sign == "IN" else sign, value) for value in values]

    def values(self) -> list[str]:
        self.need("(")
        found = [self.literal()]
        while self.taken(","):
            found.append(self.literal())
        self.need(")")
        return found

    def path(self) -> str:
        if self.kind != "path":
            raise ValueError(f"a pattern with {shown(self.token) if self.token else 'its end'} where an object path is expected")
        self.count += 1
        return self.step()

    def literal(self) -> str:
        self.count += 1
        if self.count > 2 * MOST_VALUES:
            raise ValueError(f"a pattern of more than {MOST_VALUES} comparisons")
        if self.kind == "text":
            token = self.step()
            return _ESCAPED.sub(r"\1", token[token.index("'") + 1 : -1])
        if self.kind in ("number", "word"):
            return self.step()
        raise ValueError(f"a pattern with {shown(self.token) if self.token else 'its end'} where a value is expected")
