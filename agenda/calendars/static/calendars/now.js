// The line of the present moves on by itself; where the page opens on it, the hour of now is brought into sight.
const QUARTERS_OF_AN_HOUR = 4;
const line = document.querySelector("[data-now]");
const grid = document.querySelector("[data-first-hour]");

const move = () => {
  const now = new Date();
  const hour = now.getHours() + now.getMinutes() / 60 - Number(grid.dataset.firstHour);
  line.style.setProperty("--at", 1 + hour * QUARTERS_OF_AN_HOUR);
};

if (line && grid) {
  move();
  setInterval(move, 60_000);
}
