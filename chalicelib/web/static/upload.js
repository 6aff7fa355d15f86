// Sending a file to the store that an address and fields were given for (a presigned POST), and
// hearing what became of it.
import { Refused } from "./api.js";

const PATIENCE = 45_000; // milliseconds without a byte until a request counts as lost
const TRIES = 3;
const PAUSE = 1500; // milliseconds before the second try; the third waits twice as long
const ASKED_AFTER = [2, 3, 5, 8, 13, 20, 30]; // seconds between one look at the check and the next

const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function attempt({ url, fields }, blob, { progress, signal }) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", blob, "file"); // comes last; the name it has on the device is nobody's business
    const request = new XMLHttpRequest(); // fetch does not tell how much has been sent
    let idle = null;
    const alive = () => {
      clearTimeout(idle);
      idle = setTimeout(() => request.abort(), PATIENCE);
    };
    const done = (act) => () => {
      clearTimeout(idle);
      act();
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      alive();
      progress(total ? loaded / total : 0);
    });
    request.addEventListener("load", done(() => (request.status < 300 ? resolve() : reject(new Refused(request.status)))));
    for (const end of ["error", "abort"]) request.addEventListener(end, done(() => reject(new Refused(0))));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", url);
    alive();
    request.send(form);
  });
}

/** Send a blob; `progress(part)` hears how much of it is gone. Raises `Refused`, at once when `signal` aborts. */
export async function upload(given, blob, { progress, signal }) {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(given, blob, { progress, signal });
    } catch (failure) {
      const again = (failure.lost || failure.status >= 500) && !signal.aborted && number < TRIES;
      if (!again) throw failure;
      await after(PAUSE * number);
    }
  }
}

/**
 * `list()` the attachments of a case for a good minute, or until `heard(items)`, called with each
 * answer, says that no more is to be heard.
 */
export async function watch(list, heard) {
  for (const seconds of ASKED_AFTER) {
    await after(1000 * seconds);
    if (document.hidden) await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
    const items = await list().catch(() => null); // the next look may tell
    if (items && heard(items)) return;
  }
}
