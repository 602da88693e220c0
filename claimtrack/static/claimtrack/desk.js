// The desk in the browser. Every page works without this file; with it, it is kinder.
"use strict";

(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // -- signed out in the middle of it: nothing typed is lost --------------------------------------

  const session = () => document.getElementById("desk-session");

  const lapsed = () => {
    const way = Object.assign(document.createElement("a"), { target: "_blank", textContent: "Sign in in a new window" });
    way.href = session().dataset.signsIn;
    session().replaceChildren("You are no longer signed in. Nothing is saved, and what you typed is still here. ", way);
  };

  // "alive", and then the forms carry the token of the session as it is now; "lapsed"; or "unreachable". Any other
  // answer is nothing that waiting would mend: the form may be sent as it is.
  const sessionIs = async () => {
    const answer = await fetch(session().dataset.asks, { cache: "no-store" }).catch(() => null);
    if (!answer) return "unreachable";
    if (answer.status === 403) return "lapsed";
    const { token } = answer.ok ? await answer.json() : {};
    if (token) all("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
    return "alive";
  };

  const maySend = async () => {
    const state = await sessionIs();
    session().textContent = state === "unreachable" ? "The desk cannot be reached. Nothing is saved, and what you typed is still here: try again." : "";
    if (state === "lapsed") lapsed();
    return state === "alive";
  };

  // Back from the other window.
  addEventListener("focus", async () => {
    if (session()?.querySelector("a") && (await sessionIs()) === "alive") session().textContent = "You are signed in again: you can save now.";
  });

  // -- dates: how what is typed reads -----------------------------------------------------------

  let asked = 0;

  const showReading = async (box) => {
    const line = box.querySelector(".desk-date-reading");
    const input = box.querySelector("input");
    const turn = ++asked;
    const answer = await fetch(`${box.dataset.reads}?edtf=${encodeURIComponent(input.value)}`);
    if (answer.redirected) return lapsed();
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

  // -- instants: the zones there are, and the one chosen last -------------------------------------

  const offerZones = () => {
    if (!document.querySelector(".desk-zone")) return;
    const list = Object.assign(document.createElement("datalist"), { id: "desk-zones" });
    for (const zone of ["UTC", ...(Intl.supportedValuesOf?.("timeZone") || [])]) list.append(new Option(zone, zone));
    document.body.append(list);
  };

  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.(".desk-zone") || !/^[\w+:/-]+$/.test(target.value)) return;
    document.cookie = `desk_zone=${target.value}; path=/admin/; max-age=${365 * 24 * 3600}; samesite=lax`;
  });

  // -- quotations: how what is typed stands in the copies that are kept --------------------------

  const PLACE = /(quote|prefix|suffix|document)$/;

  // The fields of the row that this one belongs to: `answers-0-quote` and `answers-0-document` are one row's.
  const fieldsBeside = (field) => {
    const row = field.name.replace(PLACE, "");
    return Object.fromEntries(
      ["quote", "prefix", "suffix", "document"].map((name) => [name, field.form.elements[row + name]?.value || ""]),
    );
  };

  const checkQuotation = async (field) => {
    const row = field.name.replace(PLACE, "");
    const quote = field.form.elements[`${row}quote`];
    const place = quote?.closest(".form-group, .desk-sheet, form")?.querySelector(".desk-checked");
    if (!place) return;
    const words = fieldsBeside(field);
    const turn = (place.turn = (place.turn || 0) + 1);
    const headers = { "X-CSRFToken": field.form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(quote.dataset.checks, { method: "POST", headers, body: new URLSearchParams(words) });
    if (answer.redirected) return lapsed();
    // Whoever types on has a later turn.
    if (answer.ok && turn === place.turn) place.innerHTML = await answer.text();
  };

  let quoting;
  const quotationTyped = ({ target }) => {
    if (!PLACE.test(target.name || "") || !target.form) return;
    if (!target.form.elements[target.name.replace(PLACE, "quote")]?.dataset?.checks) return;
    clearTimeout(quoting);
    quoting = setTimeout(() => checkQuotation(target), 400);
  };
  document.addEventListener("input", quotationTyped);

  // -- a file that is chosen: what it says of place, author and device, and which copies are like it -

  const lookAt = async (field) => {
    const box = field.closest(".desk-field");
    box.querySelector(".desk-looked")?.remove();
    if (!field.files.length) return;
    const place = Object.assign(document.createElement("div"), { className: "desk-looked", textContent: "The desk looks at the file …" });
    place.setAttribute("role", "status");
    box.append(place);
    const body = new FormData();
    body.append("file", field.files[0]);
    const headers = { "X-CSRFToken": field.form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(field.dataset.looks, { method: "POST", headers, body }).catch(() => null);
    if (answer?.redirected) return lapsed();
    place.innerHTML = answer?.ok ? await answer.text() : "";
  };

  document.addEventListener("change", ({ target }) => {
    if (target.type === "file" && target.dataset.looks) lookAt(target);
  });

  // -- claims that say what is typed: told beside the statement, and kept nowhere -----------------

  const STATEMENT = /^(statement|quote|appearances-\d+-quote)$/;

  const tellDuplicates = async (place, form) => {
    const fields = [...form.elements].filter(({ name }) => STATEMENT.test(name));
    const body = new URLSearchParams({ statement: form.elements.statement.value, claim: place.dataset.claim });
    for (const { name, value } of fields) if (name !== "statement" && value.trim()) body.append("quote", value);
    const turn = (place.turn = (place.turn || 0) + 1);
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(place.dataset.asks, { method: "POST", headers, body }).catch(() => null);
    if (answer?.redirected) return lapsed();
    const told = answer?.ok ? (await answer.text()).trim() : "";
    // What is told again would be read out again.
    if (answer?.ok && turn === place.turn && told !== place.told) place.innerHTML = place.told = told;
  };

  let stating;
  document.addEventListener("input", ({ target }) => {
    const place = STATEMENT.test(target.name || "") && target.form?.querySelector(".desk-duplicates");
    if (!place) return;
    clearTimeout(stating);
    stating = setTimeout(() => tellDuplicates(place, target.form), 500);
  });

  // -- unsaved work -----------------------------------------------------------------------------

  let unsaved = false;
  const watched = (element) => element.closest?.("form.desk-watched, .change-form form[id$=_form]");
  const touch = (event) => {
    if (watched(event.target)) unsaved = true;
  };
  // A form is sent once somebody is known to be signed in, and is no longer unsaved then.
  let sending = null;
  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    const { target: form, submitter } = event;
    if (sending === "now" || form.method !== "post" || !watched(form) || !session()) {
      unsaved = false;
      return;
    }
    event.preventDefault();
    if (sending) return;
    sending = "asked";
    const may = await maySend();
    sending = may ? "now" : null;
    if (may) form.requestSubmit(submitter);
    sending = null;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved || isTyping()) event.preventDefault();
  });
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, touch);
  }

  // -- talk: said in the place where it stands, so that what is unsaved elsewhere on the page stays -----

  // Heard before the listener above, which sends forms by leaving the page.
  document.addEventListener(
    "submit",
    async (event) => {
      const { target: form, submitter } = event;
      const panel = form.matches?.(".desk-inplace") && form.closest("[data-panel]");
      if (!panel) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.sending || !(await maySend())) return;
      form.dataset.sending = "yes";
      const answer = await fetch(form.action, { method: "POST", headers: { "X-Desk-Panel": "yes" }, body: new FormData(form, submitter) }).catch(() => null);
      delete form.dataset.sending;
      const told = panel.querySelector(".desk-told");
      if (answer?.redirected) return lapsed();
      if (!answer?.ok) return (told.textContent = "It was not taken, and what you typed is still here: try again.");
      // What is typed in the panel's other fields is not sent along, and stays.
      const kept = all("textarea", panel).filter((field) => field.form !== form && field.value !== field.defaultValue);
      panel.outerHTML = await answer.text();
      const now = document.getElementById(panel.id);
      for (const field of kept) {
        const same = document.getElementById(field.id);
        if (same) same.value = field.value;
      }
      const count = now.querySelector("[data-count]").textContent;
      all("[data-talk-count]").forEach((place) => (place.textContent = count));
      (now.querySelector(".desk-wrong")?.parentElement.querySelector("textarea, input, select") || now.querySelector("textarea")).focus();
    },
    true,
  );

  const isTyping = () => all(".desk-inplace textarea").some((field) => field.value !== field.defaultValue);

  // -- who is here, and the bell ------------------------------------------------------------------

  const ring = (unread) => {
    const bell = document.getElementById("desk-bell");
    if (!bell || unread === undefined) return;
    const number = bell.querySelector(".desk-bell-count");
    number.textContent = unread > 99 ? "99+" : unread;
    number.hidden = !unread;
    bell.setAttribute("aria-label", `What you are told of: ${unread} not read`);
  };

  const tellWhoIsHere = (place, others) => {
    const told = others.map(({ person, since }) => `${person} has this open, since ${since}`).join("; ");
    // What is told again would be read out again.
    if (place.textContent !== told) place.textContent = told;
  };

  // A page that is looked at says so every few seconds; one that is not, or is left, says nothing, and is forgotten.
  const stay = async () => {
    const here = document.getElementById("desk-here");
    const bell = document.getElementById("desk-bell");
    const asks = here?.dataset.here || bell?.dataset.asks;
    if (!asks) return;
    if (document.visibilityState === "visible") {
      const options = here ? { method: "POST", headers: { "X-CSRFToken": token() } } : {};
      const answer = await fetch(asks, { cache: "no-store", ...options }).catch(() => null);
      if (answer?.redirected || answer?.status === 404) return; // signed out, or not for them any more
      const told = answer?.ok && answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
      if (told && here) tellWhoIsHere(here, told.others);
      if (told) ring(told.unread);
    }
    setTimeout(stay, 1000 * (here ? here.dataset.every : 30));
  };

  // Forms learn of a new one when somebody has signed in again.
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || document.getElementById("desk-here").dataset.token;

  addEventListener("pagehide", () => {
    const here = document.getElementById("desk-here");
    if (here) navigator.sendBeacon(here.dataset.here, new URLSearchParams({ gone: "1", csrfmiddlewaretoken: token() }));
  });

  // -- steps: what a step's page asks is asked on the row's own page --------------------------------

  // With unsaved work the step's page is opened as ever: the browser then asks first.
  document.addEventListener("click", async (event) => {
    const way = event.target.closest?.(".desk-steps a.desk-button");
    const row = location.pathname.replace(/change\/$/, "");
    if (!way || unsaved || event.ctrlKey || event.metaKey || event.shiftKey || !way.pathname.startsWith(row)) return;
    event.preventDefault();
    const answer = await fetch(way.href, { cache: "no-store" }).catch(() => null);
    if (answer?.redirected) return lapsed();
    const step = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".desk-step") : null;
    if (!step?.querySelector("form[method=post]") || step.querySelector("[type=file], .select2, select")) return location.assign(way.href);
    const dialog = Object.assign(document.createElement("dialog"), { className: "desk-dialog" });
    dialog.setAttribute("aria-label", way.textContent.trim());
    for (const form of all("form[method=post]", step)) form.action = way.href;
    step.querySelector(".desk-back")?.remove();
    const title = Object.assign(document.createElement("h2"), { className: "desk-heading", textContent: way.textContent.trim() });
    dialog.append(title, document.adoptNode(step));
    document.body.append(dialog);
    dialog.addEventListener("close", () => (dialog.remove(), way.focus()));
    dialog.addEventListener("click", ({ target }) => {
      if (target.matches?.(".desk-actions a.desk-button")) dialog.close();
    });
    // What leads back leads here: nothing is loaded for it.
    for (const back of all(".desk-actions a.desk-button", dialog)) back.removeAttribute("href"), (back.tabIndex = 0), back.setAttribute("role", "button");
    dialog.showModal();
    (dialog.querySelector("textarea, input:not([type=hidden])") || dialog).focus();
  });

  // -- the keyboard -----------------------------------------------------------------------------

  // What is clickable and no link or button is made one, for the keyboard and for screen readers.
  const CLICKABLE = "[x-on\\:click]:not(a[href], button, input, select, label, nav, body, template), label:has(input.delete), .delete-template, a:not([href])[x-on\\:click]";
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
    // What is scrolled is called alike by the library that scrolls it; and its tables have a column without a name.
    for (const scrolled of all('.simplebar-content-wrapper[aria-label="scrollable content"]', within)) {
      scrolled.setAttribute("aria-label", scrolled.closest("#nav-sidebar-apps") ? "Menu" : scrolled.closest("dialog, #command-results") ? "What was found" : "Rows");
    }
    for (const head of all("thead th", within)) {
      if (!head.textContent.trim() && !head.querySelector("input, a, button")) head.innerHTML = '<span class="sr-only">Delete</span>';
    }
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

  // In the box that finds: Enter goes to what is marked, or else to the first of what was found, if anything was.
  // django-unfold's own goes to what is not there yet.
  const goTo = (event) => {
    if (event.key !== "Enter" || event.target.id !== "search-input-command") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const found = document.querySelector("#command-results li.active a, #command-results li:first-child a[href]");
    if (!found) return;
    if (event.ctrlKey || event.metaKey) window.open(found.href);
    else location.assign(found.href);
  };
  document.addEventListener("keydown", goTo, true);

  // What is pasted there, or written by another way than keys, is looked for as well: django-unfold waits for a key.
  document.addEventListener("input", ({ target }) => {
    if (target.id === "search-input-command") target.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && event.target.closest("input, textarea")) {
      event.preventDefault();
      dispatchEvent(new CustomEvent("opencommand"));
    }
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

  // -- words: what they mean, beside them ---------------------------------------------------------

  // The meanings stand at the end of the page, where the marks lead without this file. With it, a mark shows its
  // meaning beside itself: under the pointer, under the keyboard, by a touch. `Esc` takes it away.
  let shownAt = null;
  const meaning = () => document.getElementById("desk-meaning");

  const hideMeaning = () => {
    meaning()?.remove();
    shownAt?.removeAttribute("aria-expanded");
    shownAt = null;
  };

  const showMeaning = (mark) => {
    const told = document.getElementById(mark.hash.slice(1));
    if (!told || shownAt === mark) return;
    hideMeaning();
    const box = Object.assign(document.createElement("div"), { id: "desk-meaning", role: "tooltip", innerHTML: `<dl>${told.innerHTML}</dl>` });
    document.body.append(box);
    mark.setAttribute("aria-expanded", "true");
    shownAt = mark;
    const { left, bottom } = mark.getBoundingClientRect();
    const most = document.documentElement.clientWidth - box.offsetWidth - 8;
    box.style.left = `${scrollX + Math.max(8, Math.min(left, most))}px`;
    box.style.top = `${scrollY + bottom + 4}px`;
  };

  // Headings of tables are written by others: their marks are added here.
  const markColumns = () => {
    for (const place of all("[data-columns]")) {
      const table = place.dataset.columns && (place.querySelector("table") || document.getElementById("result_list"));
      for (const [column, key] of Object.entries(table ? JSON.parse(place.dataset.columns) : {})) {
        const heading = table.querySelector(`th.column-${column}`);
        const name = document.getElementById(`word-${key}`)?.querySelector("dt")?.textContent;
        if (!heading || !name || heading.querySelector(".desk-term")) continue;
        const mark = Object.assign(document.createElement("a"), { className: "desk-term", href: `#word-${key}`, textContent: "?" });
        mark.setAttribute("aria-label", `What “${name}” means`);
        (heading.firstElementChild || heading).append(mark);
      }
    }
  };

  // What a field is called means the same to whoever hears the page: the meaning describes the field.
  const describe = (within = document) => {
    for (const mark of all(".desk-field .desk-term", within)) {
      const field = mark.closest(".desk-field").querySelector("input:not([type=hidden]), select, textarea");
      const ids = (field?.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
      if (field && !ids.includes(mark.hash.slice(1))) field.setAttribute("aria-describedby", [...ids, mark.hash.slice(1)].join(" "));
    }
  };

  let resting;
  document.addEventListener("mouseover", ({ target }) => {
    clearTimeout(resting);
    if (target.closest("#desk-meaning")) return;
    const mark = target.closest(".desk-labelled, th, h2")?.querySelector(".desk-term");
    if (mark) resting = setTimeout(() => showMeaning(mark), 350);
    else if (shownAt && document.activeElement !== shownAt) resting = setTimeout(hideMeaning, 350);
  });
  document.addEventListener("focusin", ({ target }) => (target.matches(".desk-term") ? showMeaning(target) : hideMeaning()));
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".desk-term");
    if (!mark) return event.target.closest?.("#desk-meaning") ? undefined : hideMeaning();
    event.preventDefault();
    showMeaning(mark);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shownAt) hideMeaning();
  });

  // -- rows added to a page ---------------------------------------------------------------------

  document.addEventListener("formsetGroup:added", ({ detail }) => {
    unsaved = true;
    // django-unfold writes the row's HTML anew in a listener of its own.
    setTimeout(() => {
      removable(detail.row);
      reachable(detail.row);
      describe(detail.row);
      detail.row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  });

  // What was added can be taken back, also where rows that are stored cannot be deleted.
  const removable = (row) => {
    const title = row.querySelector("h3");
    if (!title || row.querySelector(".delete-template")) return;
    const bin = Object.assign(document.createElement("span"), { className: "material-symbols-outlined md-18", textContent: "delete" });
    const button = Object.assign(document.createElement("div"), { className: "delete-template desk-delete" });
    button.append(bin);
    title.append(button);
  };

  // The rows below move up by one: in their attributes alone, so that what was typed in them stays. Heard before
  // django-unfold hears of it, which would write their HTML anew.
  const moveUp = (row, prefix, index) => {
    const place = new RegExp(`(?<![a-z0-9])${prefix}-${index}(?=-|$)`, "g");
    for (const element of [row, ...all("*", row)]) {
      for (const { name, value } of [...element.attributes]) {
        const moved = value.replace(place, `${prefix}-${index - 1}`);
        if (moved !== value) element.setAttribute(name, moved);
      }
    }
  };

  document.addEventListener(
    "click",
    (event) => {
      const row = event.target.closest?.(".delete-template")?.closest(".form-group");
      if (!row) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const formset = row.closest(".formset");
      const { prefix } = JSON.parse(formset.dataset.inlineFormset).options;
      const rows = all(":scope > .form-group:not(.empty-form)", formset);
      const index = rows.indexOf(row);
      rows.slice(index + 1).forEach((later, offset) => moveUp(later, prefix, index + 1 + offset));
      row.remove();
      document.getElementById(`id_${prefix}-TOTAL_FORMS`).value = rows.length - 1;
      window.updateStackedCounter(formset);
      window.applyLastClass(formset);
      window.checkFormsetEmpty(formset);
      formset.querySelector(".add-row")?.classList.remove("hidden");
      document.dispatchEvent(new CustomEvent("formset:removed", { detail: { formsetName: prefix } }));
      unsaved = true;
      // The keyboard goes on with the row that stands there now, or with the way to add one.
      (rows[index + 1]?.querySelector("input:not([type=hidden]), select, textarea") || formset.querySelector(".add-row"))?.focus();
    },
    true,
  );

  // -- what goes on elsewhere ---------------------------------------------------------------------

  // A part of the page that says `data-follows` is read again every so many seconds; when it no longer says so,
  // the whole page is, for other things can be done now.
  const follow = () => {
    const part = document.querySelector("[data-follows]");
    if (!part) return;
    setTimeout(async () => {
      const answer = await fetch(location.href).catch(() => null);
      const read = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (read && !read.dataset.follows) return location.reload();
      if (read) part.replaceWith(read);
      follow();
    }, 1000 * part.dataset.follows);
  };

  // A page that was refused shows a tab in which something has to be mended, and what that is.
  const toTheFault = () => {
    const wrong = all(".desk-tabs a:has(.desk-errors)");
    const shown = all(".desk-tabs a").find((tab) => tab.hash === (location.hash || "#general"));
    if (wrong.length && !wrong.includes(shown)) wrong[0].click();
    // The tab is shown in the next turn.
    window.Alpine.nextTick(() => all(".desk-faults, .desk-wrong").find((fault) => fault.offsetParent)?.scrollIntoView({ block: "center" }));
  };

  // While a page is hidden its `autofocus` does nothing, and django-unfold hides pages until its scripts have run.
  document.addEventListener("alpine:initialized", () => {
    requestAnimationFrame(() => {
      toTheFault();
      if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
    });
  });

  document.addEventListener("DOMContentLoaded", () => {
    follow();
    stay();
    offerZones();
    markColumns();
    describe();
    document.getElementById("main")?.setAttribute("role", "main");
    reachable();
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
    $(document).on("select2:select select2:unselect select2:clear", (event) => {
      touch(event);
      quotationTyped(event);
    });
    // A chain is in the order it was chosen in.
    $(document).on("select2:select", "select.desk-ordered", (event) => {
      event.target.append(event.params.data.element);
      $(event.target).trigger("change");
    });
  });
})();
