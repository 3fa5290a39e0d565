"""The wire to GoBGP: its gRPC API, from the description that comes with its package. Never: what the bytes mean.

The description (gobgp.proto and its neighbours; Debian: golang-github-osrg-gobgp-dev) is read at start, so the client speaks exactly the
version that is installed. grpcio and grpcio-tools are the extra `gobgp`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from hsoc.perimeter.wires.speaker import Down, Saying

DESCRIPTION: Final = "/usr/share/gocode/src/github.com/osrg/gobgp/api"  # where Debian's package puts it
FILES: Final = ("gobgp.proto", "attribute.proto", "capability.proto")
ANSWER_S: Final = 5.0  # s
CHUNK: Final = 250  # paths in one message; about 40 kB
# AFI and SAFI of the families in a listing
FAMILIES: Final = {
    "ipv4-unicast": (1, 1), "ipv6-unicast": (2, 1), "l3vpn-ipv4-unicast": (1, 128), "l3vpn-ipv6-unicast": (2, 128),
    "ipv4-flowspec": (1, 133), "ipv6-flowspec": (2, 133), "l3vpn-ipv4-flowspec": (1, 134), "l3vpn-ipv6-flowspec": (2, 134),
}  # fmt: skip
_SERVICE: Final = "apipb.GobgpApi"
_NOBODY: Final = frozenset({"", "<nil>", "0.0.0.0", "::"})  # noqa: S104 - the neighbour of paths that came in by the API
_ESTABLISHED: Final = 6  # PeerState.SessionState


class GoBGPWire:
    """One gobgpd at `address` (host:port or unix:PATH). Raises Down from the constructor where the description cannot be used."""

    def __init__(self, address: str, *, description: Path = Path(DESCRIPTION), authority: Path | None = None) -> None:
        self._address, self._authority = address, authority
        self._messages = described(description)
        self._channel: Any = None
        self._unsupported: set[str] = set()

    def connect(self) -> None:
        """Open the channel and hear that a BGP speaker answers."""
        import grpc  # noqa: PLC0415 - an extra: only who has a GoBGP needs it

        self.close()
        if self._authority is None:
            self._channel = grpc.insecure_channel(self._address)
        else:
            self._channel = grpc.secure_channel(self._address, grpc.ssl_channel_credentials(self._authority.read_bytes()))
        self._unsupported = set()
        told = self._ask("GetBgp", self._new("GetBgpRequest"), "GetBgpResponse")
        if getattr(told, "global").asn == 0:
            raise Down(f"{self._address}: gobgpd runs, but BGP is not started in it")

    def send(self, sayings: Sequence[Saying]) -> list[str]:
        """As Wire.send: many paths at once, and one by one where the many are refused, to find the one that was meant."""
        out: list[str] = []
        for at in range(0, len(sayings), CHUNK):
            part = sayings[at : at + CHUNK]
            said = [one for one in part if one.line]
            refused = {} if len(said) > 1 and self._streamed(said) else {one.line: self._one(one) for one in said}
            out += [refused.get(one.line, "") for one in part]
        return out

    def listing(self) -> str:
        """A line per path: family, NLRI, attributes, neighbour (`local` for our own); and one per neighbour."""
        lines: list[str] = []
        for name in FAMILIES.keys() - self._unsupported:
            lines += self._paths(name)
        for told in self._hear("ListPeer", self._new("ListPeerRequest"), "ListPeerResponse"):
            state = told.peer.state
            name = state.neighbor_address or told.peer.conf.neighbor_address
            lines.append(f"peer {name} {'established' if state.session_state == _ESTABLISHED else 'down'}")
        return "\n".join(lines)

    def close(self) -> None:
        """Close the channel."""
        if self._channel is not None:
            self._channel.close()
        self._channel = None

    def _paths(self, name: str) -> Iterator[str]:
        afi, safi = FAMILIES[name]
        asked = self._new("ListPathRequest")
        asked.family.afi, asked.family.safi = afi, safi
        asked.enable_only_binary = asked.enable_nlri_binary = asked.enable_attribute_binary = True
        try:
            for told in self._hear("ListPath", asked, "ListPathResponse"):
                for path in told.destination.paths:
                    whose = "local" if path.neighbor_ip in _NOBODY else path.neighbor_ip
                    yield f"{name} {path.nlri_binary.hex()} {','.join(one.hex() for one in path.pattrs_binary)} {whose}"
        except _Refused:
            self._unsupported.add(name)  # the family is not configured there, so it holds nothing of ours

    def _one(self, saying: Saying) -> str:
        asked = self._new("AddPathRequest")
        self._fill(asked.path, saying.line)
        try:
            self._ask("AddPath", asked, "AddPathResponse")
        except _Refused as error:
            return str(error)
        return ""

    def _streamed(self, sayings: Sequence[Saying]) -> bool:
        asked = self._new("AddPathStreamRequest")
        for one in sayings:
            self._fill(asked.paths.add(), one.line)
        try:
            self._ask("AddPathStream", asked, "google.protobuf.Empty", stream=True)
        except _Refused:
            return False
        return True

    def _fill(self, path: Any, line: str) -> None:
        verb, name, nlri, attributes = line.split(" ")
        path.family.afi, path.family.safi = FAMILIES[name]
        path.nlri_binary = bytes.fromhex(nlri)
        path.pattrs_binary.extend(bytes.fromhex(one) for one in attributes.split(","))
        path.is_withdraw = verb == "withdraw"

    def _new(self, name: str) -> Any:
        return self._messages[f"apipb.{name}"]()

    def _ask(self, method: str, asked: Any, told: str, *, stream: bool = False) -> Any:
        """One answer. stream: the request goes as a stream of one."""
        with self._errors():
            ready = self._ready(self._open.stream_unary if stream else self._open.unary_unary, method, asked, told)
            return ready(iter([asked]) if stream else asked, timeout=ANSWER_S)

    def _hear(self, method: str, asked: Any, told: str) -> Iterator[Any]:
        """Many answers."""
        with self._errors():
            yield from self._ready(self._open.unary_stream, method, asked, told)(asked, timeout=ANSWER_S)

    def _ready(self, kind: Callable[..., Any], method: str, asked: Any, told: str) -> Any:
        answer = self._messages[told if "." in told else f"apipb.{told}"]
        return kind(f"/{_SERVICE}/{method}", request_serializer=type(asked).SerializeToString, response_deserializer=answer.FromString)

    @property
    def _open(self) -> Any:
        if self._channel is None:
            raise Down(f"{self._address}: not connected")
        return self._channel

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """GRPC's errors told apart: gone, or refused."""
        import grpc  # noqa: PLC0415

        try:
            yield
        except grpc.RpcError as error:
            code, details = error.code(), error.details()
            if code in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED}:
                raise Down(f"{self._address}: {details}") from None
            raise _Refused(details) from None


class _Refused(RuntimeError):
    """gobgpd heard the request and will not have it."""


def described(folder: Path) -> dict[str, Any]:
    """Message name → class, from the description in `folder`. Raises Down where it, or the extra `gobgp`, is missing."""
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # noqa: PLC0415
        from grpc_tools import protoc  # noqa: PLC0415
    except ImportError as error:
        raise Down(f"GoBGP's API needs the extra `gobgp` ({error.name} is not installed)") from None
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise Down(f"{folder}: {missing[0]} is not there; install GoBGP's description (Debian: golang-github-osrg-gobgp-dev)")
    known = Path(protoc.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory(prefix="hsoc-gobgp-") as place:
        out = Path(place) / "set"
        told = protoc.main(["", f"-I{folder}", f"-I{known}", "--include_imports", f"--descriptor_set_out={out}", *FILES])
        if told != 0:
            raise Down(f"{folder}: GoBGP's description cannot be read")
        described_files = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in described_files.file:
        pool.Add(file)
    names = [f"{file.package}.{message.name}" for file in described_files.file for message in file.message_type]
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in names}
