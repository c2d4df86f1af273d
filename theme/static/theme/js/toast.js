// A toast leaves after a while, unless someone is pointing at it or has the focus in it.
const STAYS = 12000;

function leaveLater(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, STAYS);
}

const watcher = new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node.matches?.("[data-toast]")) leaveLater(node);
    }
  }
});

const place = document.getElementById("toasts");
if (place) watcher.observe(place, { childList: true });
