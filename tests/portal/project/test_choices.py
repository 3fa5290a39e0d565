"""Lists of forms are written as Django's templates write them, letter for letter."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from hsoc.portal.project.choices import Renderer

CHOICES: list[tuple[Any, Any]] = [
    ("", "nobody"),
    (1, "<b>Žofie & Co.</b>"),
    ("a\"b'c", mark_safe("<i>safe</i>")),
    ("Group <1>", [(2, "two"), (12_345, "many")]),
    (None, "none"),
]


class Own(forms.Select):
    """A list whose options somebody writes himself."""

    option_template_name = "django/forms/widgets/input_option.html"

    def create_option(self, *args: Any, **words: Any) -> dict[str, Any]:
        return super().create_option(*args, **words) | {"type": "radio", "wrap_label": False}


@pytest.mark.parametrize("attrs", [{}, {"id": 'i"d', "required": True, "disabled": False, "size": 1_000, "data-x": mark_safe("a&amp;b")}])
@pytest.mark.parametrize("value", ["", "1", 12_345, ["2", "a\"b'c"], None])
@pytest.mark.parametrize(
    "kind",
    [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, forms.RadioSelect, forms.CheckboxSelectMultiple, Own, forms.TextInput],
)
def test_the_markup_is_that_of_the_templates(kind: type[forms.Widget], value: Any, attrs: dict[str, Any]) -> None:
    if kind is forms.NullBooleanSelect and isinstance(value, list):
        value = True  # it takes no lists
    widget = kind(choices=CHOICES) if issubclass(kind, forms.widgets.ChoiceWidget) and kind is not forms.NullBooleanSelect else kind()
    ours, theirs = (widget.render('na"me', value, attrs, renderer) for renderer in (Renderer(), DjangoTemplates()))
    assert ours == theirs


def test_one_box_of_a_list_too() -> None:
    class Asked(forms.Form):
        who = forms.MultipleChoiceField(choices=[(1, "<one>"), (2, "two")], widget=forms.CheckboxSelectMultiple)

    ours, theirs = Asked(initial={"who": ["1"]}, renderer=Renderer()), Asked(initial={"who": ["1"]}, renderer=DjangoTemplates())
    assert [one.tag() for one in ours["who"]] == [one.tag() for one in theirs["who"]]
    assert [one.tag(wrap_label=True) for one in ours["who"]] == [one.tag(wrap_label=True) for one in theirs["who"]]
