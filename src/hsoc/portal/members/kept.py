"""What was typed and refused, shown again on its page, once. Belongs here: session in and out. Never: saying what was wrong."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, QueryDict

NAME: Final = "unsaved"
MOST_FIELDS: Final = 40
MOST_LETTERS: Final = 1000  # of one field
MOST_PICKED: Final = 200


def keep(request: HttpRequest, act: str) -> None:
    """Keep the posted fields until the next page of this reader. act: which form it was."""
    fields = {name: value[:MOST_LETTERS] for name, value in list(request.POST.items())[:MOST_FIELDS] if isinstance(value, str)}
    fields.pop("csrfmiddlewaretoken", None)
    request.session[NAME] = {"act": act, "fields": fields, "pick": request.POST.getlist("pick")[:MOST_PICKED]}


def kept(request: HttpRequest) -> dict[str, Any]:
    """What was kept, its fields beside `act` and `pick`; empty where nothing was. It is forgotten by asking."""
    told = request.session.pop(NAME, None)
    return {**told["fields"], "act": told["act"], "pick": told["pick"]} if told else {}


def again(unsaved: dict[str, Any], act: str) -> QueryDict | None:
    """The fields for a form that is to show them with what is wrong; None where another form or none was refused."""
    if unsaved.get("act") != act:
        return None
    data = QueryDict(mutable=True)
    for name, value in unsaved.items():
        if isinstance(value, str) and name != "act":
            data[name] = value
    return data
