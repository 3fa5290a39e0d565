"""The policy in plain words says what stands, for whom, and what is over."""

from hsoc.perimeter.decide.explain import explained
from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Exemption, Limit, Member, Own, OwnRule, Platform, Policy, Wishes
from hsoc.records.scope import Match

NOW = 1_800_000_000_000
POLICY = Policy(
    profile="hsoc",
    members=(Member(number=1, name="Lipová", prefixes=("198.18.1.0/24",), wishes=Wishes(strongest=Action.RATE_LIMIT)),),
    limits=(Limit(name="rdp", match=Match(proto=(6,), dport=((3389, 3389),)), why="Guessed passwords."),),
    rules=(OwnRule(id="r", member=1, do=Own.DROP, match=Match(dst="198.18.1.7/32"), until=NOW, comment="old printer"),),
    exemptions=(Exemption(prefix="198.18.9.0/24", owner="o", reason="test", until=NOW + 1),),
    platforms=(Platform(name="border"),),
)


def test_explained_tells_everything_that_stands():
    told = "\n".join(explained(POLICY, now=NOW))
    for line in (
        "Profile hsoc; 1 hospital.",
        "  rdp (hsoc, 1 of 1 hospitals): drop protocol =tcp destination-port =3389. Guessed passwords.",
        "  together 1 entries at the routers, 0 refused",
        "  r of hospital 1: drop destination 198.18.1.7/32 until 2027-01-15T08:00Z: old printer (over, counts no longer)",
        "  198.18.9.0/24 for any finding as exempt, until 2027-01-15T08:00Z: test (o)",
        "  Lipová (1): never more than rate-limit",
        "  border (ncs5500): 3000 rules, 9000 TCAM units",
    ):
        assert line in told


def test_explained_says_that_nobody_is_asked():
    told = explained(Policy(ceiling=Ceiling(two_person_addresses=0)), now=NOW)
    assert "No second person is ever asked, except for diversion and for black holes wider than one address." in told
    assert "  nothing" in told
