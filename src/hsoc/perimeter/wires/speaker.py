"""What a wire to a speaker does, whichever speaker it is. Belongs here: the contract and its one error. Never: a protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Down(ConnectionError):
    """The speaker cannot be reached, or does not answer in time. The text is shown to the operator."""


class Saying(Protocol):
    """A command to be carried, and what the speaker's side shall say by itself when it ends."""

    @property
    def line(self) -> str:
        """The command; empty where only the end is told."""

    @property
    def undo(self) -> str:
        """What takes it back; empty for a command that takes back."""

    @property
    def name(self) -> str:
        """One word that names what the command is about."""

    @property
    def seconds(self) -> int:
        """Until the end; 0 for a command that takes back."""


class Wire(Protocol):
    """One speaker. Every call may take up to the wire's timeout, and raises Down."""

    def connect(self) -> None:
        """Open; nothing that was asked before is answered any more."""

    def send(self, sayings: Sequence[Saying]) -> list[str]:
        """Carry the commands in order: for each an empty text where it was acknowledged, else the reason."""

    def listing(self) -> str:
        """The speaker's table and neighbours, in its own words."""

    def close(self) -> None:
        """Let go; never raises."""
