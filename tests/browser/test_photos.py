"""What happens to a photo before it leaves the device: reading, covering and writing it."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.pictures import exif, jpeg, markers, segment, with_exif

BYTES = "const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));"
PLACES = f"""async (files) => {{
    {BYTES}
    const {{ placeIn }} = await import(new URL("exif.js", document.scripts[0].src).href);
    return files.map((file) => placeIn(bytes(file).buffer));
}}"""
SURABAYA = (-7.2575, 112.7521)


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def places(page: Page, files: list[bytes]) -> list[Any]:
    found = page.evaluate(PLACES, [packed(file) for file in files])
    return [place and (place["latitude"], place["longitude"]) for place in found]


def test_the_place_of_a_photo_is_read_whoever_made_the_camera(open_page: OpenPage) -> None:
    page = open_page("contact")
    plain = jpeg(page)
    spots = [SURABAYA, (5.5483, 95.3238), (51.4779, -0.0015), (-90.0, -180.0)]
    files = [with_exif(plain, exif(*spot, order=order)) for spot in spots for order in "<>"]
    assert places(page, files) == [spot for spot in spots for _ in "<>"]
    other = plain[:2] + segment(b"http://ns.adobe.com/xap/1.0/\0<x/>") + files[0][2:]
    assert places(page, [other]) == [SURABAYA]
    assert places(page, [with_exif(plain, exif(-7.257541, 112.752149))]) == [SURABAYA]


def test_what_is_no_place_is_none(open_page: OpenPage) -> None:
    page = open_page("contact")
    plain = jpeg(page)
    right = exif(*SURABAYA)
    north = right.index(b"S\0\0\0")
    files = [
        plain,
        b"",
        b"GIF89a",
        plain[:2],
        with_exif(plain, exif(0, 0)),
        with_exif(plain, exif(91, 10)),
        with_exif(plain, exif(10, 181)),
        with_exif(plain, exif(*SURABAYA, denominator=1).replace(b"\1\0\0\0", b"\0\0\0\0")),
        with_exif(plain, right[:north] + b"E" + right[north + 1 :]),
        with_exif(plain, right.replace(b"\x25\x88", b"\x24\x88")),
        plain[:2] + b"\xff\xda\x00\x02" + with_exif(plain, right)[2:],
        plain[:2] + b"\xff\xe0\x00\x00" + with_exif(plain, right)[2:],
    ]
    assert places(page, files) == [None] * len(files)
    whole = with_exif(plain, right)
    end = len(segment(b"Exif\0\0" + right)) + 2
    assert places(page, [whole[:length] for length in range(end)]) == [None] * end
    assert places(page, [whole[:end]]) == [SURABAYA]


FUZZED = f"""async ([file, runs]) => {{
    {BYTES}
    const {{ placeIn }} = await import(new URL("exif.js", document.scripts[0].src).href);
    const whole = bytes(file);
    let seed = 1;
    const random = (below) => {{
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor((seed / 2 ** 32) * below);
    }};
    const found = [];
    for (let run = 0; run < runs; run += 1) {{
        const changed = whole.slice(0, random(whole.length + 1));
        for (let times = random(6); times >= 0 && changed.length; times -= 1) {{
            changed[random(Math.min(changed.length, 200))] = [0, 255, random(256)][random(3)];
        }}
        found.push(placeIn(changed.buffer));
    }}
    return found;
}}"""


def test_no_file_makes_the_reader_fail_or_find_a_place_that_there_is_not(
    open_page: OpenPage,
) -> None:
    page = open_page("contact")
    file = with_exif(jpeg(page, 16, 16), exif(*SURABAYA))
    found = page.evaluate(FUZZED, [packed(file[:400]), 20_000])
    assert len(found) == 20_000
    there = [place for place in found if place]
    assert 500 < len(there) < 19_500
    for place in there:
        assert abs(place["latitude"]) <= 90
        assert abs(place["longitude"]) <= 180
        assert place["latitude"] == round(place["latitude"], 4)


REWRITTEN = f"""async (file) => {{
    {BYTES}
    const photos = new URL("photo.js", document.scripts[0].src).href;
    const {{ readPhoto, written }} = await import(photos);
    const {{ picture, place }} = await readPhoto(new Blob([bytes(file)]));
    const blob = await written(picture);
    const sent = new Uint8Array(await blob.arrayBuffer());
    return {{
        place, type: blob.type, size: [picture.width, picture.height],
        top: [...picture.getContext("2d").getImageData(0, 0, 1, 1).data],
        sent: btoa(Array.from(sent, (byte) => String.fromCharCode(byte)).join("")),
    }};
}}"""


@pytest.mark.parametrize(
    ("drawn", "orientation", "size"),
    [
        ((1600, 1200), 1, [1600, 1200]),
        ((1601, 1200), 1, [1600, 1199]),
        ((3200, 2400), 6, [1200, 1600]),
        ((40, 30), 6, [30, 40]),
    ],
)
def test_a_photo_is_sent_upright_as_pixels_alone(
    open_page: OpenPage, drawn: tuple[int, int], orientation: int, size: list[int]
) -> None:
    page = open_page("contact")
    file = with_exif(jpeg(page, *drawn), exif(*SURABAYA, orientation=orientation))
    assert 0xE1 in markers(file)
    photo = page.evaluate(REWRITTEN, packed(file))
    sent = base64.b64decode(photo["sent"])
    assert photo["size"] == size
    assert photo["type"] == "image/jpeg"
    assert photo["place"] == {"latitude": SURABAYA[0], "longitude": SURABAYA[1]}
    assert set(markers(sent)) <= {0xE0, 0xE2, 0xDB, 0xC0, 0xC2, 0xC4}  # JFIF, sRGB, tables, frame
    assert b"Exif" not in sent
    light = photo["top"][2] > 150  # turned, the speckled half is to the left
    assert light is (orientation == 1)


COVERED = """async (areas) => {
    const { covered } = await import(new URL("blur.js", document.scripts[0].src).href);
    const [width, height] = [300, 200];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    const noise = context.createImageData(width, height);
    let seed = 7;
    for (let i = 0; i < noise.data.length; i += 1) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        noise.data[i] = i % 4 === 3 ? 255 : seed >>> 24;
    }
    context.putImageData(noise, 0, 0);
    const { data } = covered(canvas, areas).getContext("2d").getImageData(0, 0, width, height);
    const inside = (x, y) => areas.some((area) =>
        x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height);
    const colours = new Set();
    let [changed, outside] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
        const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
        const same = [0, 1, 2].every((part) => data[i + part] === noise.data[i + part]);
        if (inside(x, y)) colours.add(data.slice(i, i + 3).join());
        if (inside(x, y) && !same) changed += 1;
        if (!inside(x, y) && !same) outside += 1;
    }
    return { colours: [...colours], changed, outside };
}"""


@pytest.mark.parametrize(
    ("area", "pixels", "squares"),
    [
        ((30, 40, 120, 60), 7200, 15),  # squares of 24: five by three
        ((0, 0, 300, 200), 60_000, 24),  # of 50: six by four
        ((280, 190, 500, 500), 200, 1),  # what is beyond the picture is cut off
        ((-50, -50, 60, 60), 100, 1),
    ],
)
def test_what_is_covered_is_a_few_squares_and_the_rest_untouched(
    open_page: OpenPage, area: tuple[int, int, int, int], pixels: int, squares: int
) -> None:
    page = open_page("contact")
    names = ("x", "y", "width", "height")
    found = page.evaluate(COVERED, [dict(zip(names, area, strict=True))])
    assert found["outside"] == 0
    assert found["changed"] >= 0.999 * pixels
    assert 1 <= len(found["colours"]) <= squares
    for colour in found["colours"]:
        assert all(int(part) % 51 == 0 for part in colour.split(","))
