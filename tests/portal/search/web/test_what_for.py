from hsoc.portal.members.rules import Role


def test_help_is_about_the_page_one_comes_from(browser, settings) -> None:
    page = browser(Role.ANALYST, 1)
    shown = page.get("/portal/search/help/?of=%2Fportal%2Fnetwork%2Frules%2F%3Fstate%3Dset").text
    assert "Co chcete na okraji sítě zahazovat" in shown
    assert 'href="/portal/network/rules/?state=set"' in shown
    settings.DOCS_URL = "https://docs.hsoc.example"
    assert "https://docs.hsoc.example/how-to/set-own-rules.html" in page.get("/portal/search/help/?of=/portal/network/rules/").text
    for hostile in ("https://else.example/", "//else.example/", "javascript:alert(1)", '/account/"><script>'):
        told = page.get("/portal/search/help/", {"of": hostile}).text
        assert (hostile in told, "<script>" in told) == (False, False)


def test_every_page_links_to_its_own_help(browser) -> None:
    assert "/portal/search/help/?of=%2Fportal%2Fmembers%2F%3Fa%3D1" in browser(Role.ANALYST, 1).get("/portal/members/?a=1").text
