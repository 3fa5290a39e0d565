"""Every code that is written down has its words."""

import re
from pathlib import Path

from django.utils import translation

from hsoc.portal.groups.models import AgendaItem, Task
from hsoc.portal.groups.web.words import HAPPENED, STEPS

ACTIONS = Path(__file__).parents[4] / "src/hsoc/portal/groups/actions"


def test_every_code_of_the_history_has_words() -> None:
    written = set()
    for path in ACTIONS.glob("*.py"):
        for call in re.findall(r"record\((?:[^()]|\([^()]*\))*\)", path.read_text(), re.DOTALL):
            if "quiet=True" not in call:
                written |= set(re.findall(r'code="(\w+)"', call))
    written |= {f"item_{one}" for one in AgendaItem.State.values} | {f"task_{one}" for one in Task.State.values} | {"task_changed"}
    assert len(written) > 20
    assert written - set(HAPPENED) == set()


def test_every_step_of_a_call_has_words() -> None:
    written = set(re.findall(r'_step\(\w+, "(\w+)"', (ACTIONS / "calls.py").read_text())) | {"exercise", "called"}
    assert written - set(STEPS) == set()


def test_what_a_person_does_is_told_in_czech_without_a_gender() -> None:
    with translation.override("cs"):
        told = {str(words) for words in HAPPENED.values()}
    assert not {words for words in told if re.search(r"\b(přišlo|odešel|vyřazen|přijat|vyzváni)\b", words)}
