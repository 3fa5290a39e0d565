from hsoc.portal.lists.forms import AnswerForm, ListForm, PostForm, SettingsForm
from hsoc.portal.lists.rules.posting import Replies, Writers
from hsoc.records.tlp import TLP


def test_a_label_is_chosen_or_left():
    for chosen, label in (("", None), ("TLP:RED", TLP.RED)):
        form = AnswerForm({"text": "a", "tlp": chosen})
        assert form.is_valid()
        assert form.label() is label
    assert not AnswerForm({"text": "a", "tlp": "TLP:PINK"}).is_valid()
    assert not PostForm({"text": "a", "tlp": ""}).is_valid()


def test_settings_are_codes():
    form = SettingsForm({"title": "T", "replies": "author", "writers": "leaders"})
    assert form.is_valid()
    assert (form.cleaned_data["replies"], form.cleaned_data["writers"]) == (Replies.AUTHOR, Writers.LEADERS)


def test_only_a_led_group_is_chosen():
    given = {"group": "a", "name": "x", "title": "X"}
    assert ListForm(given, groups={"a": "A"}).is_valid()
    assert not ListForm(given, groups={"b": "B"}).is_valid()
