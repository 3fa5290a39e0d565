"""What is typed about entries is bounded; what is no name of an entry is not picked."""

from django.http import QueryDict

from hsoc.portal.network.forms.force import OUT_FOR, OUT_NAMES, ListForm, TakeOutForm


def test_only_names_of_entries_are_picked():
    form = TakeOutForm(QueryDict(f"pick={'a' * 16}&pick=x&pick={'..%2F' * 4}&lasts=1h&reason=why"))
    assert not form.is_valid()  # something else was sent along
    form = TakeOutForm(QueryDict(f"pick={'a' * 16}&pick={'b' * 16}&lasts=1h&reason=why"))
    assert form.is_valid()
    assert form.cleaned_data == {"pick": ["a" * 16, "b" * 16], "lasts": "1h", "reason": "why"}
    assert not TakeOutForm(QueryDict("lasts=1h")).is_valid()


def test_filters_are_all_optional_and_none_is_invented():
    assert ListForm({}).is_valid()
    assert not ListForm({"place": "nowhere else"}).is_valid()
    assert not ListForm({"member": "9999"}).is_valid()
    assert OUT_FOR.keys() == OUT_NAMES.keys()
