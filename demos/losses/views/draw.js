element.addEventListener("click", event => {
  const button = event.target.closest("button[data-act]"), svg = event.target.closest("svg");
  if (!button && !svg) return;
  const value = props.value ?? {points: [], label: 0}, inside = it => Math.round(100 * Math.min(1, Math.max(-1, it))) / 100;
  let {points, label} = value;
  if (!button) {
    const box = svg.getBoundingClientRect(), span = Number(svg.dataset.span);
    const x = span * (2 * (event.clientX - box.left) / box.width - 1), y = span * (1 - 2 * (event.clientY - box.top) / box.height);
    points = [...points, [inside(x), inside(y), label]].slice(0, MOST);
  } else if (button.dataset.act === "undo") points = points.slice(0, -1);
  else if (button.dataset.act === "clear") points = [];
  else label = Number(button.dataset.act);
  props.value = {points, label};
  trigger("click");
  const act = button?.dataset.act;  // drawn anew, a button has lost its focus
  if (act) requestAnimationFrame(() => element.querySelector(`[data-act="${act}"]`)?.focus());
});
