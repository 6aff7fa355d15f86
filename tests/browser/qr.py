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


def scanned(code: Locator) -> str:
    """The text of the one code in the picture of an element."""
    picture = base64.b64encode(code.screenshot()).decode()
    width, height, grey = code.page.evaluate(BRIGHTNESS, picture)
    points = memoryview(base64.b64decode(grey)).cast("B", shape=[height, width])
    (found,) = zxingcpp.read_barcodes(
        points, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    text: str = found.text
    return text
