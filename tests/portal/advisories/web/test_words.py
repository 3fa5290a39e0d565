"""Every code of a paper has words."""

from hsoc.exchange.csaf.terms import FLAGS, REMEDIES
from hsoc.portal.advisories.forms import NATURES, SEVERITIES, STATES
from hsoc.portal.advisories.rules import State
from hsoc.portal.advisories.web import words
from hsoc.records.advisory import Nature, Standing
from hsoc.records.taxonomy import Severity


def test_every_code_has_words() -> None:
    assert set(words.STANDINGS) == set(Standing)
    assert set(STATES) == set(words.LOUDNESS) == set(State)
    assert set(NATURES) == set(Nature)
    assert set(SEVERITIES) == set(Severity)
    assert set(words.FLAGS) == set(FLAGS)
    assert set(words.REMEDIES) >= set(REMEDIES)
    assert str(words.via("pull:x")) != "pull:x"
