"""JPEG 2000 pictures, as PDFs hold them: boxes around a codestream, or the codestream alone
(ITU-T T.800, annexes A and I). They stay encoded as they are."""

from chalicelib.attachments.attachment import FileRefusal
from chalicelib.attachments.refusals import FileRefused

_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
# What a picture is shown by. XML (XMP), UUID (Exif, IPTC), rights, labels and whatever else has a
# box say by whom, where and when it was taken.
_SHOWN = frozenset({b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jp2c"})
_HEADER = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "})
# Markers of a codestream.
_START, _TILE, _DATA, _END, _COMMENT = (
    b"\xff\x4f",
    b"\xff\x90",
    b"\xff\x93",
    b"\xff\xd9",
    b"\xff\x64",
)


def without_jpeg2000_notes(picture: bytes) -> bytes:
    """A JPEG 2000 picture without boxes but those it is shown by, without what its comments say and
    without what stands behind its end. Raises `FileRefused` for what is none, or is damaged."""
    if picture.startswith(_SIGNATURE):
        return _boxes(picture, _SHOWN)
    return _codestream(picture)


def _boxes(content: bytes, kept: frozenset[bytes]) -> bytes:
    made, place = b"", 0
    while place < len(content):
        length, name = _number(content, place, 4), content[place + 4 : place + 8]
        head = 8
        if length == 0:  # to the end
            length = len(content) - place
        elif length == 1:
            length, head = _number(content, place + 8, 8), 16
        if length < head or place + length > len(content):
            raise _damaged()
        inside = content[place + head : place + length]
        place += length
        if name not in kept:
            continue
        if name == b"jp2h":
            inside = _boxes(inside, _HEADER)
        elif name == b"jp2c":
            inside = _codestream(inside)
        made += (8 + len(inside)).to_bytes(4, "big") + name + inside
    return made


def _codestream(content: bytes) -> bytes:
    """Comments keep their length, for others say where the parts of a tile begin."""
    if not content.startswith(_START):
        raise _damaged()
    made, place = bytearray(content), len(_START)
    ends = len(content)  # of the part of a tile whose head this is
    while (marker := content[place : place + 2]) != _END:
        if marker == _DATA:
            place = ends
            continue
        length = _number(content, place + 2, 2)
        after = place + 2 + length
        if marker[:1] != b"\xff" or length < 2 or after > len(content):
            raise _damaged()
        if marker == _TILE:
            size = _number(content, place + 6, 4)
            # The last may leave its size out: then the end of all is its end.
            ends = place + size if size else _last_end(content)
            if not after <= ends <= len(content):
                raise _damaged()
        elif marker == _COMMENT:
            made[place + 6 : after] = bytes(after - place - 6)  # behind length and kind
        place = after
    return bytes(made[: place + len(_END)])


def _last_end(content: bytes) -> int:
    found = content.rfind(_END)
    if found < 0:
        raise _damaged()
    return found


def _number(content: bytes, place: int, size: int) -> int:
    found = content[place : place + size]
    if len(found) < size:
        raise _damaged()
    return int.from_bytes(found, "big")


def _damaged() -> FileRefused:
    return FileRefused(FileRefusal.UNREADABLE)
