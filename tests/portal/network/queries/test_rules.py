"""Who sees which rules, what state a person is told, which rules meet."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.members import HOUSE, NOW, acting, person
from tests.factories.network import DROP_UDP, hospital, rule

from hsoc.journal import engines
from hsoc.portal.members.rules import Role
from hsoc.portal.network.models import Limits, Rule, RuleDraft, Spared
from hsoc.portal.network.queries import rules as queries
from hsoc.portal.network.queries.policy import ms
from hsoc.records.decision import Action
from hsoc.records.engine_status import EngineStatus, Own, OwnState, Standing, encoded
from hsoc.records.mitigation import Mitigation
from hsoc.records.policy import Own as Do
from hsoc.records.scope import Match

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def house(settings, tmp_path, db):
    settings.DATA = tmp_path
    hospital()
    return tmp_path


def spoken(house, status, *, at=NOW):
    engines.keep(house / "engines", name="cz.example.engine", status=status, body=encoded(status), now=ms(at))


def test_members_see_their_own_and_the_community_all():
    hospital(8)
    mine, other = rule(), rule(Match(dst="198.18.8.1/32"), number=8)
    assert list(queries.visible_to(acting(Role.ANALYST, 7, username="a"))) == [mine]
    assert set(queries.visible_to(acting(Role.OPERATOR, HOUSE))) == {mine, other}
    assert queries.organisation(acting(Role.ANALYST, 8, username="b"), 7) is None
    assert queries.history(acting(Role.ANALYST, 8, username="c"), mine) == []


def test_a_list_is_narrowed_by_state_words_and_kind():
    author = rule(comment="tiskárny").author
    over = rule(Match(dst="198.18.7.9/32"), author=author, since=NOW - 2 * DAY, until=NOW)
    gone = rule(Match(dst="198.18.7.8/32"), author=author, state="withdrawn", do="allow")
    everything = queries.visible_to(acting(Role.OPERATOR, HOUSE))

    def found(**given):
        return {one.pk for one in queries.filtered(everything, now=NOW, **given)}

    assert found(state="expired") == {over.pk}
    assert found(state="withdrawn") == found(do="allow") == {gone.pk}
    assert len(found(state="active")) == len(found(text="tiskárny udp")) == 1
    assert found(state="rubbish") == found(member=8) == set()
    assert found(state="ending") == found(state="active")


def test_room_counts_what_is_in_force_or_waits():
    owner = hospital()
    author = rule(cost=3).author
    rule(Match(dst="198.18.7.9/32"), author=author, state="waiting", cost=4)
    rule(Match(dst="198.18.7.8/32"), author=author, state="withdrawn", cost=5)
    assert queries.used(owner, now=NOW) == queries.Room(2, 7)
    assert queries.limits_of(owner) == queries.Room(50, 300)
    Limits.objects.create(organisation=owner, most_rules=1, most_cost=2)
    assert queries.limits_of(owner) == queries.Room(1, 2)


def test_the_state_is_what_people_decided_then_what_the_engine_says(house, django_assert_num_queries):
    made = rule()
    author = made.author
    others = {
        "withdrawn": rule(Match(dst="198.18.7.1/32"), author=author, state="withdrawn"),
        "vetoed": rule(Match(dst="198.18.7.2/32"), author=author, state="vetoed"),
        "waiting": rule(Match(dst="198.18.7.3/32"), author=author, state="waiting"),
        "expired": rule(Match(dst="198.18.7.4/32"), author=author, since=NOW - DAY, until=NOW),
        "spared": rule(Match(dst="198.18.7.5/32"), author=author),
    }
    Spared.objects.create(prefix="198.18.7.5/32", reason="r", until=NOW + DAY, added=NOW)
    silent = queries.said(now=NOW)
    assert silent.silent
    with django_assert_num_queries(0):  # a list of thousands asks nothing for each
        assert {name: queries.state_of(one, silent, now=NOW)[0] for name, one in others.items()} == {name: name for name in others}
    assert queries.state_of(made, silent, now=NOW) == ("active", "")
    spoken(house, EngineStatus(at=1, own=(Own(id=str(made.pk), state=OwnState.REFUSED, code="guard.never_block"),)))
    assert queries.state_of(made, queries.said(now=NOW), now=NOW) == ("refused", "guard.never_block")
    assert queries.state_of(made, queries.said(now=NOW + DAY / 2), now=NOW)[0] == "active"  # long ago is not now
    spoken(house, EngineStatus(at=1, own=(Own(id=str(made.pk), state=OwnState.ASIDE, code="own.aside"),)))
    assert queries.state_of(made, queries.said(now=NOW), now=NOW) == ("aside", "own.aside")
    spoken(house, EngineStatus(at=1, own=(Own(id=str(made.pk), state=OwnState.STANDING, code="own.hurts"),)))
    assert queries.state_of(made, queries.said(now=NOW), now=NOW) == ("active", "own.hurts")


def test_a_rule_is_in_force_once_an_engine_and_each_site_say_so(house):
    made = rule()
    spoken(house, EngineStatus(at=1))
    assert queries.state_of(made, queries.said(now=NOW), now=NOW) == ("coming", "")  # decided, and nobody has taken it up
    spoken(house, EngineStatus(at=1, own=(Own(id=str(made.pk), state=OwnState.HELD),)))
    assert queries.state_of(made, queries.said(now=NOW), now=NOW) == ("held", "")

    def standing(**site):
        entry = Mitigation(key="k", action=Action.FLOWSPEC, match=DROP_UDP, story=f"own:{made.pk}", since=1, until=2, member=7)
        one = Own(id=str(made.pk), state=OwnState.STANDING, key=entry.key)
        spoken(house, EngineStatus(at=1, own=(one,), standing=(Standing(entry=entry, site=site),)))
        heard = queries.said(now=NOW)
        return queries.state_of(made, heard, now=NOW)[0], queries.lacking(made, heard)

    assert standing(praha="there", brno="missing") == ("coming", ("brno",))
    assert standing(praha="there", brno="there") == ("active", ())
    assert standing() == ("active", ())  # one table, or a dry run


def test_pieces_of_a_rule_are_added_up(house):
    made = rule()
    entry = Mitigation(key="k", action=Action.FLOWSPEC, match=DROP_UDP, since=1, until=2, story="own", member=7)
    own = tuple(Own(id=f"{made.pk}.{n}", state=OwnState.STANDING, key=f"k{n}") for n in (1, 2))
    standing = tuple(
        Standing(entry=Mitigation(key=f"k{n}", action=entry.action, match=DROP_UDP, since=1, until=2, story="own"), flows=n, packets=10 * n)
        for n in (1, 2)
    )
    spoken(house, EngineStatus(at=1, own=own, standing=standing))
    assert queries.tally_of(made, queries.said(now=NOW)).total == (3, 30, 0)


def test_rules_that_meet_are_named_with_how(house):
    owner = hospital()
    wide = rule(Match(dst="198.18.7.0/24", proto=(17,)))
    automatic = Mitigation(
        key="flowspec destination 198.18.7.9/32 protocol =udp", action=Action.FLOWSPEC, match=Match(dst="198.18.7.9/32", proto=(17,)),
        since=1, until=2, story="reflection:198.18.7.9", member=7,
    )  # fmt: skip
    spoken(house, EngineStatus(at=1, standing=(Standing(entry=automatic),)))

    def met(match, do=Do.DROP):
        return {(one.whose, one.how) for one in queries.meetings(match, do=do, owner=owner, now=NOW)}

    assert met(Match(dst="198.18.7.0/24", proto=(6,))) == set()
    assert met(Match(dst="198.18.7.0/24", proto=(17,))) == {("own", "same"), ("engine", "meets")}
    assert met(Match(dst="198.18.7.0/25", proto=(17,))) == {("own", "meets"), ("engine", "meets")}
    assert (
        queries.meetings(Match(dst="198.18.7.0/24", proto=(17,)), do=Do.DROP, owner=owner, now=NOW, leave_out=wide.pk)[0].whose == "engine"
    )


def test_a_black_hole_shows_what_is_left_of_it():
    owner = hospital()
    Spared.objects.create(organisation=owner, prefix="198.18.7.1/32", reason="r", until=NOW + DAY, added=NOW)
    assert queries.left_of("198.18.7.0/31", owner, now=NOW) == ("198.18.7.0/32",)


def test_endings_drafts_and_people():
    made = rule()
    assert list(queries.ending(NOW, within=DAY)) == []  # set just now for a day
    Rule.objects.filter(pk=made.pk).update(changed=NOW - DAY)
    assert list(queries.ending(NOW, within=DAY)) == [made]
    assert list(queries.ending(NOW, within=DAY / 2)) == []
    assert list(queries.people_of(made)) == [made.author]
    actor = acting(Role.MANAGER, 7)
    assert queries.draft(actor, 7) is None
    RuleDraft.objects.create(user_id=actor.user, organisation=hospital(), typed={}, saved=NOW)
    assert queries.draft(actor, 7) is not None
    assert person(Role.ANALYST, 8, username="x").pk not in {one.pk for one in queries.people_of(made)}
    assert datetime.fromtimestamp(ms(NOW) / 1000, UTC) == NOW
