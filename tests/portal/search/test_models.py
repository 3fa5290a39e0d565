from hsoc.portal.search.models import Kept


def test_a_kept_page_leads_back() -> None:
    assert Kept(name="Red", path="/portal/events/", query="severity=5").href == "/portal/events/?severity=5"
    assert (str(Kept(name="Day", path="/portal/day/")), Kept(path="/portal/day/").href) == ("Day", "/portal/day/")
