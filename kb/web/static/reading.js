// While one reads an article: contents that follow, links to copy, code to copy, images to enlarge.
(() => {
  "use strict";
  const text = document.querySelector("article .text");
  if (!text) return;
  const words = text.dataset;
  const headings = [...text.querySelectorAll(":is(h2, h3)[id]")];
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  document.querySelector("main").append(status);

  function button(className, label) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.setAttribute("aria-label", label);
    made.lang = document.documentElement.lang;
    return made;
  }

  async function copied(made, value) {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      return; // no clipboard here: nothing is claimed
    }
    made.classList.add("done");
    status.textContent = words.copied;
    setTimeout(() => { made.classList.remove("done"); status.textContent = ""; }, 2000);
  }

  // Contents that follow the reader
  const links = [...document.querySelectorAll(".contents a")];
  function follow() {
    const line = Math.max(innerHeight * .3, 80);
    const isAtEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const here = isAtEnd ? headings.at(-1) : passed.at(-1);
    for (const link of links) {
      const isHere = here !== undefined && decodeURIComponent(link.hash.slice(1)) === here.id;
      if (isHere) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }
  if (links.length && headings.length) {
    const seen = new IntersectionObserver(follow, { rootMargin: "0px 0px -70% 0px", threshold: [0, 1] });
    headings.forEach((heading) => seen.observe(heading));
    addEventListener("scrollend", follow, { passive: true });
    follow();
  }

  for (const heading of headings) {
    const made = button("anchor", words.link.replace("{title}", heading.textContent));
    made.addEventListener("click", () => {
      const address = new URL(location.href);
      address.hash = heading.id;
      copied(made, address.href);
    });
    heading.append(made);
  }

  for (const pre of text.querySelectorAll("pre")) {
    const made = button("copy-code", words.code);
    made.addEventListener("click", () => copied(made, pre.textContent.replace(/\n$/, "")));
    const frame = document.createElement("div");
    frame.className = "code-frame";
    pre.replaceWith(frame);
    frame.append(pre, made);
  }

  // Images
  let dialog = null;
  function enlarge(image) {
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "zoomed";
      const close = button("close", words.close);
      close.addEventListener("click", () => dialog.close());
      dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.tagName === "IMG") dialog.close(); });
      dialog.append(close, document.createElement("img"));
      document.body.append(dialog);
    }
    const large = dialog.querySelector("img");
    large.src = image.currentSrc || image.src;
    large.alt = image.alt;
    dialog.setAttribute("aria-label", image.alt || words.zoom);
    dialog.showModal();
  }
  for (const image of text.querySelectorAll("img")) {
    if (image.closest("a, button, summary")) continue;
    const made = button("zoom", image.alt ? `${words.zoom}: ${image.alt}` : words.zoom);
    image.replaceWith(made);
    made.append(image);
    made.addEventListener("click", () => enlarge(image));
  }
})();
