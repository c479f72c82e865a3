// The museum sets' year, from the data in #timeline-data; the table below it says the same without scripts.
const data = JSON.parse(document.getElementById("timeline-data").textContent);
const day = (text) => new Date(`${text}T00:00:00`);

function text(tag, className, content) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = content;
  return element;
}

const names = new Map(data.groups.map((group) => [group.id, group]));
const groups = data.groups.map((group, order) => ({ id: group.id, content: group.name, order }));
const items = data.items.map((item) => ({ ...item, start: day(item.start), end: day(item.end) }));
const shades = data.shades.map((shade) => ({ ...shade, start: day(shade.start), end: day(shade.end), type: "background" }));
const first = day(data.first);
const last = day(data.last);
const view = new Date(first.getFullYear(), first.getMonth(), 1); // the first month's label needs its room

const narrow = window.matchMedia("(max-width: 640px)").matches;
const shown = narrow ? new Date(view.getFullYear(), view.getMonth() + 4, 1) : last;

const timeline = new vis.Timeline(document.getElementById("timeline"), [...items, ...shades], groups, {
  start: view,
  end: shown,
  min: view,
  max: last,
  stack: false,
  selectable: false,
  horizontalScroll: true,
  zoomKey: "ctrlKey",
  zoomMin: 1000 * 3600 * 24 * 21,
  orientation: { axis: "top" },
  margin: { item: { horizontal: 0, vertical: 6 }, axis: 6 },
  tooltip: { followMouse: true, delay: 100 },
  format: {
    minorLabels: { month: "M月", week: "[W]W", day: "D", weekday: "D" },
    majorLabels: { month: "YYYY", week: "YYYY年M月", day: "YYYY年M月", weekday: "YYYY年M月" },
  },
  groupTemplate: (group) => {
    const box = document.createElement("div");
    box.append(text("b", "", narrow ? group.content.split(" ")[0] : group.content));
    const facts = names.get(group.id);
    if (facts) box.append(text("span", "muted", `${facts.stays} 站 · ${facts.weeks} 周`));
    return box;
  },
  template: (item) => text("span", "", item.content || ""),
});

// Paper: the whole year on a sheet's width. The timeline draws itself in the next frame, which comes too late: draw now.
const box = document.getElementById("timeline");
function fitSheet(width) {
  box.style.width = width;
  timeline.setWindow(view, last, { animation: false });
  timeline._origRedraw();
}
window.addEventListener("beforeprint", () => fitSheet("960px"));
window.addEventListener("afterprint", () => fitSheet(""));
