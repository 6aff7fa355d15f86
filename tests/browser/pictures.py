"""Photos as a telephone makes them, and what is to be seen in one."""

import base64
import struct
from fractions import Fraction
from typing import Any

from playwright.sync_api import Page

# Light above, and below speckles as a plate or a face has them.
DRAWN = """async ([width, height]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    context.fillStyle = "#bcd";
    context.fillRect(0, 0, width, height);
    for (let x = 0; x < width; x += 8) {
        for (let y = height / 2; y < height; y += 8) {
            context.fillStyle = ((x / 8) * 7 + Math.floor(y / 8) * 13) % 3 ? "#111" : "#eee";
            context.fillRect(x, y, 8, 8);
        }
    }
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def jpeg(page: Page, width: int = 400, height: int = 300) -> bytes:
    """A picture, light above and speckled below, without anything beside it."""
    return base64.b64decode(page.evaluate(DRAWN, [width, height]))


def exif(
    latitude: float,
    longitude: float,
    *,
    order: str = "<",
    orientation: int = 1,
    denominator: int = 10_000,
) -> bytes:
    """The TIFF part of Exif data (CIPA DC-008): who made the camera, which way it was held, where
    it was. `order` is `<` (Intel) or `>` (Motorola)."""

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(f"{order}HHI", tag, kind, count) + value.ljust(4, b"\0")

    def long(value: int) -> bytes:
        return struct.pack(f"{order}I", value)

    def angle(value: float) -> bytes:
        whole, rest = divmod(abs(Fraction(str(value))), 1)
        minutes, rest = divmod(rest * 60, 1)
        seconds = round(rest * 60 * denominator)
        return struct.pack(f"{order}6I", int(whole), 1, int(minutes), 1, seconds, denominator)

    gps = 8 + 2 + 3 * 12 + 4
    angles = gps + 2 + 4 * 12 + 4
    return b"".join(
        [
            b"II" if order == "<" else b"MM",
            struct.pack(f"{order}HI", 42, 8),
            struct.pack(f"{order}H", 3),
            entry(0x010F, 2, 4, b"Abc\0"),
            entry(0x0112, 3, 1, struct.pack(f"{order}H", orientation)),
            entry(0x8825, 4, 1, long(gps)),
            long(0),
            struct.pack(f"{order}H", 4),
            entry(1, 2, 2, b"N" if latitude >= 0 else b"S"),
            entry(2, 5, 3, long(angles)),
            entry(3, 2, 2, b"E" if longitude >= 0 else b"W"),
            entry(4, 5, 3, long(angles + 24)),
            long(0),
            angle(latitude),
            angle(longitude),
        ]
    )


def with_exif(picture: bytes, tiff: bytes) -> bytes:
    """A JPEG as a camera writes it: Exif data right behind its beginning."""
    return picture[:2] + segment(b"Exif\0\0" + tiff) + picture[2:]


def segment(content: bytes, marker: int = 0xE1) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def chosen(name: str, content: bytes, kind: str = "image/jpeg") -> Any:
    """A file as somebody chooses it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def markers(picture: bytes) -> list[int]:
    """The kinds of segments of a JPEG before its pixels."""
    found, at = [], 2
    while picture[at + 1] != 0xDA:
        found.append(picture[at + 1])
        at += 2 + struct.unpack_from(">H", picture, at + 2)[0]
    return found


def pdf(beside: bytes = b"") -> bytes:
    """A PDF of one empty page, with more in its catalogue."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R " + beside + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    written, starts = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        starts.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + b"xref\n0 4\n" + table + end


RUNS = pdf(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
