// The page where a claim begins with a quotation: what a bookmark brings along, and a page that is fetched meanwhile.
"use strict";

(() => {
  const form = document.querySelector("form.desk-quotation");
  if (!form) return;
  const told = form.querySelector(".desk-fetched");
  const MOST_ASKED = 80; // half seconds: as long as a worker waits for a page, and some more

  const put = (name, value) => {
    const field = form.elements[name];
    if (!field || field.value || !value) return null;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return field;
  };

  // -- a bookmark: address and words stand behind the `#`, which is not sent to us -----------------

  const brought = new URLSearchParams(location.hash.slice(1));
  if (/^https?:/.test(brought.get("url") || "")) {
    history.replaceState(null, "", location.pathname + location.search);
    put("url", brought.get("url"));
    put("quote", brought.get("quote"));
    form.elements[form.elements.statement ? "statement" : "quote"].focus();
  }

  // -- a page that is fetched ---------------------------------------------------------------------

  // Somebody has looked at it, once it was changed.
  const mark = (field) => {
    const note = Object.assign(document.createElement("span"), { className: "desk-proposed", textContent: "proposed" });
    field.closest(".desk-field").querySelector(".desk-labelled").append(note);
    field.addEventListener("input", () => note.remove(), { once: true });
  };

  const show = (answer) => {
    told.textContent = answer.told;
    form.elements.fetched.value = answer.id;
    if (answer.url) form.elements.url.value = answer.url; // without what told of who opened it
    for (const [name, value] of Object.entries(answer.proposed || {})) {
      const field = put(name, value);
      if (field) mark(field);
    }
  };

  const asked = async (address, options) => {
    const answer = await fetch(address, options).catch(() => null);
    if (answer?.ok && !answer.redirected) return answer.json();
    return { id: "", state: "refused", told: "The desk cannot be reached, or you are no longer signed in: try again." };
  };

  const fetchPage = async (button) => {
    button.disabled = true;
    told.textContent = "The page is being fetched …";
    const { url, fetched, csrfmiddlewaretoken: token } = form.elements;
    const body = new URLSearchParams({ url: url.value, fetched: fetched.value });
    let answer = await asked(form.dataset.fetches, { method: "POST", headers: { "X-CSRFToken": token.value }, body });
    for (let turn = 0; answer.state === "waiting" && turn < MOST_ASKED; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      answer = await asked(`${form.dataset.fetches}?fetched=${answer.id}`);
    }
    button.disabled = false;
    show(answer);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=fetch]");
    if (!button) return;
    event.preventDefault();
    fetchPage(button);
  });
})();
