// Keeps the pages for filing and following a report on the device, so that they open without a
// network. With one they always come from the service: what is kept is only ever what stands in for
// an answer that does not come. Of the API nothing is kept.
const VERSION = ""; // of all the files; filled in where this one is served
const FILES = [
  "./", "track",
  "static/agencies.js", "static/api.js", "static/app.css", "static/app.webmanifest",
  "static/attach.js", "static/attachments.css", "static/blur.js", "static/casefile.js",
  "static/caseid.js", "static/chosen.js", "static/draft.js", "static/en.attachments.js",
  "static/en.file.js", "static/en.track.js", "static/exif.js", "static/exit.js",
  "static/file.js", "static/icon.svg", "static/id.attachments.js", "static/id.file.js",
  "static/id.track.js", "static/page.js", "static/photo.js", "static/picker.js",
  "static/place.js", "static/receipt.js", "static/remembered.js", "static/send.js",
  "static/similar.js", "static/solve.js", "static/status.js", "static/track.js",
  "static/upload.js",
];

const KEPT = `${registration.scope} ${VERSION}`; // an origin may hold several stages
const addressOf = (file) => new URL(file, registration.scope).href;

addEventListener("install", (event) => {
  skipWaiting();
  const wanted = FILES.map((file) => new Request(addressOf(file), { cache: "no-cache" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(wanted)));
});

addEventListener("activate", (event) => event.waitUntil((async () => {
  const outdated = (await caches.keys()).filter((name) => name.startsWith(`${registration.scope} `) && name !== KEPT);
  await Promise.all(outdated.map((name) => caches.delete(name)));
})()));

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const address = url.split(/[?#]/)[0];
  if (method !== "GET" || !FILES.some((file) => addressOf(file) === address)) return;
  event.respondWith(fetch(event.request).catch(async () => (await (await caches.open(KEPT)).match(address)) ?? Response.error()));
});
