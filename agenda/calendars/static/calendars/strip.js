// A swipe over the days of the week goes a week on or back, as the links at its ends do.
const FAR = 40;
let from = null;

document.addEventListener(
  "touchstart",
  (event) => {
    const strip = event.touches.length === 1 && event.target.closest?.("[data-strip]");
    from = strip ? { strip, x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
  },
  { passive: true },
);

document.addEventListener("touchend", (event) => {
  if (!from) return;
  const { strip, x, y } = from;
  const [across, down] = [event.changedTouches[0].clientX - x, event.changedTouches[0].clientY - y];
  from = null;
  if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(down)) return;
  event.preventDefault();
  strip.querySelector(across > 0 ? "[rel='prev']" : "[rel='next']").click();
});
