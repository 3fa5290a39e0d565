"""How a page does one thing: a valid form → one action → a sentence; what could not be done stands at the form. Never: an action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import HttpRequest

from hsoc.portal.members.actions.agreement import Unacceptable


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def did(request: HttpRequest, form: Form | None, act: Callable[[dict[str, Any]], object], said: str) -> bool:
    """Runs the action with what the form read; True where it was done. Otherwise the form (or a message) says why not."""
    if form is not None and not form.is_valid():
        return False
    try:
        act(form.cleaned_data if form is not None else {})
    except Unacceptable as error:
        if form is not None:
            form.add_error(None, str(error))
        else:
            messages.error(request, str(error))
        return False
    if said:
        messages.success(request, said)
    return True


def paged(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """The page that the address asks for; a wrong number is the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
