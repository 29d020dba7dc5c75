// Sends a vote without leaving the article, and tells which hit was opened; the forms and links work without it.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-feedback]")) {
    form.addEventListener("submit", async (event) => {
      if (!event.submitter) return;
      event.preventDefault();
      const buttons = form.querySelectorAll("button");
      const sent = new FormData(form, event.submitter);
      buttons.forEach((button) => { button.disabled = true; });
      try {
        const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
        if (!response.ok) throw new Error(response.statusText);
        const found = new DOMParser().parseFromString(await response.text(), "text/html");
        const next = document.createElement("section");
        next.className = "solved";
        next.tabIndex = -1;
        const heading = document.createElement("h2");
        heading.textContent = found.querySelector("h1").textContent;
        next.append(heading, ...found.querySelectorAll("h1 ~ p:not(:last-of-type), form.stacked"));
        form.replaceWith(next);
        next.focus();
      } catch {
        const vote = document.createElement("input"); // the page of the form says what is wrong
        vote.type = "hidden";
        [vote.name, vote.value] = [event.submitter.name, event.submitter.value];
        form.append(vote);
        form.submit();
      }
    });
  }

  const results = document.querySelector("[data-query]");
  function tell(...events) {
    const body = JSON.stringify({ events: events.map((event) => ({ lang: document.documentElement.lang, ...event })) });
    navigator.sendBeacon("/api/v1/events", new Blob([body], { type: "application/json" }));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const hit = link.closest("[data-article]");
    if (results && results.contains(hit)) {
      const hits = [...results.querySelectorAll(".results [data-article]")]; // the answer card, before them, has rank 0
      const rank = hits.includes(hit) ? Number(results.dataset.first) + hits.indexOf(hit) : 0;
      tell({ kind: "click", query: results.dataset.query, article: hit.dataset.article, rank });
    }
    const option = link.closest("[role=option][data-article]"); // an answer below the box: a search that needed no page
    if (option) {
      const query = document.getElementById("q").value;
      tell({ kind: "search", query }, { kind: "click", query, article: option.dataset.article, rank: Number(option.dataset.rank) });
    }
    const channel = link.closest("[data-channel]");
    if (channel) tell({ kind: "exit", channel: channel.dataset.channel });
  });
})();
