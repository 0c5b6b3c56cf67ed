// Rows of facts: which one is looked at, which one is kept. A page says what it means by `page.show(row)` and `page.clear()`.
"use strict";

const rows = [...document.querySelectorAll("tr.fact")];
const page = { show() {}, clear() {} };
let kept = null;
let shown = null;

function show(row) {
  if (row === shown) return;
  shown?.classList.remove("lit");
  page.clear();
  shown = row;
  if (!row) return;
  row.classList.add("lit");
  page.show(row);
}

function keep(row) {
  kept?.querySelector("button").setAttribute("aria-pressed", "false");
  kept = row;
  kept?.querySelector("button").setAttribute("aria-pressed", "true");
  show(row);
}

/// The row of the button that has the focus.
function focused() {
  return document.activeElement?.closest("tr.fact") ?? null;
}

function fromAddress() {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (rows.includes(row)) {
    keep(row);
    row.scrollIntoView({ block: "nearest" });
  }
}

for (const row of rows) {
  row.addEventListener("mouseenter", () => show(row));
  row.addEventListener("mouseleave", () => show(kept ?? focused()));
  row.addEventListener("focusin", () => show(row));
  row.addEventListener("focusout", (event) => {
    if (!row.contains(event.relatedTarget)) show(kept);
  });
  row.addEventListener("click", (event) => {
    if (event.target.closest("a") || String(getSelection())) return;
    keep(row === kept ? null : row);
    if (!kept) show(row);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") {
    keep(null);
    return;
  }
  const row = focused();
  if (!row || document.activeElement.tagName !== "BUTTON") return;
  const visible = rows.filter((one) => !one.hidden);
  const at = visible.indexOf(row);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: visible.length - 1 }[event.key];
  if (next === undefined || !visible[next]) return;
  event.preventDefault();
  visible[next].querySelector("button").focus();
});

addEventListener("hashchange", fromAddress);
