"""What the pages tell where the reader's own colours are forced, which axe does not look at."""

from playwright.sync_api import Page

# What is chosen beside what is not, what has the focus beside how it stood before, what is wrong.
COLOUR_ALONE = """() => {
    const probe = Object.assign(document.createElement("i"), { style: "color: Canvas" });
    document.body.append(probe);
    const paper = getComputedStyle(probe).color; // a line of this colour is none
    probe.remove();
    const line = (style, width, colour) =>
        style === "none" || colour === paper ? 0 : parseFloat(width);
    const borders = (style) => ["Top", "Right", "Bottom", "Left"].map((side) =>
        line(...["Style", "Width", "Color"].map((what) => style[`border${side}${what}`])));
    const look = (node, part) => {
        const style = getComputedStyle(node, part);
        const drawn = part && style.content !== "none" && style.backgroundColor !== paper;
        return [
            line(style.outlineStyle, style.outlineWidth, style.outlineColor), style.outlineOffset,
            ...borders(style), style.textDecorationLine, style.fontWeight,
            part && style.content, drawn,
        ];
    };
    const looks = (node) =>
        JSON.stringify([null, "::before", "::after"].map((part) => look(node, part)));
    const shown = (node) => node.checkVisibility() && !node.closest(".unseen");
    const all = (selector, inside = document) =>
        [...inside.querySelectorAll(selector)].filter(shown);
    const kind = (node) => [node.tagName, node.type, node.getAttribute("class")].join();
    const found = [];
    const tell = (what, node) => found.push(`${what} by colour alone: ${node.outerHTML}`);

    const chosen = ":is([aria-current]:not([aria-current=false]),"
        + " [aria-selected=true], [aria-pressed=true])";
    for (const node of all(chosen)) {
        const group = node.closest("nav, ol, ul, [role=listbox], .proposals") ?? node.parentElement;
        const other = all(`${node.tagName}:not(${chosen})`, group)
            .find((one) => kind(one) === kind(node));
        if (other && looks(other) === looks(node)) tell("chosen", node);
    }
    for (const node of all("[aria-invalid=true]")) {
        const problem = all(".problem").find((one) =>
            one.textContent && one.closest("[data-field]").contains(node));
        if (!problem) tell("wrong", node);
    }
    for (const node of all(".note[data-kind=bad]")) {
        if (node.textContent && !borders(getComputedStyle(node)).some(Boolean)) tell("bad", node);
    }

    const before = document.activeElement;
    const seen = new Set();
    for (const node of all("a[href], button, input, select, textarea, summary")) {
        if (seen.has(kind(node))) continue;
        const around = node.closest("label.choice") ?? node;
        document.activeElement.blur();
        const looked = [looks(node), looks(around)];
        node.focus({ preventScroll: true });
        if (document.activeElement !== node) continue;
        seen.add(kind(node));
        if (looks(node) === looked[0] && looks(around) === looked[1]) tell("focused", node);
    }
    document.activeElement.blur();
    before.focus({ preventScroll: true });
    return found;
}"""


def told_by_colour_alone(page: Page) -> list[str]:
    """What is chosen, focused or wrong on the page and shows it by no border, outline, underline,
    weight or text once the reader's colours replace the page's."""
    page.emulate_media(forced_colors="active")
    page.keyboard.press("F8")  # no page knows it; what has the focus shows it to who uses keys
    found: list[str] = page.evaluate(COLOUR_ALONE)
    page.emulate_media(forced_colors="none")
    return found
