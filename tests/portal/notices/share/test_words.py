from types import SimpleNamespace

from hsoc.portal.notices.rules.kinds import KINDS
from hsoc.portal.notices.share.words import kind_name, open_words, words


def test_every_kind_has_a_name_without_values() -> None:
    assert [one.code for one in KINDS.values() if "%(" in kind_name(one)] == []


def test_an_older_shape_is_told_by_its_code() -> None:
    for one in (SimpleNamespace(kind="gone.kind", values={}), SimpleNamespace(kind="group.invited", values={})):
        assert words(one)[0] == one.kind
        assert open_words(one) == open_words(SimpleNamespace(kind="token.gone", values={}))
