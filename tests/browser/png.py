"""Smaller PNG files: a palette where 256 colours are enough to the eye, the best compression."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from functools import cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def smaller(png: bytes) -> bytes:
    """``png`` as an image with a palette, if that is smaller."""
    width, height, pixels = _read(png)
    counts = Counter(pixels)
    palette = [colour for colour, _ in counts.most_common(256)]
    index = {colour: number for number, colour in enumerate(palette)}

    @cache
    def nearest(colour: bytes) -> int:
        found = index.get(colour)
        if found is not None:
            return found
        red, green, blue = colour
        return min(
            range(len(palette)),
            key=lambda n: (
                (palette[n][0] - red) ** 2 * 3
                + (palette[n][1] - green) ** 2 * 4
                + (palette[n][2] - blue) ** 2 * 2
            ),
        )

    lines = bytes(map(nearest, pixels))
    rows = b"".join(b"\0" + lines[n * width : (n + 1) * width] for n in range(height))
    made = _SIGNATURE + b"".join((
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", b"".join(palette)),
        _chunk(b"IDAT", zlib.compress(rows, 9)),
        _chunk(b"IEND", b""),
    ))  # fmt: skip
    return made if len(made) < len(png) else png


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the pixels, three bytes each."""
    at, data, width, height, step = 8, b"", 0, 0, 0
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, laced = struct.unpack(">IIBBBBB", body)
            assert (depth, laced) == (8, 0)
            step = {2: 3, 6: 4}[colour]
        elif kind == b"IDAT":
            data += body
        at += length + 12
    raw = zlib.decompress(data)
    pixels: list[bytes] = []
    before = bytearray(width * step)
    for row in range(height):
        start = row * (width * step + 1)
        line = bytearray(raw[start + 1 : start + 1 + width * step])
        _undo(raw[start], line, before, step)
        pixels += [bytes(line[n : n + 3]) for n in range(0, len(line), step)]
        before = line
    return width, height, pixels


def _undo(kind: int, line: bytearray, above: bytearray, step: int) -> None:
    """Take back the filter of one line, in place."""
    if kind == 0:
        return
    for n in range(len(line)):
        left = line[n - step] if n >= step else 0
        up = above[n]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        else:
            corner = above[n - step] if n >= step else 0
            p = left + up - corner
            guess = min(
                (abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner)
            )[2]
        line[n] = (line[n] + guess) & 255
