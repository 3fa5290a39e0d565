"""How fields of forms are written: as Django's templates do, letter for letter, but lists of hundreds of people without one for each.

Belongs here: the markup of lists and their boxes. Never: which choices there are, what a field means, a look of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

WIDGETS: Final = "django/forms/widgets/"
OPTION: Final = f"{WIDGETS}select_option.html"


def _said(value: object) -> str:
    """A value as the filter `stringformat:"s"` gives it: safe where it was."""
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


def _attributes(attrs: Mapping[str, object]) -> str:
    """Django's attrs.html: False is left out, True stands alone."""
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_said(value)}"')
        for name, value in attrs.items()
        if value is not False
    )


def _option(widget: Mapping[str, Any]) -> str:
    return f'<option value="{_said(widget["value"])}"{_attributes(widget["attrs"])}>{conditional_escape(widget["label"])}</option>'


def _select(widget: Mapping[str, Any]) -> str | None:
    """A list with all its options; None where an option is one of somebody's own template."""
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        parts.append(f'\n  <optgroup label="{conditional_escape(name)}">' if name else "")
        for one in options:
            if one["template_name"] != OPTION:
                return None
            parts.append(f"\n  {_option(one)}\n")
        parts.append("\n  </optgroup>" if name else "")
    parts.append("\n</select>")
    return "".join(parts)


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    told = f' value="{_said(value)}"' if value is not None else ""
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{told}{_attributes(widget["attrs"])}>'


def _box(widget: Mapping[str, Any]) -> str:
    """A box or a button of a list, with its label around it where it wants one."""
    mark = f"{_input(widget)}\n"
    if not widget.get("wrap_label"):
        return mark.strip()
    name = widget["attrs"].get("id")
    around = f' for="{conditional_escape(name)}"' if name else ""
    return f"<label{around}>{mark} {conditional_escape(widget['label'])}</label>"


_WRITTEN: Final[Mapping[str, Callable[[Mapping[str, Any]], str | None]]] = {
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}checkbox_option.html": _box,
    f"{WIDGETS}radio_option.html": _box,
}


class Renderer(DjangoTemplates):
    """Django's, but lists are written at once: a template for each option of a group of 700 people took longer than the whole page."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """A widget's markup."""
        write = _WRITTEN.get(template_name)
        told = write(context["widget"]) if write is not None else None
        return mark_safe(told) if told is not None else super().render(template_name, context, request)  # noqa: S308  (each part is escaped above)
