"use strict";
// Draws what is in #data. Whatever comes from briefings is set as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let language = data.language || (navigator.language.startsWith("zh") ? "zh" : "en");
  const word = (name) => data.words[language][name] || name;
  const colour = (type) => (data.colours[type] || data.colours.Page)[dark.matches ? 1 : 0];
  const ink = () => (dark.matches ? "#e8e6e3" : "#222222");
  const edgeColour = (status) => ({ rumored: "#c08a1a", planned: "#2d86ad", denied: "#d0453c" })[status] || (dark.matches ? "#666b73" : "#a0a0a0");

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function sentence(said) {
    const line = element("p");
    const text = said.sentence || said.quote || "";
    const at = said.quote ? text.indexOf(said.quote) : -1;
    if (at < 0) line.textContent = text;
    else line.append(text.slice(0, at), element("mark", said.quote), text.slice(at + said.quote.length));
    return line;
  }

  function evidence(edge) {
    const box = element("div", "", "said");
    const from = nodes.get(edge.from).names[language], to = nodes.get(edge.to).names[language];
    box.append(element("p", `${from} — ${edge.names[language]} → ${to}`));
    if (edge.said.sentence || edge.said.quote) box.append(sentence(edge.said));
    const where = [edge.status && word(edge.status), edge.said.date, edge.said.briefing && `${edge.said.briefing}:${edge.said.line || ""}`];
    if (edge.said.sources > 1) where.push(`${edge.said.sources} ${word("sources")}`);
    box.append(element("p", where.filter(Boolean).join(" · "), "quiet"));
    return box;
  }

  function about(node) {
    const box = element("div");
    box.append(element("strong", node.names[language]), " ", element("span", word(node.type), "quiet"));
    const other = Object.values(node.names).find((name) => name !== node.names[language]);
    if (other && !node.names.en.startsWith(word(node.type))) box.append(element("p", other, "quiet"));
    for (const [property, value] of node.facts) box.append(element("p", `${word(property)}: ${value}`, "quiet"));
    return box;
  }

  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges.map((edge, i) => ({ id: i, ...edge })));
  const network = new vis.Network(byId("graph"), { nodes, edges }, data.options);

  function show(shownNodes, shownEdges) {
    const found = byId("found");
    found.replaceChildren();
    if (shownNodes.length) {
      const [id] = shownNodes;
      found.append(element("h2", word(nodes.get(id).type)), about(nodes.get(id)));
      shownEdges = network.getConnectedEdges(id);
    }
    if (!shownEdges.length) return;
    found.append(element("h2", word("evidence")), ...edges.get(shownEdges).map(evidence));
  }

  function go(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return;
    const names = (node) => Object.values(node.names).map((name) => name.toLowerCase());
    const all = nodes.get();
    const hit = all.find((node) => names(node).includes(wanted)) || all.find((node) => names(node).some((name) => name.includes(wanted)));
    if (!hit) {
      byId("found").replaceChildren(element("p", `${word("nothing")}: ${text}`));
      return;
    }
    network.selectNodes([hit.id]);
    network.focus(hit.id, { scale: Math.max(network.getScale(), 1), animation: false });
    show([hit.id], []);
  }

  function legend() {
    const types = new Set(data.nodes.map((node) => node.type)), said = new Set(data.edges.map((edge) => edge.status));
    byId("classes").replaceChildren(...Object.keys(data.colours).filter((type) => types.has(type)).map((type) => {
      const entry = element("li"), dot = element("span", "", "dot");
      dot.style.background = colour(type);
      entry.append(dot, word(type));
      return entry;
    }));
    byId("statuses").replaceChildren(...Object.keys(data.dashes).filter((status) => said.has(status)).map((status) => {
      const entry = element("li");
      const line = document.createElementNS("http://www.w3.org/2000/svg", "svg"), stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [name, value] of Object.entries({ width: 40, height: 8 })) line.setAttribute(name, value);
      for (const [name, value] of Object.entries({ x1: 0, x2: 40, y1: 4, y2: 4, "stroke-width": 2, stroke: edgeColour(status), "stroke-dasharray": data.dashes[status].join(" ") })) stroke.setAttribute(name, value);
      line.append(stroke);
      entry.append(line, word(status));
      return entry;
    }));
  }

  function paint() {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    byId("note").textContent = data.notes[language] || "";
    byId("find").placeholder = word("find");
    byId("find").setAttribute("aria-label", word("find"));
    for (const [id, name] of [["motion", "motion"], ["fit", "fit"], ["language", "other"], ["kinds", "kinds"], ["certainty", "certainty"]]) byId(id).textContent = word(name);
    byId("foot").textContent = `${word("keys")} ${word("made")}`;
    byId("names").replaceChildren(...[...new Set(data.nodes.flatMap((node) => Object.values(node.names)))].sort().map((name) => {
      const option = element("option");
      option.value = name;
      return option;
    }));
    nodes.update(data.nodes.map((node) => ({
      id: node.id, label: node.names[language], title: about(node), font: { color: ink(), size: node.isCentre ? 20 : 14, strokeWidth: 3, strokeColor: dark.matches ? "#16181b" : "#ffffff" },
      color: { background: colour(node.type), border: node.isCentre ? ink() : colour(node.type), highlight: { background: colour(node.type), border: ink() }, hover: { background: colour(node.type), border: ink() } },
      borderWidth: node.isCentre ? 3 : 1,
    })));
    const named = data.edges.length <= 150;
    edges.update(edges.get().map((edge) => ({
      id: edge.id, label: named ? edge.names[language] : undefined, title: evidence(edge), color: { color: edgeColour(edge.status), highlight: ink(), hover: ink() },
      font: { size: 10, color: ink(), strokeWidth: 2, strokeColor: dark.matches ? "#16181b" : "#ffffff" },
    })));
    legend();
    const chosen = network.getSelection();
    show(chosen.nodes, chosen.edges);
  }

  network.on("select", ({ nodes: chosen, edges: touched }) => show(chosen, touched));
  byId("find").addEventListener("change", (event) => go(event.target.value));
  byId("find").addEventListener("keydown", (event) => { if (event.key === "Enter") go(event.target.value); });
  byId("fit").addEventListener("click", () => network.fit());
  byId("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; paint(); });
  byId("motion").addEventListener("click", (event) => {
    const moves = event.target.getAttribute("aria-pressed") !== "true";
    event.target.setAttribute("aria-pressed", String(moves));
    network.setOptions({ physics: { enabled: moves } });
  });
  dark.addEventListener("change", paint);
  paint();
  network.fit();
  window.kg = { network, nodes, edges };
})();
