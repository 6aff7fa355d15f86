"""What a camera reads on a page: a picture of it, given to a reader of codes that shares nothing
with what drew it."""

import base64

import zxingcpp
from playwright.sync_api import Locator

# The page decodes the picture; the reader gets its brightness, point by point.
BRIGHTNESS = """async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const paper = canvas.getContext("2d");
    paper.drawImage(image, 0, 0);
    const { data } = paper.getImageData(0, 0, image.width, image.height);
    const grey = new Uint8Array(data.length / 4).map((_, at) => data[4 * at + 1]);
    return [image.width, image.height, grey.toBase64?.() ?? btoa(String.fromCharCode(...grey))];
}"""


PICTURES = 20


def scanned(code: Locator) -> str:
    """The text of the one code in an element. A camera looks until it can read: while a page moves,
    one picture of it may be of anything."""
    for _ in range(PICTURES):
        found = read_codes(code)
        if found:
            (text,) = found
            return text
    raise AssertionError(f"{PICTURES} pictures, and no code could be read in any")


def read_codes(code: Locator) -> list[str]:
    """The texts of the codes in a picture of an element."""
    picture = base64.b64encode(code.screenshot()).decode()
    width, height, grey = code.page.evaluate(BRIGHTNESS, picture)
    points = memoryview(base64.b64decode(grey)).cast("B", shape=[height, width])
    kind = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [found.text for found in zxingcpp.read_barcodes(points, formats=kind)]
