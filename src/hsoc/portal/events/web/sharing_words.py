"""Rules of giving in sentences. Belongs here: words. Never: what a rule does."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from hsoc.journal.event_preview import Example
from hsoc.journal.event_sharing import Rule
from hsoc.portal.events.forms import DELAYS
from hsoc.portal.events.web import words

_LOWEST: Final = 1
_HIGHEST: Final = 5


def about(rule: Rule) -> str:
    """Which events a rule is about."""
    parts = []
    if rule.categories:
        parts.append(", ".join(str(words.CATEGORIES.get(one, one)) for one in rule.categories))
    if rule.least > _LOWEST and rule.most == _HIGHEST:
        parts.append(_("severity %(least)s or above") % {"least": words.severity(rule.least)})
    elif (rule.least, rule.most) != (_LOWEST, _HIGHEST):
        parts.append(_("severity from %(least)s to %(most)s") % {"least": words.severity(rule.least), "most": words.severity(rule.most)})
    if rule.clients:
        parts.append(_("from %(names)s") % {"names": ", ".join(rule.clients)})
    if rule.ports:
        parts.append(_("port %(ports)s") % {"ports": ", ".join(map(str, rule.ports))})
    return " · ".join(parts) or _("All events")


def becomes(rule: Rule) -> str:
    """What others get."""
    if not rule.share:
        return _("stay with us")
    told = {
        "service": _("of the target the service only"),
        "nothing": _("nothing of the target"),
        "prefix": _("the first %(four)d (IPv6: %(six)d) bits of the target and the service") % {"four": rule.bits4, "six": rule.bits6},
    }[rule.told]
    label = _("label as usual") if not rule.tlp else _("label of the event") if rule.tlp == "TLP:CLEAR" else rule.tlp
    return _("are given %(when)s: %(told)s, %(label)s") % {"when": DELAYS.get(rule.delay, rule.delay), "told": told, "label": label}


def shown(example: Example, rules: tuple[Rule, ...]) -> dict[str, Any]:
    """An example: the event and its copy side by side."""
    rule = rules[example.rule] if example.rule >= 0 else Rule()
    return {
        "before": example.before,
        "after": example.after,
        "place": example.rule + 1,
        "delay": DELAYS.get(rule.delay, "") if rule.delay else "",
    }
