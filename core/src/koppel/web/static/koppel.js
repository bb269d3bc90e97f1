// Comfort, never necessity: every page works without this. It shows and hides questions at once, fills in suggestions,
// searches long lists (combobox.js), warns for changes that are not saved, copies addresses and follows runs.
"use strict";

(function () {
  const form = document.getElementById("questions");
  if (form) {
    conditions(form);
    suggestions(form);
    leaders(form);
    window.koppelComboboxes(form);
    unsaved(form);
  }
  copies();
  progress();
  follow();
  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  // --- Questions that depend on answers before them ---

  function conditions(form) {
    const features = JSON.parse(form.dataset.features || "[]");
    const beside = JSON.parse(form.dataset.known || "{}");
    const questions = [...form.querySelectorAll("[data-step]")].sort((a, b) => a.dataset.place - b.dataset.place);
    const judge = () => {
      const answers = { ...beside };
      for (const question of questions) {
        const visible = !question.dataset.when || holds(JSON.parse(question.dataset.when), answers, features);
        show(question, visible);
        if (visible) answers[question.dataset.step] = answer(question);
      }
      for (const group of form.querySelectorAll(".group")) {
        group.hidden = !group.querySelector("[data-step]:not([hidden])");
      }
    };
    form.addEventListener("change", judge);
    judge();
  }

  function holds(condition, answers, features) {
    const [[kind, value]] = Object.entries(condition);
    const known = (key) => (answers[key] === undefined ? null : answers[key]);
    switch (kind) {
      case "equals": return known(value[0]) === value[1];
      case "one_of": return value[1].includes(known(value[0]));
      case "answered": return !isEmpty(known(value));
      case "feature": return features.includes(value);
      case "all": return value.every((part) => holds(part, answers, features));
      case "any": return value.some((part) => holds(part, answers, features));
      case "not": return !holds(value, answers, features);
      default: return true;
    }
  }

  function isEmpty(value) {
    return value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
  }

  function show(question, visible) {
    question.hidden = !visible;
    for (const field of question.querySelectorAll("input, select, button")) field.disabled = !visible;
  }

  function answer(question) {
    const fields = [...question.querySelectorAll('[name^="a."], [name^="r."]')];
    switch (question.dataset.kind) {
      case "toggle": return fields[0].checked;
      case "choices": return fields.filter((field) => field.checked).map((field) => field.value);
      case "mapping": return Object.fromEntries(fields.filter((f) => f.value).map((f) => [f.name, f.value]));
      case "number":
      case "schedule": return fields[0].value.trim() === "" ? null : Number(fields[0].value);
      case "note": return null;
      default: {
        const field = fields.length > 1 ? fields.find((one) => one.checked) : fields[0];
        return field && field.value !== "" ? field.value : null;
      }
    }
  }

  // --- Suggestions: taken over in place ---

  function suggestions(form) {
    const take = (button) => {
      const field = document.getElementById(button.dataset.into);
      field.value = button.dataset.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      button.remove();
      return document.getElementById(`${field.id}-typed`) || field;
    };
    form.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=use]");
      if (!button) return;
      event.preventDefault();
      if (button.dataset.into) {
        take(button).focus();
      } else {
        const scope = button.value === "*" ? form : button.closest("[data-step]");
        const found = [...scope.querySelectorAll("button[data-into]:not(:disabled)")];
        const fields = found.map(take);
        (button.value === "*" ? button.closest(".suggested-all") : button).remove();
        if (fields.length) fields[0].focus();
      }
    });
  }

  // --- A choice that decides other lists: fetch them as soon as it is made ---

  function leaders(form) {
    for (const button of form.querySelectorAll("button[data-follows]")) {
      const field = document.getElementById(button.dataset.follows);
      if (!field) continue;
      button.parentElement.hidden = true;
      field.addEventListener("change", () => {
        form.dataset.leaving = "yes";
        form.requestSubmit(button);
      });
    }
  }

  // --- Changes that are not saved ---

  function unsaved(form) {
    let changed = "unsaved" in form.dataset;
    const told = form.querySelector(".changed");
    const text = form.querySelector(".changed-text");
    form.addEventListener("change", () => {
      changed = true;
      told.textContent = text.textContent;
    });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }

  // --- Addresses to copy ---

  function copies() {
    const dutch = document.documentElement.lang === "nl";
    for (const field of document.querySelectorAll("input[data-copy]")) {
      field.addEventListener("focus", () => field.select());
      if (!navigator.clipboard) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = dutch ? "Kopiëren" : "Copy";
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(field.value);
        button.textContent = dutch ? "Gekopieerd" : "Copied";
      });
      field.after(button);
    }
  }

  // --- A run under way ---

  function progress() {
    const shown = document.getElementById("progress");
    if (!shown || !shown.dataset.refreshS) return;
    setTimeout(async () => {
      try {
        const answer = await fetch(location.href, { headers: { "X-Refresh": "yes" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
        if (fresh) shown.replaceWith(document.adoptNode(fresh));
      } catch {
        // the server is restarting: the next round tries again
      }
      progress();
    }, Number(shown.dataset.refreshS) * 1000);
  }

  // --- Runs under way, on the overview and the page of an integration ---

  function follow() {
    if (!document.querySelector("[data-progress]")) return;
    setTimeout(async () => {
      try {
        const { runs } = await (await fetch(document.body.dataset.progressAt)).json();
        const ended = [];
        for (const bar of document.querySelectorAll("[data-progress]")) {
          const run = runs[bar.dataset.progress];
          if (run) moved(bar, run);
          else ended.push(bar.closest(".card").id);
        }
        if (ended.length) await refreshed(["needs-you", "standing", ...ended]);
      } catch {
        // the server is restarting: the next round tries again
      }
      follow();
    }, 3000);
  }

  function moved(bar, run) {
    const label = bar.querySelector("label");
    const shown = bar.querySelector("progress");
    if (label.textContent !== run.said) label.textContent = run.said;
    if (run.value === null) {
      shown.removeAttribute("value");
    } else {
      shown.max = run.max;
      shown.value = run.value;
    }
  }

  async function refreshed(ids) {
    const answer = await fetch(location.href, { headers: { "X-Refresh": "yes" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const [old, made] = [document.getElementById(id), fresh.getElementById(id)];
      if (!old || !made) continue;
      const focused = old.contains(document.activeElement);
      old.replaceWith(document.adoptNode(made));
      if (focused) document.getElementById("main").focus();
    }
  }
})();
