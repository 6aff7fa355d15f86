// Keeps the pages for filing and following a report on the device, so that they open without a
// network. With one they always come from the service: what is kept is only ever what stands in for
// an answer that does not come. Of the API nothing is kept.
const VERSION = ""; // of all the files; filled in where this one is served
const NAMES = [
  "agencies.js", "api.js", "app.css", "app.webmanifest", "attach.js", "attachments.css", "blur.js",
  "casefile.js", "caseid.js", "chosen.js", "draft.js", "en.attachments.js", "en.file.js",
  "en.track.js", "exif.js", "filing.js", "icon.svg", "id.attachments.js", "id.file.js",
  "id.track.js", "news.js", "page.js", "photo.js", "picker.js", "place.js", "quickexit.js",
  "receipt.js", "remembered.js", "requests.js", "secrecy.js", "send.js", "similar.js", "solve.js",
  "status.js", "track.js", "upload.js",
];
const FILES = ["./", "track", ...NAMES.map((name) => `static/${VERSION}/${name}`)];

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
