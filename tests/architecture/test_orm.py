"""`.objects` only in queries, actions, migrations and factories: rows cannot be had past the gate."""

import ast
from pathlib import Path

PORTAL = Path(__file__).parents[2] / "src" / "hsoc" / "portal"
ALLOWED_FILES = {"queries.py", "actions.py"}
ALLOWED_FOLDERS = {"migrations", "queries", "actions"}


def uses_objects(source: str) -> list[int]:
    tree = ast.parse(source)
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in {"objects", "_default_manager", "_base_manager"}]


def test_manager_is_only_used_behind_the_gate() -> None:
    wrong = []
    for path in sorted(PORTAL.rglob("*.py")):
        if path.name in ALLOWED_FILES or ALLOWED_FOLDERS & set(path.relative_to(PORTAL).parts):
            continue
        wrong += [f"{path.relative_to(PORTAL)}:{line}" for line in uses_objects(path.read_text())]
    assert wrong == []


def test_check_sees_a_planted_use() -> None:
    assert uses_objects("def view(request):\n    return Thing.objects.all()\n") == [2]


def changes_without_record(source: str) -> list[str]:
    """Public functions of an actions.py that never call something named record."""
    missing = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        called = {
            n.func.attr if isinstance(n.func, ast.Attribute) else getattr(n.func, "id", "")
            for n in ast.walk(node)
            if isinstance(n, ast.Call)
        }
        if not {"record", "_record"} & called:
            missing.append(node.name)
    return missing


# each with the reason why nobody needs to read of it
SILENT = {
    "attach": "a new version of what was shared: indicators.share records it",
    "met": "sightings: indicators.sight records them",
    "take_away": "indicators.revoke_several, which it calls, records it",
    "mark_posting": "mark_mailed, mark_unsent or mark_unknown, one of which follows, records what became of the mail",
    "take_event": "what a MISP client sends: indicators.share and sight record it",
    "hand_in": "sorts out what changed; indicators.share, which it calls, records it",
    "bounds": "reads a prefix that somebody typed",
    "proof": "looks at what speaks for a prefix",
    "region_code": "reads a region that somebody typed",
    "agreed": "asked by actions before they change anything",
    "reasoned": "asked by actions before they change anything",
    "look": "reads a waiting file again; nothing of it is taken in",
    "step": "one portion of an import; take_in, which it calls, records it",
    "undo": "indicators.revoke_several, which it calls, records it",
    "ask_again": "ask_duty, which it calls for each contact, records it",
    "take_back": "members' revoke, which it calls for each invitation, records it",
    "count_due": "count, which it calls for each vote that is over, records it",
    "keep": "an upload: the room whose file it is records it",
    "do": "membership's remove and lead, which it calls for each, record it; what is written is recorded by _write",
    "discard": "a file let go: the room whose file it was records it",
    "tell": "what is told is a fact that its own room recorded; to whom, the notices themselves say",
    "mark_read": "a reader's own mark",
    "mark_all_read": "a reader's own marks",
    "unmark": "a reader's own marks, taken back",
    "claim": "a step of the outbox; what could not be delivered is recorded",
    "mark_gone": "a step of the outbox; what could not be delivered is recorded",
    "mark_filed": "a step of the outbox of a house without a gateway; the call's log says how many left",
    "queue": "a call's messages, written with the call that records it",
    "drop": "messages that a closed call keeps back; close, which calls it, records it",
    "note_sent": "a step of the outbox of invitations",
    "note_series_sent": "as note_sent",
    "note_series_ended": "as note_sent",
    "note_key_use": "a calendar's own bookmark, moved once an hour",
    "note_seen": "when an own session was last used: a sign of life, every few minutes",
    "note_papers": "a machine's own bookmark, moved at every fetch",
    "note_fetch": "a machine's own bookmark, moved at every fetch",
    "digest": "reckons a hash",
    "say": "a stranger's form, not confirmed yet: joining.confirm records it; whoever knocks could fill the chain",
    "remember_position": "a machine's own bookmark, moved at every poll",
}


def test_every_action_is_recorded() -> None:
    wrong = []
    for path in sorted([*PORTAL.rglob("actions.py"), *PORTAL.rglob("actions/*.py")]):
        if path.parent.name == "audit":
            continue  # it is the record itself
        wrong += [f"{path.relative_to(PORTAL)}: {name}" for name in changes_without_record(path.read_text()) if name not in SILENT]
    assert wrong == []


def test_record_check_sees_a_planted_silence() -> None:
    assert changes_without_record("def close(*, actor, now):\n    pass\n") == ["close"]
