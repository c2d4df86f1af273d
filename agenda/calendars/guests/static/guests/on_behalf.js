// In the calendar of somebody one acts for, one writes in that person's name unless one says otherwise.
const guests = document.querySelector("[data-acting]");
const calendar = document.getElementById("id_calendar");
const name = document.getElementById("id_on_behalf");

if (guests && calendar && name) {
  const owners = new Map(guests.dataset.acting.trim().split(" ").map((each) => each.split(":")));
  calendar.addEventListener("change", () => { name.value = owners.get(calendar.value) ?? ""; });
}
