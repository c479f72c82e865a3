// Need, coverage, before and after: areas coloured by class, one level and one moment at a time.

const SPOTS = {
  set: { name: { zh: "流动科技馆展点", en: "museum set" }, style: { radius: 5.5, weight: 1.5, color: "#fff", fillColor: "#c0392b" } },
  caravan: { name: { zh: "大篷车服务点", en: "caravan stop" }, style: { radius: 2.6, weight: 1.2, color: "#6a2c91", fillColor: "#fff" } },
};

function start(map, data) {
  const chosen = { level: data.levels[0].level_id, moment: data.levels[0].moments.at(-1).moment_id, row: null, all: false };
  const level = () => data.levels.find((one) => one.level_id === chosen.level);
  const moment = () => level().moments.find((one) => one.moment_id === chosen.moment) ?? level().moments.at(-1);
  const figure = (row) => moment().figures[row];
  const overlay = L.layerGroup().addTo(map);
  map.createPane("spots").style.zIndex = 455;
  map.getPane("spots").style.pointerEvents = "none";

  const shapes = drawAreas(map, data, { tip, select });
  const drawLabels = labelAreas(map, data, shapes, (row) => figure(row).tag);

  function tip(row) {
    const shown = figure(row);
    return element("div", { class: "tip" }, element("b", {}, data.areas[row].name), ` ${data.areas[row].group}`,
      element("p", {}, ...spaced(shown.text)),
      ...shown.lines.map((words) => element("p", {}, words.zh)),
      ...(shown.parts.length ? [partsTable(shown.parts, true)] : []));
  }

  function select(row) {
    chosen.row = row;
    update();
    if (matchMedia("(max-width: 820px)").matches) document.querySelector(".detail").scrollIntoView({ block: "nearest" });
  }

  function paint() {
    const classes = level().classes;
    shapes.forEach((layer, row) => {
      const shown = figure(row);
      const fillColor = shown.class < 0 ? "url(#unknown)" : classes[shown.class].colour;
      layer.setStyle({ fillColor, ...(row === chosen.row ? picked(fillColor) : THIN) });
      if (row === chosen.row) layer.bringToFront();
      layer.getElement().dataset.value = shown.value ?? "";
    });
    overlay.clearLayers();
    const renderer = L.canvas({ pane: "spots" });
    for (const spot of level().spots) {
      L.circleMarker([spot.lat, spot.lon], { ...SPOTS[spot.kind].style, renderer, fillOpacity: 1, interactive: false }).addTo(overlay);
    }
    drawLabels();
  }

  function choose(key, value) {
    chosen[key] = value;
    update();
  }

  function controls() {
    const bar = document.getElementById("controls");
    bar.replaceChildren();
    if (data.levels.length > 1) {
      bar.append(segments(data.levels.map((one) => ({ id: one.level_id, name: one.name })), level().level_id, (id) => choose("level", id)));
    }
    if (level().moments.length > 1) {
      bar.append(segments(level().moments.map((one) => ({ id: one.moment_id, name: one.name })), moment().moment_id, (id) => choose("moment", id)));
    }
  }

  function legend() {
    const counts = level().classes.map((_, index) => moment().figures.filter((shown) => shown.class === index).length);
    const unknown = moment().figures.filter((shown) => shown.class < 0).length;
    const rows = level().classes.map((one, index) => legendRow(swatch(one.colour), one.label, `${counts[index]} 县`));
    rows.push(legendRow(swatch(HATCH), { zh: "未知", en: "not known" }, `${unknown} 县`));
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
    const shown = figure(chosen.row);
    const area = data.areas[chosen.row];
    return element("section", { class: "detail", "data-detail": area.id },
      element("h2", {}, area.name), element("p", { class: "about" }, `${area.group} · ${area.code}`),
      element("p", { class: "big" }, shown.text.zh), element("p", { lang: "en" }, shown.text.en),
      ...shown.lines.map((words) => element("p", {}, ...both(words))),
      ...(shown.parts.length ? [partsTable(shown.parts, false)] : []));
  }

  function ranking() {
    const order = moment().figures.map((_, row) => row).filter((row) => figure(row).value !== null);
    order.sort((a, b) => figure(b).value - figure(a).value || a - b);
    const shownRows = chosen.all ? order : order.slice(0, 12);
    const list = element("ol", { class: "ranking" }, ...shownRows.map((row, place) => element("li", {}, element(
      "button", { type: "button", onclick: () => select(row) },
      element("span", {}, String(place + 1)), element("span", {}, data.areas[row].name), element("span", {}, figure(row).text.zh),
    ))));
    const more = order.length > shownRows.length
      ? element("button", { type: "button", class: "more", onclick: () => choose("all", true) }, `显示全部 ${order.length} 县 · show all`) : null;
    return element("section", {}, heading("排序", "Ranking"), list, ...(more ? [more] : []));
  }

  function update() {
    paint();
    controls();
    document.getElementById("side").replaceChildren(
      heading(level().name.zh, level().name.en), element("p", { class: "summary" }, ...both(moment().summary)),
      legend(), detail(), ranking(),
    );
  }

  update();
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
