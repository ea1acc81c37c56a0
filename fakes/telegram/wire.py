"""HTTP/1.1 as bytes: headers, chunks, bodies. Only what two well-behaved programs need."""

from __future__ import annotations

import json as _json
from typing import Any
from urllib.parse import parse_qsl

try:
    import orjson

    loads, dumps = orjson.loads, orjson.dumps
except ImportError:  # everything works without it, only slower
    loads = _json.loads

    def dumps(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
        """A value as compact JSON."""
        return _json.dumps(value, separators=(",", ":")).encode()


def header(head: bytes, name: bytes) -> bytes:
    """A header's value from a lower-cased header block (b'' when absent)."""
    at = head.find(b"\r\n" + name + b":")
    if at < 0:
        return b""
    at += len(name) + 3
    end = head.find(b"\r\n", at)
    return (head[at:] if end < 0 else head[at:end]).strip()


def read_chunked(data: bytes, at: int) -> tuple[bytes, int] | None:
    """Body and end offset of a chunked message, or None until it is complete."""
    parts = []
    while True:
        eol = data.find(b"\r\n", at)
        if eol < 0:
            return None
        size = int(data[at:eol].split(b";")[0], 16)
        at = eol + 2
        if len(data) < at + size + 2:
            return None
        parts.append(data[at : at + size])
        at += size + 2
        if size == 0:
            return b"".join(parts), at


def parse_body(content_type: bytes, body: bytes, boundary_from: bytes) -> dict | None:
    """The parameters in a body, or None when they cannot be read."""
    if not body:
        return {}
    if content_type.startswith(b"application/json"):
        try:
            value = loads(body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None
    if content_type.startswith(b"application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if content_type.startswith(b"multipart/form-data"):
        # The boundary is case-sensitive, so it comes from the original header.
        boundary = boundary_from.split(b"boundary=", 1)[1].split(b"\r\n")[0]
        return parse_multipart(boundary.split(b";")[0].strip(b'" '), body)
    return {}


def parse_multipart(boundary: bytes, body: bytes) -> dict[str, Any]:
    """The fields of a multipart body: text, or bytes where it is a file."""
    fields: dict[str, Any] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        at = head.find(b' name="')
        if at >= 0:
            name = head[at + 7 : head.find(b'"', at + 7)].decode()
            file = b' filename="' in head
            fields[name] = value[:-2] if file else value[:-2].decode(errors="replace")
    return fields
