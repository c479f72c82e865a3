// A slider through the weeks: which county holds a set, where one is being set up, where caravans go.

const STATES = {
  open: { colour: "#22659f", name: { zh: "本周开放", en: "open this week" } },
  setup: { colour: "#f0b44c", name: { zh: "本周布展", en: "being set up" } },
  earlier: { colour: "#c3dcea", name: { zh: "本期已到过", en: "held a set earlier" } },
  none: { colour: "#efece4", name: { zh: "本期尚未到", en: "not yet" } },
};
const PLAY_MS = 900;

function start(map, data) {
  const chosen = { week: Math.max(0, data.weeks.findIndex((week) => data.stays.some((stay) => within(stay, week)))), timer: null };
  const week = () => data.weeks[chosen.week];
  const rows = new Map(data.areas.map((area, row) => [area.id, row]));
  const shapes = drawAreas(map, data, { tip, select: () => {} });
  const overlay = L.layerGroup().addTo(map);
  const drawLabels = labelAreas(map, data, shapes, (row) => tagOf(row));
  function within(span, at) {
    return span.first <= at.monday && at.monday <= span.last;
  }

  function staysOf(row) {
    return data.stays.filter((stay) => stay.area_id === data.areas[row].id);
  }

  function state(row) {
    const mine = staysOf(row);
    if (mine.some((stay) => within(stay, week()))) return "open";
    const next = data.weeks[chosen.week + 1];
    if (next && mine.some((stay) => stay.first === next.monday)) return "setup";
    return mine.some((stay) => stay.last < week().monday) ? "earlier" : "none";
  }

  function tagOf(row) {
    const held = staysOf(row).filter((stay) => within(stay, week()));
    return held.map((stay) => stay.tag).join(" ");
  }

  function tip(row) {
    const area = data.areas[row];
    const visits = week().visits[area.id] ?? 0;
    return element("div", { class: "tip" }, element("b", {}, area.name), ` ${area.group}`,
      element("p", {}, ...spaced(STATES[state(row)].name)),
      ...staysOf(row).map((stay) => element("p", {}, `${stay.tag} ${stay.name}：${stay.first} 至 ${stay.last}`)),
      visits ? element("p", {}, `大篷车本周 ${visits} 场`) : "");
  }

  function paint() {
    shapes.forEach((layer, row) => {
      const name = state(row);
      layer.setStyle({ fillColor: STATES[name].colour, ...THIN });
      layer.getElement().dataset.value = name;
    });
    overlay.clearLayers();
    for (const [id, count] of Object.entries(week().visits)) {
      const [lon, lat, radius] = data.topology.labels[rows.get(id)];
      L.circleMarker([lat - radius * 0.55, lon], { radius: 2.5 + 1.5 * Math.sqrt(count), color: "#fff", weight: 1, fillColor: "#5d3a8c", fillOpacity: 0.95, interactive: false }).addTo(overlay);
    }
    drawLabels();
  }

  function go(index) {
    chosen.week = Math.min(data.weeks.length - 1, Math.max(0, index));
    update();
  }

  function play() {
    if (chosen.timer) {
      clearInterval(chosen.timer);
      chosen.timer = null;
    } else {
      if (chosen.week === data.weeks.length - 1) chosen.week = 0;
      chosen.timer = setInterval(() => (chosen.week < data.weeks.length - 1 ? go(chosen.week + 1) : play()), PLAY_MS);
    }
    update();
  }

  const slider = element("input", { type: "range", min: 0, max: data.weeks.length - 1, step: 1, "aria-label": "周 week", oninput: (event) => go(Number(event.target.value)) });
  const button = element("button", { type: "button", onclick: play });
  const shownWeek = element("output", {});
  document.getElementById("controls").append(element("div", { class: "weekbar" }, button, slider, shownWeek));

  function legend() {
    const counts = Object.fromEntries(Object.keys(STATES).map((name) => [name, shapes.filter((_, row) => state(row) === name).length]));
    const visits = Object.values(week().visits).reduce((sum, count) => sum + count, 0);
    return element("ul", { class: "legend" },
      ...Object.entries(STATES).map(([name, one]) => legendRow(swatch(one.colour), one.name, `${counts[name]} 县`)),
      legendRow(element("i", { class: "dot", style: "background:#5d3a8c" }), { zh: "大篷车本周服务", en: "caravan visits" }, `${visits} 场`));
  }

  function whereabouts(set) {
    const stay = data.stays.find((one) => one.tag === set.tag && within(one, week()));
    if (stay) return `${data.areas[rows.get(stay.area_id)].name}，至 ${stay.last}`;
    if (data.aways.some((away) => away.tag === set.tag && within(away, week()))) return "大修 overhaul";
    const next = data.weeks[chosen.week + 1];
    const coming = next && data.stays.find((one) => one.tag === set.tag && one.first === next.monday);
    return coming ? `布展：${data.areas[rows.get(coming.area_id)].name}` : "未开放 not open";
  }

  function chart() {
    const total = data.weeks.length;
    const at = (day) => (Date.parse(day) - Date.parse(data.weeks[0].monday)) / (7 * 864e5);
    const bar = (span, className) => {
      const from = Math.max(0, at(span.first));
      const to = Math.min(total, at(span.last) + 1 / 7);
      return element("i", { class: className, style: `left:${(100 * from) / total}%;width:${(100 * (to - from)) / total}%` });
    };
    const now = element("i", { class: "now", style: `left:${(100 * (chosen.week + 0.5)) / total}%` });
    return data.sets.map((set) => element("div", { class: "track" },
      element("b", {}, set.tag), element("span", { title: set.name }, whereabouts(set)),
      element("div", { class: "bars" }, ...data.stays.filter((one) => one.tag === set.tag).map((one) => bar(one, "open")),
        ...data.aways.filter((one) => one.tag === set.tag).map((one) => bar(one, "away")), now.cloneNode())));
  }

  function update() {
    slider.value = chosen.week;
    shownWeek.textContent = week().label.zh;
    button.textContent = chosen.timer ? "暂停" : "播放";
    paint();
    const held = shapes.filter((_, row) => ["open", "earlier"].includes(state(row))).length;
    document.getElementById("side").replaceChildren(
      heading(`${week().label.zh}，${week().monday} 起`, week().label.en),
      element("p", { class: "summary" }, ...both({ zh: `截至本周，${data.areas.length} 县中 ${held} 县已有流动科技馆到过。`, en: `So far ${held} of ${data.areas.length} counties have held a set.` })),
      week().note.zh ? element("p", { class: "about" }, ...both(week().note)) : "",
      heading("图例", "Legend"), legend(), heading("各套流动科技馆", "Museum sets"), ...chart(),
      element("p", { class: "about" }, ...both({ zh: "横条为开放周，斜纹为大修，竖线为当前周；地图上的数字为套号。", en: "Bars: open weeks; hatched: overhaul; line: this week. Numbers on the map name the set." })),
    );
  }

  update();
}
