// Marks the tab whose page is in the frame. Without this the links still work: they name the frame.
for (const bar of document.querySelectorAll(".dp-tabs")) {
  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    for (const other of bar.querySelectorAll("a")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
  });
}
