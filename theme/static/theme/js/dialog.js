// <button data-dialog="id"> opens <dialog id="id">; an error summary takes the focus when the page opens.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (!opener) return;
  event.preventDefault();
  document.getElementById(opener.dataset.dialog).showModal();
});

document.querySelector("[data-focus]")?.focus();
