// In an editor's preview: reloads the open page, where it was scrolled to, as soon as something is saved.
(() => {
  "use strict";
  const shown = document.documentElement.dataset.preview;
  async function look() {
    try {
      const response = await fetch("/preview/version", { cache: "no-store" });
      const { version } = await response.json();
      if (version !== shown) { location.reload(); return; }
    } catch { /* the server restarts: look again */ }
    setTimeout(look, document.hidden ? 3000 : 700);
  }
  setTimeout(look, 700);
})();
