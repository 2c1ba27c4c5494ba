// A drawing of time that is wider than the screen begins with its last years,
// where most of what it shows is; the names of its lanes stay in sight.
(() => {
"use strict";

const side = document.documentElement.dir === "rtl" ? -1 : 1;

function stay({ currentTarget: frame }) {
  const drawing = frame.querySelector("svg");
  const scale = drawing.clientWidth / drawing.viewBox.baseVal.width;
  drawing.style.setProperty("--moved", `${frame.scrollLeft / scale}px`);
}

// Not before it comes near: nothing of this is needed for the first screen.
const near = new IntersectionObserver((all) => {
  for (const { isIntersecting, target } of all) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    const drawing = target.querySelector("svg");
    for (const name of drawing.querySelectorAll("text.lane")) {
      name.style.paintOrder = "stroke";
      // What is painted last lies above the marks that it passes.
      drawing.append(name);
    }
    drawing.classList.add("moves");
    target.addEventListener("scroll", stay, { passive: true });
    target.scrollLeft = side * target.scrollWidth;
  }
}, { rootMargin: "50%" });
for (const frame of document.querySelectorAll(".frame:has(svg.timeline, svg.strip)")) near.observe(frame);
})();
