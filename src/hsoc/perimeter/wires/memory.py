"""Fakes of what is at the other end of our wires, for tests and dry runs. Belongs here: behaviour as specified. Never: a connection."""

from __future__ import annotations

from typing import Any

import msgspec

from hsoc.perimeter.wires.line import Reply, Unreachable


class MemoryDoor:
    """A Warden 3 door that remembers: checks as the server does, saves the good ones of a batch, drops an id and revision seen before.

    Its moods are plain attributes: `down` (nobody answers), `status` (answers every call with this error), `limit` (send_events_limit),
    `lost_answers` (so many calls are saved and then not answered), `bad` (ids that it refuses with 460).
    """

    def __init__(self, *, limit: int = 500) -> None:
        self.limit = limit
        self.down = False
        self.status = 0
        self.lost_answers = 0
        self.bad: set[str] = set()
        self.saved: list[dict[str, Any]] = []
        self.calls = 0
        self._seen: set[tuple[str, int]] = set()

    def call(self, method: str, body: bytes) -> Reply:
        """As a server would; raises Unreachable when down or when the answer is lost."""
        self.calls += 1
        if self.down:
            raise Unreachable("memory: connection refused")
        if self.status:
            return self._error(self.status, [{"error": self.status, "message": "as asked"}])
        if method != "sendEvents":
            return self._error(404, [{"error": 404, "message": "You've fallen off the cliff."}])
        try:
            events = msgspec.json.decode(body)
        except msgspec.DecodeError:
            return self._error(400, [{"error": 400, "message": "Deserialization error."}])
        answer = self._taken(events)
        if self.lost_answers:
            self.lost_answers -= 1
            raise Unreachable("memory: cut off before the answer")
        return answer

    def _taken(self, events: list[Any]) -> Reply:
        errors: list[dict[str, Any]] = []
        saved = 0
        for index, event in enumerate(events[: self.limit]):
            if event.get("ID") in self.bad:
                message = f'Validation error: key "ID", value "{event.get("ID")!r}"'
                errors.append({"error": 460, "message": message, "events": [index], "events_id": [event.get("ID")]})
                continue
            saved += 1
            mark = (event["ID"], event.get("_hSOC", {}).get("Revision", 1))
            if mark not in self._seen:
                self._seen.add(mark)
                self.saved.append(event)
        surplus = list(range(self.limit, len(events)))
        if surplus:
            message = "Too much events in one batch."
            errors.append({"error": 507, "message": message, "events": surplus, "send_events_limit": self.limit})
        if errors:
            codes = {one["error"] for one in errors}
            status = codes.pop() if len(codes) == 1 else max(max(codes) // 100, 4) * 100
            return self._error(status, errors)
        return Reply(status=200, body=msgspec.json.encode({"saved": saved}))

    def _error(self, status: int, errors: list[dict[str, Any]]) -> Reply:
        return Reply(status=status, body=msgspec.json.encode({"method": "sendEvents", "req_id": self.calls, "errors": errors}))
