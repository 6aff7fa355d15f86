"""Photos, taken apart and put together anew: what comes out has the pixels and nothing else.

Whatever else was in the file (the place and the moment it was taken, the owner's name, a small copy
of what was cut away, another file behind the end) is not carried over, because it is never read.
"""

import io

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
    """A JPEG that stays encoded as it is, without the segments that say where, when and by whom it
    was taken: APP1 (Exif, XMP), APP13 (IPTC) and comments. What is not one stays as it is."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, place = bytearray(jpeg[:2]), 2
    while jpeg[place : place + 1] == b"\xff" and len(jpeg) >= place + 4:
        marker = jpeg[place + 1]
        if marker == 0xDA:  # the pixels begin
            break
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker not in (0xE1, 0xED, 0xFE):
            kept += jpeg[place:end]
        place = end
    return bytes(kept) + jpeg[place:]
