// Need, coverage, before and after: areas coloured by class, one level and one moment at a time.

const SPOTS = {
  set: { name: { zh: "流动科技馆展点", en: "museum set" }, style: { radius: 5.5, weight: 1.5, color: "#fff", fillColor: "#c0392b" } },
  caravan: { name: { zh: "大篷车服务点", en: "caravan stop" }, style: { radius: 2.6, weight: 1.2, color: "#6a2c91", fillColor: "#fff" } },
};

const PAIR = { id: "pair", name: { zh: "前后并排", en: "side by side" } };

function start(map, data) {
  const pairs = data.levels.every((one) => one.moments.length === 2);
  const chosen = { level: data.levels[0].level_id, moment: pairs ? PAIR.id : data.levels[0].moments.at(-1).moment_id, row: null, all: false };
  const level = () => data.levels.find((one) => one.level_id === chosen.level);
  const paired = () => chosen.moment === PAIR.id;
  const shown = () => (paired() ? level().moments : [level().moments.find((one) => one.moment_id === chosen.moment) ?? level().moments.at(-1)]);
  const views = (pairs ? [map, twinOf(map)] : [map]).map((one, place) => makeView(one, () => shown()[place] ?? shown()[0]));

  function makeView(on, moment) {
    on.createPane("spots").style.zIndex = 455;
    on.getPane("spots").style.pointerEvents = "none";
    const shapes = drawAreas(on, data, { tip: (row) => tip(row, moment()), select });
    const name = element("p", { class: "moment" });
    on.getContainer().append(name);
    const drawLabels = labelAreas(on, data, shapes, (row) => moment().figures[row].tag);
    return { on, moment, shapes, name, drawLabels, overlay: L.layerGroup().addTo(on) };
  }

  function tip(row, moment) {
    const figure = moment.figures[row];
    return element("div", { class: "tip" }, element("b", {}, data.areas[row].name), ` ${data.areas[row].group}`,
      element("p", {}, ...spaced(figure.text)),
      ...figure.lines.map((words) => element("p", {}, words.zh)),
      ...(figure.parts.length ? [partsTable(figure.parts, true)] : []));
  }

  function select(row) {
    chosen.row = row;
    update();
    if (matchMedia("(max-width: 820px)").matches) document.querySelector(".detail").scrollIntoView({ block: "nearest" });
  }

  function paint({ on, moment, shapes, name, drawLabels, overlay }) {
    const classes = level().classes;
    name.replaceChildren(...(paired() ? spaced(moment().name) : []));
    shapes.forEach((layer, row) => {
      const figure = moment().figures[row];
      const fillColor = figure.class < 0 ? "url(#unknown)" : classes[figure.class].colour;
      layer.setStyle({ fillColor, ...(row === chosen.row ? picked(fillColor) : THIN) });
      if (row === chosen.row) layer.bringToFront();
      layer.getElement().dataset.value = figure.value ?? "";
    });
    overlay.clearLayers();
    const renderer = L.canvas({ pane: "spots" });
    for (const spot of level().spots) {
      L.circleMarker([spot.lat, spot.lon], { ...SPOTS[spot.kind].style, renderer, fillOpacity: 1, interactive: false }).addTo(overlay);
    }
    if (on.getContainer().offsetWidth) drawLabels();
  }

  function choose(key, value) {
    chosen[key] = value;
    update();
  }

  function controls() {
    const bar = document.getElementById("controls");
    const moments = level().moments.map((one) => ({ id: one.moment_id, name: one.name }));
    const held = bar.contains(document.activeElement) ? document.activeElement.dataset.choice : null;
    bar.replaceChildren();
    if (data.levels.length > 1) {
      bar.append(segments(data.levels.map((one) => ({ id: one.level_id, name: one.name })), level().level_id, (id) => choose("level", id)));
    }
    if (moments.length > 1) {
      bar.append(segments(pairs ? [PAIR, ...moments] : moments, paired() ? PAIR.id : shown()[0].moment_id, (id) => choose("moment", id)));
    }
    if (held) bar.querySelector(`[data-choice="${held}"]`)?.focus(); // the buttons are new; who uses keys stays where they were
  }

  function legend() {
    const count = (wanted) => shown().map((moment) => moment.figures.filter((one) => (wanted < 0 ? one.class < 0 : one.class === wanted)).length).join(" → ");
    const rows = level().classes.map((one, index) => legendRow(swatch(one.colour), one.label, `${count(index)} 县`));
    rows.push(legendRow(swatch(HATCH), { zh: "未知", en: "not known" }, `${count(-1)} 县`));
    for (const kind of new Set(level().spots.map((spot) => spot.kind))) {
      const { name, style } = SPOTS[kind];
      rows.push(legendRow(element("i", { class: "dot", style: `background:${style.fillColor};border:2px solid ${style.color}` }), name, ""));
    }
    return element("section", {}, heading("图例", "Legend"), element("ul", { class: "legend" }, ...rows),
      element("p", { class: "about" }, ...both(level().about)));
  }

  function detail() {
    if (chosen.row === null) {
      return element("p", { class: "detail about" }, ...both({ zh: "点选一个县，查看其数据。", en: "Choose a county to see its figures." }));
    }
    const figure = shown().at(-1).figures[chosen.row];
    const area = data.areas[chosen.row];
    const texts = (language) => shown().map((moment) => moment.figures[chosen.row].text[language]).join(" → ");
    return element("section", { class: "detail", "data-detail": area.id },
      element("h2", {}, area.name), element("p", { class: "about" }, `${area.group} · ${area.code}`),
      element("p", { class: "big" }, texts("zh")), element("p", { lang: "en" }, texts("en")),
      ...figure.lines.map((words) => element("p", {}, ...both(words))),
      ...(figure.parts.length ? [partsTable(figure.parts, false)] : []));
  }

  function ranking() {
    const figures = shown().at(-1).figures;
    const order = figures.map((_, row) => row).filter((row) => figures[row].value !== null);
    order.sort((a, b) => figures[b].value - figures[a].value || a - b);
    const rows = chosen.all ? order : order.slice(0, 12);
    const list = element("ol", { class: "ranking" }, ...rows.map((row, place) => element("li", {}, element(
      "button", { type: "button", onclick: () => select(row) },
      element("span", {}, String(place + 1)), element("span", {}, data.areas[row].name),
      element("span", {}, shown().map((moment) => moment.figures[row].text.zh).join(" → ")),
    ))));
    const more = order.length > rows.length
      ? element("button", { type: "button", class: "more", onclick: () => choose("all", true) }, `显示全部 ${order.length} 县 · show all`) : null;
    return element("section", { class: "ranks" }, heading("排序", "Ranking"), list, ...(more ? [more] : []));
  }

  function summary(moment) {
    const name = paired() ? element("b", {}, `${moment.name.zh}：`) : "";
    return element("p", { class: "summary" }, name, ...both(moment.summary));
  }

  function update() {
    document.body.classList.toggle("pair", paired());
    views.forEach(paint);
    controls();
    document.getElementById("side").replaceChildren(
      heading(level().name.zh, level().name.en), ...shown().map(summary), legend(), detail(), ranking(),
    );
  }

  update();
}

// A second map beside the first that moves with it.
function twinOf(map) {
  const box = element("div", { class: "folium-map second" });
  map.getContainer().after(box);
  const stamp = document.querySelector(".stamp");
  if (stamp) {
    const again = stamp.cloneNode(true);
    again.classList.add("second");
    stamp.after(again);
  }
  const twin = L.map(box, { zoomControl: false, zoomSnap: map.options.zoomSnap, zoomDelta: map.options.zoomDelta });
  twin.setView(map.getCenter(), map.getZoom());
  let busy = false;
  const lead = (from, to) => from.on("move", () => {
    if (busy || !to.getContainer().offsetWidth) return;
    busy = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    busy = false;
  });
  lead(map, twin);
  lead(twin, map);
  return twin;
}

function partsTable(parts, brief) {
  const rows = parts.map(([kind, raw, permille, noteZh, noteEn]) => {
    const part = window.dapengData.part_kinds[kind];
    const known = permille !== null;
    const bar = known ? element("span", { class: "bar" }, element("i", { style: `width:${permille / 10}%` })) : "";
    const note = brief || noteZh === "" ? "" : element("span", { class: "note", title: noteEn }, noteZh);
    const english = brief ? "" : element("span", { lang: "en" }, ` ${part.name.en}`);
    return element("tr", {}, element("td", { title: part.source }, part.name.zh, english, bar, note),
      element("td", { class: known ? "" : "missing" }, known ? `${raw} ${part.unit}`.trim() : "缺 missing"),
      element("td", {}, known ? String(permille) : "–"), element("td", {}, String(part.weight)));
  });
  const head = element("tr", {}, ...["分项", "原值", "归一 ‰", "权重"].map((name) => element("th", {}, name)));
  return element("table", { class: "parts" }, element("thead", {}, head), element("tbody", {}, ...rows));
}
