// A QR code as an image that scales, drawn in the browser: what it says goes to nobody.
import { correction, generate } from "./leanqr.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules of white around a code, by which readers find it

function shape(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The dark modules as one path: each run of a row a rectangle. */
function darkOnes(code) {
  const runs = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      const from = x;
      while (code.get(x, y)) x += 1;
      if (x > from) runs.push(`M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`);
    }
  }
  return runs.join("");
}

/** The code of `text`, black on white in every colour scheme; `label` is for who does not see it. */
export function qrCode(text, label) {
  const code = generate(text, { minCorrectionLevel: correction.L });
  const size = code.size + 2 * QUIET;
  return shape("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    shape("rect", { width: size, height: size, fill: "#fff" }),
    shape("path", { d: darkOnes(code), fill: "#000" }));
}
