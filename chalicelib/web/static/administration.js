// Rules, reference data, keys and oversight: what the routes of administration can, for who may.
import { el, find, goTo, learn, slideTo, t } from "./page.js";
import { officer } from "./session.js";

const EVERYBODY = ["national_admin", "agency_admin", "custodian", "monitor"];
const OVERSEERS = ["custodian", "monitor"];

/** Each at `#administration/<name>`: whose it is, and the module whose `fill(body)` shows it. */
const SECTIONS = {
  calendar: { roles: EVERYBODY, load: () => import("./calendar.js") },
  clocks: { roles: EVERYBODY, load: () => import("./deadlines.js") },
  register: { roles: EVERYBODY, load: () => import("./register.js") },
  keys: { roles: ["national_admin"], load: () => import("./keys.js") },
  webhooks: { roles: ["national_admin"], load: () => import("./webhooks.js") },
  access: { roles: ["national_admin", "agency_admin"], load: () => import("./access.js") },
  readings: { roles: OVERSEERS, load: () => import("./readings.js") },
  rates: { roles: ["national_admin"], load: () => import("./rates.js") },
  feeds: { roles: ["national_admin"], load: () => import("./feeds.js") },
  letters: { roles: ["national_admin"], load: () => import("./deadletters.js") },
  breaches: { roles: ["custodian"], load: () => import("./breaches.js") },
};

/** Show the section named, or the first one of those that are the officer's, where `still()` that is wanted by then. Raises `Refused`. */
export async function open(part, wanted, still) {
  await learn("administration");
  if (!still()) return;
  const theirs = Object.keys(SECTIONS).filter((name) => SECTIONS[name].roles.includes(officer().role));
  const name = theirs.includes(wanted) ? wanted : theirs[0];
  const heading = el("h1", {}, t(`administration.${name}`));
  const body = el("div");
  part.replaceChildren(
    el("nav", { class: "parts", "aria-label": t("administration.sections") }, theirs.map((each) =>
      el("a", { href: `#administration/${each}`, "aria-current": each === name ? "page" : null }, t(`administration.${each}`)))),
    heading, body);
  goTo(heading);
  scrollTo(0, 0);
  slideTo(find("nav [aria-current]", part));
  const { fill } = await SECTIONS[name].load();
  await fill(body);
}
