// Lights a row's proof in the text, and draws arrows from the word that tells of an event to those who play a role in it.
// Arrows run between the lines and along the left margin, so that they cross no word.
"use strict";
{
  const words = document.getElementById("words");
  const pane = document.getElementById("text");
  const pieces = [...words.querySelectorAll(".piece")].map((element) => ({
    element, start: Number(element.dataset.start), end: Number(element.dataset.end), role: element.dataset.role,
  }));
  const hub = (mark) => mark.role === "trigger" || mark.role === "proof";
  /// Pixels: how far a chip stands over its words, how far lines run over the chips, and where they go down.
  const [OVER, LANE, MARGIN] = [11, 6, 8];
  let lit = [];
  /// Whether the reader points at the text, which then stays where it is.
  let pointing = false;

  /// What a row says of the text: spans, their roles, and the pieces that they are.
  function marks(row) {
    const found = [...row.querySelectorAll("[data-start]")].map(({ dataset }) => {
      const [start, end] = [Number(dataset.start), Number(dataset.end)];
      const inside = pieces.filter((piece) => piece.start >= start && piece.end <= end).map((piece) => piece.element);
      return { role: dataset.role, start, end, inside };
    });
    return found.filter((mark) => mark.inside.length);
  }

  page.show = (row) => {
    lit = marks(row);
    // Proofs first: what plays a role inside of them keeps the role's colour.
    for (const mark of [...lit].sort((a, b) => Number(hub(b)) - Number(hub(a)))) {
      for (const element of mark.inside) {
        element.classList.add("lit");
        element.dataset.role = mark.role;
        element.closest(".sentence").classList.add("lit");
      }
    }
    draw();
    const first = lit.find(hub) ?? lit[0];
    if (first && !pointing && pane.scrollHeight > pane.clientHeight) reveal(first.inside[0]);
  };

  page.clear = () => {
    for (const piece of pieces) {
      piece.element.classList.remove("lit");
      if (piece.role) piece.element.dataset.role = piece.role;
      else delete piece.element.dataset.role;
    }
    for (const sentence of words.querySelectorAll(".sentence.lit")) sentence.classList.remove("lit");
    lit = [];
    document.getElementById("arrows")?.remove();
  };

  /// Scrolls the text alone, and only where the proof is out of sight.
  function reveal(element) {
    const [box, frame] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (box.top < frame.top + 30 || box.bottom > frame.bottom - 30) {
      pane.scrollTop += box.top - frame.top - frame.height / 3;
    }
  }

  /// The first line of a mark, in the coordinates of the text.
  function box(mark) {
    const origin = words.getBoundingClientRect();
    const rects = mark.inside.flatMap((element) => [...element.getClientRects()]).filter((rect) => rect.width);
    if (!rects.length) return null;
    const first = rects.filter((rect) => Math.abs(rect.top - rects[0].top) < 6);
    return {
      left: Math.min(...first.map((rect) => rect.left)) - origin.left,
      top: Math.min(...first.map((rect) => rect.top)) - origin.top,
    };
  }

  function draw() {
    document.getElementById("arrows")?.remove();
    if (!lit.some(hub)) return;
    const layer = document.createElement("div");
    layer.id = "arrows";
    layer.setAttribute("aria-hidden", "true");
    layer.innerHTML = '<svg><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" '
      + 'orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs></svg>';
    words.append(layer);
    const chips = lit.flatMap((mark) => chip(layer, mark));
    part(chips);
    const hubs = chips.filter((one) => hub(one.mark));
    for (const one of chips.filter((one) => !hub(one.mark))) {
      const from = nearest(hubs, one);
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", route(from, one));
      path.setAttribute("marker-end", "url(#tip)");
      layer.firstChild.append(path);
    }
  }

  /// The name of a role above its words.
  function chip(layer, mark) {
    const place = box(mark);
    if (!place) return [];
    const element = document.createElement("span");
    element.className = hub(mark) ? "chip hub" : "chip";
    element.dataset.role = mark.role;
    element.textContent = hub(mark) ? shown.dataset.label : mark.role.replaceAll("_", " ");
    layer.append(element);
    const { offsetWidth: width, offsetHeight: height } = element;
    return [{ mark, element, left: place.left, width, height, y: place.top - OVER }];
  }

  /// Moves chips of a line apart, and back into the text where they leave it.
  function part(chips) {
    const lines = new Map();
    for (const one of chips) {
      const key = [...lines.keys()].find((y) => Math.abs(y - one.y) < 8) ?? one.y;
      one.y = key;
      lines.set(key, [...(lines.get(key) ?? []), one]);
    }
    for (const line of lines.values()) {
      line.sort((a, b) => a.left - b.left);
      let edge = 0;
      for (const one of line) {
        one.left = Math.max(one.left, edge);
        edge = one.left + one.width + 6;
      }
      let limit = words.clientWidth;
      for (const one of line.reverse()) {
        one.left = Math.max(0, Math.min(one.left, limit - one.width));
        limit = one.left - 6;
        one.element.style.left = `${one.left}px`;
        one.element.style.top = `${one.y}px`;
      }
    }
  }

  /// The telling that a role belongs to: on its line, else the last before it, else the first.
  function nearest(hubs, one) {
    const distance = (hub) => Math.abs(hub.mark.start - one.mark.start);
    return hubs.reduce((best, hub) => (distance(hub) < distance(best) ? hub : best));
  }

  /// From the top of one chip up, along the gap between the lines, and down on the other; by the margin to other lines.
  function route(from, to) {
    const [x, y] = [from.left + from.width / 2, from.y - LANE];
    const [toX, toY] = [to.left + Math.min(to.width / 2, 16), to.y - LANE];
    if (y === toY) return `M${x} ${from.y}V${y}H${toX}V${to.y}`;
    const turn = toY > y ? 5 : -5;
    return `M${x} ${from.y}V${y}H${MARGIN + 5}Q${MARGIN} ${y} ${MARGIN} ${y + turn}V${toY - turn}`
      + `Q${MARGIN} ${toY} ${MARGIN + 5} ${toY}H${toX}V${to.y}`;
  }

  /// From the text to the table: the facts that a word tells of, by turns; else the entity that it names.
  function rowsOf(element) {
    const tells = (row) => marks(row).some((mark) => hub(mark) && mark.inside.includes(element));
    const names = (row) => row.classList.contains("entity") && marks(row).some((mark) => mark.inside.includes(element));
    const told = element.classList.contains("trigger") ? rows.filter(tells) : [];
    return told.length ? told : rows.filter(names);
  }

  const owners = new Map();
  for (const { element } of pieces) {
    const own = () => {
      if (!owners.has(element)) owners.set(element, rowsOf(element));
      return owners.get(element);
    };
    const inPlace = (act) => {
      pointing = true;
      act();
      pointing = false;
    };
    element.addEventListener("mouseenter", () => own().length && inPlace(() => show(own()[0])));
    element.addEventListener("mouseleave", () => inPlace(() => show(kept ?? focused())));
    element.addEventListener("click", () => {
      const next = own()[own().indexOf(kept) + 1] ?? null;
      inPlace(() => keep(next));
      next?.scrollIntoView({ block: "nearest" });
    });
  }

  new ResizeObserver(() => lit.length && draw()).observe(words);
  fromAddress();
}
