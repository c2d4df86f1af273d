// The screen keeps itself up to date. When the network is gone it says so and goes on trying: nobody stands there to reload it.
const EVERY = 30_000;
const offline = document.querySelector("[data-offline]");

const tick = () => {
  const clock = document.querySelector("[data-clock]");
  const shape = { hour: "numeric", minute: "2-digit", timeZone: clock.dataset.zone };
  clock.textContent = new Date().toLocaleTimeString(document.documentElement.lang, shape);
};

const refresh = async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("[data-door]").replaceWith(page.querySelector("[data-door]"));
    document.body.className = page.body.className;
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
  tick();
};

setInterval(refresh, EVERY);
setInterval(tick, 1_000);
