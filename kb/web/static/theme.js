// Light or dark, as chosen on this device. In the head and not deferred, so that the first thing painted has its colours.
(() => {
  "use strict";
  const STORE = "kb-theme";
  const CHOICES = ["system", "light", "dark"];
  const root = document.documentElement;

  function kept() {
    try {
      const found = localStorage.getItem(STORE);
      return CHOICES.includes(found) ? found : "system";
    } catch {
      return "system"; // blocked
    }
  }

  function keep(choice) {
    try {
      if (choice === "system") localStorage.removeItem(STORE);
      else localStorage.setItem(STORE, choice);
    } catch { /* blocked or full: it holds for this page */ }
  }

  function apply(choice) {
    if (choice === "system") delete root.dataset.theme;
    else root.dataset.theme = choice;
  }

  root.classList.add("scripted"); // from now on the switch is there
  apply(kept());

  document.addEventListener("DOMContentLoaded", () => {
    const menu = document.querySelector(".theme");
    if (!menu) return;
    const summary = menu.querySelector("summary");
    const buttons = [...menu.querySelectorAll("button")];

    function show(choice) {
      for (const button of buttons) {
        const isChosen = button.value === choice;
        button.setAttribute("aria-pressed", String(isChosen));
        if (!isChosen) continue;
        summary.setAttribute("aria-label", `${summary.dataset.label}: ${button.textContent.trim()}`);
      }
    }

    function follow() { // what another page of the site has chosen
      apply(kept());
      show(kept());
    }

    for (const button of buttons) {
      button.addEventListener("click", () => {
        apply(button.value);
        keep(button.value);
        show(button.value);
        menu.open = false;
        summary.focus();
      });
    }
    window.addEventListener("storage", (event) => { if (event.key === STORE || event.key === null) follow(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
    show(kept());
  });
})();
