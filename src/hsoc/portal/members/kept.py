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
    ticked = {name: request.POST.getlist(name) for name in fields if name != "pick"}
    many = {name: [one[:MOST_LETTERS] for one in values[:MOST_PICKED]] for name, values in ticked.items() if len(values) > 1}
    request.session[NAME] = {"act": act, "fields": fields, "pick": request.POST.getlist("pick")[:MOST_PICKED], "many": many}


def kept(request: HttpRequest) -> dict[str, Any]:
    """What was kept, its fields beside `act` and `pick`, and `many` where a field had several values; empty where nothing was.

    It is forgotten by asking.
    """
    told = request.session.pop(NAME, None)
    if not told:
        return {}
    many = {"many": told["many"]} if told.get("many") else {}
    return {**told["fields"], "act": told["act"], "pick": told["pick"], **many}


def again(unsaved: dict[str, Any], act: str) -> QueryDict | None:
    """The fields for a form that is to show them with what is wrong; None where another form or none was refused."""
    if unsaved.get("act") != act:
        return None
    data = QueryDict(mutable=True)
    for name, value in unsaved.items():
        if isinstance(value, str) and name != "act":
            data[name] = value
    for name, values in unsaved.get("many", {}).items():
        data.setlist(name, values)
    return data
