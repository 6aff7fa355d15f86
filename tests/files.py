"""Photos and PDFs for tests, harmless and hostile, made on the spot."""

import io
import re
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

PLACE = (7.0, 15.0, 0.0)  # degrees, minutes, seconds
OWNER = "Kamera milik Sari"
EICAR = (
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
)  # harmless, and every scanner finds it


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **saved: Any) -> bytes:
    """A photo whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, (200, 20, 20))
    image.paste((20, 20, 200), (size[0] // 2, 0, size[0], size[1]))
    made = io.BytesIO()
    image.save(made, kind, **saved)
    return made.getvalue()


def photo_of_a_place(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """One that says where it was taken and with whose camera."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0xA430] = OWNER
    exif[0x010E] = OWNER
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", PLACE, "E", PLACE
    return picture(kind, exif=exif)


def jpeg2000(**saved: Any) -> bytes:
    """A picture in JPEG 2000 that says with whose camera it was taken."""
    return picture("JPEG2000", comment=OWNER, **saved)


def box(name: str, content: bytes) -> bytes:
    """What stands beside the picture in such a file."""
    return struct.pack(">I4s", 8 + len(content), name.encode()) + content


def declared(width: int, height: int) -> bytes:
    """A PNG that says it is so large, of a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data)
        for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    )


def bomb(side: int = 10_000) -> bytes:
    """A PNG of that many pixels square, whole and small: black all over."""
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    deflate, rows = zlib.compressobj(9), b"\0" * (1 + side // 8)
    data = b"".join(deflate.compress(rows) for _ in range(side)) + deflate.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, part) for name, part in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def with_archive(content: bytes) -> bytes:
    """A file that is a ZIP archive too, read from its end."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("jalankan.exe", b"MZ" + b"\0" * 100)
    return content + made.getvalue()


def zip_bomb(megabytes: int = 60) -> bytes:
    """A ZIP archive of so much of nothing."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kosong.txt", bytes(megabytes * 1_000_000))
    return made.getvalue()


def page(text: str = "Surat tanggapan", **extra: Any) -> bytes:
    """A PDF of one page; `extra` goes into its catalogue."""
    writer = PdfWriter()
    _fill(writer, text)
    for key, value in extra.items():
        writer.root_object[NameObject(f"/{key}")] = value
    return written(writer)


def pages(number: int) -> bytes:
    """A PDF of so many empty pages."""
    writer = PdfWriter()
    for _ in range(number):
        writer.add_blank_page(width=200, height=200)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _fill(writer: PdfWriter, text: str) -> DictionaryObject:
    """A page with a line of text on it."""
    found = writer.add_blank_page(width=300, height=200)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    found[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 18 Tf 20 100 Td ({text}) Tj ET".encode())
    found[NameObject("/Contents")] = writer._add_object(content)
    return found


def action(kind: str, **more: Any) -> DictionaryObject:
    """An action of a PDF."""
    said = {NameObject("/S"): NameObject(f"/{kind}")}
    return DictionaryObject(said | {NameObject(f"/{k}"): v for k, v in more.items()})


def script() -> DictionaryObject:
    return action("JavaScript", JS=TextStringObject("app.alert('halo')"))


def with_link(does: DictionaryObject) -> bytes:
    """A PDF with a place to click that does something."""
    writer = PdfWriter()
    found = _fill(writer, "Klik di sini")
    corners = ArrayObject(NumberObject(n) for n in (10, 10, 100, 100))
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): corners,
            NameObject("/A"): does,
        }
    )
    found[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    return written(writer)


def without_catalogue(pdf: bytes) -> bytes:
    """A PDF whose trailer names another object as its catalogue: readers look for the right one."""
    return re.sub(rb"(/Root) \d+ 0 R", rb"\1 9 0 R", pdf)


def with_file_inside() -> bytes:
    """A PDF that carries another file."""
    writer = PdfWriter()
    _fill(writer, "Lampiran")
    writer.add_attachment("jalankan.exe", b"MZ")
    return written(writer)


def with_photo(jpeg: bytes, filters: tuple[str, ...] = ("DCTDecode",)) -> bytes:
    """A PDF that shows a photo as it is encoded."""
    writer = PdfWriter()
    found = _fill(writer, "Foto")
    image = StreamObject()
    image._data = jpeg
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(64),
            NameObject("/Height"): NumberObject(48),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject(f"/{filters[0]}")
            if len(filters) == 1
            else ArrayObject(NameObject(f"/{each}") for each in filters),
        }
    )
    drawn = DictionaryObject({NameObject("/Im1"): writer._add_object(image)})
    resources: Any = found["/Resources"]
    resources[NameObject("/XObject")] = drawn
    return written(writer)


def with_stream(data: bytes, *filters: str) -> bytes:
    """A PDF whose page has a part of those filters."""
    return with_photo(data, filters or ("FlateDecode",))


def zeros(megabytes: int, times: int = 1) -> bytes:
    """So much of nothing, deflated so many times."""
    found = bytes(megabytes * 1_000_000)
    for _ in range(times):
        found = zlib.compress(found, 9)
    return found
