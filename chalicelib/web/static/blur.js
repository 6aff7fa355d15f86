// Making faces, plates and papers in a photo unreadable before it is sent: by finger, mouse or
// keys. What is covered is replaced by a few large squares; the photo that is sent has nothing else there.
import { el, freshId, goTo, number, say, t } from "./page.js";

const SQUARES = 6; // along the longer side of an area: too few for a face or a plate
const SMALLEST = 24; // pixels of a square, where the area is that large
const LEVELS = 51; // steps of a colour, so that a square does not tell the exact mean either
const TAPPED = 1 / 6; // of the longer side of the photo: what a tap covers
const STEP = 1 / 50; // and what a key moves the frame by
const DRAGGED = 8; // CSS pixels from which a movement is no tap

/** An area in whole pixels within the picture. */
function within({ width, height }, area) {
  const left = Math.floor(Math.max(0, Math.min(area.x, width - 1)));
  const top = Math.floor(Math.max(0, Math.min(area.y, height - 1)));
  const right = Math.ceil(Math.max(left + 1, Math.min(area.x + area.width, width)));
  const bottom = Math.ceil(Math.max(top + 1, Math.min(area.y + area.height, height)));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Replace an area of a canvas by squares, each of the mean colour of what stood there. */
export function pixelate(canvas, area) {
  const { x, y, width, height } = within(canvas, area);
  const context = canvas.getContext("2d");
  const pixels = context.getImageData(x, y, width, height);
  const size = Math.max(SMALLEST, Math.ceil(Math.max(width, height) / SQUARES));
  for (let top = 0; top < height; top += size) {
    for (let left = 0; left < width; left += size) {
      const [right, bottom] = [Math.min(left + size, width), Math.min(top + size, height)];
      const sum = [0, 0, 0];
      for (let row = top; row < bottom; row += 1) {
        for (let at = 4 * (row * width + left); at < 4 * (row * width + right); at += 4) {
          for (const i of [0, 1, 2]) sum[i] += pixels.data[at + i];
        }
      }
      const mean = sum.map((all) => LEVELS * Math.round(all / ((right - left) * (bottom - top)) / LEVELS));
      context.fillStyle = `rgb(${mean})`;
      context.fillRect(x + left, y + top, right - left, bottom - top);
    }
  }
}

/** A copy of a picture with these areas made unreadable. */
export function covered(picture, areas) {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0);
  for (const area of areas) pixelate(canvas, area);
  return canvas;
}

/**
 * Ask in a dialog which areas of a picture to cover, beginning with `before`. Settles with them, or
 * with null when the reader went back.
 */
export function chooseAreas(picture, before) {
  const areas = [...before];
  const long = Math.max(picture.width, picture.height);
  let frame = null; // the area being marked, in pixels of the picture
  let from = null; // where the pointer went down, on the picture and on the screen
  let base = covered(picture, areas);

  const [title, hint] = [freshId("blur-title"), freshId("blur-hint")];
  const told = el("p", { class: "note", role: "status" });
  const canvas = el("canvas", {
    width: picture.width, height: picture.height, tabindex: 0, role: "application", "aria-label": t("attachment.blur_area"), "aria-describedby": hint,
  });
  const undo = el("button", { type: "button", class: "second", onclick: takeBack }, t("attachment.undo"));
  const dialog = el("dialog", { class: "blur", "aria-labelledby": title },
    el("h2", { id: title }, t("attachment.blur_title")),
    el("p", { class: "hint", id: hint }, t("attachment.blur_hint")),
    canvas, told,
    el("div", { class: "buttons" },
      el("button", { type: "button", onclick: () => dialog.close("done") }, t("attachment.blur_done")),
      undo,
      el("button", { type: "button", class: "quiet", onclick: () => dialog.close("") }, t("attachment.blur_cancel"))));

  function draw() {
    const context = canvas.getContext("2d");
    context.drawImage(base, 0, 0);
    if (!frame) return;
    for (const [colour, width] of [["black", 6], ["white", 2]]) { // seen on any picture
      context.strokeStyle = colour;
      context.lineWidth = (width * long) / 800;
      context.strokeRect(frame.x, frame.y, frame.width, frame.height);
    }
  }

  function changed() {
    base = covered(picture, areas);
    frame = null;
    undo.disabled = areas.length === 0;
    say(told, areas.length ? t("attachment.blurred", { n: number(areas.length) }) : "");
    draw();
  }

  function cover(area) {
    areas.push(within(picture, area));
    changed();
  }

  function takeBack() {
    areas.pop();
    changed();
    if (undo.disabled) canvas.focus();
  }

  /** Where an event is, in pixels of the picture. */
  function spot(event) {
    const box = canvas.getBoundingClientRect();
    const scale = picture.width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale, scale };
  }

  const around = ({ x, y }) => ({ x: x - (long * TAPPED) / 2, y: y - (long * TAPPED) / 2, width: long * TAPPED, height: long * TAPPED });
  const between = (a, b) => ({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) });

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button > 0) return;
    canvas.setPointerCapture(event.pointerId);
    from = spot(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from || !event.isPrimary) return;
    frame = between(from, spot(event));
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!from || !event.isPrimary) return;
    const area = between(from, spot(event));
    const tap = Math.max(area.width, area.height) < DRAGGED * from.scale;
    cover(tap ? around(from) : area);
    from = null;
  });
  canvas.addEventListener("pointercancel", () => {
    from = null;
    frame = null;
    draw();
  });

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move && !["Enter", " ", "Backspace", "Delete"].includes(event.key)) return;
    event.preventDefault();
    if (!move && !["Enter", " "].includes(event.key)) return void takeBack();
    const shown = frame ?? around({ x: picture.width / 2, y: picture.height / 2 });
    if (!move) return void cover(shown);
    const [right, down] = move.map((direction) => (frame ? direction * long * STEP : 0)); // the first key shows the frame
    frame = within(picture, event.shiftKey
      ? { ...shown, width: shown.width + right, height: shown.height + down }
      : { ...shown, x: Math.min(shown.x + right, picture.width - shown.width), y: Math.min(shown.y + down, picture.height - shown.height) });
    const percent = (part, whole) => Math.round((100 * part) / whole);
    say(told, t("attachment.frame", {
      left: percent(frame.x, picture.width), top: percent(frame.y, picture.height),
      width: percent(frame.width, picture.width), height: percent(frame.height, picture.height),
    }));
    draw();
  });

  return new Promise((resolve) => {
    const back = document.activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      goTo(back);
      resolve(dialog.returnValue === "done" ? areas : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    changed();
    canvas.focus();
  });
}
