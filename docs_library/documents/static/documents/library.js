// On a wide screen a document opens beside its list; on others, and without this, it has a page of its own.
const wide = matchMedia("(min-width: 90rem)");
const pane = document.querySelector("[data-details]");
let chosen = null;

// The browser centres what it focuses; a page of a document is read from its top.
document.querySelector(".sheet[autofocus]")?.scrollIntoView({ block: "start" });

// Among the pages that have the words of a search, the one that was gone to.
const found = document.querySelector("[data-found]");

if (found) {
  bringIntoSight(found.querySelector("[aria-current]"));
  addEventListener("hashchange", () => {
    found.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const link = [...found.querySelectorAll("a")].find((each) => each.hash === location.hash);
    link?.setAttribute("aria-current", "true");
    bringIntoSight(link);
  });
}

// Along the line of pages alone: `scrollIntoView` would move the page too.
function bringIntoSight(link) {
  if (link) found.scrollLeft += link.getBoundingClientRect().left - found.getBoundingClientRect().left - found.clientWidth / 2;
}

if (pane) {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  // What cannot be shown here says why on its own page.
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    pane.addEventListener(failure, () => location.assign(chosen.href));
  }
}

function onClick(event) {
  if (event.target.closest("[data-details-close]")) return close();
  const link = event.target.closest("[data-rows] .document-row__title");
  const plainClick = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plainClick || !wide.matches) return;
  event.preventDefault();
  show(link);
}

async function show(link) {
  mark(link);
  pane.hidden = false;
  link.scrollIntoView({ block: "nearest" });
  await htmx.ajax("GET", link.href, { source: pane, target: pane, swap: "innerHTML" });
  pane.scrollTop = 0;
}

function mark(link) {
  unmark();
  link.closest("li").setAttribute("aria-current", "true");
  chosen = link;
}

function unmark() {
  chosen?.closest("li").removeAttribute("aria-current");
}

function close() {
  pane.hidden = true;
  unmark();
  chosen?.focus();
  chosen = null;
}

// With a document open beside the list: arrows go through the list, Escape closes.
function onKey(event) {
  if (!chosen || pane.hidden || event.target.matches("input, select, textarea")) return;
  if (event.key === "Escape") return close();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || pane.contains(event.target)) return;
  const links = [...document.querySelectorAll("[data-rows] .document-row__title")];
  const next = links[links.indexOf(chosen) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  show(next);
}
