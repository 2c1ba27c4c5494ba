// Keys that work on every page: "/" leads to the search box, or to its page.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  const box = document.querySelector("input[type=search]");
  const link = document.querySelector("a[rel=search]");
  if (!box && !link) return;
  event.preventDefault();
  if (box) box.focus();
  else link.click();
});
