// An officer's session: signing in, renewing quietly, and signing in again over the page, so that
// nothing that was being written or sent is lost.
import { call, explain } from "./api.js";
import { el, find, say, show } from "./dom.js";
import { has, t } from "./i18n.js";
import { tab } from "./storage.js";

const KEPT = "lapor.officer";
const WARNING = 5 * 60_000; // milliseconds before the end at which the officer is warned
const RENEWAL = 10 * 60_000; // and at which renewing is tried, before anybody need be warned

const login = find("#login");
const desk = find("#desk");
const note = find("#login-note");
const shared = "BroadcastChannel" in window ? new BroadcastChannel(KEPT) : null;

let session = tab.get(KEPT);
let waiting = null; // {promise, resolve, reject} while somebody has to sign in again
let timers = [];
let onchange = () => {};

export const officer = () => session;

/** What the token says of its officer: for headings and drafts only, the API decides for itself. */
function claims(token) {
  try {
    const bytes = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    const { sub, "cognito:groups": groups = [] } = JSON.parse(bytes);
    return {
      sub,
      role: groups.find((group) => has(`role.${group}`)),
      agency_id: groups.find((group) => group.startsWith("agency."))?.slice("agency.".length),
    };
  } catch {
    return {};
  }
}

function keep(answer) {
  session = { ...session, ...claims(answer.access_token), ...answer, ends_at: Date.now() + answer.expires_in * 1000 };
  tab.set(KEPT, session);
  shared?.postMessage({ session });
  watch();
}

/** Renew before the end; where that fails, warn while there is time to sign in again. */
function watch() {
  timers.forEach(clearTimeout);
  find("#session-note").replaceChildren();
  if (!session?.ends_at) return;
  const left = session.ends_at - Date.now();
  timers = [
    setTimeout(renew, Math.max(0, left - RENEWAL)),
    setTimeout(warn, Math.max(0, left - WARNING)),
  ];
}

async function renew() {
  if (!session?.refresh_token) return false;
  try {
    const { refresh_token } = session;
    keep({ refresh_token, ...await call("POST", "v1/officer/session/renewal", { body: { refresh_token } }) });
    return true;
  } catch {
    return false;
  }
}

function warn() {
  const minutes = Math.max(1, Math.round((session.ends_at - Date.now()) / 60_000));
  find("#session-note").replaceChildren(t("officer.session_ending", { minutes }), " ",
    el("button", { type: "button", class: "quiet small", onclick: () => askAgain("") }, t("officer.session_renew")));
}

/** Let the officer sign in over the page: it stays as it is underneath. Settles when they have. */
function askAgain(message) {
  if (!waiting) {
    let settle;
    const promise = new Promise((resolve, reject) => { settle = { resolve, reject }; });
    promise.catch(() => {}); // whoever waits for it hears of it
    waiting = { promise, ...settle };
    login.classList.add("over");
    desk.inert = true;
    show(login);
    find("[name=email]", login).value = session?.email ?? "";
    say(note, message);
    find(session?.email ? "[name=password]" : "[name=email]", login).focus();
  }
  return waiting.promise;
}

/**
 * Call an officer's route. When the token has ended it is renewed, or the officer signs in again
 * over the page, and the same call is made once more. Raises `Refused`.
 */
export async function officerCall(method, path, { body, headers = {} } = {}) {
  const send = () => call(method, `v1/officer/${path}`, { body, headers: { ...headers, Authorization: `Bearer ${session?.access_token}` } });
  try {
    return await send();
  } catch (failure) {
    if (failure.status !== 401) throw failure;
    if (!await renew()) await askAgain(t("officer.session_over"));
    return send();
  }
}

export function signOut() {
  session = null;
  timers.forEach(clearTimeout);
  tab.drop(KEPT);
  shared?.postMessage({ signedOut: true });
  onchange(null);
}

async function signIn(event) {
  event.preventDefault();
  const [email, password, fresh, code] = ["email", "password", "new_password", "code"].map((name) => find(`[name=${name}]`, login).value);
  const button = find("[type=submit]", login);
  button.disabled = true;
  say(note, t("loading"));
  try {
    const answer = await call("POST", "v1/officer/session", {
      body: { email: email.trim(), password, ...(fresh ? { new_password: fresh } : {}), ...(code ? { code } : {}) },
    });
    if (answer.challenge) {
      show(find(answer.challenge === "code" ? "#code-field" : "#new-password"));
      say(note, t(`officer.${answer.challenge}_hint`));
      return void find(`[name=${answer.challenge}]`, login).focus();
    }
    const before = session?.sub;
    keep({ ...answer, email: email.trim() });
    find("form", login).reset();
    show(find("#new-password"), false);
    show(find("#code-field"), false);
    say(note, "");
    resume(before);
  } catch (failure) {
    const fields = (failure.fields ?? []).map(({ message }) => message).join(" ");
    const refused = failure.status === 401 || failure.status === 403;
    say(note, refused && !failure.code ? t("officer.bad_login") : `${explain(failure)} ${fields}`, "bad");
  } finally {
    button.disabled = false;
  }
}

/** Go on where the page was; somebody else begins afresh, and sends nothing of the one before. */
function resume(before) {
  const { resolve, reject } = waiting ?? {};
  waiting = null;
  login.classList.remove("over");
  desk.inert = false;
  if (resolve && before === session.sub) {
    show(login, false);
    return resolve();
  }
  reject?.(Object.assign(new Error(t("officer.another_officer")), { replaced: true }));
  return onchange(session);
}

/** Start: `change(session)` is called with a new officer, and with null when there is none. */
export function start(change) {
  onchange = change;
  find("form", login).addEventListener("submit", signIn);
  if (shared) {
    shared.onmessage = ({ data }) => {
      if (data.wanted && session) shared.postMessage({ session });
      else if (data.signedOut && session) {
        session = null;
        tab.drop(KEPT);
        onchange(null);
      } else if (data.session && (!session || data.session.sub === session.sub)) {
        const first = !session;
        session = data.session;
        tab.set(KEPT, session);
        watch();
        if (first || waiting) resume(first ? undefined : session.sub);
      }
    };
    if (!session) shared.postMessage({ wanted: true }); // another tab of this officer may answer
  }
  watch();
  onchange(session);
}
