// Dragging an event to another day or hour, and the same with Shift and the arrows. It moves at once; if the house
// refuses, it goes back and the sentence says why. Without this, each event has its form "Move".
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

// `goBack` undoes what the screen has done already.
const move = async (item, days, minutes, goBack) => {
  const link = item.querySelector("a").getAttribute("href");
  const body = new URLSearchParams({ days, minutes });
  item.classList.add("is-moving");
  try {
    const answer = await fetch(addressOf(item), { method: "POST", body, headers: { "x-csrftoken": token() } });
    const { message } = await answer.json();
    say(message);
    if (answer.ok) return refresh(link);
  } catch {
    say(document.querySelector("[data-not-moved]").dataset.notMoved);
  }
  item.classList.remove("is-moving");
  return goBack();
};

// The quarter of an hour under the pointer, in minutes from the first hour of the grid.
const minutesAt = (column, y) => {
  const box = column.getBoundingClientRect();
  const rows = [...gridOf(column).classList].find((name) => /^hours-\d+$/.test(name)).split("-")[1] * 4;
  return Math.floor(((y - box.top) / box.height) * rows) * MINUTES;
};

const rowOf = (item) => Number([...item.classList].find((name) => /^at-\d+$/.test(name))?.split("-")[1]);

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
  move(item, days, minutes, () => {
    parent.insertBefore(item, next);
    if (place) item.style.removeProperty("--at");
  });
});

const STEPS_OF_MONTH = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [-7, 0], ArrowDown: [7, 0] };
const STEPS_OF_HOURS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -MINUTES], ArrowDown: [0, MINUTES] };

document.addEventListener("keydown", (event) => {
  const item = event.shiftKey && event.target.closest?.(ITEM);
  const steps = item && (gridOf(item) ? STEPS_OF_HOURS : STEPS_OF_MONTH)[event.key];
  if (!steps || item.classList.contains("is-moving")) return;
  event.preventDefault();
  move(item, ...steps, () => item.querySelector("a").focus());
});
