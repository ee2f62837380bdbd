// What pages do better with JavaScript: names completed while one types, and a sentence opened where an address points into it. Everything works without.
"use strict";

const DELAY = 120;

function completes(input) {
  const fills = input.dataset.suggest === "fill";
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `${input.id}-options`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let found = [];
  let at = -1;
  let timer = 0;
  let asked = 0;
  let composing = false;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (next) => {
    at = next;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (thing) => {
    close();
    if (fills) {
      input.value = thing.name;
      input.focus();
    } else {
      location.assign(thing.path);
    }
  };
  const show = (things) => {
    const language = document.documentElement.lang.slice(0, 2);
    found = things.map((thing) => {
      const name = thing.labels[language] || thing.label;
      const other = thing.matched !== name ? thing.matched : Object.values(thing.labels).find((label) => label !== name) || "";
      return { name, other, path: thing.path, type: thing.type };
    });
    list.replaceChildren(
      ...found.map((thing, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const name = document.createElement("span");
        name.className = "option-name";
        name.textContent = thing.name;
        const other = document.createElement("span");
        other.className = "option-other";
        other.textContent = thing.other;
        name.append(other);
        const type = document.createElement("span");
        type.className = `option-type t-${thing.type}`;
        type.textContent = thing.type;
        option.append(name, type);
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          take(thing);
        });
        return option;
      }),
    );
    at = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  const ask = async () => {
    const typed = input.value.trim();
    const mine = ++asked;
    if (!typed) {
      close();
      return;
    }
    try {
      const answer = await fetch(`/suggest.json?q=${encodeURIComponent(typed)}`);
      if (answer.ok && mine === asked && document.activeElement === input) {
        show((await answer.json()).things);
      }
    } catch {
      close();
    }
  };

  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => (composing = false));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (composing || list.hidden) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(at < 0 && step < 0 ? found.length - 1 : at + step >= found.length ? -1 : at + step);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(found[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}

function opensTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  for (let outer = target && target.closest("details"); outer; outer = outer.parentElement.closest("details")) {
    outer.open = true;
  }
  if (target) {
    target.scrollIntoView();
  }
}

document.querySelectorAll("input[data-suggest]").forEach(completes);
document.querySelectorAll("textarea[data-editor]").forEach((editor) => {
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      editor.form.requestSubmit();
    }
  });
});
opensTarget();
addEventListener("hashchange", opensTarget);
