// Narrowing keeps one's place: the sheet of a phone stays open, and the cursor on what was chosen.
let chosen = "";
let sheetWasOpen = false;

const sheet = () => document.getElementById("narrow");

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "results") return;
  chosen = event.detail.requestConfig.elt.dataset.facet ?? "";
  sheetWasOpen = sheet()?.matches(":popover-open") ?? false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "results") return;
  if (sheetWasOpen) sheet()?.showPopover();
  const again = chosen && document.querySelector(`[data-facet="${CSS.escape(chosen)}"]`);
  (again || event.target).focus({ preventScroll: true });
});
