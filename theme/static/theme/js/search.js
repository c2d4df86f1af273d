// "/" brings the cursor to the search box; Escape and leaving it put the suggestions away.
const box = document.querySelector("[data-search]");
const suggestions = document.getElementById("suggestions");

const isWriting = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!box?.checkVisibility() || isWriting(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

const form = box?.form;
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  suggestions.replaceChildren();
  box.focus();
});
form?.addEventListener("focusout", (event) => {
  if (!form.contains(event.relatedTarget)) suggestions.replaceChildren();
});
