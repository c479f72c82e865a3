// Shows only the rows of a table that contain what is typed.
for (const input of document.querySelectorAll("[data-filter]")) {
  const rows = document.querySelectorAll(`#${input.dataset.filter} > tbody > tr`);
  input.hidden = false;
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
