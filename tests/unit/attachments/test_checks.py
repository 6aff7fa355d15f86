"""What is kept of a file, and of which none: files made up by people who mean harm."""

import contextlib
import io
import zlib
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from chalicelib.attachments import checks, documents, images, jpeg2000
from chalicelib.attachments.attachment import LARGEST_BYTES, FileRefusal, FileType
from chalicelib.attachments.checks import clean_copy, type_of
from chalicelib.attachments.malware import MalwareVerdict, stand_in_verdict
from chalicelib.attachments.refusals import FileRefused
from tests import files

KINDS = {"JPEG": FileType.JPEG, "PNG": FileType.PNG, "WEBP": FileType.WEBP}


def refusal(content: bytes, registered: FileType) -> FileRefusal | None:
    try:
        clean_copy(content, registered)
    except FileRefused as refused:
        return refused.reason
    return None


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_is_kept_as_its_pixels_alone(kind: str) -> None:
    sent = files.photo_of_a_place(kind)
    assert files.OWNER.encode() in sent
    assert opened(sent).getexif().get_ifd(0x8825)
    kept = clean_copy(sent, KINDS[kind])
    assert files.OWNER.encode() not in kept
    image = opened(kept)
    assert (image.format, image.size) == (kind, (64, 48))
    assert not image.getexif()
    assert image.info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "loop",
        "background",
        "timestamp",
        "duration",
    }
    red, blue = (image.convert("RGB").getpixel(place) for place in ((8, 24), (56, 24)))
    assert red[0] > 150 > 60 > red[2]  # type: ignore[index]
    assert blue[2] > 150 > 60 > blue[0]  # type: ignore[index]


def test_a_photo_taken_sideways_stands_upright_without_saying_so() -> None:
    kept = opened(clean_copy(files.photo_of_a_place(orientation=6), FileType.JPEG))
    assert kept.size == (48, 64)


def test_notes_beside_the_pixels_are_left_behind() -> None:
    sent = files.picture("JPEG", comment=b"Rumah Sari", icc_profile=b"Profil Sari" * 20)
    assert b"Rumah Sari" in sent
    kept = clean_copy(sent, FileType.JPEG)
    assert b"Sari" not in kept
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Sari Contoh")
    kept = clean_copy(files.picture("PNG", pnginfo=notes), FileType.PNG)
    assert b"Sari" not in kept


@pytest.mark.parametrize("kind", KINDS)
def test_what_hangs_behind_a_photo_is_left_behind(kind: str) -> None:
    sent = files.with_archive(files.picture(kind)) + b"<script>alert(1)</script>"
    kept = clean_copy(sent, KINDS[kind])
    assert b"jalankan.exe" not in kept
    assert b"<script>" not in kept


def test_the_same_file_is_kept_as_the_same_bytes() -> None:
    """So that a scan that is done twice changes nothing."""
    for sent, kind in ((files.photo_of_a_place(), FileType.JPEG), (files.page(), FileType.PDF)):
        assert clean_copy(sent, kind) == clean_copy(sent, kind)


@pytest.mark.parametrize(
    ("mode", "kind", "kept"),
    [
        ("CMYK", "JPEG", "RGB"),
        ("L", "JPEG", "L"),
        ("P", "PNG", "RGB"),
        ("RGBA", "PNG", "RGBA"),
        ("LA", "PNG", "RGBA"),
        ("I;16", "PNG", "RGB"),
        ("1", "PNG", "RGB"),
        ("RGBA", "WEBP", "RGBA"),
    ],
)
def test_pixels_of_every_kind_are_kept(mode: str, kind: str, kept: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (10, 10)).save(made, kind)
    assert opened(clean_copy(made.getvalue(), KINDS[kind])).mode == kept


def test_a_large_photo_is_made_smaller() -> None:
    kept = opened(clean_copy(files.picture("JPEG", (4_000, 2_000)), FileType.JPEG))
    assert kept.size == (images.LONGEST_SIDE, images.LONGEST_SIDE // 2)
    assert opened(clean_copy(files.picture("JPEG", (3_000, 20)), FileType.JPEG)).size == (3_000, 20)


def test_an_image_of_too_many_pixels_is_refused_before_one_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as undecodable:
        undecodable.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("decoded"))
        assert refusal(files.bomb(), FileType.PNG) is FileRefusal.TOO_COMPLEX
    assert refusal(files.declared(25_000, 1_001), FileType.PNG) is FileRefusal.TOO_COMPLEX
    assert refusal(files.declared(2**31 - 1, 2**31 - 1), FileType.PNG) is FileRefusal.TOO_COMPLEX
    # With as many as may be it is looked at, and found damaged.
    assert refusal(files.declared(25_000, 1_000), FileType.PNG) is FileRefusal.UNREADABLE
    assert images.MOST_PIXELS[FileType.JPEG] >= 8_000 * 6_000  # what phones of today take at most


def test_sizes_at_and_beyond_their_limits() -> None:
    photo = files.picture()
    assert refusal(b"", FileType.JPEG) is FileRefusal.EMPTY
    assert refusal(photo + b"\0" * (LARGEST_BYTES - len(photo)), FileType.JPEG) is None
    assert (
        refusal(photo + b"\0" * (LARGEST_BYTES - len(photo) + 1), FileType.JPEG)
        is FileRefusal.TOO_LARGE
    )


@pytest.mark.parametrize("registered", FileType)
@pytest.mark.parametrize(
    "content",
    [
        files.picture("GIF"),
        files.picture("BMP"),
        files.picture("TIFF"),
        b"MZ\x90\x00" + b"\0" * 100,
        b"PK\x03\x04" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>%PDF-1.7",
        b"RIFF\0\0\0\0WAVE",
        b"x",
    ],
)
def test_what_is_none_of_the_types_is_refused_whatever_it_is_called(
    content: bytes, registered: FileType
) -> None:
    assert refusal(content, registered) is FileRefusal.WRONG_TYPE


@pytest.mark.parametrize("registered", FileType)
def test_a_file_of_another_type_than_its_name_says_is_refused(registered: FileType) -> None:
    sent = {KINDS[kind]: files.picture(kind) for kind in KINDS} | {FileType.PDF: files.page()}
    for kind, content in sent.items():
        assert type_of(content) is kind
        expected = None if kind is registered else FileRefusal.WRONG_TYPE
        assert refusal(content, registered) is expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_that_is_cut_off_is_refused(kind: str) -> None:
    sent = files.picture(kind)
    assert refusal(sent[: len(sent) // 2], KINDS[kind]) is FileRefusal.UNREADABLE


def test_a_pdf_is_kept_as_its_pages() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(files.page("Surat tanggapan")))
    writer.add_metadata({"/Author": "Sari Contoh", "/Title": "Rumah Sari"})
    sent = b"%PDF-1.7\n" + files.written(writer)[9:]
    assert b"Sari" in sent
    kept = clean_copy(files.with_archive(sent), FileType.PDF)
    assert b"Sari" not in kept
    assert b"jalankan" not in kept
    (only,) = PdfReader(io.BytesIO(kept)).pages
    assert "Surat tanggapan" in only.extract_text()


def test_what_a_program_wrote_into_a_pdf_for_itself_is_left_behind() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(files.page()))
    own = DictionaryObject({NameObject("/Owner"): TextStringObject("Sari Contoh")})
    for key in ("/PieceInfo", "/Metadata"):
        writer.pages[0][NameObject(key)] = writer._add_object(own)
    sent = files.written(writer)
    assert b"Sari Contoh" in sent
    assert b"Sari Contoh" not in clean_copy(sent, FileType.PDF)


PHOTO = files.photo_of_a_place()


@pytest.mark.parametrize(
    ("data", "filters"),
    [
        (PHOTO, ["/DCTDecode"]),
        (PHOTO, [["/DCTDecode"]]),
        (zlib.compress(PHOTO), [["/FlateDecode", "/DCTDecode"]]),
        (zlib.compress(PHOTO), [["/FlateDecode", "/DCTDecode"], [None, {"/ColorTransform": 1}]]),
        (PHOTO.hex().encode() + b">", [["/ASCIIHexDecode", "/DCTDecode"], [None, None]]),
    ],
)
@pytest.mark.parametrize("spoil", [bytes, files.without_catalogue])
def test_a_photo_in_a_pdf_does_not_say_where_it_was_taken(
    data: bytes, filters: list[Any], spoil: Callable[[bytes], bytes]
) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(files.with_photo(data)))
    (held,) = [one for one in writer._objects if getattr(one, "get", {}.get)("/Width")]
    assert isinstance(held, StreamObject)
    for name, said in zip(("/Filter", "/DecodeParms"), filters, strict=False):
        held[NameObject(name)] = as_pdf(said)
    kept = clean_copy(spoil(files.written(writer)), FileType.PDF)
    shown: Any = PdfReader(io.BytesIO(kept)).pages[0]
    image = shown["/Resources"]["/XObject"]["/Im1"]
    assert image["/Filter"] == "/DCTDecode"
    assert image.get("/DecodeParms", {}) in ({}, NullObject(), {"/ColorTransform": 1})
    assert files.OWNER.encode() not in image._data
    assert Image.open(io.BytesIO(image._data)).getpixel((2, 2)) == pytest.approx(
        (200, 20, 20), abs=3
    )


def as_pdf(value: Any) -> Any:
    if isinstance(value, list):
        return ArrayObject(map(as_pdf, value))
    if isinstance(value, dict):
        return DictionaryObject({NameObject(k): as_pdf(v) for k, v in value.items()})
    if isinstance(value, str):
        return NameObject(value)
    return NullObject() if value is None else NumberObject(value)


@pytest.mark.parametrize("packed", [bytes, zlib.compress])
@pytest.mark.parametrize(
    "sent",
    [
        files.jpeg2000(),
        files.jpeg2000(tile_size=(32, 32)),
        files.jpeg2000(no_jp2=True),
        files.jpeg2000() + files.box("xml ", b"<x>Sari</x>") + files.box("uuid", b"Sari"),
        files.jpeg2000() + files.box("asoc", files.box("lbl ", b"Sari")) + b"\0\0\0\0xml Sari",
        files.jpeg2000(no_jp2=True) + b"Rumah Sari",
    ],
)
def test_nor_does_a_picture_in_jpeg_2000(sent: bytes, packed: Callable[[bytes], bytes]) -> None:
    """Its comments, Exif, XMP, and what hangs behind it; what shows it stays as it is."""
    assert b"Sari" in sent
    filters = ("JPXDecode",) if packed is bytes else ("FlateDecode", "JPXDecode")
    kept = clean_copy(files.with_photo(packed(sent), filters), FileType.PDF)
    shown: Any = PdfReader(io.BytesIO(kept)).pages[0]
    image = shown["/Resources"]["/XObject"]["/Im1"]
    assert image["/Filter"] == "/JPXDecode"
    assert b"Sari" not in kept
    pixels = [opened(each).tobytes() for each in (sent, image._data)]
    assert pixels[0] == pixels[1]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"Rumah Sari",
        PHOTO,
        files.jpeg2000()[:-2],
        files.jpeg2000(no_jp2=True)[:-2],
        files.jpeg2000() + b"\0\0\0\1xml Sari",
        files.jpeg2000() + b"\0\0\1\0xml Sari",
        files.jpeg2000(no_jp2=True).replace(b"\xff\x64\x00", b"\xff\x64\xff"),
        files.jpeg2000(no_jp2=True).replace(b"\xff\x64", b"\x00\x64"),
    ],
)
def test_what_is_no_picture_in_jpeg_2000_is_refused(sent: bytes) -> None:
    pdf = files.with_photo(sent, ("JPXDecode",))
    assert refusal(pdf, FileType.PDF) is FileRefusal.UNREADABLE


def test_a_tile_in_jpeg_2000_says_nothing_either_and_may_leave_its_size_out() -> None:
    whole = files.jpeg2000(no_jp2=True)
    head = whole.index(b"\xff\x90")
    note = b"\xff\x64\x00\x08\x00\x01Sari"
    size = int.from_bytes(whole[head + 6 : head + 10], "big")
    for said in (size + len(note), 0):
        part = whole[head : head + 6] + said.to_bytes(4, "big") + whole[head + 10 : head + 12]
        sent = whole[:head] + part + note + whole[head + 12 :]
        kept = jpeg2000.without_jpeg2000_notes(sent)
        assert b"Sari" not in kept
        assert len(kept) == len(sent)
        assert opened(kept).tobytes() == opened(whole).tobytes()


@given(st.binary(max_size=300))
def test_of_anything_a_picture_in_jpeg_2000_is_kept_or_it_is_refused(tail: bytes) -> None:
    for head in (b"", files.jpeg2000()[:85], files.jpeg2000(no_jp2=True)[:60]):
        with contextlib.suppress(FileRefused):
            jpeg2000.without_jpeg2000_notes(head + tail)


def test_who_wrote_on_a_page_and_when_is_left_behind() -> None:
    said = {"/T": "Sari Contoh", "/M": "D:20260301", "/CreationDate": "D:20260301"}
    signature = {"/Name": "Sari Contoh", "/Location": "Kantor Sari Contoh"}
    writer = PdfWriter(clone_from=io.BytesIO(files.with_link(files.action("URI"))))
    annotation: Any = cast("Any", writer.pages[0])["/Annots"][0].get_object()
    annotation[NameObject("/Contents")] = TextStringObject("Lihat ini")
    for name, words in said.items():
        annotation[NameObject(name)] = TextStringObject(words)
    annotation[NameObject("/Parent")] = writer._add_object(
        DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Sig"),
                NameObject("/V"): writer._add_object(
                    DictionaryObject(
                        {NameObject(k): TextStringObject(v) for k, v in signature.items()}
                    )
                ),
            }
        )
    )
    sent = files.written(writer)
    assert sent.count(b"Sari Contoh") == 3
    kept = clean_copy(sent, FileType.PDF)
    assert b"Sari Contoh" not in kept
    assert b"D:2026" not in kept
    assert b"Lihat ini" in kept


def test_what_a_field_was_filled_in_with_is_kept() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(files.with_link(files.action("URI"))))
    annotation: Any = cast("Any", writer.pages[0])["/Annots"][0].get_object()
    annotation[NameObject("/V")] = TextStringObject("Jalan Contoh 1")
    assert b"Jalan Contoh 1" in clean_copy(files.written(writer), FileType.PDF)


def test_what_hangs_behind_a_photo_in_a_pdf_is_left_behind_and_its_colours_are_not() -> None:
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = files.picture(icc_profile=colours, comment=b"Sari", progressive=True)
    second = files.photo_of_a_place()
    kept = images.without_notes(photo[:2] + b"\xff" + photo[2:] + second)
    assert kept == photo.replace(b"\xff\xfe\0\x06Sari", b"")
    assert Image.open(io.BytesIO(kept)).info["icc_profile"] == colours
    assert images.without_notes(kept) == kept
    inside = photo[:2] + b"\xff\xe5\0\x06Sari" + photo[2:]
    assert b"Sari" not in images.without_notes(inside)
    late = photo[:-2] + b"\xff\xe1\0\x06Sari" + photo[-2:]
    assert b"Sari" not in images.without_notes(late)
    assert images.without_notes(photo[:-2]) == kept[:-2]


@pytest.mark.parametrize(
    "does",
    [
        *(
            files.action("URI", URI=TextStringObject(each))
            for each in ("https://contoh.example", "HTTP://contoh.example", "mailto:a@b.example")
        ),
        *(files.action("URI", URI=TextStringObject(each)) for each in ("tel:112", "www.a.example")),
        files.action("URI", URI=ByteStringObject(b"https://contoh.example/\xe9")),
        files.action("GoTo"),
    ],
)
def test_a_link_does_no_harm(does: DictionaryObject) -> None:
    assert refusal(files.with_link(does), FileType.PDF) is None


@pytest.mark.parametrize(
    "address",
    [
        "file:///C:/Users/Sari%20Contoh/surat.docx",
        "file://contoh.example/bagi",
        " FILE://contoh.example/bagi",
        "C:\\Users\\Sari",
        "\\\\contoh.example\\bagi",
        "//contoh.example/bagi",
        "/\\contoh.example/bagi",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "smb://contoh.example/bagi",
        "ms-msdt:/id",
    ],
)
def test_a_link_to_anything_but_the_web_a_mail_or_a_call_is_refused(address: str) -> None:
    """Who follows one to a share sends it their password; one to a folder says whose it is."""
    for sent in (TextStringObject(address), ByteStringObject(address.encode())):
        pdf = files.with_link(files.action("URI", URI=sent))
        assert refusal(pdf, FileType.PDF) is FileRefusal.ACTIVE_CONTENT


@pytest.mark.parametrize("key", ["/F", "/Ref", "/OPI"])
def test_a_picture_that_is_fetched_from_elsewhere_is_refused(key: str) -> None:
    """Who opens it would tell its author that they did, and from where."""
    writer = PdfWriter(clone_from=io.BytesIO(files.with_photo(PHOTO)))
    (held,) = [one for one in writer._objects if getattr(one, "get", {}.get)("/Width")]
    place = {"/FS": "/URL", "/F": "/https"}
    cast("StreamObject", held)[NameObject(key)] = as_pdf(place)
    assert refusal(files.written(writer), FileType.PDF) is FileRefusal.ACTIVE_CONTENT


def names(*entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject("/Names"): ArrayObject(entries)})


@pytest.mark.parametrize(
    "sent",
    [
        files.page(OpenAction=files.script()),
        files.page(OpenAction=files.action("Launch")),
        files.page(AA=DictionaryObject({NameObject("/WC"): files.script()})),
        files.page(
            Names=DictionaryObject(
                {NameObject("/JavaScript"): names(TextStringObject("a"), files.script())}
            )
        ),
        files.page(AcroForm=DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})),
        files.with_link(files.script()),
        files.with_link(files.action("Launch", F=TextStringObject("cmd.exe"))),
        files.with_link(files.action("SubmitForm", F=TextStringObject("https://contoh.example"))),
        files.with_link(files.action("GoToR", F=TextStringObject("lain.pdf"))),
        files.with_link(files.action("URI", Next=files.action("Launch"))),
        files.with_link(files.action("URI", Next=ArrayObject([files.action("ImportData")]))),
        files.page(
            Extra=DictionaryObject({NameObject("/NA"): files.action("Launch")})  # of a slide show
        ),
        files.with_file_inside(),
        files.page(OpenAction=files.script()).replace(b"/JavaScript", b"/J#61vaScript"),
        files.without_catalogue(files.with_link(files.script())),
        files.without_catalogue(files.with_link(files.action("Launch"))),
        files.page(
            Extra=ArrayObject(
                [DictionaryObject({NameObject("/Subtype"): NameObject("/RichMedia")})]
            )
        ),
        files.page(
            Extra=DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Action"),
                    NameObject("/S"): NameObject("/Launch"),
                }
            )
        ),
    ],
)
def test_a_pdf_that_does_something_or_carries_files_is_refused(sent: bytes) -> None:
    assert refusal(sent, FileType.PDF) is FileRefusal.ACTIVE_CONTENT


def test_a_pdf_under_a_password_is_refused() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(files.page()))
    writer.encrypt("rahasia", algorithm="RC4-128")
    assert refusal(files.written(writer), FileType.PDF) is FileRefusal.UNREADABLE


@pytest.mark.parametrize(
    "sent",
    [
        files.with_stream(files.zeros(65)),
        files.with_stream(files.zeros(1, times=2), "FlateDecode", "FlateDecode"),
        files.with_stream(b"\x81\0" * 600_000, "RunLengthDecode"),
        files.pages(documents.MOST_PAGES + 1),
    ],
)
def test_a_pdf_that_grows_is_refused(sent: bytes) -> None:
    assert len(sent) < LARGEST_BYTES
    assert refusal(sent, FileType.PDF) is FileRefusal.TOO_COMPLEX


def test_a_pdf_of_many_large_parts_is_refused() -> None:
    writer, part = PdfWriter(), files.zeros(60)
    for _ in range(4):
        writer.append(io.BytesIO(files.with_stream(part)))
    assert refusal(files.written(writer), FileType.PDF) is FileRefusal.TOO_COMPLEX


def test_a_pdf_as_large_as_may_be_is_kept() -> None:
    assert refusal(files.pages(documents.MOST_PAGES), FileType.PDF) is None
    assert refusal(files.with_stream(files.zeros(60)), FileType.PDF) is None


@pytest.mark.parametrize(
    "sent", [b"%PDF-1.7", b"%PDF-1.7\n" + b"\0" * 1_000, files.page()[:200], files.pages(0)]
)
def test_a_pdf_that_is_none_is_refused(sent: bytes) -> None:
    assert refusal(sent, FileType.PDF) is FileRefusal.UNREADABLE


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(_: bytes) -> bytes:
        while True:
            with contextlib.suppress(Exception):  # as libraries do
                sum(range(1_000))

    monkeypatch.setattr(checks, "SECONDS", 0.05)
    monkeypatch.setattr(checks, "clean_document", forever)
    assert refusal(files.page(), FileType.PDF) is FileRefusal.TOO_COMPLEX


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_spoilt_file_is_kept_whole_or_refused(data: st.DataObject) -> None:
    """Bytes changed anywhere: never anything but a clean copy or a reason."""
    sent, kind = data.draw(
        st.sampled_from(
            [
                (files.photo_of_a_place(), FileType.JPEG),
                (files.picture("PNG"), FileType.PNG),
                (files.picture("WEBP"), FileType.WEBP),
                (files.page(), FileType.PDF),
                (files.with_photo(files.photo_of_a_place()), FileType.PDF),
            ]
        )
    )
    spoilt = bytearray(sent)
    for place in data.draw(st.lists(st.integers(0, len(sent) - 1), min_size=1, max_size=8)):
        spoilt[place] = data.draw(st.integers(0, 255))
    try:
        kept = clean_copy(bytes(spoilt), kind)
    except FileRefused:
        return
    assert type_of(kept) is kind


@given(st.binary(max_size=300))
def test_notes_are_taken_out_of_anything(tail: bytes) -> None:
    assert images.without_notes(tail) == tail or tail.startswith(b"\xff\xd8")
    kept = images.without_notes(b"\xff\xd8\xff\xe1\x00\x06Sari" + tail)
    assert not kept.startswith(b"\xff\xd8\xff\xe1\x00\x06Sari")


def test_the_stand_in_knows_the_test_file_and_no_other() -> None:
    assert stand_in_verdict(b"%PDF-" + files.EICAR) is MalwareVerdict.THREATS_FOUND
    assert stand_in_verdict(files.picture()) is MalwareVerdict.NO_THREATS_FOUND
