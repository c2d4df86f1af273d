// Each file goes up on its own, with its progress and its answer beside its name. Without this the form sends them all.
const AT_A_TIME = 2;

const wordsOf = (form) => {
  const marked = form.querySelector("template[data-upload-words]").content.querySelectorAll("[data-word]");
  return Object.fromEntries([...marked].map((mark) => [mark.dataset.word, mark.textContent]));
};

function element(tag, text, attributes = {}) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
}

// How it ended, as everywhere in the house: icon and word.
function showState(form, line, word) {
  const words = form.querySelector("template[data-upload-words]").content;
  line.state.replaceChildren(words.querySelector(`[data-word="${word}"] > .state`).cloneNode(true));
}

function addRow(form, file) {
  const row = form.querySelector("template[data-upload-row]").content.firstElementChild.cloneNode(true);
  const [name, state] = row.querySelectorAll(".progress__label > span");
  const bar = row.querySelector("progress");
  name.textContent = file.name;
  bar.setAttribute("aria-label", file.name);
  form.querySelector("[data-upload-list]").append(row);
  return { row, name, state, bar, outcome: row.querySelector("[data-upload-outcome]") };
}

function bodyFor(form, file) {
  const body = new FormData(form);
  body.delete("file");
  body.append("file", file);
  return body;
}

function send(form, file, line) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => {
      line.bar.value = (100 * loaded) / total;
      if (loaded === total) line.state.textContent = wordsOf(form).reading;
    };
    request.onload = () => resolve(request.response);
    request.onerror = () => resolve(null);
    request.send(bodyFor(form, file));
  });
}

function showKept(form, line, document_) {
  const words = wordsOf(form);
  showState(form, line, "kept");
  line.name.replaceChildren(element("a", document_.title, { href: document_.url }));
  if (!document_.duplicates.length) return;
  const links = document_.duplicates.flatMap((copy, place) => [
    place ? " · " : " ",
    element("a", copy.title, { href: copy.url }),
  ]);
  const note = element("p", words.copies, { className: "small" });
  note.append(...links);
  line.outcome.append(note);
}

function showRefused(form, line, sentences) {
  showState(form, line, "refused");
  line.outcome.append(...sentences.map((sentence) => element("p", sentence, { className: "field__error" })));
}

async function uploadOne(form, file, line) {
  const answer = await send(form, file, line);
  line.bar.remove();
  if (answer?.documents?.length) showKept(form, line, answer.documents[0]);
  else showRefused(form, line, answer?.errors?.map((error) => error.message) ?? [wordsOf(form).lost]);
}

async function uploadAll(form) {
  const input = form.querySelector("input[type=file]");
  const waiting = [...input.files].map((file) => [file, addRow(form, file)]);
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await uploadOne(form, ...next);
  };
  form.querySelector("[data-upload-list]").scrollIntoView({ block: "nearest" });
  const workers = Array.from({ length: AT_A_TIME }, worker);
  // The list that the zone keeps would say the same files twice.
  input.value = "";
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await Promise.all(workers);
  offerNext(form);
}

// The listing shows the new documents when it is asked for again.
function offerNext(form) {
  form.querySelector("[data-upload-next]")?.remove();
  const next = element("p", "");
  next.dataset.uploadNext = "";
  const href = form.dataset.classes.replace("/0/", `/${form.elements.node.value}/`);
  next.append(element("a", wordsOf(form).next, { href, className: "button button--small" }));
  form.querySelector("[data-upload-list]").after(next);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-upload]") || !form.querySelector("input[type=file]").files.length) return;
  event.preventDefault();
  uploadAll(form);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (!form || event.target.type !== "file") return;
  const title = form.elements.title;
  if (title) title.disabled = event.target.files.length > 1;
  if (form.dataset.upload === "now" && event.target.files.length) uploadAll(form);
});

// On a listing the files may fall anywhere.
const anywhere = document.querySelector("form[data-upload=now]");
if (anywhere) {
  const zone = anywhere.querySelector("[data-dropzone]");
  const outside = (event) => !event.target.closest?.("[data-dropzone]") && event.dataTransfer.types.includes("Files");
  anywhere.querySelector("[data-upload-submit]").hidden = true;
  document.addEventListener("dragover", (event) => {
    if (!outside(event)) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!outside(event)) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    const input = anywhere.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
