"""A picture as it may pass from one person to another: its pixels, and nothing that came with them.

A photograph says where and when it was taken, on whose phone, and holds a small copy of itself from
before it was cropped. So no byte of the file goes on: of the file only the parts that make pixels
are shown to the library (the rest is not even parsed), and what it gives is written as a new JPEG.

The formats are those of ITU-T T.81 (JPEG), the PNG specification (third edition), GIF89a and
RFC 9649 (WebP); the orientation is that of Exif 2.32. Of an animation only the first frame counts.
Colour profiles go as well: on a phone with a wide gamut colours become a little paler.

This is a pure function of bytes. A usual photograph takes 50 MB and 0.2 s of processor, the worst
that the limits let pass 400 MB and some seconds: call it in a thread, and one at a time.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import msgspec
from PIL import Image, WebPImagePlugin

MAX_BYTES: Final = 10_000_000
MAX_SIDE: Final = 1600  # pixels of the longest side of what comes out
# Pixels by the header. A JPEG is shrunk while it is decoded, so more of them fit into memory; the
# others are decoded whole, up to six times over. Phones make no PNG, GIF or WebP larger than this.
MAX_PIXELS_JPEG: Final = 50_000_000
MAX_PIXELS: Final = 16_000_000
# Each scan of a progressive JPEG goes over the whole picture, and may be of a few bytes.
MAX_SCANS: Final = 64
MAX_GIF_BLOCKS: Final = 200_000
QUALITY: Final = 85

# Registers the format: the library knows it only after a search over all that it can read.
_WEBP: Final = WebPImagePlugin.WebPImageFile.format


class NotAPictureError(ValueError):
    """The bytes are no picture that we take: another format, broken, cut off, or too large."""


class _Source(msgspec.Struct, frozen=True):
    """The parts of a file that make pixels, again as a file; ``width`` and ``height`` in pixels.

    ``orientation`` is Exif's, 1 to 8.
    """

    format: str
    data: bytes
    width: int
    height: int
    orientation: int = 1


def re_encode(data: bytes) -> bytes:
    """The picture in ``data`` (JPEG, PNG, WebP, GIF) as a new JPEG without any metadata.

    Upright, on white where it was transparent, and at most :data:`MAX_SIDE` pixels a side. Data
    behind the end of the picture is left out: phones put films and depth maps there.

    Raises NotAPictureError and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise NotAPictureError
    try:
        source = _source(data)
        most = MAX_PIXELS_JPEG if source.format == "JPEG" else MAX_PIXELS
        if not 0 < source.width * source.height <= most:
            raise NotAPictureError
        return _encoded(_upright(_flat(source), source.orientation))
    except NotAPictureError:
        raise
    except Exception:  # on bytes made to break it the library raises whatever it stumbles over
        raise NotAPictureError from None


def _source(data: bytes) -> _Source:
    """The format is told by the first bytes: a picture inside of something else is none."""
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _gif(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    raise NotAPictureError


# --- Pixels -----------------------------------------------------------------------------------


def _flat(source: _Source) -> Image.Image:
    """The pixels in RGB, shrunk, transparent ones on white."""
    scale = min(1.0, MAX_SIDE / max(source.width, source.height))
    size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    with Image.open(BytesIO(source.data), formats=(source.format,)) as opened:
        if opened.size != (source.width, source.height):
            raise NotAPictureError
        opened.draft(None, size)  # a JPEG is decoded at 1/2, 1/4 or 1/8 if that is enough
        opened.load()
        picture: Image.Image = opened
        if picture.mode.startswith("I"):  # 16 bits of grey
            picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
            picture.info.pop("transparency", None)  # a grey of 16 bits
        # Not straight to RGB: a palette's transparency would be lost, with a warning.
        alpha = picture.has_transparency_data
        picture = picture.convert("RGBA" if alpha else "RGB")
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    flat = Image.new("RGB", size, "white")
    flat.paste(picture, mask=picture if alpha else None)
    return flat


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _encoded(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _orientation(exif: bytes) -> int:
    """The orientation in a block of Exif; 1, which is upright, if it says none that makes sense."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for at in range(start + 2, start + 2 + 12 * entries, 12):
            tag, kind, count, value = struct.unpack_from(order + "HHIH", tiff, at)
            if (tag, kind, count) == (0x0112, 3, 1):
                return value if value in _TURNS else 1
    except struct.error:  # cut off: it is only a hint
        return 1
    return 1


# --- JPEG -------------------------------------------------------------------------------------

_SOF: Final = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive
_SOS: Final = 0xDA
_EOI: Final = 0xD9
_APP1: Final = 0xE1
_APP14: Final = 0xEE
_TABLES: Final = frozenset({0xC4, 0xDB, 0xDD})  # Huffman, quantisation, restart interval
# The end of a scan: a marker that is neither a stuffed zero nor a restart.
_AFTER_SCAN: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def _jpeg(data: bytes) -> _Source:
    kept = [data[:2]]
    frame = b""
    orientation = 1
    scans = 0
    for marker, payload, scan in _segments(data):
        if marker in _SOF:
            if frame:
                raise NotAPictureError
            frame = payload
        elif marker == _SOS:
            scans += 1
        elif marker == _APP1 and payload.startswith(b"Exif\0\0"):
            orientation = _orientation(payload)
        # Adobe's says which colours the numbers are.
        adobe = marker == _APP14 and payload.startswith(b"Adobe")
        if adobe or marker == _SOS or marker in _SOF or marker in _TABLES:
            kept += [b"\xff", bytes([marker]), struct.pack(">H", len(payload) + 2), payload, scan]
    if not frame or not 0 < scans <= MAX_SCANS:
        raise NotAPictureError
    height, width = struct.unpack_from(">HH", frame, 1)
    return _Source("JPEG", b"".join([*kept, b"\xff\xd9"]), width, height, orientation)


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, payload, and the scan behind it if it starts one, up to the end of the picture.

    Raises NotAPictureError when the end is missing.
    """
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":  # filled up
            at += 1
        if len(data) < at + 2 or data[at] != 0xFF:  # noqa: PLR2004 - the byte before a marker
            raise NotAPictureError
        marker = data[at + 1]
        if marker == _EOI:
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        payload, scan = data[at + 4 : end], b""
        if len(payload) != length - 2:
            raise NotAPictureError
        if marker == _SOS:
            found = _AFTER_SCAN.search(data, end)
            if found is None:
                raise NotAPictureError
            scan = data[end : found.start()]
            end = found.start()
        yield marker, payload, scan
        at = end


# --- PNG --------------------------------------------------------------------------------------

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def _png(data: bytes) -> _Source:
    kept = [_PNG]
    orientation = 1
    at = len(_PNG)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        (check,) = struct.unpack_from(">I", data, end - 4)
        if kind in _PNG_KEPT:
            if zlib.crc32(data[at + 4 : end - 4]) != check:
                raise NotAPictureError
            kept.append(data[at:end])
        elif kind == b"eXIf":
            orientation = _orientation(data[at + 8 : end - 4])
        at = end
    if not kept[1].startswith(b"\0\0\0\x0dIHDR"):
        raise NotAPictureError
    width, height = struct.unpack_from(">II", kept[1], 8)
    return _Source("PNG", b"".join(kept), width, height, orientation)


# --- GIF --------------------------------------------------------------------------------------

_EXTENSION: Final = 0x21
_GRAPHIC_CONTROL: Final = 0xF9
_IMAGE: Final = 0x2C
_TRAILER: Final = 0x3B


def _gif(data: bytes) -> _Source:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _gif_colours(flags)
    kept = [data[:at]]
    control = b""
    left = MAX_GIF_BLOCKS
    while data[at] != _TRAILER:
        if data[at] == _EXTENSION:
            end, left = _gif_blocks(data, at + 2, left)
            if data[at + 1] == _GRAPHIC_CONTROL:  # says which colour is transparent
                control = data[at:end]
        elif data[at] == _IMAGE:
            x, y, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
            end, left = _gif_blocks(data, at + 11 + _gif_colours(flags), left)
            if len(kept) == 1:
                kept += [control, data[at:end]]
                width, height = max(width, x + wide), max(height, y + high)
        else:
            raise NotAPictureError
        at = end
    if len(kept) == 1:
        raise NotAPictureError
    return _Source("GIF", b"".join([*kept, bytes([_TRAILER])]), width, height)


def _gif_colours(flags: int) -> int:
    """How many bytes the table of colours has; 0 if there is none."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int, left: int) -> tuple[int, int]:
    """Where a chain of blocks ends, and how many more blocks may follow."""
    while length := data[at]:
        at += 1 + length
        left -= 1
        if not left:
            raise NotAPictureError
    return at + 1, left


# --- WebP -------------------------------------------------------------------------------------


def _webp(data: bytes) -> _Source:
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise NotAPictureError
    orientation = 1
    frame: dict[bytes, bytes] = {}
    for kind, payload in _riff(data[12 : 8 + length]):
        if kind == b"EXIF":
            orientation = _orientation(payload)
        parts = _riff(payload[16:]) if kind == b"ANMF" and not frame else [(kind, payload)]
        for part, inner in parts:
            if part in {b"ALPH", b"VP8 ", b"VP8L"}:
                frame.setdefault(part, inner)
    if b"VP8L" in frame:
        width, height, kept = *_vp8l_size(frame[b"VP8L"]), [(b"VP8L", frame[b"VP8L"])]
    else:
        width, height = _vp8_size(frame[b"VP8 "])
        kept = [(b"VP8 ", frame[b"VP8 "])]
        if b"ALPH" in frame:
            size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
            kept = [(b"VP8X", b"\x10\0\0\0" + size), (b"ALPH", frame[b"ALPH"]), *kept]
    chunks = b"".join(
        kind + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)
        for kind, payload in kept
    )
    clean = b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
    return _Source(str(_WEBP), clean, width, height, orientation)


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a RIFF file, each with its name. Raises NotAPictureError at one cut off."""
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        payload = data[at + 8 : at + 8 + length]
        if len(payload) != length:
            raise NotAPictureError
        yield kind, payload
        at += 8 + length + length % 2


def _vp8_size(payload: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", payload, 6)
    return width & 0x3FFF, height & 0x3FFF  # above it: how a browser should scale


def _vp8l_size(payload: bytes) -> tuple[int, int]:
    (bits,) = struct.unpack_from("<I", payload, 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
