import ast
from pathlib import Path

from hsoc.portal.network.forms import rule_words
from hsoc.portal.network.forms.rule_words import DONE, FIELD_HINTS, FIELD_NAMES, MEETS, WRONG, match_words, wrong_words
from hsoc.portal.network.rules import typed
from hsoc.portal.network.rules.typed import FIELDS, Wrong
from hsoc.records.scope import Match


def test_every_code_has_its_words():
    calls = [node for node in ast.walk(ast.parse(Path(typed.__file__).read_text())) if isinstance(node, ast.Call)]
    used = {node.args[1].value for node in calls if getattr(node.func, "id", "") == "Wrong" and len(node.args) > 1}
    assert used == set(WRONG)
    assert set(FIELD_NAMES) == set(FIELD_HINTS) == set(FIELDS)
    assert set(MEETS) == {"same", "hides", "hidden", "meets"}
    actions = (Path(rule_words.__file__).parents[1] / "actions" / "rules.py").read_text()
    noted = {node.value for node in ast.walk(ast.parse(actions)) if isinstance(node, ast.Constant) and str(node.value).startswith("rule.")}
    assert noted == set(DONE)


def test_a_sentence_carries_its_values():
    assert "neco" in wrong_words(Wrong("source", "prefix", {"text": "neco"}))


def test_a_match_reads_as_a_line():
    ports = {"sport": ((53, 53), (1024, 65535)), "dport": ((0, 9), (20, 30))}
    many = Match(dst="198.18.7.0/24", proto=(6, 17), length=((512, 65535),), fragment=False, **ports)
    line = match_words(many)
    assert line.startswith("TCP UDP, ")
    assert ":53,≥1024 → 198.18.7.0/24:≤9,20–30" in line
    assert "≥512" in line
    assert "SYN !ACK" in match_words(Match(dst="198.18.7.0/24", proto=(6,), tcp_flags=(18, 2)))
    assert "8" in match_words(Match(proto=(1,), icmp_type=(8,), fragment=True))
