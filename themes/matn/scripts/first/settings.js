// Before a page is shown: how its reader wants to read, as settings.js keeps it.
(() => {
  const root = document.documentElement;
  root.dataset.scripted = "";
  try {
    Object.assign(root.dataset, JSON.parse(localStorage.getItem("virast.settings") ?? "{}"));
  } catch {
    // Storage is closed to us, or holds what is not ours: the page is as it is.
  }
})();
