// The classification tree works without this: here it filters as one types and remembers what was open.
const KEY = "classification-open";

for (const tree of document.querySelectorAll("[data-tree]")) {
  remember(tree);
  addFilter(tree);
}

function remember(tree) {
  const open = new Set(stored());
  const way = tree.querySelector("[aria-current]");
  for (const details of tree.querySelectorAll("details[data-node]")) {
    if (open.has(details.dataset.node)) details.open = true;
    details.addEventListener("toggle", () => {
      if (tree.dataset.filtering) return;
      open[details.open ? "add" : "delete"](details.dataset.node);
      try {
        localStorage.setItem(KEY, JSON.stringify([...open]));
      } catch { /* a device that keeps nothing still opens and closes */ }
    });
  }
  way?.scrollIntoView({ block: "nearest" });
}

function stored() {
  try {
    const ids = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
}

function addFilter(tree) {
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input class-tree__filter";
  input.placeholder = tree.dataset.filterLabel;
  input.setAttribute("aria-label", tree.dataset.filterLabel);
  const none = document.createElement("p");
  none.className = "soft";
  none.setAttribute("role", "status");
  tree.prepend(input, none);
  const lines = [...tree.querySelectorAll("li")].map((item) => ({ item, words: plain(ownText(item)) }));
  const before = new Map();
  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    none.textContent = filter(tree, lines, wanted, before) ? "" : tree.dataset.none;
  });
}

// A line stays when it, or something below it, has all the words; what it is below of stays with it.
function filter(tree, lines, wanted, before) {
  const all = [...tree.querySelectorAll("details[data-node]")];
  if (!wanted.length) {
    for (const { item } of lines) item.hidden = false;
    for (const [details, open] of before) details.open = open;
    before.clear();
    setTimeout(() => delete tree.dataset.filtering);
    return true;
  }
  tree.dataset.filtering = "1";
  if (!before.size) for (const details of all) before.set(details, details.open);
  for (const { item } of lines) item.hidden = true;
  const found = lines.filter(({ words }) => wanted.every((word) => words.includes(word)));
  for (const { item } of found) {
    for (let each = item; each; each = each.parentElement.closest("li")) {
      each.hidden = false;
      if (each !== item) each.querySelector(":scope > details").open = true;
    }
    for (const below of item.querySelectorAll("li")) below.hidden = false;
  }
  return found.length > 0;
}

function ownText(item) {
  return item.querySelector("a").textContent;
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[·.]/g, "").toLowerCase();
}
