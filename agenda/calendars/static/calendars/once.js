// Who goes back to a form that was sent finds it with the key that it had: sent again, it makes nothing twice.
const key = document.querySelector("input[name=key]");
const [arrival] = performance.getEntriesByType("navigation");

if (key && arrival?.type === "back_forward" && history.state?.key) key.value = history.state.key;
if (key) history.replaceState({ ...history.state, key: key.value }, "");
