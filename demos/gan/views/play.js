// The slider shows the sheet of a step; the button runs through all of them.
let timer = null;
const show = place => {
  const among = (selector, mark) => element.querySelectorAll(selector).forEach((it, index) => mark(it, index === place));
  among(".sheets img", (it, now) => { it.hidden = !now; });
  among("[data-told]", (it, now) => { it.hidden = !now; });
  among("[data-bar]", (it, now) => it.classList.toggle("now", now));
  element.querySelector(".bars")?.classList.add("played");
};
const stop = () => { clearInterval(timer); timer = null; };
element.addEventListener("input", event => {
  if (event.target.type !== "range") return;
  stop();
  show(Number(event.target.value));
});
element.addEventListener("click", event => {
  if (!event.target.closest("[data-play]")) return;
  const slider = element.querySelector("input[type=range]"), last = Number(slider.max);
  stop();
  let place = 0;
  const next = () => {
    if (!slider.isConnected || place > last) return stop();
    slider.value = place;
    show(place);
    place += 1;
  };
  next();
  timer = setInterval(next, 700);
});
watch("value", stop);
const seen = new IntersectionObserver(([entry]) => {  // what is there on arrival plays once, by itself
  if (!entry.isIntersecting) return;
  seen.disconnect();
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) element.querySelector("[data-play]")?.click();
}, {threshold: 0.4});
seen.observe(element);
