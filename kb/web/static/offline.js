// The page for no connection: tries again, and lists the articles that this device has kept.
(() => {
  "use strict";
  const again = document.querySelector("[data-again]");
  again.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
  window.addEventListener("online", () => location.reload());

  async function titleOf(cache, request) {
    const answer = await cache.match(request);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const heading = page.querySelector("article h1");
    return heading && { path: new URL(request.url).pathname, text: heading.textContent, lang: heading.closest("[lang]").lang };
  }

  async function list() {
    const name = (await caches.keys()).find((key) => key.startsWith("jieda-read-"));
    if (!name) return;
    const cache = await caches.open(name);
    const found = (await Promise.all((await cache.keys()).reverse().map((request) => titleOf(cache, request)))).filter(Boolean);
    if (!found.length) return;
    const section = document.querySelector("[data-saved]");
    section.querySelector("ul").append(...found.map(({ path, text, lang }) => {
      const link = Object.assign(document.createElement("a"), { href: path, textContent: text, lang, dir: "auto" });
      const line = Object.assign(document.createElement("p"), { className: "listing-title" });
      const item = document.createElement("li");
      line.append(link);
      item.append(line);
      return item;
    }));
    section.hidden = false;
  }

  if ("caches" in window) list();
})();
