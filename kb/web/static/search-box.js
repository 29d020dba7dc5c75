// The search box: suggestions and answers while one types, recent searches, and its keys. The form searches without it.
(() => {
  "use strict";
  const MOST_RECENT = 8;
  const MOST_SHOWN = { article: 3, query: 3, category: 2 };
  const MOST_HITS = 4;
  const LONGEST_RECENT = 80;
  const STORE = "kb-recent-searches";
  // E-mail and wallet addresses, long numbers and seed phrases are nothing to keep, not even on the reader's own device.
  const PRIVATE = /@|[a-z\d]{24,}|(?:\d[ -]?){8,}|(?:\b[a-z]+\s+){11}/i;
  // What an input method shows of a syllable that isn't finished: kana, bopomofo, single jamo.
  const UNFINISHED = /[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f\u3105-\u312f\u31a0-\u31bf\u1100-\u11ff\u3131-\u318e]/;

  const box = document.getElementById("q");
  const form = box && box.form;
  if (!form || !form.dataset.suggest) return;
  const words = JSON.parse(form.dataset.words);
  const language = document.documentElement.lang;
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language, { numberingSystem: "latn" });

  function made(name, className, ...content) {
    const element = document.createElement(name);
    element.className = className;
    element.append(...content);
    return element;
  }

  function named(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function isolated(text) {
    const run = made("bdi", "", text);
    run.dir = "auto";
    return run;
  }

  const list = named(made("div", "options"), { id: "suggestions", role: "listbox", tabindex: "-1", "aria-label": words.label });
  const kept = made("div", "kept"); // beside the list: a listbox holds options alone
  const foot = made("p", "foot quiet");
  const popup = made("div", "suggestions", list, kept, foot);
  const status = named(made("p", "hidden"), { role: "status", "aria-live": "polite" });
  popup.hidden = true;
  box.after(popup);
  form.append(status);
  named(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" });

  let options = [];
  let chosen = -1;
  let composed = ""; // what an input method is still working on
  let asked = 0; // the number of the last question; an answer to an earlier one is late
  let request = null;
  let timer = 0;

  // What is shown

  function isOpen() {
    return !popup.hidden;
  }

  function stop() {
    clearTimeout(timer);
    asked += 1;
    if (request) request.abort();
    request = null;
  }

  function close() {
    stop();
    popup.hidden = true;
    pick(-1);
    box.setAttribute("aria-expanded", "false");
    status.textContent = "";
  }

  function open() {
    const view = window.visualViewport || { height: innerHeight, offsetTop: 0 };
    const room = view.height + view.offsetTop - form.getBoundingClientRect().bottom - 26;
    popup.style.setProperty("--room", `${Math.max(room, 200)}px`);
    popup.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  function pick(place) {
    if (options[chosen]) options[chosen].setAttribute("aria-selected", "false");
    chosen = place;
    const option = options[chosen];
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    const scroller = kept.children.length ? popup : list;
    const top = option.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const over = top + option.offsetHeight - scroller.clientHeight;
    if (place === 0) scroller.scrollTop = 0;
    else if (top < 0) scroller.scrollTop += top - 8;
    else if (over > 0) scroller.scrollTop += over + 8;
  }

  function step(by) {
    const count = options.length + 1; // one place is the text itself
    pick((chosen + 1 + by + count) % count - 1);
  }

  function show(groups, buttons = [], note = []) {
    list.replaceChildren(...groups.filter((group) => group.options.length).map((group) => {
      const label = made("div", "quiet", group.label);
      label.setAttribute("aria-hidden", "true");
      return named(made("div", "kind", label, ...group.options), { role: "group", "aria-label": group.label });
    }));
    kept.replaceChildren(...buttons);
    foot.replaceChildren(...note);
    popup.classList.toggle("has-recent", buttons.length > 0);
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, i) => { option.id = `suggestion-${i}`; });
    pick(-1);
    list.scrollTop = 0;
    if (options.length) open();
    else {
      popup.hidden = true;
      box.setAttribute("aria-expanded", "false");
    }
  }

  function say(forms, count) {
    return (forms[plural.select(count)] || forms.other).replace("{count}", number.format(count));
  }

  function announce(...parts) {
    status.textContent = parts.filter(Boolean).join(words.and);
  }

  // Text in which the API marked what was typed: escaped, with nothing but <mark>.
  function marked(html) {
    const signs = { amp: "&", lt: "<", gt: ">", "#34": '"', "#39": "'" };
    return html.split(/<\/?mark>/).map((part, i) => {
      const text = part.replace(/&(amp|lt|gt|#34|#39);/g, (_, name) => signs[name]);
      return i % 2 ? made("mark", "", text) : text;
    });
  }

  function option(url, className, ...lines) {
    const item = named(made("a", className, ...lines), { role: "option", "aria-selected": "false", tabindex: "-1" });
    item.href = url;
    return item;
  }

  function line(className, lang, ...content) {
    const text = made("span", className, ...content);
    text.dir = "auto";
    if (lang) text.lang = lang;
    return text;
  }

  function local(url) {
    const found = new URL(url);
    return found.pathname + found.search + found.hash;
  }

  function suggestion(result) {
    const item = option(local(result.url), "suggestion", line("", result.lang, ...marked(result.highlight)));
    if (result.matched) item.append(line("quiet", "", ...marked(result.matched)));
    if (result.kind === "query") item.dataset.search = result.title;
    return item;
  }

  function answer(result, i) {
    const section = result.sections[0];
    const place = [...result.path, ...(section ? [section.title] : [])];
    const path = made("span", "quiet path", ...place.flatMap((part, i) => (i ? [" › ", isolated(part)] : [isolated(part)])));
    const item = option(local(section ? section.url : result.url), "suggestion answer-line", line("", result.lang, ...marked(result.highlights.title)));
    if (place.length) item.append(path);
    [item.dataset.article, item.dataset.rank] = [result.id, i + 1]; // the journal hears of it when it is opened
    const snippet = section && section.snippet ? section.snippet : result.snippet;
    if (snippet) item.append(line("quiet snippet-line", result.lang, ...marked(snippet)));
    return item;
  }

  // Recent searches, on this device alone

  function recent() {
    try {
      const found = JSON.parse(localStorage.getItem(STORE) || "[]");
      return Array.isArray(found) ? found.filter((text) => typeof text === "string" && text).slice(0, MOST_RECENT) : [];
    } catch {
      return []; // blocked, or somebody else's
    }
  }

  function keep(texts) {
    try {
      if (texts.length) localStorage.setItem(STORE, JSON.stringify(texts.slice(0, MOST_RECENT)));
      else localStorage.removeItem(STORE);
    } catch { /* blocked or full: nothing is kept */ }
  }

  function remember(text) {
    const plain = text.trim().replace(/\s+/g, " ");
    if (plain && plain.length <= LONGEST_RECENT && !PRIVATE.test(plain)) keep([plain, ...recent().filter((other) => other !== plain)]);
  }

  function forget(place) {
    const texts = recent();
    const isOnButton = document.activeElement !== box;
    keep(place < 0 ? [] : texts.filter((_, i) => i !== place));
    showRecent();
    status.textContent = words.forgotten;
    const left = kept.children;
    if (isOnButton && left.length) left[Math.min(place, left.length - 1)].focus();
    else box.focus();
  }

  function forgetButton(text, i) {
    const button = named(made("button", "forget"), { type: "button", "aria-label": words.forget.replace("{query}", text) });
    button.addEventListener("click", () => forget(i));
    return button;
  }

  function showRecent() {
    stop();
    const texts = recent();
    const found = texts.map((text) => {
      const item = option(`${form.getAttribute("action")}?${new URLSearchParams({ q: text })}`, "suggestion", line("", "", text));
      item.dataset.search = text;
      return item;
    });
    const all = named(made("button", "forget-all", words.forget_all), { type: "button" });
    all.addEventListener("click", () => forget(-1));
    show([{ label: words.recent, options: found }], texts.map(forgetButton), texts.length ? [words.here_only, all] : []);
    announce(texts.length ? say(words.recent_count, texts.length) : "");
  }

  // Asking

  async function found(address, wanted, signal) {
    const response = await fetch(`${address}?${new URLSearchParams({ lang: form.dataset.lang, ...wanted })}`, { signal });
    if (!response.ok) throw new Error(response.statusText);
    return (await response.json()).results;
  }

  function suggestionGroups(results) {
    return ["article", "query", "category"].map((kind) => ({
      label: words[kind],
      options: results.filter((result) => result.kind === kind).slice(0, MOST_SHOWN[kind]).map(suggestion),
    }));
  }

  // Suggestions stand above the answers, so they come first, and neither waits for more than the other.
  async function ask() {
    const text = box.value.trim();
    stop();
    if (!text) { showRecent(); return; }
    const mine = asked;
    request = new AbortController();
    const { signal } = request;
    const isLast = () => mine === asked && document.activeElement === box;
    const answers = found(form.dataset.search, { q: text, per_page: String(MOST_HITS) }, signal).catch(() => []);
    const results = await found(form.dataset.suggest, { q: text }, signal).catch(() => []);
    if (!isLast()) return;
    const groups = suggestionGroups(results);
    const count = groups.reduce((sum, group) => sum + group.options.length, 0);
    if (count) show(groups);
    const hits = await answers;
    if (!isLast()) return;
    const taken = new Set(groups.flatMap((group) => group.options.map((item) => item.getAttribute("href"))));
    const better = hits.map(answer).filter((item) => !taken.has(item.getAttribute("href")));
    const before = chosen;
    show([...groups, { label: words.hits, options: better }]);
    if (before >= 0) pick(before);
    announce(say(words.count, count), better.length ? say(words.hits_count, better.length) : "");
  }

  function later() {
    stop();
    pick(-1);
    timer = setTimeout(ask, 120);
  }

  function isHalfASyllable() {
    return UNFINISHED.test(composed) || (/^ja\b/.test(form.dataset.lang) && /[a-z\uff41-\uff5a]/i.test(composed));
  }

  box.addEventListener("compositionstart", (event) => { composed = event.data || ""; });
  box.addEventListener("compositionupdate", (event) => { composed = event.data || ""; });
  box.addEventListener("compositionend", () => { composed = ""; later(); });
  box.addEventListener("input", (event) => {
    if (event.isComposing && isHalfASyllable()) stop();
    else if (box.value.trim()) later();
    else showRecent();
  });

  // Keys

  function move(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    if (event.key === "ArrowDown" && !isOpen()) ask();
    else if (event.key === "ArrowUp" && !isOpen()) return false;
    else if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Home" && chosen >= 0) pick(0);
    else if (event.key === "End" && chosen >= 0) pick(options.length - 1);
    else return false;
    return true;
  }

  function act(event) {
    if (event.key === "Enter" && isOpen() && chosen >= 0) options[chosen].click();
    else if (event.key === "Escape" && (isOpen() || request)) close();
    else if (event.key === "Escape" && box.value) {
      box.value = "";
      stop();
    } else if (event.key === "Delete" && event.shiftKey && chosen >= 0 && kept.children.length) forget(chosen);
    else return move(event);
    return true;
  }

  box.addEventListener("keydown", (event) => {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (isComposing ? event.key === "Enter" : act(event)) event.preventDefault();
  });
  popup.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    box.focus();
    close();
  });
  document.addEventListener("keydown", (event) => {
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (event.isComposing || document.querySelector("dialog[open]") || !((isSlash && !isTyping) || isShortcut)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // Pointer, focus, leaving

  box.addEventListener("click", () => { if (!isOpen() && !box.value.trim()) showRecent(); });
  box.addEventListener("focus", () => { if (!box.value.trim()) showRecent(); });
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    if (item.dataset.search) remember(item.dataset.search);
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) close();
  });
  form.addEventListener("focusout", (event) => { if (!popup.contains(event.relatedTarget) && event.relatedTarget !== box) close(); });
  form.addEventListener("submit", (event) => {
    stop();
    if (!box.value.trim()) event.preventDefault();
    else remember(box.value);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) close(); });
  const isDesktop = window.matchMedia("(min-width: 1024px) and (pointer: fine)").matches;
  if (isDesktop && box.closest(".search-big") && !location.hash) {
    box.focus();
    close(); // a page that opens shows itself first
  }
})();
