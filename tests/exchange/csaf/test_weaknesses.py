import pytest
from tests.factories.papers import VECTORS, document

from hsoc.exchange.csaf.products import products
from hsoc.exchange.csaf.reading import Reading
from hsoc.exchange.csaf.weaknesses import weaknesses
from hsoc.records.advisory import MOST_VULNERABILITIES, Remedy, Standing
from hsoc.records.parcel import Unreadable


def read(**changes):
    """The one vulnerability of the small advisory with some of its parts replaced, and what was told."""
    whole = document()
    whole["vulnerabilities"][0] |= changes
    reading = Reading()
    (one,) = weaknesses(whole, products(whole, Reading()), reading)
    return one, [(told.place.removeprefix("/vulnerabilities/0"), told.reason) for told in reading.rejects.told], reading


def test_a_plain_one_is_read_whole():
    one, told, _ = read()
    assert (one.cve, one.cwe, one.weakness, one.text) == (
        "CVE-2026-1000", "CWE-798", "Use of Hard-coded Credentials", "A password is in the code.",
    )  # fmt: skip
    assert one.standing == {"P-old": Standing.AFFECTED, "P-new": Standing.FIXED}
    assert one.remedies == (Remedy(kind="vendor_fix", text="Install 5.2.", products=("P-old", "P-new")),)
    assert (one.cvss, one.score, told) == (VECTORS[0], 9.8, [])


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("first_affected", Standing.AFFECTED),
        ("last_affected", Standing.AFFECTED),
        ("known_not_affected", Standing.NOT_AFFECTED),
        ("first_fixed", Standing.FIXED),
        ("under_investigation", Standing.INVESTIGATED),
        ("recommended", Standing.RECOMMENDED),
        ("unknown", Standing.UNKNOWN),
    ],
)
def test_every_list_of_products_has_its_standing(key, said):
    assert read(product_status={key: ["P-old"]})[0].standing == {"P-old": said}


def test_of_two_contrary_lists_the_graver_holds_and_it_is_told():
    one, told, _ = read(
        product_status={"known_not_affected": ["P-old"], "known_affected": ["P-old"], "recommended": ["P-new"], "fixed": ["P-new"]}
    )
    assert one.standing == {"P-old": Standing.AFFECTED, "P-new": Standing.FIXED}
    assert told == [("/product_status", "says two contrary things of 1 products; the graver one is kept")]


def test_products_that_nobody_defined_and_lists_that_nobody_knows_are_left_out():
    one, told, reading = read(product_status={"known_affected": ["P-old", "?"], "perhaps": ["P-new"]})
    assert one.standing == {"P-old": Standing.AFFECTED}
    assert told == [("/product_status/known_affected", "names 1 products that the tree does not define")]
    assert reading.unknown == {"product_status perhaps": 1}


def test_the_newest_vector_counts_and_the_older_are_kept():
    four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    content = {"cvss_v4": {"vectorString": four, "baseScore": 9.3}, "cvss_v2": {"vectorString": VECTORS[2], "baseScore": 9.0}}
    one, told, _ = read(scores=None, metrics=[{"content": content, "products": ["P-old"]}])
    assert (one.cvss, one.score, one.older, told) == (four, 9.3, {VECTORS[2]: 9.0}, [])


def test_the_gravest_score_of_several_products_counts():
    low = {"cvss_v3": {"vectorString": VECTORS[1], "baseScore": 2.5}, "products": ["P-new"]}
    high = {"cvss_v3": {"vectorString": VECTORS[0], "baseScore": 9.8}, "products": ["P-old"]}
    assert read(scores=[low, high])[0].score == read(scores=[high, low])[0].score == 9.8


def test_scores_that_do_not_fit_their_vector_are_told_and_never_made_milder():
    wrong = {"cvss_v3": {"vectorString": VECTORS[0], "baseScore": 1.0}, "products": ["P-old"]}
    bad = {"cvss_v3": {"vectorString": "AV:N", "baseScore": 1.0}, "cvss_v2": {"vectorString": VECTORS[2], "baseScore": True}}
    assert read(scores=[wrong])[0].score == 9.8
    one, told, _ = read(scores=[wrong, bad])
    assert one.older == {VECTORS[2]: 9.0}
    assert [place for place, _ in told] == ["/scores/0/cvss_v3/baseScore", "/scores/1/cvss_v3/vectorString", "/scores/1/cvss_v2/baseScore"]


def test_reasons_impacts_and_exploits_are_read_for_their_products():
    one, told, _ = read(
        product_status={"known_not_affected": ["P-old", "P-new"]},
        flags=[{"label": "component_not_present", "group_ids": ["G"]}, {"label": "because", "product_ids": ["P-old"]}],
        threats=[
            {"category": "impact", "details": "No such part.", "product_ids": ["P-new"]},
            {"category": "exploit_status", "details": "Seen in the wild."},
            {"category": "target_set", "details": "Hospitals"},
        ],
    )
    assert one.flags == dict.fromkeys(("P-old", "P-new"), "component_not_present")
    assert (one.impacts, one.exploited) == ({"P-new": "No such part."}, "Seen in the wild.")
    assert told == [("/flags/1/label", "is no reason that CSAF knows")]


def test_numbers_that_are_none_are_left_out():
    one, told, _ = read(
        cve="CVE-1", cwe={"id": "798"}, ids=[{"text": "EX-7", "system_name": "Example"}], references=[{"url": "javascript :x"}]
    )
    assert (one.cve, one.cwe, one.id, one.system, one.references) == ("", "", "EX-7", "Example", ())
    assert [place for place, _ in told] == ["/cwe/id", "/cve", "/references/0/url"]


def test_csaf_2_1_lists_weaknesses():
    one, _, _ = read(cwe=None, cwes=[{"id": "CWE-306", "name": "x", "version": "4.13"}, {"id": "CWE-287", "name": "y"}])
    assert (one.cwe, one.weakness) == ("CWE-306", "x")


def test_too_many_are_refused_whole():
    with pytest.raises(Unreadable, match=f"has {MOST_VULNERABILITIES + 1} items"):
        weaknesses({"vulnerabilities": [{}] * (MOST_VULNERABILITIES + 1)}, ({}, {}), Reading())
