"""Forms that are filled in well, so that not their mistakes but the right decides what happens. Never: what should happen."""

from __future__ import annotations

from typing import Any, Final

DAY: Final = "2026-01-02"
_REASON: Final = {"reason": "because"}
_WORD: Final = {"tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": "community"}
# route → what is typed; a value that is a key of the story's numbers stands as {key}
FORMS: Final[dict[str, dict[str, Any]]] = {
    "portal/members/<number>/profile/": {"short": "H2", "regime": "unknown", **_REASON},
    "portal/members/<number>/prefixes/<code>/": {"network": "198.18.77.0/24", "registry": "RIPE says so", **_REASON},
    "portal/members/<number>/people/": {"username": "newcomer", "email": "newcomer@h.example", "name": "New", "role": "colleague"},
    "portal/members/<number>/seats/": {"username": "zqhidperson", "role": "analyst", **_REASON},
    "portal/members/<number>/seats/<seat>/take/": _REASON,
    "portal/members/<number>/functions/": {"username": "zqhidperson", "kind": "it", "rank": "1"},
    "portal/members/<number>/invitations/": {"email": "guest@h.example", "role": "colleague", "language": "cs"},
    "portal/members/<number>/names/": {"value": "new.example", **_REASON},
    "portal/members/<number>/standing/": {"step": "participates", "on": DAY, **_REASON},
    "portal/members/<number>/leave/": {"sure": "1", "confirm": "1"},
    "portal/members/steps/": {"pick": "2", "step": "participates", "on": DAY, **_REASON},
    "portal/approvals/<approval>/": {"verdict": "approve"},
    "portal/acting/": {"organisation": "2"},
    "portal/tokens/": {"name": "t", "organisation": "2", "scopes": "event:view", "days": "30"},
    "portal/support/": {"organisation": "2", "role": "manager", **_REASON},
    "portal/support/<number>/answer/": {"hours": "1"},
    "portal/hunts/take-part/": {"organisation": "2", "takes": "1", **_REASON},
    "portal/memorandum/signatures/<number>/withdraw/": {"on": DAY, **_REASON},
    "portal/memorandum/signatures/<number>/decide/": {"confirm": "1"},
    "portal/memorandum/signatures/<number>/name/": {"public": "1"},
    "portal/memorandum/votes/<number>/vote/": {"option": "0", "organisation": "2"},
    "portal/memorandum/votes/new/": {
        "title": "t", "options": "yes\nno", "quorum": "0", "opens": "2030-01-01T10:00", "closes": "2030-01-05T10:00",
    },
    "portal/memorandum/publish/": {"dated": "2026-02-03", "text_cs": "# Nové", "text_en": "# New"},
    "portal/groups/new/": {"name": "New", "purpose": "p", "audience": "a", "entry": "open", "callers": "leaders", "tlp": "TLP:GREEN"},
    "portal/groups/<code>/talk/<about>/<number>/": {"text": "well said"},
    "portal/groups/<code>/members/<stay>/": {"act": "remove", **_REASON},
    "portal/groups/<code>/members/several/": {"act": "write", "pick": "{stay}", "step": "do", "said": "because"},
    "portal/groups/<code>/door/": {"act": "leave", **_REASON},
    "portal/groups/<code>/emergency/": {"subject": "s", "text": "t", "tlp": "TLP:AMBER", "exercise": "1"},
    "portal/mail/held/": {"posts": "{held}", "act": "discard"},
    "portal/mail/of/<name>/write/": {"subject": "s", "text": "t", "label": "TLP:AMBER", "tlp": "TLP:AMBER"},
    "portal/mail/of/<name>/choose/": {"delivery": "digest"},
    "portal/meetings/<number>/move/": {"first": "2030-01-01", "time": "10:00", "minutes": "60", "why": "w"},
    "portal/meetings/<number>/cancel/": {"why": "w"},
    "portal/meetings/<number>/notes/": {"recording": "https://video.example/x", "minutes": ""},
    "portal/meetings/<number>/coming/": {"coming": "yes"},
    "portal/services/requests/<number>/move/": {"deed": "approve", **_REASON},
    "portal/services/requests/<number>/say/": {"text": "well", "reason": "well", "note": "well"},
    "portal/services/of/<code>/": {"note": "please", "organisation": "2"},
    "portal/services/of/<code>/rules/": {"text_cs": "p", "text_en": "q"},
    "portal/services/of/<code>/rules/accept/": {"rules": "{rules}", "organisation": "2"},
    "portal/aid/calls/<number>/": {"text": "we have", "amount": "1"},
    "portal/aid/calls/<number>/close/": {"thanks": "thanks"},
    "portal/search/kept/<pk>/": {"act": "drop", "name": "n"},
    "portal/sharing/rules/": {"organisation": "2", **_REASON},
    "portal/warden/ask/<number>/": {"name": "cz.new.probe", "sends": "1", "with_secret": "1", "requestor": "a@h.example", **_REASON},
    "portal/warden/<name>/promote/": _REASON,
    "portal/warden/<name>/about/": {"requestor": "b@h.example", "note": "n"},
    "portal/warden/<name>/disable/": _REASON,
    "portal/events/<identity>/": _REASON,
    "portal/web/requests/<number>/": {"deed": "refused", "note": "n"},
    "portal/web/plan/goal/": {"cs": "c", "en": "e", **_REASON},
    "portal/feeds/sources/new/": {
        "name": "n", "kind": "plain", "url": "https://new.example/l", "minutes": "60", "tlp": "TLP:GREEN", "pap": "PAP:GREEN", "days": "9",
        "organisation": "2",
    },
    "portal/feeds/sources/<pk>/remove/": _REASON,
    "portal/lists/consumers/": {"name": "new", "organisation": "2"},
    "portal/indicators/new/": {"values": "198.51.100.7", "organisation": "2", **_WORD},
    "portal/indicators/bulk/": {"act": "revoke", "pick": "{indicator}", **_REASON},
    "portal/indicators/<number>/revoke/": _REASON,
    "portal/indicators/<number>/relabel/": {**_WORD, **_REASON},
    "portal/indicators/approvals/<act>/": {"kind": "ip", "value": "198.51.100.9", **_REASON},
    "portal/advisories/<paper>/<deed>/": _REASON,
    "portal/reports/settings/<number>/<act>/": {"language": "cs", "mode": "summary", "mails": ""},
    "portal/reports/classes/<act>/": {"name": "{class}", "state": "disabled"},
    "portal/reports/<label>/<act>/": {"verdict": "useful", "text": "t"},
    "portal/network/rules/<rule>/<act>/": _REASON,
    "portal/network/rules/bulk/": {"act": "withdraw", "pick": "{rule}", **_REASON},
    "portal/network/wishes/<number>/<act>/": {"profile": "", "strongest": "", **_REASON},
    "portal/network/in-force/take-out/": {"pick": "{entry}", "lasts": "hour", **_REASON},
    "portal/network/traffic/look/": {"member": "2", **_REASON},
}  # fmt: skip


def filled(route: str, at: dict[str, Any]) -> dict[str, Any]:
    """What is posted to a route; nothing where nothing is said of it."""
    return {name: str(at.get(text[1:-1], "")) if text[:1] == "{" else text for name, text in FORMS.get(route, {}).items()}
