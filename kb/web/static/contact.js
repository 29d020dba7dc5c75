// The contact page: hours in the reader's time, articles while a message is typed. Everything works without it.
(() => {
  "use strict";
  const language = document.documentElement.lang;

  // "14:00–22:00 in your time", where the reader's clock differs from the channel's.
  for (const line of document.querySelectorAll("[data-opens]")) {
    const [opens, closes] = [new Date(line.dataset.opens), new Date(line.dataset.closes)];
    const clock = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const day = new Intl.DateTimeFormat(language, { weekday: "short" });
    const theirs = /([+-])(\d\d):(\d\d)$/.exec(line.dataset.opens) || [0, "+", 0, 0];
    if (-opens.getTimezoneOffset() === Number(`${theirs[1]}1`) * (60 * theirs[2] + Number(theirs[3]))) continue;
    const isToday = opens.toDateString() === new Date().toDateString();
    const text = line.dataset.text.replace("{opens}", clock.format(opens)).replace("{closes}", clock.format(closes));
    line.textContent = isToday || opens < new Date() ? text : `${day.format(opens)} ${text}`;
    line.hidden = false;
  }

  const problems = document.getElementById("problems");
  if (problems) problems.focus();

  const form = document.querySelector("[data-contact]");
  if (!form) return;
  const box = form.querySelector("[data-maybe]");
  const list = form.querySelector("[data-maybe-list]");
  const hint = form.querySelector("[data-maybe-hint]");
  const status = form.querySelector("[data-maybe-status]");
  const button = form.querySelector("[type=submit]");
  const label = button.textContent;
  const cjk = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g;
  let request = null;
  let timer = 0;
  let asked = "";
  box.hidden = false;

  function isEnough(text) {
    return (text.match(cjk) || []).length >= 2 || text.length >= 3;
  }

  function link(result) {
    const item = document.createElement("li");
    const anchor = document.createElement("a");
    const place = new URL(result.url);
    anchor.href = place.pathname + place.search;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.lang = result.lang;
    anchor.dir = "auto";
    anchor.textContent = result.title;
    anchor.title = list.dataset.title;
    item.append(anchor);
    return item;
  }

  function show(results) {
    list.replaceChildren(...results.map(link));
    hint.hidden = results.length > 0;
    status.textContent = results.length ? status.dataset.found.replace("{count}", results.length) : "";
  }

  async function ask() {
    const text = `${form.elements.subject.value.trim()} ${form.elements.message.value.trim()}`.trim().slice(0, 200);
    if (text === asked) return;
    asked = text;
    if (request) request.abort();
    if (!isEnough(text)) { show([]); return; }
    const mine = request = new AbortController();
    const wanted = new URLSearchParams({ q: text, lang: form.dataset.lang, per_page: 3 });
    try {
      const response = await fetch(`${form.dataset.search}?${wanted}`, { signal: mine.signal });
      if (!response.ok) throw new Error(response.statusText);
      const found = await response.json();
      if (mine === request) show(found.no_good_answer ? [] : found.results);
    } catch (error) {
      if (mine === request && error.name !== "AbortError") { asked = ""; show([]); }
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  }

  for (const field of form.querySelectorAll("[data-ask]")) {
    field.addEventListener("input", (event) => { if (!event.isComposing) later(); });
    field.addEventListener("compositionend", later);
  }
  if (form.elements.subject.value) later();

  const files = form.elements.files;
  if (files) files.addEventListener("change", () => {
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const most = Number(form.dataset.largest);
    const words = { "{size}": (size / 1048576).toFixed(1), "{most}": most / 1048576 };
    files.setCustomValidity(size > most ? form.dataset.large.replace(/\{\w+\}/g, (name) => words[name]) : "");
    files.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    if (files && !files.checkValidity()) { event.preventDefault(); files.reportValidity(); return; }
    if (button.disabled) { event.preventDefault(); return; }
    button.disabled = true;
    button.textContent = button.dataset.busy;
  });
  window.addEventListener("pageshow", () => { button.disabled = false; button.textContent = label; });
})();
