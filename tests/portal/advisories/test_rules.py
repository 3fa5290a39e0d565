"""What a paper says of itself: names, score, exploitation, state, versions, what a person types."""

import msgspec
import pytest
from tests.factories.advisories import AT, advisory, draft, weakness

from hsoc.portal.advisories import rules
from hsoc.portal.advisories.rules import Named, State, Unclear, state
from hsoc.records.advisory import Nature, Product, Standing, Status
from hsoc.records.tlp import PAP, TLP


def test_names_are_vendors_models_and_cves_once() -> None:
    paper = advisory(vulnerabilities=(weakness("cve-2026-1000"), weakness(), weakness("EX-17")))
    assert rules.names(paper) == {(Named.VENDOR, "Example Medical"), (Named.PRODUCT, "Pump"), (Named.CVE, "CVE-2026-1000")}


def test_names_are_bounded() -> None:
    many = tuple(Product(id=f"P{n}", name=f"Pump {n}") for n in range(rules.MOST_NAMES + 9))
    assert len(rules.names(advisory(products=many, vulnerabilities=()))) == rules.MOST_NAMES


def test_the_gravest_score_counts_and_none_stays_none() -> None:
    assert rules.score(advisory(vulnerabilities=(weakness(score=4.0), weakness(score=7.5), weakness(score=None)))) == 7.5
    assert rules.score(advisory(vulnerabilities=())) is None


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("Exploited in the wild", True), ("", False), ("No known public exploitation", False), ("not exploited", False), ("Unknown", False)],
)
def test_a_text_that_denies_exploitation_counts_as_not(said: str, wanted: object) -> None:
    assert rules.exploited(advisory(vulnerabilities=(weakness(exploited=said),))) is wanted


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        (State.VALID, {}),
        (State.EXPIRED, {"expires": AT}),
        (State.VALID, {"expires": AT + 1}),
        (State.DRAFT, {"status": Status.DRAFT}),
        (State.WITHDRAWN, {"status": Status.CANCELLED}),
        (State.WITHDRAWN, {"withdrawn": True, "replaced": True, "expires": 1}),
        (State.REPLACED, {"replaced": True, "expires": 1}),
        (State.EXERCISE, {"status": Status.EXERCISE, "withdrawn": True}),
    ],
)
def test_state(wanted: State, given: dict[str, object]) -> None:
    usual = {"status": Status.FINAL, "expires": None, "replaced": False, "withdrawn": False}
    assert state(now=AT, **usual | given) is wanted


def test_only_updates_and_cancels_of_the_same_sender_replace() -> None:
    about = (
        "https://medical.example,EX-1,2026-09-20T12:00:00-00:00",
        "other@team.example,EX-2,2026-09-20T12:00:00-00:00",
        "https://x.example/",
    )
    assert rules.replaces(advisory(message="Update", references=about)) == ("EX-1",)
    assert rules.replaces(advisory(message="Alert", references=about)) == ()


@pytest.mark.parametrize(("version", "wanted"), [("1", "2"), ("9", "10"), ("1.4.2", "1.5.0"), ("final", "2"), ("9" * 30, "2")])
def test_next_version(version: str, wanted: str) -> None:
    assert rules.next_version(version) == wanted


def test_a_publishers_label_may_only_be_narrowed_and_none_may_be_chosen() -> None:
    assert [rules.may_bear(advisory(tlp=TLP.AMBER), label) for label in TLP] == [False, False, True, True, True]
    assert all(rules.may_bear(advisory(tlp=TLP.AMBER_STRICT, pap=PAP.RED), label) for label in TLP)


def test_what_a_person_writes_becomes_a_paper() -> None:
    paper = rules.written(draft(), number="HSOC-2026-0001", publisher="hSOC", namespace="https://hsoc.example", now=AT)
    assert (paper.nature, paper.version, paper.issued, paper.modified) == (Nature.ADVISORY, "1", AT, AT)
    assert [(one.vendor, one.model, one.version) for one in paper.products] == [("Example Medical", "Pump", "4.1")]
    (weak,) = paper.vulnerabilities
    assert (weak.cve, list(weak.standing.values())) == ("CVE-2026-1000", [Standing.AFFECTED])
    plain = rules.written(draft(cves="", products=""), number="X", publisher="hSOC", namespace="https://hsoc.example", now=AT)
    assert plain.nature is Nature.INFORMATION


def test_a_revision_keeps_what_the_form_cannot_show() -> None:
    paper = advisory()
    same = {name: value for name, value in rules.draft_of(paper).items() if name not in {"severity", "status"}}
    shown = draft(**same)
    again = rules.revised(paper, msgspec.structs.replace(shown, title="New title"), reason="A better title.", now=AT + 5)
    assert (again.title, again.version, again.modified, again.history[-1].text) == ("New title", "2", AT + 5, "A better title.")
    assert (again.products, again.vulnerabilities) == (paper.products, paper.vulnerabilities)
    other = rules.revised(paper, draft(products="Example Medical | Monitor"), reason="Another product.", now=AT)
    assert [one.model for one in other.products] == ["Monitor"]
    assert other.modified == AT + 1


@pytest.mark.parametrize(("field", "line"), [("products", "only a name"), ("cves", "CVE-1"), ("references", "javascript:alert(1)")])
def test_lines_that_mean_nothing_are_told(field: str, line: str) -> None:
    with pytest.raises(Unclear) as said:
        rules.written(draft(**{field: line}), number="X", publisher="hSOC", namespace="https://hsoc.example", now=AT)
    assert said.value.field == field


def test_a_withdrawal_is_a_version() -> None:
    gone = rules.withdrawn(advisory(), reason="It was a mistake.", now=AT + 9)
    assert (gone.status, gone.version, gone.history[-1].text) == (Status.CANCELLED, "2", "It was a mistake.")


def test_the_search_looks_into_names_and_text_in_small_letters() -> None:
    assert "cve-2026-1000" in rules.text(advisory())
    assert "pump" in rules.text(advisory(title="X"))
    assert rules.publisher_of(advisory(namespace="")) == "Example Medical"
    assert rules.unlabelled(advisory()) is False
