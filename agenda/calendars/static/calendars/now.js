// The line of the present moves on by itself. Looked for each time: the page may have been swapped.
const QUARTERS_OF_AN_HOUR = 4;

const move = () => {
  const line = document.querySelector("[data-now]");
  if (!line) return;
  const now = new Date();
  const hour = now.getHours() + now.getMinutes() / 60 - Number(line.closest("[data-first-hour]").dataset.firstHour);
  line.style.setProperty("--at", 1 + hour * QUARTERS_OF_AN_HOUR);
};

move();
setInterval(move, 60_000);
