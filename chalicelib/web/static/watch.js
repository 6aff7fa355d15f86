// Whether the report that lies open has changed: asked when its window comes to the front, and every
// minute while it is there. Of its version alone, which is no reading of the report.
import { find } from "./page.js";
import { officer, officerCall } from "./session.js";

const EVERY = 60_000; // milliseconds

let watched = null; // {report, changed, gone}: what lies open, and who hears of it
let asking = false; // coming to the front is told twice

/** Hear of `report`: `changed(still)` when there is a later version, `gone()` when it may not be read any more. `still()` is whether it lies open yet. */
export function watch(report, { changed, gone }) {
  watched = { report, changed, gone };
}

export function stopWatching() {
  watched = null;
}

async function ask() {
  const seen = watched;
  const inFront = !document.hidden && find("#casefile").checkVisibility();
  if (!seen || asking || !inFront || !(officer()?.ends_at > Date.now())) return; // nobody is made to sign in for this
  const still = () => seen === watched;
  asking = true;
  try {
    const { version } = await officerCall("GET", `complaints/${encodeURIComponent(seen.report.id)}/version`);
    if (!still() || version <= Math.max(seen.report.version, seen.told ?? 0)) return;
    await seen.changed(still);
    seen.told = version;
  } catch (failure) {
    if (!still() || ![403, 404].includes(failure.status)) return; // it is asked again
    stopWatching();
    await seen.gone();
  } finally {
    asking = false;
  }
}

setInterval(ask, EVERY);
addEventListener("focus", ask);
document.addEventListener("visibilitychange", ask);
