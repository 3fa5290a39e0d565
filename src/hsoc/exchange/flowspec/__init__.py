"""FlowSpec (RFC 8955, RFC 8956): our own model of a rule. Encode, decode, text, order, match on flows. Pure; knows no speaker.

The surface, for everyone outside:

    parse_text(text) -> Rule           one rule as an operator or ExaBGP writes it; refuses what a speaker would silently change
    parse_statement(text) -> (Rule, Then)   the whole ExaBGP line `flow route { match { … } then { … } }`
    parse_numbers(text, kind=…)        ExaFS' port and length expressions (`80;443;1024-2047;>1023`) as ranges for a Match
    spelled(rule) · match_text(match)  the canonical text, which is its identity
    statement(rule, then=…)            the ExaBGP line
    of_match(match) · as_match(rule)   between records.scope.Match and Rule; canonical(match) is the one spelling of a match
    to_nlri(rule) · from_nlri(nlri, family=…, vpn=…) · from_nlris(…)  bytes, SAFI 133 or, with a route distinguisher, 134 (rule.afi, .safi)
    Then · of_communities(bytes)       actions and their extended communities
    rank(rule)                         sort key: the smaller is applied first
    matches(match, columns)            which flows (NumPy columns); `scan.Scan` for one rule over millions, `table.Table` for many
    overlaps(a, b) · contains(outer, inner) · hidden(rules) · empty(rule)   exact, by sets
    cost(rule, profile=…) · table_cost(rules, profile=…) · PROFILES          TCAM units

Refusals are exceptions whose text is the reason: Unreadable (text or bytes from outside), Unsayable (what we ourselves composed).
`refusal(match)` gives that sentence, or None.
"""

from hsoc.exchange.flowspec.compose import canonical, refusal
from hsoc.exchange.flowspec.compose import match as as_match
from hsoc.exchange.flowspec.compose import rule as of_match
from hsoc.exchange.flowspec.decode import decode as from_nlri
from hsoc.exchange.flowspec.decode import every as from_nlris
from hsoc.exchange.flowspec.encode import encode as to_nlri
from hsoc.exchange.flowspec.match import matches
from hsoc.exchange.flowspec.numbers import parse_numbers
from hsoc.exchange.flowspec.order import rank
from hsoc.exchange.flowspec.overlap import contains, empty, hidden, overlaps
from hsoc.exchange.flowspec.route import parse_statement
from hsoc.exchange.flowspec.tcam import PROFILES, cost, table_cost
from hsoc.exchange.flowspec.terms import Rule, Unreadable, Unsayable
from hsoc.exchange.flowspec.text import match_text, spelled, statement
from hsoc.exchange.flowspec.text import read as parse_text
from hsoc.exchange.flowspec.then import Then, of_communities

__all__ = [
    "PROFILES",
    "Rule",
    "Then",
    "Unreadable",
    "Unsayable",
    "as_match",
    "canonical",
    "contains",
    "cost",
    "empty",
    "from_nlri",
    "from_nlris",
    "hidden",
    "match_text",
    "matches",
    "of_communities",
    "of_match",
    "overlaps",
    "parse_numbers",
    "parse_statement",
    "parse_text",
    "rank",
    "refusal",
    "spelled",
    "statement",
    "table_cost",
    "to_nlri",
]
