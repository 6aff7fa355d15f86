"""PDFs, looked through object by object and written anew from their pages.

A PDF can run programs, start others, send forms away, carry files, and lead to files elsewhere or
fetch them. One that does any of this is refused rather than mended: what is left of it might say
something else. Of all others the pages are kept, as a reader shows them, without what says who made
them, where and when.
"""

import io
import re
import zlib
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
)

from chalicelib.attachments.attachment import FileRefusal
from chalicelib.attachments.images import without_notes
from chalicelib.attachments.jpeg2000 import without_jpeg2000_notes
from chalicelib.attachments.refusals import FileRefused

MOST_PAGES = 200
MOST_PARTS = 50_000  # dictionaries and lists; a page has some dozens
MOST_INFLATED = 200_000_000  # bytes, of all parts together
LARGEST_STREAM = 64_000_000  # bytes of one part inflated: a page scanned at 400 dots in colour

# Keys that stand for a program, a file inside, or a form with a life of its own (ISO 32000-2).
_ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
)
# What may happen by itself or by a click: going to a page of the document, or to a web address.
_HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI", "/Named"})
# Where it leads: to the web, to a mail or a call; without a scheme it is a page of the web too. To
# a file says whose folder it lies in, and to a share sends the password of who follows it there.
_HARMLESS_ADDRESS = re.compile(
    r"(?:https?|mailto|tel):|(?![/\\]{2})[^:]*(?:[/?#]|$)", re.IGNORECASE
)
# What stands in another file, which whoever opens this one would fetch, and be seen to.
_ELSEWHERE = frozenset({"/F", "/FFilter", "/Ref", "/OPI"})
_ACTIONS = ("/A", "/OpenAction", "/Next", "/NA", "/PA")
_ACTIVE_KINDS = frozenset(
    {"/FileAttachment", "/EmbeddedFile", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
)
# Notes of programs, for themselves or about the author.
_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
# Of what is laid over a page: who wrote it and when. Names of fields go too, which nobody sees.
_OF_COMMENTS = ("/T", "/M", "/CreationDate")
_INFLATING = frozenset(
    {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL", "/BrotliDecode"}
)
# Pictures that stay encoded, by how they are, with what leaves their pixels of them.
_PICTURES = MappingProxyType(
    {
        "/DCTDecode": without_notes,
        "/DCT": without_notes,
        "/JPXDecode": without_jpeg2000_notes,
    }
)


def clean_document(content: bytes) -> bytes:
    """The pages of a PDF in a new one.

    Raises `FileRefused`, and whatever pypdf raises for what is damaged.
    """
    try:
        with apply_configuration(
            zlib_maximum_output_length=LARGEST_STREAM,
            lzw_maximum_output_length=LARGEST_STREAM,
            run_length_maximum_output_length=LARGEST_STREAM,
        ):
            return _cleaned(content)
    except LimitReachedError:
        raise FileRefused(FileRefusal.TOO_COMPLEX) from None


def _cleaned(content: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise FileRefused(FileRefusal.UNREADABLE)
    _look_through(reader)
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise FileRefused(FileRefusal.TOO_COMPLEX if len(reader.pages) else FileRefusal.UNREADABLE)
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _look_through(reader: PdfReader) -> None:
    """Look through all that can be reached, and take out what is nobody's business. Raises
    `FileRefused`.

    From the trailer, and from the catalogue that the pages are taken of: where the trailer names
    none, or another object, pypdf finds one somewhere in the file.
    """
    left = MOST_INFLATED
    for part in _parts(ArrayObject([reader.trailer, reader.root_object])):
        _take_out_private(part)
        if isinstance(part, DictionaryObject):
            if _is_active(part):
                raise FileRefused(FileRefusal.ACTIVE_CONTENT)
            if isinstance(part, StreamObject):
                if not _ELSEWHERE.isdisjoint(part):
                    raise FileRefused(FileRefusal.ACTIVE_CONTENT)
                left -= _inflated(part)
                _take_out_notes(part)
        if left < 0:
            raise FileRefused(FileRefusal.TOO_COMPLEX)


def _is_active(part: DictionaryObject) -> bool:
    if not _ACTIVE_KEYS.isdisjoint(part):
        return True
    if _value(part, "/Subtype") in _ACTIVE_KINDS or _value(part, "/Type") in _ACTIVE_KINDS:
        return True
    # An action says by /S what it is; groups and borders have an /S too, and no action is one.
    action = _value(part, "/Type") == "/Action"
    return any(_is_harmful(_value(part, key)) for key in _ACTIONS) or (action and _is_harmful(part))


def _is_harmful(action: Any) -> bool:
    """Whether it is an action of another kind than the harmless ones; a plain place in the document
    stands for an action too."""
    if isinstance(action, ArrayObject):
        return any(_is_harmful(_resolved(one)) for one in action)
    if not isinstance(action, DictionaryObject) or "/S" not in action:
        return False
    return _value(action, "/S") not in _HARMLESS_ACTIONS or not _leads_to_harmless(action)


def _leads_to_harmless(action: DictionaryObject) -> bool:
    address = _value(action, "/URI")
    if address is None:
        return True
    words = address.decode("latin-1") if isinstance(address, bytes) else str(address)
    # Readers leave out blanks and what cannot be seen, as browsers do.
    read = "".join(each for each in words if each.isprintable() and each != " ")
    return _HARMLESS_ADDRESS.match(read) is not None


def _inflated(stream: StreamObject) -> int:
    """How many bytes a part becomes when it is shown. Raises `FileRefused` for one that is too
    large, or inflated more than once: nobody does that but for a bomb."""
    filters = _filters(stream)
    inflating = [one for one in filters if one in _INFLATING]
    if len(inflating) > 1:
        raise FileRefused(FileRefusal.TOO_COMPLEX)
    if not inflating:
        return 0
    if filters[0] not in ("/FlateDecode", "/Fl"):
        return len(stream.get_data())
    inflate = zlib.decompressobj()
    size = len(inflate.decompress(stream._data, LARGEST_STREAM + 1))
    if size > LARGEST_STREAM:
        raise FileRefused(FileRefusal.TOO_COMPLEX)
    return size


def _take_out_private(part: Any) -> None:
    if not isinstance(part, DictionaryObject):
        return
    for key in (*_PRIVATE, *(_OF_COMMENTS if "/Rect" in part else ())):
        part.pop(key, None)
    # What a field is filled in with is text or a name; else it is signed, which ends here anyway.
    if isinstance(_value(part, "/V"), DictionaryObject):
        part.pop("/V")


def _take_out_notes(stream: StreamObject) -> None:
    """Leave of a JPEG and of a JPEG 2000 the pixels, whatever it is packed into: it is packed into
    nothing then."""
    (*_, encoding) = ("", *_filters(stream))
    if encoding not in _PICTURES:
        return
    stream._data = _PICTURES[encoding](decode_stream_data(stream))
    stream[NameObject("/Filter")] = NameObject(encoding)
    parameters = _value(stream, "/DecodeParms")
    if isinstance(parameters, ArrayObject):
        stream[NameObject("/DecodeParms")] = (
            _resolved(parameters[-1]) if parameters else NullObject()
        )


def _filters(stream: StreamObject) -> list[str]:
    """What is undone to read a part, in this order."""
    named = _value(stream, "/Filter")
    several = named if isinstance(named, ArrayObject) else [] if named is None else [named]
    return [str(_resolved(one)) for one in several]


def _parts(root: Any) -> Iterator[Any]:
    """Every dictionary and list that can be reached, once, and what is in each once the caller has
    seen it. Raises `FileRefused` for too many."""
    waiting, seen, count = [root], set[tuple[int, int]](), 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) in seen:
                continue
            seen.add((found.idnum, found.generation))
            found = found.get_object()
        if not isinstance(found, DictionaryObject | ArrayObject):
            continue
        count += 1
        if count > MOST_PARTS:
            raise FileRefused(FileRefusal.TOO_COMPLEX)
        yield found
        waiting += found.values() if isinstance(found, DictionaryObject) else found


def _value(part: DictionaryObject, key: str) -> Any:
    return _resolved(part.get(key))


def _resolved(found: Any) -> Any:
    return found.get_object() if isinstance(found, IndirectObject) else found
