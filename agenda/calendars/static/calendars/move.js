// Dragging an event to another day or hour, or its lower edge to another end; with the keys, Shift and the arrows, or
// Alt and up or down. It is done at once; if the house refuses, it goes back and the sentence says why; where a room is
// taken, the form "Move" says what is free. Of a series it is asked how far the change goes. Without this, each event
// has its forms "Move" and "Change".
const ITEM = "[draggable='true']";
const MINUTES = 15;
let dragged = null;

const dayOf = (element) => element.closest("[data-day]")?.dataset.day;
const gridOf = (element) => element.closest("[data-first-hour]");
const daysBetween = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"];

const say = (text) => {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = text;
  document.getElementById("toasts").append(toast);
};

const addressOf = (item) => {
  const url = new URL(item.querySelector("a").href);
  url.pathname += "mou/";
  return url;
};

const refresh = async (path) => {
  await window.htmx.ajax("GET", window.location.href, { target: "#main", select: "#main", swap: "outerHTML" });
  document.querySelector(`#main a[href="${CSS.escape(path)}"], #main a[href="${path}"]`)?.focus();
};

// How far a change of a series goes; null if it is left. What is no series is not asked about.
const reachOf = (item) => {
  if (!("series" in item.dataset)) return "";
  const dialog = document.getElementById("reach");
  dialog.querySelector("[data-reach-of]").textContent = item.querySelector("a").textContent;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue || null), { once: true });
  });
};

// `goBack` undoes what the screen has done already.
const change = async (item, steps, goBack) => {
  item.classList.add("is-moving");
  try {
    const reach = await reachOf(item);
    if (reach !== null && (await send(item, { ...steps, reach }))) return;
  } catch {
    say(document.querySelector("[data-not-moved]").dataset.notMoved);
  }
  item.classList.remove("is-moving");
  goBack();
};

const send = async (item, steps) => {
  const body = new URLSearchParams({ days: 0, minutes: 0, longer: 0, ...steps });
  const answer = await fetch(addressOf(item), { method: "POST", body, headers: { "x-csrftoken": token() } });
  const { message, url, form } = await answer.json();
  if (form) ask(addressOf(item), form);
  else say(message);
  if (answer.ok) await refresh(url);
  return answer.ok;
};

// A room is taken: the form "Move" says what is free instead.
const ask = (address, fields) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: address, hidden: true });
  for (const [name, value] of Object.entries({ ...fields, csrfmiddlewaretoken: token() })) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(form);
  form.submit();
};

const numberOf = (element, kind) => {
  const name = [...element.classList].find((each) => new RegExp(`^${kind}-\\d+$`).test(each));
  return Number(name?.split("-")[1]);
};
const rowOf = (item) => numberOf(item, "at");

const rowHeight = (column) => column.getBoundingClientRect().height / (numberOf(gridOf(column), "hours") * 4);

// The quarter of an hour under the pointer, in minutes from the first hour of the grid.
const minutesAt = (column, y) => Math.floor((y - column.getBoundingClientRect().top) / rowHeight(column)) * MINUTES;

document.addEventListener("dragstart", (event) => {
  const item = event.target.closest?.(ITEM);
  if (!item) return;
  const column = item.closest(".hours__blocks");
  dragged = { item, day: dayOf(item), held: column ? minutesAt(column, event.clientY) - rowOf(item) * MINUTES : 0 };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", item.textContent.trim());
});

document.addEventListener("dragend", () => {
  document.querySelector(".is-target")?.classList.remove("is-target");
  dragged = null;
});

document.addEventListener("dragover", (event) => {
  const target = dragged && event.target.closest("[data-day]");
  if (!target) return;
  event.preventDefault();
  document.querySelector(".is-target")?.classList.remove("is-target");
  target.classList.add("is-target");
});

document.addEventListener("drop", (event) => {
  const target = dragged && event.target.closest("[data-day]");
  if (!target) return;
  event.preventDefault();
  const { item, day, held } = dragged;
  const column = item.closest(".hours__blocks") && event.target.closest(".hours__blocks");
  const minutes = column ? minutesAt(column, event.clientY) - held - rowOf(item) * MINUTES : 0;
  const days = daysBetween(day, target.dataset.day);
  if (days === 0 && minutes === 0) return;
  const [parent, next] = [item.parentElement, item.nextSibling];
  const place = [...item.classList].find((name) => name.startsWith("at-"));
  if (days !== 0) target.querySelector(`.${parent.classList[0]}`)?.append(item);
  if (column && minutes) item.style.setProperty("--at", rowOf(item) + minutes / MINUTES + 1);
  change(item, { days, minutes }, () => {
    parent.insertBefore(item, next);
    if (place) item.style.removeProperty("--at");
  });
});

// The lower edge. While it is pulled the event itself cannot be dragged.
document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest?.("[data-edge]");
  const item = edge?.closest(ITEM);
  if (!item || event.button !== 0) return;
  event.preventDefault();
  edge.setPointerCapture(event.pointerId);
  item.draggable = false;
  pull(edge, item, event.clientY);
});

const pull = (edge, item, from) => {
  const height = rowHeight(item.closest(".hours__blocks"));
  const rows = numberOf(item, "for");
  const done = new AbortController();
  let more = 0;
  const show = () => item.style.setProperty("--for", rows + more);
  const goBack = () => item.style.removeProperty("--for");
  const listen = (name, act) => document.addEventListener(name, act, { signal: done.signal });
  const end = (keep) => {
    done.abort();
    item.draggable = true;
    if (keep && more !== 0) return change(item, { longer: more * MINUTES }, goBack);
    return goBack();
  };
  listen("pointermove", (event) => {
    more = Math.max(1 - rows, Math.round((event.clientY - from) / height));
    show();
  });
  listen("pointerup", () => end(true));
  listen("pointercancel", () => end(false));
  listen("keydown", (event) => event.key === "Escape" && end(false));
  // A click follows on the link below: it was no click.
  edge.addEventListener("click", (event) => event.preventDefault(), { once: true });
};

const STEPS_OF_MONTH = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [-7, 0], ArrowDown: [7, 0] };
const STEPS_OF_HOURS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -MINUTES], ArrowDown: [0, MINUTES] };
const STEPS_OF_END = { ArrowUp: -MINUTES, ArrowDown: MINUTES };

const stepsOf = (event, item) => {
  if (event.shiftKey && !event.altKey) {
    const [days, minutes] = (gridOf(item) ? STEPS_OF_HOURS : STEPS_OF_MONTH)[event.key] ?? [];
    return days === undefined ? null : { days, minutes };
  }
  const longer = event.altKey && item.querySelector("[data-edge]") && STEPS_OF_END[event.key];
  return longer ? { longer } : null;
};

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.(ITEM);
  const steps = item && stepsOf(event, item);
  if (!steps || item.classList.contains("is-moving")) return;
  event.preventDefault();
  change(item, steps, () => item.querySelector("a").focus());
});
