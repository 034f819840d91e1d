// Pan and zoom of a map. Labels keep their size on the screen; one that would cover another is hidden until there is room.
const SIDES = [["start", 1, 0.35], ["end", -1, 0.35], ["middle", 0, -0.7], ["middle", 0, 1.4]];
const plane = () => element.querySelector("svg[data-size]");
const seen = svg => svg.getAttribute("viewBox").split(" ").map(Number);
const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const label = () => {
  const svg = plane(), taken = [];
  if (!svg || !svg.clientWidth) return;
  const [, , width, height] = seen(svg), unit = Math.max(width / svg.clientWidth, height / svg.clientHeight);
  svg.style.setProperty("--unit", unit);
  const frame = svg.getBoundingClientRect();
  const fits = box => !taken.some(other => meets(box, other)) && box.left >= frame.left && box.right <= frame.right;
  for (const text of [...svg.querySelectorAll("text")].reverse()) {  // those asked for come last, and first get a place
    text.classList.remove("crowded");
    const size = parseFloat(getComputedStyle(text).fontSize);
    const free = SIDES.some(([anchor, right, down]) => {
      text.setAttribute("text-anchor", anchor);
      text.setAttribute("x", 7 * unit * right);
      text.setAttribute("y", size * down);
      return fits(text.getBoundingClientRect());
    });
    if (free) taken.push(text.getBoundingClientRect());
    else text.classList.add("crowded");
  }
};
const look = (svg, x, y, width) => {
  const [most, tall] = svg.dataset.size.split(",").map(Number), size = Math.min(most, Math.max(most / 40, width));
  const inside = (at, whole, part) => Math.min(whole - part, Math.max(0, at)), part = tall * size / most;
  svg.setAttribute("viewBox", [inside(x, most, size), inside(y, tall, part), size, part].join(" "));
  svg.classList.toggle("zoomed", size < most);
  label();
};
const zoom = (svg, factor, [across, down] = [0.5, 0.5]) => {
  const [x, y, width, height] = seen(svg), size = Math.min(Number(svg.dataset.size.split(",")[0]), width * factor);
  look(svg, x + (width - size) * across, y + (height - height * size / width) * down, size);
};
const pan = (svg, right, down) => {
  const [x, y, width, height] = seen(svg);
  look(svg, x + right * width, y + down * height, width);
};
const reset = svg => look(svg, 0, 0, Infinity);
const acts = {in: svg => zoom(svg, 1 / 1.5), out: svg => zoom(svg, 1.5), reset};
const keys = {
  "+": acts.in, "=": acts.in, "-": acts.out, "0": reset,
  ArrowLeft: svg => pan(svg, -0.1, 0), ArrowRight: svg => pan(svg, 0.1, 0),
  ArrowUp: svg => pan(svg, 0, -0.1), ArrowDown: svg => pan(svg, 0, 0.1),
};
element.addEventListener("click", event => {
  const button = event.target.closest("button[data-act]");
  if (button) acts[button.dataset.act](plane());
});
element.addEventListener("keydown", event => {
  if (event.target !== plane() || event.ctrlKey || event.metaKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key](plane());
});
element.addEventListener("wheel", event => {  // the page scrolls on, unless the map was clicked
  const svg = event.target.closest("svg[data-size]");
  if (!svg || (!event.ctrlKey && document.activeElement !== svg)) return;
  event.preventDefault();
  const frame = svg.getBoundingClientRect();
  zoom(svg, 1.002 ** event.deltaY, [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height]);
}, {passive: false});
element.addEventListener("pointerdown", event => {
  const svg = event.target.closest("svg[data-size]");
  if (!svg) return;
  svg.focus({preventScroll: true});
  let last = event;
  const drag = next => {
    pan(svg, (last.clientX - next.clientX) / svg.clientWidth, (last.clientY - next.clientY) / svg.clientHeight);
    last = next;
  };
  const stop = () => removeEventListener("pointermove", drag);
  addEventListener("pointermove", drag);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, stop, {once: true});
});
new MutationObserver(label).observe(element, {childList: true, subtree: true});
new ResizeObserver(label).observe(element);
