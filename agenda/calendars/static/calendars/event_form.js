// Whole days have no hours, and only what repeats has an end of the repetition. Without this the form works the same.
const allDay = document.getElementById("id_all_day");
const repeats = document.getElementById("id_repeats");
const field = (id) => document.getElementById(id).closest(".field");

const show = () => {
  for (const id of ["id_start_hour", "id_end_hour"]) field(id).hidden = allDay.checked;
  field("id_until").hidden = ["", "keep"].includes(repeats.value);
};

allDay.addEventListener("change", show);
repeats.addEventListener("change", show);
show();
