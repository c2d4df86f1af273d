// Changes the appearance at once; the form still tells the server, which keeps it in a cookie.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-appearance]");
  if (!form) return;
  event.preventDefault();
  const choice = event.submitter.value;
  const data = new FormData(form, event.submitter);
  document.documentElement.dataset.theme = choice;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  fetch(form.action, { method: "POST", body: data, redirect: "manual" });
});
