// An officer's session: signing in, renewing quietly, and signing in again over the page, so that
// nothing that was being written or sent is lost.
import { call, explain } from "./api.js";
import { el, find, has, ready, say, show, t, tab } from "./page.js";

const KEPT = "lapor.officer";
const WARNING = 2 * 60_000; // milliseconds before the end at which the officer is warned
const RENEWALS = [5 * 60_000, 3.5 * 60_000]; // and at which renewing is tried, before anybody need be warned

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
  const before = (milliseconds, act) => setTimeout(act, Math.max(0, left - milliseconds));
  timers = [...RENEWALS.map((at) => before(at, renew)), before(WARNING, warn)];
}

async function renew() {
  if (!session?.refresh_token) return false;
  try {
    const { refresh_token } = session;
    keep(await call("POST", "v1/officer/session/renewal", { body: { refresh_token } }));
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
 * Call a route as the officer. When the token has ended it is renewed, or the officer signs in
 * again over the page, and the same call is made once more. Raises `Refused`.
 */
export async function authorised(method, path, { body, headers = {} } = {}) {
  const send = () => call(method, path, { body, headers: { ...headers, Authorization: `Bearer ${session?.access_token}` } });
  try {
    return await send();
  } catch (failure) {
    if (failure.status !== 401) throw failure;
    if (!await renew()) await askAgain(t("officer.session_over"));
    return send();
  }
}

export const officerCall = (method, path, options) => authorised(method, `v1/officer/${path}`, options);

/** End the session here and at the service; where that is not reached, its token ends by itself. */
export function signOut() {
  const headers = { Authorization: `Bearer ${session?.access_token}` };
  call("DELETE", "v1/officer/session", { headers }).catch(() => {});
  session = null;
  timers.forEach(clearTimeout);
  tab.drop(KEPT);
  shared?.postMessage({ signedOut: true });
  onchange(null);
}

/**
 * The button beside a password that shows it, so that nobody chooses one with a slip of a finger in
 * it; a second field would ask for the same slip twice. `hide` is for sending: a browser offers to
 * keep what stands in a field for passwords.
 */
function showing(input) {
  const told = el("span", { class: "unseen", role: "status" });
  const name = input.labels[0].textContent.trim();
  const button = el("button", { type: "button", class: "second", "aria-controls": input.id, onclick: () => set(input.type === "password") });
  function set(visible) {
    input.type = visible ? "text" : "password";
    button.textContent = t(visible ? "officer.hide" : "officer.show");
    button.ariaLabel = `${button.textContent}: ${name}`;
    told.textContent = visible ? t("officer.shown") : "";
  }
  set(false);
  input.after(button, told);
  return { hide: () => set(false) };
}

let passwords = [];

async function signIn(event) {
  event.preventDefault();
  passwords.forEach(({ hide }) => hide());
  const [email, password, fresh, code] = ["email", "password", "new_password", "code"].map((name) => find(`[name=${name}]`, login).value);
  const enrol = find("[name=enrol]", login).checked;
  const button = find("[type=submit]", login);
  button.disabled = true;
  say(note, t("loading"));
  try {
    const answer = await call("POST", "v1/officer/session", {
      body: { email: email.trim(), password, ...(fresh ? { new_password: fresh } : {}), ...(code ? { code } : {}), ...(enrol ? { enrol } : {}) },
    });
    if (answer.challenge) return void askFor(answer, fresh);
    const before = session?.sub;
    keep({ ...answer, email: email.trim() });
    find("form", login).reset();
    for (const more of ["#new-password", "#code-field", "#enrol"]) show(find(more), false);
    find("#enrol-secret").textContent = "";
    find("#enrol-link").removeAttribute("href");
    show(find("#enrol-choice"));
    say(note, "");
    resume(before);
  } catch (failure) {
    const fields = (failure.fields ?? []).map(({ message }) => message).join(" ");
    const refused = failure.status === 401 || failure.status === 403;
    const wrongCode = code && failure.code === "login_failed"; // it was asked for once email and password were right
    say(note, wrongCode ? t("officer.bad_code") : refused && !failure.code ? t("officer.bad_login") : `${explain(failure)} ${fields}`, "bad");
    if (wrongCode) find("[name=code]", login).select();
  } finally {
    button.disabled = false;
  }
}

/** Ask for what the login needs more. A new password that was set is the password from now on. */
function askFor({ challenge, secret, otpauth }, fresh) {
  if (fresh && challenge !== "new_password") {
    find("[name=password]", login).value = fresh;
    find("[name=new_password]", login).value = "";
    show(find("#new-password"), false);
  }
  if (challenge === "enrol") {
    find("#enrol-secret").textContent = secret.match(/.{1,4}/g).join(" ");
    find("#enrol-link").href = otpauth;
    show(find("#enrol"));
  }
  show(find("#enrol-choice"), false);
  show(find(challenge === "new_password" ? "#new-password" : "#code-field"));
  say(note, t(`officer.${challenge}_hint`));
  find(challenge === "new_password" ? "[name=new_password]" : "[name=code]", login).focus();
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
  passwords = ["password", "new_password"].map((name) => showing(find(`[name=${name}]`, login)));
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
  ready();
}
