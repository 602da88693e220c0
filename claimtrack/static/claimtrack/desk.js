// The desk in the browser. Every page works without this file; with it, it is kinder.
"use strict";

(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // -- dates: how what is typed reads -----------------------------------------------------------

  let asked = 0;

  const showReading = async (box) => {
    const line = box.querySelector(".desk-date-reading");
    const input = box.querySelector("input");
    const turn = ++asked;
    const answer = await fetch(`${box.dataset.reads}?edtf=${encodeURIComponent(input.value)}`);
    if (!answer.ok || turn !== asked) return;
    const { reads, refused } = await answer.json();
    line.textContent = reads ? `Reads: ${reads}` : refused;
    line.dataset.refused = refused;
    input.setAttribute("aria-invalid", refused ? "true" : "false");
  };

  let typing;
  document.addEventListener("input", (event) => {
    const box = event.target.closest(".desk-date");
    if (!box || event.target !== box.querySelector("input")) return;
    clearTimeout(typing);
    typing = setTimeout(() => showReading(box), 200);
  });

  // -- unsaved work -----------------------------------------------------------------------------

  let unsaved = false;
  const watched = (element) => element.closest?.("form.desk-watched, .change-form form[id$=_form]");
  const touch = (event) => {
    if (watched(event.target)) unsaved = true;
  };
  // Kept until the page goes: a form that is sent is no longer unsaved.
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, touch);
  }

  // -- the keyboard -----------------------------------------------------------------------------

  // What is clickable and no link or button is made one, for the keyboard and for screen readers.
  const CLICKABLE = "[x-on\\:click]:not(a[href], button, input, select, label, nav, body, template), label:has(input.delete), a:not([href])[x-on\\:click]";
  const NAMES = { menu: "Menu", close: "Close", menu_open: "Fold the menu", left_panel_close: "Fold the menu", delete: "Delete this row", filter_list: "Filters", dark_mode: "Dark or light" };

  const reachable = (within = document) => {
    for (const element of all(CLICKABLE, within)) {
      if (element.hasAttribute("tabindex") || element.querySelector("a[href], button")) continue;
      element.tabIndex = 0;
      element.setAttribute("role", "button");
      const icon = element.textContent.trim();
      if (!element.hasAttribute("aria-label") && NAMES[icon]) element.setAttribute("aria-label", NAMES[icon]);
    }
  };

  // Select2 shows boxes of its own in place of a choice: they are called what the choice is called.
  const name = (within = document) => {
    // Chosen rows are marked up as a list that holds more than items.
    for (const list of all("ul.select2-selection__rendered", within)) {
      list.setAttribute("role", "group");
      for (const item of list.children) item.setAttribute("role", "presentation");
    }
    for (const select of all("select.select2-hidden-accessible", within)) {
      const label = select.getAttribute("aria-label") || document.querySelector(`label[for="${select.id}"]`)?.innerText;
      if (!label) continue;
      for (const box of all(".select2-selection, .select2-selection__rendered, .select2-search__field", select.parentElement)) {
        box.setAttribute("aria-label", label.replace("*", "").trim());
        box.removeAttribute("aria-labelledby");
      }
    }
  };

  document.addEventListener("keydown", (event) => {
    const pressed = event.target.closest?.("[role=button][tabindex]");
    if (pressed && event.target === pressed && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      pressed.click();
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      const button = document.querySelector("[name=_continue]");
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  });

  // -- rows added to a page ---------------------------------------------------------------------

  document.addEventListener("formsetGroup:added", ({ detail }) => {
    unsaved = true;
    // django-unfold writes the row's HTML anew in a listener of its own.
    setTimeout(() => {
      reachable(detail.row);
      detail.row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  });

  // -- lists: filters kept under a name, in this browser -----------------------------------------

  const keptFilters = () => {
    const place = document.querySelector(".desk-kept");
    if (!place) return;
    const key = `desk-filters:${location.pathname}`;
    const read = () => JSON.parse(localStorage.getItem(key) || "[]");
    const write = (filters) => localStorage.setItem(key, JSON.stringify(filters));

    const entry = ({ name, query }) => {
      const link = Object.assign(document.createElement("a"), { href: `?${query}`, textContent: name });
      if (location.search === `?${query}`) link.setAttribute("aria-current", "true");
      const forget = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
      forget.setAttribute("aria-label", `Forget the filter “${name}”`);
      forget.addEventListener("click", () => {
        write(read().filter((other) => other.name !== name));
        show();
      });
      const item = document.createElement("span");
      item.append(link, forget);
      return item;
    };
    const show = () => place.querySelector(".desk-kept-list").replaceChildren(...read().map(entry));

    const form = place.querySelector("form");
    form.hidden = !location.search || location.search === "?";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = form.elements.name.value.trim();
      if (!name) return;
      write([...read().filter((other) => other.name !== name), { name, query: location.search.slice(1) }]);
      form.reset();
      show();
    });
    show();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("main")?.setAttribute("role", "main");
    reachable();
    keptFilters();
    // Choices are dressed by other scripts, and at any time.
    let due;
    const later = () => {
      cancelAnimationFrame(due);
      due = requestAnimationFrame(() => name());
    };
    new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
    later();
    const $ = window.django?.jQuery;
    if (!$) return;
    // Chosen rows speak through jQuery alone.
    $(document).on("select2:select select2:unselect select2:clear", (event) => touch(event));
    // A chain is in the order it was chosen in.
    $(document).on("select2:select", "select.desk-ordered", (event) => {
      event.target.append(event.params.data.element);
      $(event.target).trigger("change");
    });
  });
})();
