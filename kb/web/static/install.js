// Lets the browser keep the articles that were read, for when there is no connection; see worker.js.
(() => {
  "use strict";
  if (!("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
})();
