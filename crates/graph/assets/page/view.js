// Draws the picture from the tables, and ties the two together: what is looked at in one is lit in the other.
"use strict";
{
  const facts = document.getElementById("facts");
  const canvas = document.getElementById("canvas");
  const said = document.getElementById("said");
  const filter = document.getElementById("filter");
  document.body.classList.add("view");
  document.getElementById("picture").hidden = false;
  document.getElementById("hint").hidden = false;

  const WIDEST = 150;
  const pen = document.createElement("canvas").getContext("2d");
  const font = getComputedStyle(document.body).fontFamily;

  function width(label, size) {
    pen.font = `600 ${size}px ${font}`;
    return Math.min(WIDEST, pen.measureText(label).width) + 16;
  }

  const words = (text) => text.replaceAll("_", " ");

  /// Entities and events are nodes; a role is an edge from the event, a relation one between entities.
  function elements() {
    const nodes = [];
    const edges = [];
    for (const row of rows) {
      const { label, hop, realis } = row.dataset;
      const ends = [...row.querySelectorAll("bdi[data-entity]")].map(({ dataset }) => ({ role: dataset.role, to: dataset.entity }));
      if (row.classList.contains("entity")) {
        const kind = row.querySelector("[data-class]").dataset.class;
        nodes.push({ id: row.id, row: row.id, label, kind, width: width(label, hop === "0" ? 14 : 12), level: Number(hop) * 2 });
      } else if (row.classList.contains("event")) {
        const level = Math.min(...ends.map(({ to }) => Number(document.getElementById(to).dataset.hop))) * 2 + 1;
        nodes.push({ id: row.id, row: row.id, label, kind: "event", sure: realis === "actual", width: width(label, 12), level });
        for (const { role, to } of ends) edges.push({ row: row.id, source: row.id, target: to, role: words(role) });
      } else {
        const [subject, object] = ["subject", "object"].map((role) => ends.find((end) => end.role === role)?.to);
        if (subject && object) edges.push({ row: row.id, source: subject, target: object, label });
      }
    }
    return [...nodes, ...edges].map((data) => ({ data }));
  }

  /// The style of the page, for what is drawn: a canvas knows no variables.
  function style() {
    const colours = getComputedStyle(document.documentElement);
    const colour = (name) => colours.getPropertyValue(`--${name}`).trim();
    const classes = [...document.querySelectorAll("td [data-class]")].map((element) => [
      element.dataset.class, getComputedStyle(element).getPropertyValue("--class").trim(),
    ]);
    const base = {
      "font-family": font, "font-size": 12, color: colour("ink"), "min-zoomed-font-size": 4,
    };
    return [
      { selector: "node", style: { ...base, label: "data(label)", shape: "round-rectangle", width: "data(width)", height: 26, "font-weight": 600,
        "text-valign": "center", "text-halign": "center", "text-wrap": "ellipsis", "text-max-width": WIDEST,
        "background-color": colour("ground"), "border-width": 2, "border-color": colour("grey") } },
      ...classes.map(([kind, value]) => ({ selector: `node[kind = ${JSON.stringify(kind)}]`, style: { "border-color": value } })),
      { selector: "node[level = 0]", style: { "border-width": 4, height: 32, "font-size": 14 } },
      { selector: 'node[kind = "event"]', style: { shape: "cut-rectangle", "background-color": colour("ink"), color: colour("ground"),
        "border-width": 0 } },
      { selector: 'node[kind = "event"][!sure]', style: { "background-color": colour("ground"), color: colour("ink"),
        "border-color": colour("ink"), "border-width": 1.5, "border-style": "dashed" } },
      { selector: "edge", style: { ...base, "font-size": 10, color: colour("muted"), width: 1.25, "line-color": colour("muted"),
        "curve-style": "bezier", "target-arrow-shape": "triangle", "arrow-scale": 0.8, "target-arrow-color": colour("muted"), "text-background-color": colour("ground"), "text-background-opacity": 0.9,
        "text-background-padding": 1, "text-rotation": "autorotate", "source-text-rotation": "autorotate", "source-text-offset": 46 } },
      // Near the event: around somebody with many roles there is no room.
      { selector: "edge[role]", style: { "source-label": "data(role)" } },
      { selector: "edge[label]", style: { label: "data(label)" } },
      { selector: ".faded", style: { opacity: 0.22 } },
      { selector: "node.lit", style: { "underlay-color": colour("focus"), "underlay-opacity": 0.35, "underlay-padding": 6 } },
      { selector: "edge.lit", style: { width: 2.5, "line-color": colour("focus"), "target-arrow-color": colour("focus"), color: colour("ink") } },
    ];
  }

  const graph = cytoscape({
    container: canvas, elements: elements(), style: style(), minZoom: 0.15, maxZoom: 3, boxSelectionEnabled: false,
    layout: { name: "preset" },
  });

  /// From rings around the middle, so that the same graph is always drawn alike; then forces move apart what overlaps.
  function arrange() {
    graph.layout({ name: "concentric", concentric: (node) => 100 - node.data("level"), levelWidth: () => 1, minNodeSpacing: 30,
      animate: false }).run();
    graph.layout({ name: "cose", animate: false, randomize: false, fit: false, nodeOverlap: 24, componentSpacing: 60,
      idealEdgeLength: () => 110, nodeRepulsion: (node) => 12000 + 120 * node.width(), numIter: 1500 }).run();
    separate();
    graph.fit(undefined, 24);
  }

  /// Pushes apart what still overlaps, the shorter way.
  function separate() {
    const boxes = graph.nodes().map((node) => ({ node, ...node.position(), w: node.width() + 30, h: node.height() + 30 }));
    for (let round = 0, moved = true; moved && round < 100; round += 1) {
      moved = false;
      for (const [at, a] of boxes.entries()) {
        for (const b of boxes.slice(at + 1)) {
          const [dx, dy] = [b.x - a.x, b.y - a.y];
          const [over, under] = [(a.w + b.w) / 2 - Math.abs(dx), (a.h + b.h) / 2 - Math.abs(dy)];
          if (over <= 0 || under <= 0) continue;
          moved = true;
          const [axis, by] = over < under ? ["x", (over / 2) * (dx < 0 ? -1 : 1)] : ["y", (under / 2) * (dy < 0 ? -1 : 1)];
          a[axis] -= by;
          b[axis] += by;
        }
      }
    }
    for (const { node, x, y } of boxes) node.position({ x, y });
  }

  /// What belongs to a row: its node and edges, and the nodes at their other ends.
  function of(row) {
    const own = graph.elements().filter((element) => element.data("row") === row.id);
    const edges = own.edges().union(own.nodes().connectedEdges());
    return own.union(edges).union(edges.connectedNodes());
  }

  page.show = (row) => {
    const lit = of(row);
    if (lit.empty()) return;
    graph.elements().not(lit).addClass("faded");
    lit.filter((element) => element.isEdge() || element.data("row") === row.id).addClass("lit");
  };
  page.clear = () => graph.elements().removeClass("faded lit");

  /// Leaves in the tables what belongs to a row: its own facts and those who are in them.
  function only(row) {
    const involved = new Set(row ? of(row).map((element) => element.data("row")) : []);
    for (const one of rows) {
      const about = row && (one === row || involved.has(one.id) || one.querySelector(`bdi[data-entity="${row.id}"]`));
      one.hidden = Boolean(row) && !about;
    }
    for (const table of facts.querySelectorAll("table")) {
      const left = rows.filter((one) => table.contains(one) && !one.hidden).length;
      table.hidden = Boolean(row) && !left;
      table.querySelector(".count").textContent = left;
    }
    filter.hidden = !row;
    if (row) filter.querySelector("span").textContent = `Only what concerns “${row.dataset.label}”.`;
    facts.scrollTop = 0;
  }

  function select(row) {
    keep(row);
    only(row);
    if (!row) return;
    const count = rows.filter((one) => !one.hidden && !one.classList.contains("entity")).length;
    said.textContent = `${row.dataset.label}: ${count} ${count === 1 ? "fact" : "facts"}`;
  }

  const rowOf = (element) => document.getElementById(element.data("row"));
  graph.on("mouseover", "node, edge", ({ target }) => show(rowOf(target)));
  graph.on("mouseout", "node, edge", () => show(kept));
  graph.on("tap", ({ target }) => select(target === graph ? null : rowOf(target)));
  document.getElementById("all").addEventListener("click", () => select(null));

  /// The node nearest to another in a direction; the first one where there is no other.
  function next(from, key) {
    if (!from) return graph.nodes("[level = 0]").first();
    const side = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const cost = (node) => {
      const [x, y] = [node.position("x") - from.position("x"), node.position("y") - from.position("y")];
      const ahead = x * side[0] + y * side[1];
      return ahead > 1 ? ahead + 2 * Math.abs(x * side[1] + y * side[0]) : Infinity;
    };
    const best = graph.nodes().min(cost);
    return best.value === Infinity ? from : best.ele;
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const zoom = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
    const current = shown && graph.getElementById(shown.id);
    if (event.key.startsWith("Arrow")) {
      const node = next(current?.nonempty() ? current : null, event.key);
      show(rowOf(node));
      said.textContent = shown.dataset.label;
      const { x1, y1, x2, y2 } = node.renderedBoundingBox();
      if (x1 < 0 || y1 < 0 || x2 > canvas.clientWidth || y2 > canvas.clientHeight) graph.center(node);
    } else if (event.key === "Enter" && shown) {
      select(shown);
    } else if (zoom) {
      graph.zoom({ level: graph.zoom() * zoom, renderedPosition: { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 } });
    } else if (event.key === "0") {
      graph.fit(undefined, 24);
    } else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && only(null));

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(style()));
  let size = 0;
  new ResizeObserver(() => {
    // What was drawn for one size is shown whole in another, as long as nobody has moved it.
    if (canvas.clientWidth !== size) graph.resize().fit(undefined, 24);
    size = canvas.clientWidth;
  }).observe(canvas);
  arrange();
  canvas.graph = graph;
  fromAddress();
}
