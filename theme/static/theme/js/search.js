// The search box on top and the palette ("/", Ctrl-K, the search button of a phone): one combobox, twice.
// htmx brings the list below the field; the cursor stays in the field while the arrows walk the list.
const palette = document.getElementById("palette");

const boxOf = (element) => element.closest?.("[data-search]");
const fieldOf = (box) => box.querySelector("[role=combobox]");
const listOf = (box) => box.querySelector("[role=listbox]");
const optionsOf = (box) => [...box.querySelectorAll("[role=option]")];
const chosenIn = (box) => box.querySelector("[role=option][aria-selected=true]");

function choose(box, option) {
  chosenIn(box)?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) fieldOf(box).setAttribute("aria-activedescendant", option.id);
  else fieldOf(box).removeAttribute("aria-activedescendant");
}

// From the last option the walk comes back to the field itself, and from there to the first.
function step(box, direction) {
  const stops = [null, ...optionsOf(box)];
  const next = stops.indexOf(chosenIn(box)) + direction;
  choose(box, stops.at(next % stops.length));
}

function showList(box) {
  const options = optionsOf(box);
  options.forEach((option, index) => (option.id = `${listOf(box).id}-${index}`));
  fieldOf(box).setAttribute("aria-expanded", String(options.length > 0));
  choose(box, null);
  box.querySelector("[data-search-status]").textContent = box.querySelector("[data-said]")?.textContent ?? "";
}

function clearList(box) {
  listOf(box).replaceChildren();
  showList(box);
}

// --- The field and its list ---------------------------------------------------------------------

const moves = {
  ArrowDown: (box) => step(box, 1),
  ArrowUp: (box) => step(box, -1),
  Escape: (box) => (palette.contains(box) ? palette.close() : clearList(box)),
};

function openChosen(event, box) {
  const { ctrlKey, metaKey, shiftKey } = event;
  chosenIn(box).dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}

document.addEventListener("keydown", (event) => {
  const box = event.target.role === "combobox" && boxOf(event.target);
  if (!box || event.isComposing) return;
  if (event.key === "Enter" && chosenIn(box)) openChosen(event, box);
  else if (event.key in moves) moves[event.key](box);
  else return;
  event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (event.target.role === "combobox") choose(boxOf(event.target), null);
});

// A click on the list leaves the cursor in the field: some browsers would take the focus, and with it the list, away.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-search] [role=listbox]")) event.preventDefault();
});

document.addEventListener("focusout", (event) => {
  const box = boxOf(event.target);
  if (box && !palette.contains(box) && !box.contains(event.relatedTarget)) clearList(box);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const box = boxOf(event.target);
  // The list of a field that was left meanwhile is not wanted any more.
  if (box && !box.contains(document.activeElement)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.role === "listbox") showList(boxOf(event.target));
});

// --- The palette --------------------------------------------------------------------------------

function openPalette() {
  if (document.querySelector("dialog[open]")) return;
  palette.showModal();
  const field = fieldOf(palette);
  field.select();
  field.dispatchEvent(new Event("suggest"));
}

const WRITTEN = "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])";
const isWriting = (element) => element.isContentEditable || element.matches(WRITTEN);

// On many keyboards "/" is typed with Shift, so Shift is no modifier here.
const isSlash = (event) => event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
const isCtrlK = (event) =>
  event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;

document.addEventListener("keydown", (event) => {
  if (!palette || event.defaultPrevented) return;
  if (!isCtrlK(event) && !(isSlash(event) && !isWriting(event.target))) return;
  event.preventDefault();
  openPalette();
});

document.addEventListener("click", (event) => {
  if (!palette || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("[data-palette]")) {
    event.preventDefault();
    openPalette();
  } else if (event.target === palette || event.target.closest("[data-palette-close]")) palette.close();
});

// A page that comes back from the browser's memory comes back without it.
addEventListener("pagehide", () => palette?.close());
