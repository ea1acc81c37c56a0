"""A picture comes out as its pixels and nothing else, or NotAPictureError does."""

from __future__ import annotations

import os
import random
import re
import struct
import subprocess
import sys
import time
import tracemalloc
import warnings
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bot.channels.picture import MAX_BYTES, MAX_SIDE, NotAPictureError, re_encode

CANARY = b"CANARY-41.3111N-69.2797E"
MARK = CANARY.decode()
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")


def paint(size=(60, 40), mode="RGB") -> Image.Image:
    """Red at the left, blue at the right, a green corner at the top left."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture.paste("lime", (0, 0, size[0] // 4, size[1] // 4))
    return picture.convert(mode)


def saved(picture: Image.Image, format_: str = "JPEG", **options) -> bytes:
    out = BytesIO()
    picture.save(out, format_, **options)
    return out.getvalue()


def shown(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as opened:
        assert opened.format == "JPEG"
        return opened.convert("RGB")


def near(pixel, colour) -> bool:
    return all(abs(a - b) < 60 for a, b in zip(pixel, colour, strict=True))


RED, BLUE, LIME, WHITE = (255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 255, 255)


# --- What comes with a picture --------------------------------------------------------------


def exif(orientation: int | None = None) -> bytes:
    """Exif with a position, a maker, a comment, and a canary after its end."""
    made = Image.Exif()
    made[0x010F] = made[0x0110] = MARK
    if orientation is not None:
        made[0x0112] = orientation
    made.get_ifd(0x8825).update({1: "N", 2: (41.0, 18.0, 40.0), 29: MARK})
    made.get_ifd(0x8769)[0x9286] = CANARY
    return made.tobytes() + CANARY


def segment(marker: int, payload: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(payload) + 2) + payload


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(MARK, CANARY)
    return out.getvalue()


def thumbnail() -> bytes:
    """An Exif block of one directory with a small JPEG that has the canary as its comment."""
    inner = saved(paint((16, 16)), comment=CANARY)
    entries = [(0x0103, 3, 1, 6), (0x0201, 4, 1, 56), (0x0202, 4, 1, len(inner))]
    directory = struct.pack("<H", 3) + b"".join(struct.pack("<HHII", *one) for one in entries)
    tiff = b"II*\0" + struct.pack("<I", 14) + struct.pack("<HI", 0, 0) + directory
    tiff += struct.pack("<I", 0)
    return b"Exif\0\0" + tiff.ljust(56, b"\0") + inner


JPEG = saved(paint())
JPEG_WITH = {
    "exif and gps": saved(paint(), exif=exif()),
    "xmp": saved(paint(), xmp=b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"),
    "comment": saved(paint(), comment=CANARY),
    "profile": saved(paint(), icc_profile=CANARY * 10),
    "thumbnail": JPEG[:2] + segment(0xE1, thumbnail()) + JPEG[2:],
    "jfif thumbnail": JPEG[:2] + segment(0xE0, b"JFXX\0\x10" + CANARY) + JPEG[2:],
    "iptc": JPEG[:2] + segment(0xED, b"Photoshop 3.0\0" + CANARY) + JPEG[2:],
    "second picture": JPEG[:2] + segment(0xE2, b"MPF\0" + CANARY) + JPEG[2:] + JPEG + CANARY,
    "adobe": JPEG[:2] + segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01" + CANARY) + JPEG[2:],
    "other adobe": JPEG[:2] + segment(0xEE, CANARY) + JPEG[2:],
    "unknown": JPEG[:2] + segment(0xEB, CANARY) + segment(0xF5, CANARY) + JPEG[2:],
    "behind the end": JPEG + CANARY,
    "archive behind the end": JPEG + archive(),
    "before the end": JPEG[:-2] + segment(0xFE, CANARY) + JPEG[-2:],
}


@pytest.mark.parametrize("data", JPEG_WITH.values(), ids=JPEG_WITH.keys())
def test_nothing_of_a_jpeg_but_its_pixels_is_left(data):
    assert CANARY in data
    assert_bare(re_encode(data))


def chunk(kind: bytes, payload: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + payload))
    return struct.pack(">I", len(payload)) + kind + payload + check


def text_of_png() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARK)
    info.add_itxt("XML:com.adobe.xmp", MARK)
    info.add_text("Location", MARK * 3, zip=True)
    return info


PNG = saved(paint(), "PNG")
GIF = saved(paint(mode="P"), "GIF")
WEBP = saved(paint(), "WEBP", quality=90)
OTHERS_WITH = {
    "png exif": saved(paint(), "PNG", exif=exif()),
    "png text": saved(paint(), "PNG", pnginfo=text_of_png()),
    "png unknown": PNG[:33] + chunk(b"caNb", CANARY) + PNG[33:],
    "png profile": PNG[:33] + chunk(b"iCCP", CANARY + b"\0\0" + zlib.compress(b"")) + PNG[33:],
    "png trailing": PNG + archive(),
    "gif comment": saved(paint(mode="P"), "GIF", comment=CANARY),
    "gif trailing": GIF + CANARY,
    "webp exif": saved(paint(), "WEBP", exif=exif()),
    "webp xmp": saved(paint(), "WEBP", xmp=CANARY),
    "webp profile": saved(paint(), "WEBP", icc_profile=CANARY),
    "webp trailing": WEBP + archive(),
}  # fmt: skip


@pytest.mark.parametrize("data", OTHERS_WITH.values(), ids=OTHERS_WITH.keys())
def test_nothing_of_another_picture_but_its_pixels_is_left(data):
    assert CANARY in data
    assert_bare(re_encode(data))


def assert_bare(out: bytes) -> None:
    """Only what every JPEG of the library has: JFIF without a thumbnail, tables, one scan."""
    assert CANARY not in out
    assert b"CANARY" not in out
    assert b"Exif" not in out
    assert out.startswith(b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    assert out.endswith(b"\xff\xd9")
    at = 2
    while out[at + 1] != 0xDA:
        assert out[at + 1] in {0xE0, 0xDB, 0xC0, 0xC4}
        at += 2 + struct.unpack_from(">H", out, at + 2)[0]
    assert len(re.findall(rb"\xff[^\x00\xd0-\xd7]", out[at:])) == 2  # the scan, the end
    with Image.open(BytesIO(out)) as opened:
        assert not opened.getexif()
        assert set(opened.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_nothing_warns_of_what_is_left_out():
    for data in (*JPEG_WITH.values(), *OTHERS_WITH.values()):
        survives(data)


def test_the_same_pixels_give_the_same_bytes():
    assert {re_encode(data) for data in JPEG_WITH.values()} == {re_encode(JPEG)}
    assert re_encode(JPEG) == re_encode(JPEG)


# --- Pixels ----------------------------------------------------------------------------------

# Where the green corner is after a picture was turned upright: left or right, top or bottom.
CORNERS = {
    1: "left top", 2: "right top", 3: "right bottom", 4: "left bottom",
    5: "left top", 6: "right top", 7: "right bottom", 8: "left bottom",
}  # fmt: skip


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", CORNERS)
def test_a_picture_is_upright_before_its_orientation_is_lost(orientation, format_):
    seen = shown(re_encode(saved(paint(), format_, exif=exif(orientation))))
    assert seen.size == ((60, 40) if orientation < 5 else (40, 60))
    across, down = CORNERS[orientation].split()
    at = 3 if across == "left" else seen.width - 4, 3 if down == "top" else seen.height - 4
    assert near(seen.getpixel(at), LIME)


@pytest.mark.parametrize("orientation", [0, 9, 300])
def test_an_orientation_that_is_none_is_upright(orientation):
    assert shown(re_encode(saved(paint(), exif=exif(orientation)))).size == (60, 40)


@given(st.binary(max_size=60), st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b""]))
def test_broken_exif_does_not_matter(noise, start):
    data = JPEG[:2] + segment(0xE1, b"Exif\0\0" + start + noise) + JPEG[2:]
    assert shown(re_encode(data)).size in {(60, 40), (40, 60)}


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1600, 1600), (1600, 1600)),
        ((3200, 2400), (1600, 1200)),
        ((2400, 3201), (1200, 1600)),
        ((1, 1), (1, 1)),
        ((1, 6000), (1, 1600)),
        ((1601, 3), (1600, 3)),
    ],
)
@pytest.mark.parametrize("format_", FORMATS)
def test_the_longest_side_has_a_limit(size, expected, format_):
    out = shown(re_encode(saved(paint(size, "P" if format_ == "GIF" else "RGB"), format_)))
    assert out.size == expected
    assert max(out.size) <= MAX_SIDE


MODES = [
    ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("JPEG", "YCbCr"),
    ("PNG", "1"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "LA"),
    ("PNG", "I;16"), ("GIF", "L"), ("GIF", "P"), ("WEBP", "RGB"), ("WEBP", "RGBA"),
]  # fmt: skip


@pytest.mark.parametrize(("format_", "mode"), MODES)
def test_all_kinds_of_pixels_are_read(format_, mode):
    given = paint() if mode == "I;16" else paint(mode=mode)
    if mode == "I;16":
        given = given.convert("L").convert("I").point(lambda grey: grey * 257).convert("I;16")
    seen = shown(re_encode(saved(given, format_)))
    assert seen.size == (60, 40)
    left, right = seen.getpixel((20, 30)), seen.getpixel((50, 30))
    if mode in {"L", "LA", "I;16"}:
        assert near(left, (76,) * 3)
        assert near(right, (29,) * 3)
    elif mode != "1":
        assert near(left, RED)
        assert near(right, BLUE)


def test_a_progressive_jpeg_is_read():
    assert near(shown(re_encode(saved(paint(), progressive=True))).getpixel((20, 30)), RED)


@pytest.mark.parametrize(("format_", "lossless"), [("PNG", None), ("WEBP", True), ("WEBP", False)])
def test_what_is_transparent_becomes_white(format_, lossless):
    clear = paint(mode="RGBA")
    clear.paste((0, 0, 0, 0), (30, 0, 60, 40))
    options = {} if lossless is None else {"lossless": lossless}
    seen = shown(re_encode(saved(clear, format_, **options)))
    assert near(seen.getpixel((50, 30)), WHITE)
    assert near(seen.getpixel((20, 30)), RED)


@pytest.mark.parametrize(
    ("format_", "transparency"), [("GIF", 1), ("PNG", 1), ("PNG", bytes([255, 0, 255]))]
)
def test_a_transparent_colour_of_a_palette_becomes_white(format_, transparency):
    picture = Image.new("P", (20, 20), 1)
    picture.putpalette([255, 0, 0, 0, 0, 255, 0, 255, 0])
    picture.paste(0, (0, 0, 10, 20))
    seen = shown(re_encode(saved(picture, format_, transparency=transparency)))
    assert near(seen.getpixel((15, 10)), WHITE)
    assert near(seen.getpixel((4, 10)), RED)


def test_a_transparent_grey_of_sixteen_bits_is_read():
    grey = Image.new("I;16", (20, 20), 40_000)
    data = saved(grey, "PNG")
    data = data[:33] + chunk(b"tRNS", struct.pack(">H", 40_000)) + data[33:]
    assert shown(re_encode(data)).size == (20, 20)


@pytest.mark.parametrize("format_", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_only_the_first_frame_counts(format_):
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue", "lime")]
    more = {"lossless": True} if format_ == "WEBP" else {}
    data = saved(
        frames[0], format_, save_all=True, append_images=frames[1:], duration=100, loop=0, **more
    )
    seen = shown(re_encode(data))
    assert seen.size == (30, 20)
    assert near(seen.getpixel((15, 10)), RED)


def test_the_first_frame_of_an_animation_may_be_lossy_and_clear():
    clear = paint(mode="RGBA")
    clear.paste((0, 0, 0, 0), (32, 0, 56, 40))
    data = saved(
        clear, "WEBP", save_all=True, append_images=[paint(mode="RGBA").rotate(180)], quality=90
    )
    assert b"ANMF" in data
    assert b"ALPH" in data
    seen = shown(re_encode(data))
    assert near(seen.getpixel((44, 20)), WHITE)
    assert near(seen.getpixel((20, 30)), RED)


# --- What is refused -------------------------------------------------------------------------


def bombs() -> dict[str, bytes]:
    wide = 50_000
    header = struct.pack(">IIBBBBB", wide, wide, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    sof = JPEG.index(b"\xff\xc0")
    tall = struct.pack(">HH", wide, wide)
    screen = struct.pack("<HH", wide, wide)
    frame = GIF.index(b"\x2c")
    vp8 = WEBP.index(b"\x9d\x01\x2a") + 3
    lossless = saved(paint(), "WEBP", lossless=True)
    at = lossless.index(b"VP8L") + 9
    return {
        "jpeg": JPEG[: sof + 5] + tall + JPEG[sof + 9 :],
        "png": PNG[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""),
        "gif": GIF[:6] + screen + GIF[10:],
        "gif frame": GIF[: frame + 5] + screen + GIF[frame + 9 :],
        "webp": WEBP[:vp8] + b"\xff\x3f\xff\x3f" + WEBP[vp8 + 4 :],
        "webp lossless": lossless[:at] + b"\xff\xff\xff\x0f" + lossless[at + 4 :],
    }


@pytest.mark.parametrize("data", bombs().values(), ids=bombs().keys())
def test_a_bomb_is_refused_by_its_header(data):
    tracemalloc.start()
    try:
        began = time.process_time()
        with pytest.raises(NotAPictureError):
            re_encode(data)
        took = time.process_time() - began
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < 0.05
    assert most < 1_000_000


def test_a_bomb_does_not_grow_the_process():
    """What the library allocates is not seen by Python."""
    code = (
        "import resource, sys\n"
        "from bot.channels.picture import NotAPictureError, re_encode\n"
        "data = sys.stdin.buffer.read()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    re_encode(data)\n    sys.exit(3)\nexcept NotAPictureError:\n    pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=bombs()["png"], capture_output=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert int(done.stdout) < 4_000_000  # kilobytes on Linux, bytes on a Mac


def test_too_many_bytes_are_refused():
    padded = JPEG + bytes(MAX_BYTES - len(JPEG))
    assert re_encode(padded) == re_encode(JPEG)
    with pytest.raises(NotAPictureError):
        re_encode(padded + b"\0")


def test_a_jpeg_of_endless_scans_is_refused():
    data = saved(paint(), progressive=True)
    last = data.rindex(b"\xff\xda")
    with pytest.raises(NotAPictureError):
        re_encode(data[:-2] + data[last:-2] * 1000 + data[-2:])


def test_a_gif_of_endless_blocks_is_refused_soon():
    data = GIF[:-1] + b"\x21\xfe" + b"\x01x" * 4_500_000 + b"\0;"
    began = time.process_time()
    with pytest.raises(NotAPictureError):
        re_encode(data)
    assert time.process_time() - began < 0.5


NOT_PICTURES = {
    "nothing": b"",
    "words": b"hello",
    "archive": archive(),
    "archive first": archive() + JPEG,
    "document": b"%PDF-1.7\n" + JPEG,
    "page": b"<html>" + PNG,
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "bmp": saved(paint(), "BMP"),
    "tiff": saved(paint(), "TIFF"),
    "ico": saved(paint(), "ICO"),
    "jpeg 2000": saved(paint(), "JPEG2000"),
    "eps": saved(paint(), "EPS"),
    "space before": b" " + JPEG,
    "gif of no frame": b"GIF89a\x01\0\x01\0\0\0\0;",
    "webp of nothing": b"RIFF\x04\0\0\0WEBP",
    "sound": b"RIFF\x04\0\0\0WAVE",
    "jpeg of no scan": b"\xff\xd8\xff\xd9",
    "two frames in one": JPEG[:2] + segment(0xC0, b"\x08\0\x10\0\x10\x01\x01\x11\0") + JPEG[2:],
    "lossless jpeg": JPEG.replace(b"\xff\xc0", b"\xff\xc3"),
    "png of no pixels": PNG[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 5, 8, 2, 0, 0, 0))
    + chunk(b"IEND", b""),
    "png out of order": PNG[:8] + chunk(b"PLTE", b"abc") + PNG[8:],
    "png of a wrong sum": PNG[:29] + b"\0\0\0\0" + PNG[33:],
}  # fmt: skip


@pytest.mark.parametrize("data", NOT_PICTURES.values(), ids=NOT_PICTURES.keys())
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NotAPictureError) as caught:
        re_encode(data)
    assert caught.value.args == ()
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


SMALL = {format_: saved(paint((9, 7)), format_) for format_ in FORMATS}
SMALL["WEBP lossless"] = saved(paint((9, 7)), "WEBP", lossless=True)
SMALL["WEBP clear"] = saved(paint((9, 7), "RGBA"), "WEBP", quality=20, exact=True)
SMALL["JPEG progressive"] = saved(paint((9, 7)), progressive=True)


@pytest.mark.parametrize("data", SMALL.values(), ids=SMALL.keys())
def test_a_picture_cut_off_anywhere_is_refused(data):
    for end in range(len(data)):
        with pytest.raises(NotAPictureError):
            re_encode(data[:end])


def survives(data: bytes) -> None:
    """Either a picture or NotAPictureError, and no warning on the way."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            out = re_encode(data)
        except NotAPictureError:
            out = None
    assert not warned
    if out is not None:
        shown(out)


@given(st.binary(max_size=400), st.sampled_from(
    [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x40\0\0\0WEBP", b"II*\0", b"BM"]
))  # fmt: skip
@settings(max_examples=500)
def test_any_bytes_are_a_picture_or_none(noise, start):
    survives(start + noise)


@pytest.mark.parametrize("data", SMALL.values(), ids=SMALL.keys())
def test_a_picture_with_wrong_bytes_is_a_picture_or_none(data):
    chance = random.Random(len(data))
    for _ in range(400):
        spoilt = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        survives(bytes(spoilt))


@given(st.data())
def test_a_png_whose_rows_are_anything_is_a_picture_or_none(data):
    """With right checksums, so that the library sees them."""
    size = data.draw(st.tuples(st.integers(0, 9), st.integers(0, 9)))
    kinds = data.draw(st.tuples(st.sampled_from([1, 2, 4, 8, 16, 3]), st.integers(0, 7)))
    header = struct.pack(">IIBBBBB", *size, *kinds, 0, 0, data.draw(st.integers(0, 2)))
    parts = data.draw(st.lists(st.tuples(
        st.sampled_from([b"IDAT", b"PLTE", b"tRNS", b"tEXt"]), st.binary(max_size=60), st.booleans()
    ), max_size=4))  # fmt: skip
    chunks = [chunk(kind, zlib.compress(body) if packed else body) for kind, body, packed in parts]
    survives(PNG[:8] + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b""))
