// Shared by every map page: building elements, outlines, names on the map, the side panel.
// Texts reach the page through textContent only, so that no name can become markup.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function both(words) {
  return [words.zh, words.en === "" ? "" : element("span", { lang: "en" }, words.en)];
}

function heading(zh, en, level = "h2") {
  return element(level, {}, zh, element("span", { lang: "en" }, en));
}

// ---- outlines ------------------------------------------------------------------------------------------------

function decodeArcs(topology) {
  const { scale, translate } = topology.transform;
  return topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
    });
  });
}

function ringOf(arcs, indices) {
  const points = [];
  for (const index of indices) {
    const arc = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
    points.push(...(points.length ? arc.slice(1) : arc));
  }
  return points;
}

// Lines between prefectures, and around everything: arcs with one owner, or owners of two prefectures.
function borderArcs(data) {
  const owners = data.topology.arcs.map(() => new Set());
  const uses = data.topology.arcs.map(() => 0);
  data.topology.shapes.forEach((shape, row) => shape.flat(2).forEach((index) => {
    const arc = index < 0 ? ~index : index;
    owners[arc].add(data.areas[row].group);
    uses[arc] += 1;
  }));
  return {
    outer: uses.flatMap((count, arc) => (count === 1 ? [arc] : [])),
    inner: owners.flatMap((groups, arc) => (groups.size > 1 ? [arc] : [])),
  };
}

const THIN = { color: "rgba(70, 60, 45, 0.45)", weight: 0.8 };

function picked(fill) {
  return { color: isDark(fill) ? "#fff" : "#111", weight: 2.8 };
}

function drawAreas(map, data, handlers) {
  const arcs = decodeArcs(data.topology);
  map.createPane("borders").style.zIndex = 450;
  map.getPane("borders").style.pointerEvents = "none";
  const shapes = data.topology.shapes.map((shape, row) => {
    const rings = shape.map((polygon) => polygon.map((indices) => ringOf(arcs, indices)));
    const area = data.areas[row];
    const layer = L.polygon(rings, { className: "area", ...THIN, fillOpacity: 1 }).addTo(map);
    layer.getElement().dataset.area = area.id;
    layer.bindTooltip(() => handlers.tip(row), { sticky: true, direction: "auto", opacity: 1 });
    layer.on("click", () => handlers.select(row));
    return layer;
  });
  const borders = borderArcs(data);
  const line = (list, color, weight) => L.polyline(list.map((arc) => arcs[arc]), {
    pane: "borders", color, weight, interactive: false, lineJoin: "round",
  }).addTo(map);
  line(borders.inner, "#8d8577", 1.2);
  line(borders.outer, "#5b544a", 1.8);
  frameMap(map, L.featureGroup(shapes).getBounds());
  return shapes;
}

// Shows `bounds` now, and again whenever the page changes its size, until the person moves the map.
function focusOn(map, bounds, options) {
  const view = map.dapengView ?? { moved: false };
  map.dapengView = Object.assign(view, { bounds, options, moved: false });
  map.fitBounds(bounds, { padding: [14, 14], animate: false, ...options });
}

function frameMap(map, bounds) {
  map.attributionControl.setPrefix(false);
  L.control.zoom({ position: "topleft", zoomInTitle: "放大 / zoom in", zoomOutTitle: "缩小 / zoom out" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  const caption = window.dapengData.caption;
  map.attributionControl.addAttribution(
    caption.approval_number ? `审图号 ${escapeText(caption.approval_number)}` : "工作草图，不得公开出版 · working sketch",
  );
  map.setMaxBounds(bounds.pad(0.5));
  map.setMaxZoom(13);
  focusOn(map, bounds);
  const box = map.getContainer();
  for (const event of ["pointerdown", "wheel"]) box.addEventListener(event, () => { map.dapengView.moved = true; }, { passive: true });
  const fit = () => {
    if (!box.offsetWidth) return; // not shown now
    map.invalidateSize({ animate: false });
    if (!map.dapengView.moved) focusOn(map, map.dapengView.bounds, map.dapengView.options);
    map.setMinZoom(map.getBoundsZoom(bounds) - 0.5);
  };
  new ResizeObserver(fit).observe(box);
  // Paper: the page takes the size of a sheet (see page.css) before the browser draws it, and the map fits itself in.
  for (const event of ["beforeprint", "afterprint"]) {
    window.addEventListener(event, () => {
      document.body.classList.toggle("printing", event === "beforeprint");
      fit();
    });
  }
}

function escapeText(text) {
  return element("i", {}, text).innerHTML;
}

// ---- names on the map ----------------------------------------------------------------------------------------

// A name is shown where its area has room for it at this zoom, a tag (which set) wherever nothing stands yet; tags go
// first. Light letters on dark fills.
function labelAreas(map, data, shapes, tagOf) {
  const pane = map.createPane("labels");
  pane.style.zIndex = 460;
  pane.style.pointerEvents = "none";
  const draw = () => {
    const free = freeSpace();
    const rows = data.areas.map((_, row) => row).sort((a, b) => (tagOf(b) !== "") - (tagOf(a) !== ""));
    pane.replaceChildren(...rows.flatMap((row) => {
      const [lon, lat, radius] = data.topology.labels[row];
      const centre = map.latLngToLayerPoint([lat, lon]);
      const room = map.latLngToLayerPoint([lat, lon + radius]).x - centre.x;
      const [tag, short] = [tagOf(row), data.areas[row].short];
      const name = short.length * 5.5 <= room * 1.15 ? short : "";
      const lines = [[tag, name], [tag, ""]].map((pair) => pair.filter((line) => line !== "")).find((pair) => pair.length && free(centre, pair));
      if (!lines) return [];
      const tone = isDark(shapes[row].options.fillColor) ? "label light" : "label";
      const at = `left:${centre.x}px;top:${centre.y}px`;
      return [element("div", { class: tone, style: at }, ...lines.map((line) => (line === tag ? element("b", {}, line) : line)))];
    }));
  };
  map.on("zoomend", draw);
  draw();
  return draw;
}

// Returns a function that claims the space of some lines of text around a point, if it is still free.
function freeSpace() {
  const taken = [];
  return (centre, lines) => {
    const [w, h] = [Math.max(...lines.map((line) => line.length)) * 5.2, lines.length * 6.5];
    if (taken.some((box) => Math.abs(box.x - centre.x) < box.w + w && Math.abs(box.y - centre.y) < box.h + h)) return false;
    taken.push({ x: centre.x, y: centre.y, w, h });
    return true;
  };
}

function isDark(colour) {
  if (!/^#[0-9a-f]{6}$/.test(colour)) return false;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 125;
}

// ---- panel ---------------------------------------------------------------------------------------------------

function segments(options, chosen, choose) {
  return element("div", { class: "segments", role: "group" }, ...options.map((option) => element(
    "button",
    { type: "button", "aria-pressed": String(option.id === chosen), "data-choice": option.id, onclick: () => choose(option.id) },
    ...both(option.name),
  )));
}

function legendRow(swatch, words, count) {
  return element("li", {}, swatch, element("span", {}, ...spaced(words)), element("em", {}, count));
}

function spaced(words) {
  return words.en === words.zh ? [words.zh] : [`${words.zh} `, element("span", { lang: "en" }, words.en)];
}

function swatch(background) {
  return element("i", { style: `background:${background}` });
}

const HATCH = "repeating-linear-gradient(45deg,#b9b4aa 0 2px,#f4f2ee 2px 7px)";

function clock(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
