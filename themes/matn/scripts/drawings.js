// A drawing of time that is wider than the screen begins with its last years,
// where most of what it shows is; the names of its lanes stay in sight.
for (const frame of document.querySelectorAll(".frame:has(svg.timeline, svg.strip)")) {
  const drawing = frame.querySelector("svg");
  const isRtl = document.documentElement.dir === "rtl";
  const stay = () => {
    const scale = drawing.clientWidth / drawing.viewBox.baseVal.width;
    drawing.style.setProperty("--moved", `${frame.scrollLeft / scale}px`);
  };
  frame.addEventListener("scroll", stay, { passive: true });
  frame.scrollLeft = (isRtl ? -1 : 1) * frame.scrollWidth;
}
