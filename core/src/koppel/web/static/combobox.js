// Long lists to choose from: a field to type in with the fitting options below it, after the WAI-ARIA combobox pattern.
//
// It stands on what works without it: a <select>, or an <input> with a <datalist>. A select stays in the form, hidden,
// and holds the value; an input is its own value. Keys: letters filter, arrows move, Enter or Tab takes, Escape closes.
"use strict";

(function () {
  const MOST_SHOWN = 60;
  const LONG = 12;
  let made = 0;

  window.koppelComboboxes = (form) => {
    for (const select of form.querySelectorAll("select")) {
      if (select.options.length > LONG && !select.multiple) overSelect(form, select);
    }
    for (const input of form.querySelectorAll("input[list]")) overInput(form, input);
  };

  function overSelect(form, select) {
    const options = [...select.options].filter((one) => one.value !== "");
    const field = document.createElement("input");
    field.value = select.selectedOptions[0]?.value ? select.selectedOptions[0].textContent.trim() : "";
    field.placeholder = select.options[0].value === "" ? select.options[0].textContent.trim() : "";
    field.disabled = select.disabled;
    field.id = `${select.id}-typed`;
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
    }
    document.querySelector(`label[for="${select.id}"]`)?.setAttribute("for", field.id);
    select.before(field);
    select.hidden = true;
    const choose = (text) => {
      const found = options.find((one) => one.textContent.trim() === text);
      const value = found ? found.value : "";
      if (select.value === value) return;
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    // A suggestion writes to the select; the field follows what others choose.
    select.addEventListener("change", () => {
      field.value = select.value === "" ? "" : select.selectedOptions[0].textContent.trim();
    });
    build(form, field, options.map((one) => one.textContent.trim()), choose, true);
  }

  function overInput(form, input) {
    const list = document.getElementById(input.getAttribute("list"));
    if (!list) return;
    const labels = [...list.options].map((one) => one.value);
    input.removeAttribute("list");
    build(form, input, labels, (text) => {
      if (input.dataset.last === text) return;
      input.dataset.last = text;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, false);
  }

  function build(form, field, labels, choose, strict) {
    const box = document.createElement("ul");
    const wrap = document.createElement("div");
    let shown = [];
    let active = -1;
    let typed = false;
    made += 1;
    box.id = `combobox-${made}`;
    box.className = "options";
    box.hidden = true;
    wrap.className = "combobox";
    field.before(wrap);
    wrap.append(field, box);
    field.dataset.last = field.value;
    const attributes = {
      role: "combobox", "aria-expanded": "false", "aria-controls": box.id, "aria-autocomplete": "list",
      autocomplete: "off", spellcheck: "false",
    };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    box.setAttribute("role", "listbox");
    const label = field.labels[0];
    if (label) box.setAttribute("aria-label", label.textContent.trim());

    field.addEventListener("focus", () => field.select());
    field.addEventListener("click", () => open(""));
    field.addEventListener("input", () => { typed = true; open(field.value); });
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (box.hidden) open(typed ? field.value : "");
        else move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && !box.hidden && active >= 0) {
        event.preventDefault();
        take(shown[active]);
      } else if (event.key === "Escape" && !box.hidden) {
        event.preventDefault();
        close();
      }
    });
    field.addEventListener("blur", () => {
      if (!box.hidden && typed && active >= 0) take(shown[active]);
      else leave();
      close();
    });
    // Pressing an option must not take the focus first: the list would be gone before the click arrives.
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(option.textContent);
    });

    function leave() {
      if (!typed) return;
      typed = false;
      if (strict && field.value !== "" && !labels.includes(field.value)) field.value = field.dataset.last;
      else done(field.value);
    }

    function take(text) {
      typed = false;
      field.value = text;
      done(text);
      close();
    }

    function done(text) {
      choose(text);
      field.dataset.last = text;
    }

    function open(sought) {
      const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = labels.filter((one) => words.every((word) => one.toLowerCase().includes(word)));
      shown = fits.slice(0, MOST_SHOWN);
      const rows = shown.map((one, place) => row(one, place));
      if (!fits.length) rows.push(note(form.dataset.saysNone));
      if (fits.length > MOST_SHOWN) rows.push(note(form.dataset.saysMore));
      box.replaceChildren(...rows);
      box.hidden = false;
      field.setAttribute("aria-expanded", "true");
      mark(words.length && shown.length ? 0 : shown.indexOf(field.value));
    }

    function row(text, place) {
      const option = document.createElement("li");
      option.id = `${box.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(text === field.value));
      option.textContent = text;
      return option;
    }

    function note(text) {
      const said = document.createElement("li");
      said.className = "none";
      said.setAttribute("role", "option");
      said.setAttribute("aria-disabled", "true");
      said.textContent = text;
      said.addEventListener("click", (event) => event.stopPropagation());
      return said;
    }

    function move(by) {
      if (shown.length) mark((active + by + shown.length) % shown.length);
    }

    function mark(place) {
      box.querySelector(".active")?.classList.remove("active");
      active = place;
      const option = place >= 0 ? document.getElementById(`${box.id}-${place}`) : null;
      if (option) {
        option.classList.add("active");
        option.scrollIntoView({ block: "nearest" });
        field.setAttribute("aria-activedescendant", option.id);
      } else {
        field.removeAttribute("aria-activedescendant");
      }
    }

    function close() {
      box.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
  }
})();
