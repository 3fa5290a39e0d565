"""A password comes back, is not readable as stored, and says when it cannot."""

import pytest

from hsoc.portal.feeds.share.secrets import hidden, shown


def test_a_password_comes_back(settings) -> None:
    stored = hidden("heslo č. 1")
    assert "heslo" not in stored
    assert shown(stored) == "heslo č. 1"
    assert (hidden(""), shown("")) == ("", "")
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(ValueError, match="give it again"):
        shown(stored)
