from datetime import timedelta

from tests.portal.events.conftest import WHEN

from hsoc.journal import inbox
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries.house import faults


def test_house_that_works_says_nothing_and_each_fault_has_its_sentence(house, community, settings, register) -> None:
    assert [one for one in faults(now=WHEN) if "hsoc-worker" in one]
    settings.HEARTBEATS.mkdir()
    (settings.HEARTBEATS / "worker").touch()
    assert faults(now=WHEN) == []
    assert "hsoc-worker" in faults(now=WHEN + timedelta(days=10_000))[0]
    settings.WARDEN_PROXIES = ()
    register("example.cert", 2, hostname="a.example", with_secret=False)
    assert "HSOC_WARDEN_PROXIES" in faults(now=WHEN)[0]
    settings.WARDEN_PROXIES = ("unix",)
    register("example.late", 2)
    WardenClient.objects.filter(name="example.late").update(secret_made=None)
    assert faults(now=WHEN) == []
    assert "example.late" in faults(now=WHEN + timedelta(days=15))[-1]
    (settings.DATA / "spool" / "events" / "x.batch").write_bytes(b"")
    inbox.set_aside(settings.DATA / "spool" / "events" / "x.batch")
    assert "unreadable" in faults(now=WHEN)[0]
