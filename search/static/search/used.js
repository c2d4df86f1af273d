// Tells, without who, that a search was shown and whether a result of it was opened; see search/log.py.
function tell(form, clicked) {
  const note = new FormData(form);
  if (clicked) note.set("clic", "1");
  navigator.sendBeacon(form.action, note);
}

const form = document.querySelector("[data-used]");
if (form) {
  tell(form, false);
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".result a, [data-opened]")) tell(form, true);
  });
}
