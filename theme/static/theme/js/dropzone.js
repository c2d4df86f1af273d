// Files dropped on a zone go into its own file input, so the form sends them like any others.
const zoneOf = (event) => event.target.closest?.("[data-dropzone]");

function size(bytes) {
  const unit = bytes < 1e6 ? "kilobyte" : "megabyte";
  const amount = bytes / (bytes < 1e6 ? 1e3 : 1e6);
  const format = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(amount);
}

function listFiles(zone) {
  const { files } = zone.querySelector("input[type=file]");
  const lines = [...files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name} · ${size(file.size)}`;
    return line;
  });
  zone.querySelector("[data-dropzone-files]").replaceChildren(...lines);
}

document.addEventListener("dragover", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.add("is-over");
});

document.addEventListener("dragleave", (event) => zoneOf(event)?.classList.remove("is-over"));

document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone && event.target.type === "file") listFiles(zone);
});
