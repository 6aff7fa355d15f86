// The list of the desk as a file.
import { explain, listed } from "./api.js";
import { daysLeft } from "./inbox.js";
import { number, say, t } from "./page.js";
import { officerCall } from "./session.js";
import { statusName } from "./status.js";
import { asCsv, download } from "./table.js";

const PAGES_AT_ONCE = 10;

/** All that `query` lets through, as far as so many pages have it, as a file; `note` says so. */
export async function exportList(query, note) {
  query.set("limit", 100);
  const rows = new Map(); // by id: what moves down meanwhile comes again
  say(note, t("loading"));
  try {
    for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
      const answer = await officerCall("GET", `inbox?${query}`);
      for (const one of listed(answer)) rows.set(one.id, one);
      if (!answer.next_cursor) break;
      query.set("cursor", answer.next_cursor);
    }
    const named = ["csv_number", "status", "csv_title", "agency", "region", "category", "csv_filed", "csv_due", "csv_days", "csv_level", "csv_supporters"];
    download("laporan.csv", asCsv([named.map((name) => t(`officer.${name}`)), ...[...rows.values()].map((one) => [
      one.id, statusName(one), one.title, one.agency?.name, one.region_name, one.category_name, one.filed_at, one.limit?.at, daysLeft(one), one.escalation_level, one.supporters,
    ])]));
    say(note, t("officer.exported", { n: number(rows.size) }), "good");
  } catch (failure) {
    if (!failure.replaced) say(note, explain(failure), "bad");
  }
}
