// What the browser keeps. `tab` is gone with the tab; `device` stays. Blocked storage is no error:
// the pages then simply forget.

function area(storage) {
  const attempt = (act) => {
    try {
      return act(window[storage]);
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((kept) => JSON.parse(kept.getItem(key))),
    set: (key, value) => attempt((kept) => kept.setItem(key, JSON.stringify(value))),
    drop: (key) => attempt((kept) => kept.removeItem(key)),
  };
}

export const tab = area("sessionStorage");
export const device = area("localStorage");

const SECRETS = "lapor.secrets";
/** Receipt secrets of this tab, by report number. They never leave sessionStorage. */
export const secretOf = (id) => tab.get(SECRETS)?.[id] ?? "";
export function keepSecret(id, secret) {
  tab.set(SECRETS, { ...tab.get(SECRETS), [id]: secret });
}
export function dropSecret(id) {
  const { [id]: _, ...others } = tab.get(SECRETS) ?? {};
  tab.set(SECRETS, others);
}

// Everything the pages keep about a person's reports, under the names the other modules use.
const OF_REPORTS = [SECRETS, "lapor.receipt", "lapor.tracked", "lapor.draft", "lapor.contact", "lapor.sent"];

/** Forget every report on this device: numbers, secrets, receipts, drafts and contacts. */
export function forgetReports() {
  for (const key of OF_REPORTS) {
    tab.drop(key);
    device.drop(key);
  }
}
