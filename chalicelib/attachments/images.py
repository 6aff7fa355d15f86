"""Photos, taken apart and put together anew: what comes out has the pixels and nothing else.

Whatever else was in the file (the place and the moment it was taken, the owner's name, a small copy
of what was cut away, another file behind the end) is not carried over, because it is never read.
"""

import io
import re

from PIL import Image, ImageOps

from chalicelib.attachments.attachment import FileRefusal, FileType
from chalicelib.attachments.refusals import FileRefused

# Phones take 12 to 50 million, as JPEG, of which less is decoded where it is made smaller anyway.
# The others are decoded whole, and their decoders hold some 20 bytes a pixel.
MOST_PIXELS = {FileType.JPEG: 50_000_000, FileType.PNG: 25_000_000, FileType.WEBP: 25_000_000}
LONGEST_SIDE = 3_000  # pixels; a page of small print is readable with fewer
QUALITY = 85

_FORMATS = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP"}
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("L", "RGB", "RGBA"), "WEBP": ("RGB", "RGBA")}

# Segments of a JPEG, by the second byte of their markers (ITU T.81, annex B).
_END, _PIXELS, _NOTES = 0xD9, 0xDA, frozenset({*range(0xE0, 0xF0), 0xFE})
_COLOURS = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # what ends pixels: neither stuffing nor restart

# A file says how large its picture is before a pixel is decoded; what says more than is refused by
# us, Pillow need not warn of.
Image.MAX_IMAGE_PIXELS = None


def clean_image(content: bytes, kind: FileType) -> bytes:
    """The picture of an image, upright, at most `LONGEST_SIDE` long, in a new file of the same
    type; of a moving one the first.

    Raises `FileRefused`, and what Pillow raises for what is damaged.
    """
    name = _FORMATS[kind]
    with Image.open(io.BytesIO(content), formats=(name,)) as source:
        if source.width * source.height > MOST_PIXELS[kind]:
            raise FileRefused(FileRefusal.TOO_COMPLEX)
        source.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # decodes; what comes then is small
        picture = ImageOps.exif_transpose(source)
    picture = picture.convert(_mode(picture, name))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    made = io.BytesIO()
    bare.save(made, name, quality=QUALITY)
    return made.getvalue()


def _mode(picture: Image.Image, name: str) -> str:
    """How pixels are kept: as they are where the format can, else in colour, with transparency
    where there is some and the format has it."""
    if picture.mode in _MODES[name]:
        return picture.mode
    is_clear = picture.has_transparency_data and "RGBA" in _MODES[name]
    return "RGBA" if is_clear else "RGB"


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG that stays encoded as it is, without comments, without application segments but those
    that say how its colours are meant (Exif, XMP and IPTC say where, when and by whom it was taken)
    and without what stands behind its end. What is not one stays as it is."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = bytearray(jpeg[:2]), 2
    while jpeg[place : place + 1] == b"\xff" and len(jpeg) >= place + 2:
        marker = jpeg[place + 1]
        if marker == 0xFF:  # a marker may have any number of them before it
            place += 1
            continue
        if marker == _END:
            return bytes(kept + jpeg[place : place + 2])
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker == _PIXELS:
            follows = _MARKER.search(jpeg, end)
            end = follows.start() if follows else len(jpeg)
        if jpeg.startswith(_COLOURS, place + 4) or marker not in _NOTES:
            kept += jpeg[place:end]
        place = end
    return bytes(kept) + jpeg[place:]
