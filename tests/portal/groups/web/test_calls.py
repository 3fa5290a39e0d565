"""The emergency channel in the browser: call, watch, answer by link, close."""

import re

from django.core import mail
from tests.factories.members import NOW

from hsoc.portal.groups.models import Call, Called
from hsoc.portal.groups.rules.standing import Callers, Entry
from hsoc.portal.groups.tasks import on_turn
from hsoc.portal.members.models import Organisation, User

FORM = {"subject": "Ransomware in Lipová", "tlp": "TLP:AMBER", "text": "All of **it**.", "room": "https://meet.example/x"}


def test_from_the_call_to_its_end(group_of, people, visit) -> None:
    code = group_of(Entry.CLOSED, callers=Callers.MEMBERS).code
    assert "1 person gets a mail" in visit("member", f"{code}/emergency/").content.decode()  # who calls is not called
    assert visit("member", f"{code}/emergency/", FORM).status_code == 302
    one = Call.objects.get()
    before = visit("member", f"{code}/emergency/{one.pk}/screen/").content.decode()
    assert "Messages are leaving" in before and "mail: waits" in before  # noqa: PT018  (one look at one screen)
    on_turn(int(one.at.timestamp() * 1000) + 500)
    after = visit("member", f"{code}/emergency/{one.pk}/screen/").content.decode()
    assert "All messages are out" in after and "mail: has left" in after  # noqa: PT018
    path = f"{code}/emergency/{one.pk}/"
    secret = re.search(r"answer/([\w-]+)/", mail.outbox[0].body).group(1)
    shown = visit("stranger", f"answer/{secret}/")
    assert (shown.status_code, shown.headers["Referrer-Policy"], "Lipov" in shown.content.decode()) == (200, "same-origin", False)
    assert Called.objects.filter(reply="").count() == 1  # looking answers nothing
    screen = visit("member", f"{path}screen/")
    version = re.search(r'data-version="([\d-]+)"', screen.content.decode()).group(1)
    assert visit("stranger", f"answer/{secret}/", {"said": "nonsense"}).status_code == 200
    assert "I am coming later" in visit("stranger", f"answer/{secret}/", {"said": "later", "note": "in an hour"}).content.decode()
    assert "does not work any more" in visit("stranger", f"answer/{secret}/", {"said": "coming"}).content.decode()
    assert visit("stranger", f"answer/{'x' * 22}/").status_code == 404
    page = visit("coordinator", path).content.decode()
    assert all(words in page for words in ("in an hour", "is coming later", "<strong>it</strong>", 'href="https://meet.example/x"'))
    assert version not in visit("member", f"{path}screen/").content.decode()
    visit("leader", path, {"act": "reply", "said": "coming", "note": ""})
    visit("member", path, {"act": "write", "called": Called.objects.get(user=people["leader"].user).pk, "said": "cannot"})
    assert dict(Called.objects.values_list("user__username", "way")) == {"leader": "phone", "member": "portal"}
    visit("member", path, {"act": "again"})
    assert Call.objects.get().round == 1  # everybody has answered
    assert "A reason of a few words" in visit("leader", path, {"act": "close", "summary": "x"}).content.decode()
    visit("leader", path, {"act": "close", "summary": "A false alarm."})
    assert "A false alarm." in visit("member", path).content.decode()
    for who, status in (("other", 404), ("operator", 404)):
        assert {visit(who, path).status_code, visit(who, f"{path}screen/").status_code} == {status}


def test_nothing_new_is_304(group_of, people, client) -> None:
    client.force_login(User.objects.get(pk=people["leader"].user))
    code = group_of().code
    client.post(f"/portal/groups/{code}/emergency/", FORM | {"exercise": "on"})
    path = f"/portal/groups/{code}/emergency/{Call.objects.get().pk}/screen/"
    version = re.search(r'data-version="([\d-]+)"', client.get(path).content.decode()).group(1)
    assert client.get(path, headers={"if-none-match": version}).status_code == 304
    assert client.get(path, headers={"sec-fetch-dest": "document"}).headers["Location"] == path.removesuffix(
        "screen/"
    )  # a bare part has no look
    assert "Toto je cvičení" in client.get(path.removesuffix("screen/")).content.decode()


def test_who_did_not_answer_comes_first_and_a_number_leads_to_its_people(group_of, people, visit) -> None:
    group = group_of()
    one = Call.objects.create(group=group, subject="x", tlp="TLP:GREEN", exercise=True, at=NOW)
    for who, reply in (("leader", "cannot"), ("member", "coming"), ("other", ""), ("second", "later")):
        actor = people[who]
        home = Organisation.objects.get(number=actor.organisation)
        Called.objects.create(call=one, user_id=actor.user, organisation=home, reply=reply, at=NOW if reply else None)
    path = f"{group.code}/emergency/{one.pk}/"
    shown = visit("member", path).context
    assert [row.reply for row in shown["people"]] == ["", "coming", "later", "cannot"]
    assert shown["counts"] == {"silent": 1, "coming": 1, "later": 1, "cannot": 1}
    late = visit("member", f"{path}?who=later")
    assert [row.user.username for row in late.context["people"]] == ["second"]
    assert f"{path}screen/?who=later" in late.content.decode()  # what refreshes itself stays with it
    assert [row.user.username for row in visit("member", f"{path}screen/?who=later").context["people"]] == ["second"]
