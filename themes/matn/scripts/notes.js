// On a wide screen a note stands beside the line that its mark is in; styles
// say how wide (apparatus.css). Without this script notes stand below the text.
(() => {
"use strict";

const WIDE = matchMedia("screen and (min-width: 80rem)");
/** Pixels between two notes. */
const GAP = 12;
const lists = [...document.querySelectorAll(".article .notes")];
if (lists.length === 0) return;

/** The notes, each with its first mark. */
const notes = lists.map((list) => [list, [...list.querySelectorAll("li[id]")].map((note) => {
  const back = note.querySelector("a.back");
  return [note, back && document.getElementById(back.hash.slice(1))];
})]);

function place() {
  const isWide = WIDE.matches;
  for (const list of lists) list.classList.toggle("is-beside", isWide);
  if (!isWide) return;
  // All are measured before the first is moved, so the page is laid out once.
  const tops = notes.map(([list, pairs]) => {
    const start = list.getBoundingClientRect().top;
    return pairs.map(([note, mark]) => [note, mark ? mark.getBoundingClientRect().top - start - 4 : 0, note.offsetHeight, start]);
  });
  let end = -Infinity;
  for (const pairs of tops) {
    for (const [note, wanted, height, start] of pairs) {
      const top = Math.max(wanted, end - start);
      note.style.insetBlockStart = `${top}px`;
      end = start + top + height + GAP;
    }
  }
}

// It also tells of the first size, and of fonts that come.
new ResizeObserver(place).observe(document.querySelector(".article .body"));
WIDE.addEventListener("change", place);
})();
