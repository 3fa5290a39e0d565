"""The gate itself: what is found behind it."""

from hsoc.portal.folding import words_of
from hsoc.portal.reports import queries


def test_words_stand_in_the_label_or_the_name_of_the_organisation(told, manager, operator, community):
    one = told()
    community[2].name = "Nemocnice Říčany"
    community[2].save()
    asked = (one.label, one.label.lower()[:6], "ŘÍČANY nemoc", f"ricany {one.label}", "%", "kolin", f"kolin {one.label}")
    for who in (manager, operator):
        assert [list(queries.worded(who, words_of(text))) for text in asked] == [[one]] * 4 + [[]] * 3
    one.shadow = True
    one.save()
    assert [len(queries.worded(who, words_of("ricany"))) for who in (manager, operator)] == [0, 1]
