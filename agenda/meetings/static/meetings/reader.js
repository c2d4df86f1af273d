// Going through the papers of a meeting: keys, the folio in sight, the place kept, the next page fetched beforehand.
// Without this everything is links.
const wide = matchMedia("(min-width: 60rem)");
const pane = document.querySelector("[data-pane]");

document.addEventListener("keydown", onKey);
document.querySelector(".order[popover]")?.addEventListener("toggle", () => showCurrent());
if (pane && wide.matches) fillPane();
else follow(document);

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, select, textarea, [popover]")) return;
  const way = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" }[event.key];
  const link = way && document.querySelector(`.reading a[rel="${way}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
}

// The meeting's page shows where to go on beside its order of the day. It is ticked once somebody begins to read it.
async function fillPane() {
  await htmx.ajax("GET", pane.dataset.first, { target: pane, swap: "innerHTML" });
  const reading = pane.querySelector("[data-paper]");
  if (!reading) return;
  const link = [...document.querySelectorAll(".order__paper")].find((each) => each.getAttribute("href") === pane.dataset.first);
  link?.setAttribute("aria-current", "true");
  follow(pane);
  const begun = () => {
    window.removeEventListener("scroll", begun);
    pane.removeEventListener("click", begun, true);
    tick(reading.dataset.paper);
  };
  window.addEventListener("scroll", begun, { passive: true });
  pane.addEventListener("click", begun, true);
}

function tick(paper) {
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
  fetch(pane.dataset.opened, { method: "POST", keepalive: true, headers, body: new URLSearchParams({ document: paper }) });
}

function follow(root) {
  const reading = root.querySelector("[data-reading]");
  showCurrent();
  if (!reading?.dataset.paper) return;
  const leaves = [...reading.querySelectorAll("[data-page]")];
  const key = `page-of-paper-${reading.dataset.paper}`;
  if (root === document) goBackTo(leaves, key);
  watch(leaves, reading.querySelector("[data-folio-now]"), root === document ? key : null);
  fetchNext(reading);
}

// The paper being read, in sight in the order of the day, without moving the page itself.
function showCurrent() {
  const order = document.querySelector(".order");
  const current = order?.querySelector('[aria-current="true"]');
  if (!current || order.scrollHeight <= order.clientHeight) return;
  const { top, bottom } = current.getBoundingClientRect();
  const frame = order.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) order.scrollTop += top - frame.top - order.clientHeight / 3;
}

// Which page of this paper was in sight the last time: only its number, only in this tab.
function goBackTo(leaves, key) {
  const kept = sessionStorage.getItem(key);
  if (new URLSearchParams(location.search).has("pagina") || !kept || kept === "1") return;
  leaves.find((leaf) => leaf.dataset.page === kept)?.scrollIntoView();
}

function watch(leaves, folio, key) {
  const observer = new IntersectionObserver((seen) => {
    const leaf = seen.find((each) => each.isIntersecting)?.target;
    if (!leaf) return;
    if (folio && leaf.dataset.folio) folio.textContent = leaf.dataset.folio;
    if (key) sessionStorage.setItem(key, leaf.dataset.page);
  }, { rootMargin: "-45% 0px -45% 0px" });
  leaves.forEach((leaf) => observer.observe(leaf));
}

function fetchNext(reading) {
  const picture = reading.querySelector('a[rel="next"]')?.dataset.picture;
  if (picture) setTimeout(() => { new Image().src = picture; }, 800);
}
