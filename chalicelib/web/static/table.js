// A table as a file that a spreadsheet opens and does not obey.

/** What begins like a formula is text to a spreadsheet once an apostrophe stands before it (OWASP, CSV injection). */
function cell(value) {
  if (typeof value === "number") return String(value);
  const text = value === null || value === undefined ? "" : String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Rows of values as RFC 4180 has them. */
export const asCsv = (rows) => rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/** Hand the reader a file. The mark at its beginning tells spreadsheets that it is UTF-8. */
export function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
