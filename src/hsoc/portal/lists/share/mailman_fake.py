"""Mailman 3 in memory, as far as the adapter goes: what its REST interface answers. Belongs here: behaviour. Never: a rule of ours.

It refuses what Mailman refuses, so that the adapter is held to it; tests/real_clients/test_mailman.py holds the real one to the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

Answer = tuple[int, Any]


class FakeMailman:
    """Called as `share.mailman.Ask`. banned: addresses that it lets in nowhere; settings: list → its configuration."""

    def __init__(self) -> None:
        self.domains: list[str] = []
        self.settings: dict[str, dict[str, str]] = {}
        self.banned: set[str] = set()
        self.members: dict[str, dict[str, str]] = {}  # number → fields of a member in a role

    def __call__(self, method: str, path: str, fields: Mapping[str, str]) -> Answer:
        """One question."""
        return self._read(path, fields) if method == "GET" else self._write(method, path, fields)

    def _read(self, path: str, fields: Mapping[str, str]) -> Answer:
        match path.split("/"):
            case ["domains", name]:
                return (200, {"mail_host": name}) if name in self.domains else (404, None)
            case ["domains", name, "lists"]:
                rows = [{"list_name": one.removesuffix(f".{name}"), "mail_host": name} for one in self.settings if one.endswith(f".{name}")]
                return self._page(rows, fields) if name in self.domains else (404, None)
            case ["lists", name, "roster", role]:
                rows = [
                    {"member_id": number, **one} for number, one in self.members.items() if (one["list_id"], one["role"]) == (name, role)
                ]
                return self._page(sorted(rows, key=lambda one: one["email"]), fields) if name in self.settings else (404, None)
        return 404, None

    def _write(self, method: str, path: str, fields: Mapping[str, str]) -> Answer:
        match method, path.split("/"):
            case "POST", ["domains"]:
                return self._new_domain(fields["mail_host"])
            case "POST", ["lists"]:
                return self._new_list(*fields["fqdn_listname"].split("@"))
            case "PATCH", ["lists", name, "config"]:
                return self._set(self.settings.get(name), fields)
            case "POST", ["members"]:
                return self._new_member(fields)
            case "PATCH", ["members", number, "preferences"]:
                return self._set(self.members.get(number), fields)
            case "DELETE", ["members", number]:
                return (204, None) if self.members.pop(number, None) else (404, None)
        return 404, None

    def _new_domain(self, name: str) -> Answer:
        if name in self.domains:
            return 400, "Duplicate email host"
        self.domains.append(name)
        return 201, None

    def _new_list(self, name: str, domain: str) -> Answer:
        if domain not in self.domains:
            return 400, f"Domain does not exist: {domain}"
        if f"{name}.{domain}" in self.settings:
            return 400, "Mailing list exists"
        self.settings[f"{name}.{domain}"] = {}
        return 201, None

    def _new_member(self, fields: Mapping[str, str]) -> Answer:
        name, address, role = fields["list_id"], fields["subscriber"], fields.get("role", "member")
        if name not in self.settings:
            return 400, "No such list"
        if address in self.banned:
            return 400, "Membership is banned"
        if any((one["list_id"], one["email"], one["role"]) == (name, address, role) for one in self.members.values()):
            return (409, "Member already subscribed") if role == "member" else (400, f"{address} is already an {role}")
        sure = all(fields.get(f"pre_{one}") == "true" for one in ("verified", "confirmed", "approved"))
        if role == "member" and not sure:
            return 202, {"token": "0"}  # somebody must confirm or approve first
        mode, status = fields.get("delivery_mode", "regular"), fields.get("delivery_status", "enabled")
        self.members[uuid4().hex] = {"list_id": name, "email": address, "role": role, "delivery_mode": mode, "delivery_status": status}
        return 201, None

    @staticmethod
    def _set(kept: dict[str, str] | None, fields: Mapping[str, str]) -> Answer:
        if kept is None:
            return 404, None
        kept.update(fields)
        return 204, None

    @staticmethod
    def _page(rows: list[dict[str, str]], fields: Mapping[str, str]) -> Answer:
        count, page = int(fields["count"]), int(fields["page"])
        some = rows[count * (page - 1) : count * page]
        return 200, {"total_size": len(rows)} | ({"entries": some} if some else {})  # as Mailman: no entries, no field
