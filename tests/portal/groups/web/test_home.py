"""The list, a group's home, its doors, and the table of who opens which page."""

import pytest
from django.test import Client
from tests.factories.members import NOW, organisation
from tests.portal.groups.conftest import founded, seated

from hsoc.portal.groups.actions.calls import call_together
from hsoc.portal.groups.actions.membership import invite
from hsoc.portal.groups.actions.work import decide, give_task, propose, write_minutes
from hsoc.portal.groups.models import Group, GroupMembership
from hsoc.portal.groups.rules.standing import Entry, Part
from hsoc.portal.members.models import Membership, User
from hsoc.records.tlp import TLP

READ = ("members/", "members.csv", "history/", "minutes/", "tasks/", "decisions/", "decisions.csv", "surveys/")
KEEP = ("minutes/new/",)
PAGES = ("", "documents/", *READ, "surveys/new/", *KEEP, "settings/", "emergency/")


@pytest.mark.parametrize("entry", [Entry.CLOSED, Entry.OPEN])
def test_who_opens_which_page(group_of, people, visit, entry: Entry) -> None:
    group = group_of(entry)
    invite(actor=people["leader"], group=group, user=people["second"].user, organisation=4, said="", now=NOW)
    everything = dict.fromkeys(PAGES, 200)
    known = {page: 200 if page in {"", "documents/"} else 403 for page in PAGES}
    unknown = dict.fromkeys(PAGES, 404)
    expected = {
        "leader": everything,
        "member": everything | {"minutes/new/": 403, "settings/": 403},
        "second": known,
        "coordinator": known | {"settings/": 200, "emergency/": 200},
        "other": known if entry is Entry.OPEN else unknown,
        "stranger": dict.fromkeys(PAGES, 302),
    }
    for who, pages in expected.items():
        assert {page: visit(who, f"{group.code}/{page}").status_code for page in PAGES} == pages, who


def test_a_closed_group_is_in_nobodys_list_but_its_peoples(group_of, people, visit) -> None:
    group_of(Entry.CLOSED)
    assert {who: "Group closed" in visit(who).content.decode() for who in ("member", "coordinator", "other", "operator")} == {
        "member": True, "coordinator": True, "other": False, "operator": False,
    }  # fmt: skip
    assert "Group closed" not in visit("other", "?text=closed").content.decode()


def test_who_accepts_into_a_closed_group_sees_that_he_waits_and_may_take_it_back(group_of, people, visit) -> None:
    group = group_of(Entry.CLOSED)
    invite(actor=people["leader"], group=group, user=people["second"].user, organisation=4, said="", now=NOW)
    answered = visit("second", f"{group.code}/door/", {"act": "accept"})
    page = visit("second", answered.headers["Location"].removeprefix("/portal/groups/"))
    assert (page.status_code, "still have to vouch for you" in page.content.decode()) == (200, True)
    waiting = visit("leader", f"{group.code}/members/").content.decode()
    assert ("A leader has agreed." in waiting, 'value="admit"' in waiting) == (True, False)  # nobody is asked twice
    gone = visit("second", f"{group.code}/door/", {"act": "withdraw"})
    assert gone.headers["Location"] == "/portal/groups/"
    assert visit("second", f"{group.code}/").status_code == 404


def test_the_list_says_what_needs_one(group_of, people, visit) -> None:
    group = group_of(callers="leaders")
    give_task(actor=people["leader"], group=group, title="Measure it", owner=people["member"].user, now=NOW)
    call_together(actor=people["leader"], group=group, subject="Fire", text="", tlp=TLP.GREEN, exercise=True, now=NOW)
    page = visit("member").content.decode()
    assert all(words in page for words in ("1 task of yours", "you have not answered the call", "Measure it", "Exercise"))
    assert "Measure it" in visit("member", "tasks/").content.decode()
    assert "Measure it" not in visit("other", "tasks/").content.decode()
    home = visit("member", f"{group.code}/").content.decode()
    assert ("What needs you here" in home, "Exercise is running" in home) == (True, True)


def test_doors(group_of, people, visit) -> None:
    group = group_of(Entry.APPROVAL)
    door = f"{group.code}/door/"
    for act, state in (("join", "asked"), ("withdraw", "ended"), ("join", "asked")):
        assert visit("other", door, {"act": act, "said": "hello"}).status_code == 302
        assert GroupMembership.objects.filter(user=people["other"].user).order_by("-pk").first().state == state
    assert visit("member", door, {"act": "leave", "said": ""}).headers["Location"] == "/portal/groups/"
    assert visit("leader", door, {"act": "leave"}).headers["Location"] == f"/portal/groups/{group.code}/"  # the last leader stays
    assert visit("leader", door, {"act": "nonsense"}).status_code == 302
    invite(actor=people["leader"], group=group, user=people["second"].user, organisation=4, said="Come", now=NOW)
    assert "Leader invites you." in visit("second", f"{group.code}/").content.decode()
    visit("second", door, {"act": "accept"})
    assert visit("second", f"{group.code}/members/").status_code == 200


def test_a_coordinator_founds_a_group(people, visit) -> None:
    given = {
        "name": "Záchranky", "purpose": "x", "audience": "y", "entry": "closed", "callers": "members", "tlp": "TLP:AMBER",
        "leader": "member",
    }  # fmt: skip
    assert visit("leader", "new/").status_code == 403
    assert "Nobody of that name" in visit("coordinator", "new/", given | {"leader": "who"}).content.decode()
    assert not Group.objects.exists()
    assert visit("coordinator", "new/", given).headers["Location"] == "/portal/groups/zachranky/"
    assert visit("member", "zachranky/members/").status_code == 200
    assert visit("coordinator", "zachranky/members/").status_code == 403


def test_pages_cost_few_queries_in_a_large_group(group_of, people, visit, django_assert_max_num_queries) -> None:
    group = group_of()
    for number in range(10, 20):
        organisation(number)
    users = User.objects.bulk_create([User(username=f"p{n}", email=f"p{n}@h.example", name=f"P {n}") for n in range(120)])
    homes = {one.number: one for one in map(organisation, range(10, 20))}
    Membership.objects.bulk_create(
        [Membership(user=one, organisation=homes[10 + n % 10], role="colleague", since=NOW) for n, one in enumerate(users)]
    )
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(group=group, user=one, organisation=homes[10 + n % 10], state="in", since=NOW, asked=NOW)
            for n, one in enumerate(users)
        ]
    )
    for number in range(8):
        seated(founded(f"Other {number}"), people["member"], Part.LEADER)
        minutes = write_minutes(actor=people["leader"], group=group, title="x", held=NOW.date(), text="y", tlp=TLP.GREEN, now=NOW)
        give_task(actor=people["leader"], group=group, title="x", owner=people["member"].user, minutes=minutes, now=NOW)
        decide(actor=people["leader"], group=group, title="x", text="y", tlp=TLP.GREEN, minutes=minutes, now=NOW)
        propose(actor=people["leader"], group=group, title="x", text="", now=NOW)
    call_together(actor=people["leader"], group=group, subject="Fire", text="", tlp=TLP.GREEN, exercise=True, now=NOW)
    visit("member")
    pages = (
        "",
        "tasks/",
        *(f"{group.code}/{page}" for page in PAGES if page not in {"settings/", *KEEP}),
        f"{group.code}/minutes/{minutes.pk}/",
    )
    for page in pages:
        with django_assert_max_num_queries(30):
            assert visit("member", page).status_code == 200, page


def test_strangers_log_in_first(client: Client, db: None) -> None:
    assert client.get("/portal/groups/").status_code == 302
