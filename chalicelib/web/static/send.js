// Sending a report: proof of work, trying again under one key, and the receipt that comes back.
import { call, challenge, listed, newKey, once, Refused } from "./api.js";
import * as drafts from "./draft.js";
import { el, find, say, t } from "./page.js";
import { showReceipt } from "./receipt.js";

const status = find("#sending");

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Begin the proof of work; a person who writes has it solved before they send. */
export const { prepare } = challenge;

/**
 * File `body`. The same key each time: what arrived once is not filed again. Nor is it tried any more
 * once `latest()` is another body: its writer has changed it.
 */
async function file(draft, body, latest = () => body) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      say(status, t("app.preparing"));
      const solution = await challenge.take();
      if (latest() !== body) throw new Refused(0);
      say(status, t("file.sending"));
      drafts.rememberSent(draft.key, body);
      return await call("POST", "v1/complaints", {
        body, headers: { "Idempotency-Key": draft.key, "X-Challenge": solution },
      });
    } catch (failure) {
      const again = failure instanceof Refused && (failure.lost || failure.status >= 502 || failure.code.startsWith("challenge"));
      if (!again || attempt === 3 || latest() !== body) throw failure;
      say(status, failure.lost ? t("file.retrying") : t("app.preparing"));
      await pause(1500 * attempt);
    }
  }
}

/** An earlier version arrived although its answer was lost: its receipt and what it was, if there is. */
async function recovered(draft) {
  for (const earlier of drafts.sentUnder(draft.key)) {
    try {
      return { receipt: await file(draft, earlier), filed: earlier };
    } catch (failure) {
      if (failure.code !== "idempotency_mismatch") throw failure;
    }
  }
  return null;
}

/**
 * Of a report that arrived as it was `filed`, take back what `wanted` has no more: that more people read
 * it, and who its writer is. Returns the keys of what is to be said of that.
 */
async function tighten({ receipt, filed }, wanted) {
  const { anonymous, confidential } = wanted;
  const path = `v1/complaints/${receipt.id}`;
  const headers = { "X-Receipt": receipt.secret };
  const missing = Object.entries({ anonymous, confidential }).filter(([flag, is]) => is && !receipt[flag]);
  const done = [];
  if (missing.length) {
    const flags = Object.fromEntries(missing);
    await call("PATCH", `${path}/privacy`, { body: flags, headers });
    Object.assign(receipt, flags, { public: receipt.public && !confidential });
    done.push("file.earlier_tightened");
  }
  if (filed.reporter && !wanted.reporter) {
    await call("DELETE", `${path}/identity`, { headers });
    done.push("file.earlier_erased");
  }
  return done;
}

/**
 * File `body` and return `{receipt, mailed, title, note}`, `mailed` where the report has an address, `title`
 * what it is called; without a receipt something else was filed under the draft's key, which is a new one now. `latest()` is `body`
 * until its writer changes it, then what it has become: what arrived is open to no more than that says,
 * and has no address where that has none. Raises `Refused`.
 */
export async function send(draft, body, latest) {
  draft.key ??= newKey();
  drafts.save(draft);
  let arrived = null;
  try {
    arrived = { receipt: await file(draft, body, latest), filed: body };
    if (latest() === body) return { receipt: arrived.receipt, mailed: Boolean(body.reporter), title: body.title, note: "" };
  } catch (failure) {
    if (failure.fields?.length) drafts.forgetSent();
    if (failure.code !== "idempotency_mismatch") throw failure;
  }
  arrived ??= await recovered(draft);
  if (!arrived) {
    drafts.renewKey(draft);
    return { receipt: null };
  }
  const wanted = latest();
  const notes = ["file.earlier_arrived", ...await tighten(arrived, wanted)];
  return {
    receipt: arrived.receipt,
    mailed: Boolean(arrived.filed.reporter && wanted.reporter),
    title: arrived.filed.title,
    note: notes.map((key) => t(key)).join(" "),
  };
}

/** Show the receipt, and send what files were chosen to the case, saying at each what becomes of it. */
export async function finish(receipt, note, attachments) {
  showReceipt(receipt, note);
  if (!attachments?.any) return;
  const path = `v1/complaints/${receipt.id}/attachments`;
  const headers = { "X-Receipt": receipt.secret };
  find("#receipt-seen").after(el("h2", {}, t("attach.label")), attachments.files);
  await attachments.send({
    add: (body) => once([path, body], (key) => call("POST", path, { body, headers: { ...headers, ...key } })),
    list: async () => listed(await call("GET", path, { headers })),
  }).catch(() => {}); // said at the file, with a button to try again
  await attachments.follow();
}

export { explain } from "./api.js";
