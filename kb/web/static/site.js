// Makes pages quicker to use; everything works without it.
(() => {
  "use strict";
  const box = document.getElementById("q");

  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (box && ((slash && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)))) {
      event.preventDefault();
      box.focus();
      box.select();
    }
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  const isDesktop = window.matchMedia("(min-width: 1024px) and (pointer: fine)").matches;
  if (box && isDesktop && box.closest(".search-big") && !location.hash) box.focus();
  if (isDesktop) document.querySelectorAll("details.filters").forEach((filters) => { filters.open = true; });

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.select();
        if (!document.execCommand("copy")) return;
      }
      button.textContent = button.dataset.done;
      document.querySelector("[data-status]").textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  function made(name, className, ...content) {
    const element = document.createElement(name);
    element.className = className;
    element.append(...content);
    return element;
  }

  const form = box && box.form;
  if (!form || !form.dataset.suggest) return;
  const list = made("div", "suggestions");
  list.id = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  form.append(list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);

  let items = [];
  let request = null;
  let timer = 0;
  let chosen = -1;
  let composing = false;

  function stop() {
    clearTimeout(timer);
    if (request) request.abort();
  }

  function close() {
    stop();
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    if (!items.length) return;
    stop();
    chosen = (place + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }

  // Text in which the API marked what was typed: escaped, with nothing but <mark>.
  function marked(html) {
    const signs = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'" };
    return html.split(/<\/?mark>/).map((part, i) => {
      const text = part.replace(/&(amp|lt|gt|#34|#39);/g, (_, name) => signs[name]);
      return i % 2 ? made("mark", "", text) : text;
    });
  }

  function option(result, i) {
    const item = made("div", "suggestion", made("span", "", ...marked(result.highlight)));
    if (result.matched) item.append(made("span", "quiet", ...marked(result.matched)));
    for (const line of item.children) line.dir = "auto";
    item.firstChild.lang = result.lang;
    item.id = `suggestion-${i}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = new URL(result.url).pathname + new URL(result.url).search;
    return item;
  }

  function show(results) {
    items = results.map(option);
    list.replaceChildren(...["article", "query", "category"].map((kind) => {
      const group = made("div", "kind", made("div", "quiet", form.dataset[kind]), ...items.filter((_, i) => results[i].kind === kind));
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", form.dataset[kind]);
      group.firstChild.setAttribute("aria-hidden", "true");
      return group;
    }).filter((group) => group.children.length > 1));
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = !results.length;
    box.setAttribute("aria-expanded", String(results.length > 0));
  }

  async function ask() {
    const text = box.value.trim();
    stop();
    if (!text) { close(); return; }
    request = new AbortController();
    const wanted = new URLSearchParams({ q: text, lang: form.dataset.lang });
    try {
      const response = await fetch(`${form.dataset.suggest}?${wanted}`, { signal: request.signal });
      if (!response.ok) throw new Error(response.statusText);
      const found = await response.json();
      if (document.activeElement === box) show(found.results);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  }

  box.addEventListener("compositionstart", () => { composing = true; });
  box.addEventListener("compositionend", () => { composing = false; later(); });
  box.addEventListener("input", later);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || composing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        if (event.key === "ArrowDown") ask();
        return;
      }
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      location.assign(items[chosen].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  form.addEventListener("submit", (event) => {
    if (composing || !box.value.trim()) event.preventDefault();
    stop();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.url);
  });
  box.addEventListener("blur", close);
  window.addEventListener("pageshow", close);
})();
