from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from tests.factories.members import HOUSE, NOW, acting, organisation

from hsoc.portal.audit.models import Entry
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.actions.organisations import add_prefix, ask_prefix, change_profile, put_organisation, remove_prefix
from hsoc.portal.members.models import Approval, Kind, Organisation, Prefix
from hsoc.portal.members.rules import SYSTEM, Refused, Role

pytestmark = pytest.mark.django_db


DEFAULTS = (
    '{"access_mbps":0,"connected":false,"consent_destination_rtbh":false,"kind":"town","name":"Hospital",'
    '"region":"CZ063","short":"","single_homed":false}'
)


def put(number: int = 1, name: str = "Hospital", **fields: object) -> Organisation:
    return put_organisation(actor=SYSTEM, number=number, name=name, kind=Kind.TOWN, region="Vysočina", now=NOW, **fields)


def add(prefix: str, number: int = 1) -> Prefix:
    organisation(number)
    return add_prefix(actor=SYSTEM, organisation=number, prefix=prefix, reason="registry", now=NOW)


def test_putting_twice_changes_and_records_nothing() -> None:
    assert put().pk == put().pk
    assert list(Entry.objects.values_list("action", flat=True)) == ["organisation.created"]


def test_putting_other_values_records_what_changed() -> None:
    put()
    put(name="Other name")
    assert list(Entry.objects.values_list("action", "details")) == [
        (
            "organisation.created",
            DEFAULTS,
        ),
        ("organisation.changed", '{"name":["Hospital","Other name"]}'),
    ]


@pytest.mark.parametrize("number", [0, 4096])
def test_a_number_outside_the_bits_of_a_rollup_is_refused(number: int) -> None:
    with pytest.raises(ValidationError):
        put(number)


def test_only_the_community_makes_organisations() -> None:
    with pytest.raises(Refused):
        put_organisation(actor=acting(Role.MANAGER, 1), number=2, name="x", kind=Kind.TOWN, region="", now=NOW)


def test_a_manager_changes_the_own_profile_and_nobody_elses() -> None:
    organisation(2)
    manager = acting(Role.MANAGER, 1)
    change_profile(actor=manager, organisation=1, facts={"short": "H1", "region": "", "opted_out_of_sharing": True}, now=NOW)
    assert Organisation.objects.get(number=1).opted_out_of_sharing
    assert Entry.objects.get().details == '{"opted_out_of_sharing":[false,true],"short":["","H1"]}'
    with pytest.raises(Refused):
        change_profile(actor=manager, organisation=2, facts={"opted_out_of_sharing": True}, now=NOW)


def test_a_prefix_is_stored_canonically_with_bounds_in_the_mapped_space() -> None:
    four, six = add("198.18.1.0/24"), add("2001:DB8:1::/48")
    assert (four.text, four.first, four.last) == ("198.18.1.0/24", "0" * 20 + "ffffc6120100", "0" * 20 + "ffffc61201ff")
    assert (six.text, six.first[:12], six.last) == ("2001:db8:1::/48", "20010db80001", "20010db80001" + "f" * 20)


@pytest.mark.parametrize("prefix", ["198.18.1.1/24", "198.18.1.0/33", "nonsense", "", "0.0.0.0/0", "10.0.0.0/7", "2001:db8::/16", "::/0"])
def test_a_malformed_or_boundless_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(Unacceptable):
        add(prefix)


@pytest.mark.parametrize("prefix", ["198.18.1.0/24", "198.18.0.0/16", "198.18.1.128/25", "198.18.1.255/32"])
def test_prefixes_do_not_overlap_whoever_has_them(prefix: str) -> None:
    add("198.18.1.0/24", 1)
    with pytest.raises(Unacceptable, match="overlaps"):
        add(prefix, 2)


@pytest.mark.parametrize("prefix", ["198.18.0.0/24", "198.18.2.0/24", "2001:db8::/48"])
def test_neighbours_are_no_overlap(prefix: str) -> None:
    add("198.18.1.0/24", 1)
    assert add(prefix, 2).text == prefix


def test_an_operator_alone_adds_and_removes_nothing() -> None:
    add("198.18.1.0/24")
    operator = acting(Role.OPERATOR, HOUSE)
    with pytest.raises(Refused, match="two people"):
        add_prefix(actor=operator, organisation=1, prefix="198.18.2.0/24", reason="because", now=NOW)
    with pytest.raises(Refused, match="two people"):
        remove_prefix(actor=operator, organisation=1, prefix="198.18.1.0/24", reason="because", now=NOW)


def test_what_cannot_be_added_is_not_even_asked_for() -> None:
    add("198.18.1.0/24", 2)
    manager = acting(Role.MANAGER, 1)
    with pytest.raises(Unacceptable, match="overlaps"):
        ask_prefix(actor=manager, organisation=1, code="add", prefix="198.18.1.0/25", reason="new building", now=NOW)
    with pytest.raises(Unacceptable, match="not a prefix"):
        ask_prefix(actor=manager, organisation=1, code="remove", prefix="198.18.1.0/24", reason="sold it", now=NOW)
    assert Approval.objects.count() == 0


def test_a_prefix_of_somebody_else_is_not_named_to_the_one_who_asks() -> None:
    add("198.18.1.0/24", 2)
    with pytest.raises(Unacceptable) as refusal:
        ask_prefix(actor=acting(Role.MANAGER, 1), organisation=1, code="add", prefix="198.18.0.0/16", reason="new building", now=NOW)
    assert str(refusal.value) == "198.18.0.0/16 overlaps a prefix that is registered already."


def test_removing_what_is_not_there_is_refused() -> None:
    organisation(1)
    with pytest.raises(Unacceptable):
        remove_prefix(actor=SYSTEM, organisation=1, prefix="198.18.1.0/24", reason="sold it", now=NOW)


def test_a_new_prefix_wants_a_proof_and_keeps_it(settings, tmp_path) -> None:
    settings.VRPS = str(tmp_path / "vrps.json")
    organisation(1)
    manager, asked = acting(Role.MANAGER, 1), {"organisation": 1, "code": "add", "reason": "new building", "now": NOW}
    with pytest.raises(Unacceptable, match="wants a proof"):
        ask_prefix(actor=manager, prefix="198.18.3.0/24", origin=64500, **asked)  # nobody has given us ROAs
    (tmp_path / "vrps.json").write_text('{"roas": [{"prefix": "198.18.0.0/16", "maxLength": 24, "asn": 64500}]}')
    with pytest.raises(Unacceptable, match="wants a proof"):
        ask_prefix(actor=manager, prefix="198.18.3.0/24", origin=64501, **asked)
    by_roa = ask_prefix(actor=manager, prefix="198.18.3.0/24", origin=64500, **asked)
    assert by_roa.payload == {"organisation": 1, "prefix": "198.18.3.0/24", "origin": 64500, "roa": "valid", "registry": ""}
    by_word = ask_prefix(actor=manager, prefix="198.18.4.0/24", origin=64501, registry=" inetnum of 2020 ", **asked)
    assert (by_word.payload["roa"], by_word.payload["registry"]) == ("invalid", "inetnum of 2020")
    made = add_prefix(actor=SYSTEM, reason="agreed", now=NOW, **by_word.payload)
    assert (made.origin, made.roa, made.registry) == (64501, "invalid", "inetnum of 2020")
