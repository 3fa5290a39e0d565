"""How the own REST describes itself: what any operation may answer besides its own. Belongs here: OpenAPI. Never: an operation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

MEDIA: Final = "application/problem+json"
REF: Final = {"$ref": "#/components/schemas/Problem"}
PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "RFC 9457.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["place", "reason"],
                "properties": {"place": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
# no valid token · the token does not reach that far · too often · a store does not answer in time
ALWAYS: Final = (401, 403, 429, 503)
WITH_BODY: Final = (400, 404, 413, 422)  # no JSON · an organisation that is not seen · too large · words that do not fit
WITH_PATH: Final = (404,)
WITH_ARGUMENTS: Final = (422,)
VERBS: Final = frozenset({"get", "put", "post", "patch", "delete"})


def _statuses(operation: dict[str, Any]) -> set[int]:
    parameters = operation["parameters"]
    found = set(ALWAYS) | (set(WITH_ARGUMENTS) if parameters else set())
    if any(one["in"] == "path" for one in parameters):
        found |= set(WITH_PATH)
    return found | (set(WITH_BODY) if "requestBody" in operation else set())


def described(schema: dict[str, Any]) -> None:
    """Add to each operation of an OpenAPI document, in place, the problems that it may answer with and their one shape."""
    schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for path in schema["paths"].values():
        for operation in (path[verb] for verb in VERBS & path.keys()):
            for status in sorted(_statuses(operation)):
                operation["responses"][status] = {"description": HTTPStatus(status).phrase, "content": {MEDIA: {"schema": REF}}}


class Described(NinjaAPI):
    """A NinjaAPI whose description also tells of refusals: they come from handlers and middleware, which no operation declares."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """As NinjaAPI's, with the problems."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        described(schema)
        return schema
