// Leaving at once, for who must not be seen here: a button, or Shift three times. What tab and device
// hold of reports is gone, and the page is replaced, so that the button back does not show it; nor does
// it show the pages before, which a browser may give back as they were left.
import { anyReports, el, forgetReports, t } from "./page.js";

const AWAY = "https://www.bmkg.go.id/"; // the weather: nobody wonders at it
const WITHIN = 5_000; // milliseconds between the first and the third press

/** Nothing of what is here may come back: neither kept on the way out nor by the button back. */
function leave() {
  for (const form of document.forms) {
    form.reset();
    form.hidden = true;
  }
  forgetReports();
  document.title = "";
  document.body.replaceChildren();
  location.replace(AWAY);
}

addEventListener("pageshow", ({ persisted }) => {
  if (persisted && !anyReports()) location.reload();
});

let presses = []; // when Shift was pressed, with no other key in between
addEventListener("keydown", ({ key, repeat }) => {
  if (repeat) return;
  const now = Date.now();
  presses = key === "Shift" ? [...presses, now].filter((at) => now - at <= WITHIN) : [];
  if (presses.length >= 3) leave();
});

document.querySelector(".leaving").append(
  el("button", { id: "exit", type: "button", "aria-describedby": "exit-hint", onclick: leave }, t("exit.leave")),
  el("p", { id: "exit-hint", class: "unseen" }, t("exit.hint")));
