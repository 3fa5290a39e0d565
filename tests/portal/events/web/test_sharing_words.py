from django.utils.translation import override

from hsoc.journal.event_sharing import Rule
from hsoc.portal.events.web.sharing_words import about, becomes


def test_a_rule_reads_as_a_sentence() -> None:
    with override("en"):
        assert about(Rule()) == "All events"
        assert about(Rule(categories=("Malware", "Strange.Kind"), least=4, clients=("example.pot",), ports=(22, 80))) == (
            "Malware, Strange.Kind · severity High or above · from example.pot · port 22, 80"
        )
        assert about(Rule(least=2, most=3)) == "severity from Low to Medium"
        assert becomes(Rule(share=False)) == "stay with us"
        assert becomes(Rule()) == "are given at once: of the target the service only, label as usual"
        assert becomes(Rule(told="prefix", tlp="TLP:AMBER", delay=60)) == (
            "are given after an hour: the first 16 (IPv6: 32) bits of the target and the service, TLP:AMBER"
        )
        assert "label of the event" in becomes(Rule(told="nothing", tlp="TLP:CLEAR"))
