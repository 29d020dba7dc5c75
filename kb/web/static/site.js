// Makes pages quicker to use; everything works without it.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  const isDesktop = window.matchMedia("(min-width: 1024px) and (pointer: fine)").matches;
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
  // Keeps the articles that were read, for when there is no connection; see worker.js. An editor's preview changes too often.
  if ("serviceWorker" in navigator && !("preview" in document.documentElement.dataset)) {
    window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }
})();
