"""Agenda, minutes, tasks, decisions and threads in the browser."""

from tests.factories.members import NOW

from hsoc.portal.groups.actions.work import decide
from hsoc.portal.groups.models import AgendaItem, Comment, Decision, Minutes, Task
from hsoc.records.tlp import TLP


def test_from_the_agenda_to_a_decision(group_of, people, visit) -> None:
    code = group_of().code
    visit("member", f"{code}/minutes/", {"act": "propose", "title": "IPv6", "text": "who *measures*"})
    assert "## IPv6" in visit("leader", f"{code}/minutes/new/").content.decode()
    given = {"title": "November", "held": "2026-11-20", "tlp": "TLP:GREEN", "text": "# IPv6\n\n<script>x</script>"}
    visit("leader", f"{code}/minutes/new/", given)
    minutes = Minutes.objects.get()
    visit("leader", f"{code}/minutes/", {"act": "done", "item": AgendaItem.objects.get().pk})
    assert AgendaItem.objects.get().minutes == minutes
    assert visit("leader", f"{code}/minutes/", {"act": "done", "item": "99"}).status_code == 404
    visit("leader", f"{code}/minutes/{minutes.pk}/edit/", given | {"title": "November 2026"})
    visit("leader", f"{code}/tasks/?minutes={minutes.pk}", {"title": "Measure", "owner": people["member"].user, "due": "2026-12-01"})
    visit("leader", f"{code}/decisions/", {"title": "We measure IPv6", "text": "Because.", "tlp": "TLP:GREEN", "minutes": minutes.pk})
    visit("leader", f"{code}/minutes/{minutes.pk}/", {})
    page = visit("member", f"{code}/minutes/{minutes.pk}/").content.decode()
    assert all(words in page for words in ("November 2026", "Measure", "We measure IPv6", "approved", "<h3>IPv6</h3>"))
    assert "<script>x" not in page
    assert ('<form class="noprint"' in page, '<section class="card noprint">' in page) == (True, True)  # nobody writes on paper


def test_a_task_is_finished_by_its_owner(group_of, people, visit) -> None:
    code = group_of().code
    visit("member", f"{code}/tasks/", {"title": "Measure", "owner": people["member"].user})
    one = Task.objects.get()
    path = f"{code}/tasks/{one.pk}/"
    visit("leader", path, {"act": "give", "owner": people["member"].user, "due": "2026-10-01"})
    assert "late" in visit("member", f"{code}/tasks/?who=late").content.decode()
    visit("member", path, {"act": "state", "state": "done", "outcome": "400 a second"})
    assert "400 a second" in visit("leader", path).content.decode()
    assert "Measure" not in visit("leader", f"{code}/tasks/").content.decode()
    assert "Measure" in visit("leader", f"{code}/tasks/?state=all&text=meas").content.decode()
    assert visit("leader", f"{code}/tasks/99/").status_code == 404


def test_the_register_is_searched_and_exported_as_shown(group_of, people, visit) -> None:
    group = group_of()
    first = decide(actor=people["leader"], group=group, title="Limit 2000", text="Because.", tlp=TLP.GREEN, now=NOW)
    visit("leader", f"{group.code}/decisions/", {"title": "Limit 1000", "text": "Measured.", "tlp": "TLP:AMBER", "replaces": first.pk})
    assert Decision.objects.filter(replaces=first).exists()
    assert "Replaced by" in visit("member", f"{group.code}/decisions/{first.pk}/").content.decode()
    lines = visit("member", f"{group.code}/decisions.csv?text=1000").content.decode("utf-8-sig").splitlines()
    assert (len(lines), "TLP:AMBER,Limit 1000" in lines[1]) == (2, True)
    assert visit("member", f"{group.code}/decisions/", {"title": "Mine", "text": "x", "tlp": "TLP:GREEN"}).status_code == 403
    assert visit("member", f"{group.code}/decisions/99/").status_code == 404


def test_a_thread(group_of, people, visit) -> None:
    group = group_of()
    one = decide(actor=people["leader"], group=group, title="x", text="y", tlp=TLP.GREEN, now=NOW)
    path = f"{group.code}/talk/decision/{one.pk}/"
    assert visit("member", path, {"text": "I <b>agree</b> **fully**"}).headers["Location"].endswith("#talk")
    visit("member", path, {"text": " "})
    assert "I &lt;b&gt;agree&lt;/b&gt; <strong>fully</strong>" in visit("leader", f"{group.code}/decisions/{one.pk}/").content.decode()
    assert visit("other", path, {"text": "me too"}).status_code == 403
    assert visit("member", f"{group.code}/talk/poll/1/", {"text": "x"}).status_code == 404
    visit("leader", path, {"remove": Comment.objects.get().pk, "reason": "it was rude"})
    assert Comment.objects.get().removed is not None
