// Filters the directory while typing; without script the form asks the server for the same.
const form = document.querySelector("[data-directory-filter]");
const list = document.querySelector("[data-directory]");
const nobody = document.querySelector("[data-directory-empty]");

const fold = (text) => text.toLowerCase().replaceAll("·", "").normalize("NFKD").replace(/\p{M}/gu, "");

function filter(query) {
  const wanted = fold(query).split(/\s+/).filter(Boolean);
  for (const section of list.children) {
    const place = fold(section.dataset.place);
    for (const row of section.querySelectorAll("[data-words]")) {
      const words = `${place} ${row.dataset.words}`;
      row.hidden = !wanted.every((word) => words.includes(word));
    }
    section.hidden = !section.querySelector("[data-words]:not([hidden])");
  }
  nobody.hidden = Boolean(list.querySelector("[data-words]:not([hidden])"));
}

// Once the server has filtered, only it knows who was left out.
if (!form.elements.nom.value) {
  form.addEventListener("input", () => filter(form.elements.nom.value));
  form.addEventListener("submit", (event) => event.preventDefault());
}
