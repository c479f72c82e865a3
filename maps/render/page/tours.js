// A caravan's route by day: choose a caravan and a tour; days differ by colour and dash, visits are numbered.

const DAYS = [
  { colour: "#2f63a0", dash: null }, { colour: "#c4512f", dash: "9 5" }, { colour: "#2b7a4b", dash: "2 6" },
  { colour: "#8a3d8f", dash: "12 4 2 4" }, { colour: "#94700a", dash: "5 5" },
];
const [LON, LAT, NAME, AREA] = [0, 1, 2, 3];

// The page's rows as objects; their order is written down where they are made (tours.py).
function unpack(route, words) {
  const leg = ([origin, destination, start_min, end_min, drive_min, length_m]) => ({ origin, destination, start_min, end_min, drive_min, length_m });
  const visit = ([number, point, kind, start_min, end_min, audience, located]) => ({ number, point, kind: words[kind], start_min, end_min, audience, located: words[located] });
  return { ...route, days: route.days.map((day) => ({ ...day, legs: day.legs.map(leg), visits: day.visits.map(visit) })) };
}

function start(map, packed) {
  const data = { ...packed, routes: packed.routes.map((route) => unpack(route, packed.words)) };
  const chosen = { vehicle: data.routes[0]?.vehicle_id, route: data.routes[0]?.route_id, day: null };
  const shapes = drawAreas(map, data, { tip: areaTip, select: () => {} });
  map.createPane("route").style.zIndex = 500;
  const overlay = L.layerGroup().addTo(map);
  const route = () => data.routes.find((one) => one.route_id === chosen.route);
  const style = (index) => DAYS[index % DAYS.length];
  shapes.forEach((layer) => layer.setStyle({ fillColor: "#fbfaf6" }));
  labelAreas(map, data, shapes, () => "");

  function areaTip(row) {
    return element("div", { class: "tip" }, element("b", {}, data.areas[row].name), ` ${data.areas[row].group}`);
  }

  function pointTip(point, ...lines) {
    return element("div", { class: "tip" }, element("b", {}, data.points[point][NAME]), ` ${data.points[point][AREA]}`,
      ...lines.map((line) => element("p", {}, line)));
  }

  // A leg bends to the right, so that the way there and the way back stay apart.
  function bent(leg) {
    const a = map.project(place(leg.origin), 10);
    const b = map.project(place(leg.destination), 10);
    const middle = L.point((a.x + b.x) / 2 - (b.y - a.y) * 0.14, (a.y + b.y) / 2 + (b.x - a.x) * 0.14);
    return Array.from({ length: 17 }, (_, step) => {
      const t = step / 16;
      const mix = (p, q, r) => (1 - t) * (1 - t) * p + 2 * t * (1 - t) * q + t * t * r;
      return map.unproject(L.point(mix(a.x, middle.x, b.x), mix(a.y, middle.y, b.y)), 10);
    });
  }

  function place(point) {
    return [data.points[point][LAT], data.points[point][LON]];
  }

  function drawLeg(leg, index) {
    const line = bent(leg);
    const { colour, dash } = style(index);
    const tip = () => element("div", { class: "tip" }, element("p", {}, `${data.points[leg.origin][NAME]} ${legText(leg)}`),
      element("p", {}, `${clock(leg.start_min)}–${clock(leg.end_min)}`));
    L.polyline(line, { color: "#fff", weight: 6, opacity: 0.85, pane: "route", interactive: false }).addTo(overlay);
    L.polyline(line, { color: colour, weight: 3, smoothFactor: 0.2, dashArray: dash, pane: "route", className: "leg" }).bindTooltip(tip, { sticky: true }).addTo(overlay);
    arrow(line[8], line[9], colour);
  }

  function arrow(from, to, colour) {
    const a = map.project(from, 10);
    const b = map.project(to, 10);
    if (a.distanceTo(b) < 1e-6) return;
    const turn = Math.atan2(b.y - a.y, b.x - a.x) * 180 / Math.PI;
    const icon = L.divIcon({ className: "", iconSize: [14, 14], html: `<svg width="14" height="14" viewBox="-7 -7 14 14" style="transform:rotate(${turn}deg)"><path d="M-4,-5 L6,0 L-4,5 Z" fill="${colour}" stroke="#fff"/></svg>` });
    L.marker(from, { icon, interactive: false, pane: "route" }).addTo(overlay);
  }

  function pin(point, text, className, colour, tip) {
    const html = `<div class="pin ${className}"${colour ? ` style="background:${colour}"` : ""}>${text}</div>`;
    const icon = L.divIcon({ className: "", iconSize: [21, 21], html });
    L.marker(place(point), { icon, zIndexOffset: className ? 0 : 500 }).bindTooltip(() => tip, { opacity: 1 }).addTo(overlay);
  }

  function drawRoute() {
    overlay.clearLayers();
    const shown = route();
    if (!shown) return;
    shown.days.forEach((day, index) => {
      if (chosen.day !== null && chosen.day !== index) return;
      day.legs.forEach((leg) => drawLeg(leg, index));
      if (day.overnight !== null) pin(day.overnight, "宿", "night", null, pointTip(day.overnight, `${day.day} 过夜 overnight`));
      day.visits.forEach((visit) => pin(visit.point, visit.number, "", style(index).colour,
        pointTip(visit.point, visit.kind.zh, `${day.day} ${clock(visit.start_min)}–${clock(visit.end_min)}`, `${visit.audience} 人`, `位置：${visit.located.zh}`)));
    });
    pin(shown.start, "库", "base", null, pointTip(shown.start, "车库 depot"));
    const used = shown.days.flatMap((day) => day.legs.flatMap((leg) => [place(leg.origin), place(leg.destination)]));
    if (used.length) focusOn(map, L.latLngBounds(used), { padding: [50, 50], maxZoom: 13 });
  }

  function legText(leg) {
    return `→ ${data.points[leg.destination][NAME]}，${Math.ceil(leg.length_m / 1000)} 公里，驾驶 ${leg.drive_min} 分钟`;
  }

  function chooseVehicle(id) {
    chosen.vehicle = id;
    chooseRoute(data.routes.find((one) => one.vehicle_id === id).route_id);
  }

  function chooseRoute(id) {
    chosen.route = id;
    chosen.day = null;
    update();
  }

  function controls() {
    const vehicles = [...new Map(data.routes.map((one) => [one.vehicle_id, one.vehicle_name]))];
    const tours = data.routes.filter((one) => one.vehicle_id === chosen.vehicle);
    const pick = (label, options, value, change) => element("select", { "aria-label": label, onchange: (event) => change(event.target.value) },
      ...options.map(([id, name]) => element("option", { value: id, selected: id === value }, name)));
    document.getElementById("controls").replaceChildren(
      pick("大篷车 caravan", vehicles, chosen.vehicle, chooseVehicle),
      pick("行程 tour", tours.map((one, place) => [one.route_id, tourName(one, place)]), chosen.route, chooseRoute),
    );
  }

  function tourName(one, place) {
    return `第 ${place + 1} 趟 · ${one.days[0].day} 起 ${one.days.length} 天 · ${one.days.flatMap((day) => day.visits).length} 站`;
  }

  function daySection(day, index) {
    const rows = [...day.legs.map((leg) => ({ at: leg.start_min, leg })), ...day.visits.map((visit) => ({ at: visit.start_min, visit }))];
    rows.sort((a, b) => a.at - b.at);
    const shown = chosen.day === index;
    return element("section", { class: "day", style: `border-color:${style(index).colour}` },
      element("h3", {}, `第 ${index + 1} 天 ${day.day} 周${"日一二三四五六"[new Date(day.day).getUTCDay()]}`, " ", element("button", {
        type: "button", class: "step", "aria-pressed": String(shown),
        onclick: () => { chosen.day = shown ? null : index; update(); },
      }, shown ? "看全程" : "只看这天")),
      element("ol", {}, ...rows.map((row) => (row.leg ? legRow(row.leg) : visitRow(row.visit, index)))),
      day.overnight === null ? "" : element("p", { class: "about" }, `过夜：${data.points[day.overnight][NAME]} `, element("span", { lang: "en" }, "overnight")));
  }

  function legRow(leg) {
    return element("li", { class: "leg" }, "", element("span", {}, ""), element("span", {}, clock(leg.start_min)), element("span", {}, legText(leg)));
  }

  function visitRow(visit, index) {
    return element("li", {}, element("span", { class: "pin", style: `background:${style(index).colour}` }, String(visit.number)),
      element("span", {}, `${clock(visit.start_min)}–${clock(visit.end_min)}`),
      element("span", {}, data.points[visit.point][NAME], element("br"), element("em", {}, `${data.points[visit.point][AREA]} · ${visit.kind.zh} · ${visit.audience} 人`)));
  }

  function side() {
    const shown = route();
    if (!shown) return [element("p", { class: "summary" }, ...both({ zh: "计划中没有行程。", en: "The plan has no tours." }))];
    const metres = shown.days.flatMap((day) => day.legs).reduce((sum, leg) => sum + leg.length_m, 0);
    const visits = shown.days.flatMap((day) => day.visits);
    const people = visits.reduce((sum, visit) => sum + visit.audience, 0);
    return [
      heading(shown.vehicle_name, shown.crew_name),
      element("p", { class: "summary", "data-metres": metres }, ...both({
        zh: `${shown.days.length} 天，${visits.length} 站，${Math.round(metres / 1000)} 公里，预计 ${people} 人次`,
        en: `${shown.days.length} days, ${visits.length} visits, ${Math.round(metres / 1000)} km, ${people} people`,
      })),
      ...shown.days.map(daySection),
      heading("图例", "Legend"),
      element("ul", { class: "legend" },
        legendRow(element("span", { class: "pin", style: `background:${DAYS[0].colour}` }, "1"), { zh: "服务点，数字为顺序", en: "visit, in order" }, ""),
        legendRow(element("span", { class: "pin night" }, "宿"), { zh: "过夜", en: "overnight" }, ""),
        legendRow(element("span", { class: "pin base" }, "库"), { zh: "车库", en: "depot" }, "")),
      element("p", { class: "about" }, ...both({ zh: "线条只表示先后顺序，不是实际道路；里程和时间取自计划所用的行程模型。", en: "Lines show the order, not the roads; kilometres and times are those of the plan's travel model." })),
    ];
  }

  function update() {
    controls();
    document.getElementById("side").replaceChildren(...side());
    drawRoute();
  }

  update();
}
