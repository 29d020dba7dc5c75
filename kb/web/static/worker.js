// The service worker: style and script of this version, the articles read last, and a page for no connection.
// Searches, the API, forms and whatever says no-store are never kept. SITE is written above by the server.
"use strict";
const { version, assets, locales, fallback, articles, off } = self.SITE;
const SHELL = `jieda-shell-${version}`;
const READ = "jieda-read-1";
const PICTURES = "jieda-pictures-1";
const PATIENCE_MS = 3000; // for an article that is kept; one that isn't is waited for
const MOST_PICTURES = 60;
const MOST_BYTES = 1024 * 1024; // of a picture
const SAVED = "X-Saved";
const ARTICLE = /^\/[^/]+\/articles\/.+(?<!\.md)$/;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (off) return;
  const pages = Object.values(locales).map(({ page }) => new Request(page, { cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([...assets, ...pages])));
});

self.addEventListener("activate", (event) => event.waitUntil(off ? leave() : begin()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("jieda-")) await caches.delete(name);
  await self.registration.unregister();
}

async function begin() {
  const wanted = [SHELL, READ, PICTURES];
  for (const name of await caches.keys()) if (name.startsWith("jieda-") && !wanted.includes(name)) await caches.delete(name);
  await self.clients.claim();
  const open = await self.clients.matchAll({ type: "window" });
  await Promise.all(open.map(({ url }) => readBefore(new URL(url)))); // the page that brought the worker is read already
}

async function readBefore(url) {
  if (!isArticle(url)) return;
  try {
    await keep(url, await fetch(url.pathname));
  } catch {
    // no connection any more: it will be kept when it is read again
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (off || request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(isArticle(url) ? article(event, url) : page(request, url));
  else if (isAsset(url)) event.respondWith(asset(request));
  else if (url.pathname.startsWith("/media/") && request.destination === "image") event.respondWith(picture(event));
});

// Also of another version than ours, which an article kept earlier may name.
function isAsset({ pathname, search }) {
  return assets.includes(pathname + search) || pathname.startsWith("/static/") || pathname === "/theme.css";
}

function isArticle(url) {
  return url.origin === self.location.origin && ARTICLE.test(url.pathname);
}

// The version that the page names; another one only where there is nothing else, as for an article kept before it.
async function asset(request) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    return (await shell.match(request, { ignoreSearch: true })) || Response.error();
  }
}

async function page(request, url) {
  try {
    return await fetch(request);
  } catch {
    return offline(url);
  }
}

// From the network and kept; from what is kept, marked, where the network is away or slow.
async function article(event, url) {
  const kept = await copyOf(url.pathname);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((answer) => keep(url, answer.clone())).catch(() => {}));
  if (!kept) return asked.catch(() => offline(url));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  return answer && answer.status < 500 ? answer : marked(kept, url);
}

// What is kept of an article, asked for by its whole address or by its number alone.
async function copyOf(path) {
  const cache = await caches.open(READ);
  const exact = await cache.match(path);
  if (exact) return exact;
  const longer = (await cache.keys()).find((request) => new URL(request.url).pathname.startsWith(`${path}-`));
  return longer && cache.match(longer);
}

async function picture(event) {
  const cache = await caches.open(PICTURES);
  try {
    const answer = await fetch(event.request);
    const size = Number(answer.headers.get("Content-Length"));
    if (answer.status === 200 && size && size <= MOST_BYTES) event.waitUntil(put(cache, event.request.url, answer.clone(), MOST_PICTURES));
    return answer;
  } catch {
    return (await cache.match(event.request.url)) || Response.error();
  }
}

async function keep(url, answer) {
  const cache = await caches.open(READ);
  if (answer.status === 404 || answer.status === 410) await cache.delete(url.pathname);
  const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
  const isPrivate = /no-store|private/.test(answer.headers.get("Cache-Control") || "");
  if (answer.status !== 200 || answer.redirected || !isPage || isPrivate) return;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // the copy is unpacked
  headers.set(SAVED, String(Date.now()));
  await put(cache, url.pathname, new Response(await answer.blob(), { headers }), articles);
}

// The newest stands last.
async function put(cache, key, answer, most) {
  await cache.delete(key);
  await cache.put(key, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((old) => cache.delete(old)));
}

// A kept article with a line above it that says so.
async function marked(kept, url) {
  const words = locales[localeOf(url)];
  const day = new Intl.DateTimeFormat(words.lang, { dateStyle: "long", timeStyle: "short" }).format(Number(kept.headers.get(SAVED)));
  const text = words.copy.replace("{date}", day).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const line = `<p class="offline-copy" role="status" lang="${words.lang}" dir="${words.dir}"><span class="frame">${text}</span></p>\n`;
  const html = (await kept.text()).replace(/<main\b/, () => `${line}<main`);
  return new Response(html, { headers: kept.headers });
}

async function offline(url) {
  const kept = await (await caches.open(SHELL)).match(locales[localeOf(url)].page);
  return kept || Response.error();
}

// The locale of an address, else the first that the browser speaks.
function localeOf(url) {
  const known = Object.keys(locales);
  const wanted = [url.pathname.split("/")[1], ...navigator.languages];
  const same = (one, other) => one.toLowerCase() === other.toLowerCase();
  const near = (one, other) => one.toLowerCase().split("-")[0] === other.toLowerCase().split("-")[0];
  for (const tag of wanted) {
    const found = known.find((one) => same(one, tag)) || (tag.length < 12 && known.find((one) => near(one, tag)));
    if (found) return found;
  }
  return fallback;
}
