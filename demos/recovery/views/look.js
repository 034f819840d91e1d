// A click on a place of the map, or on a button that names one, asks to look there.
const ask = (offset, cell) => trigger("click", {offset, cell});
element.addEventListener("click", event => {
  const button = event.target.closest("button[data-offset]"), strip = event.target.closest("svg[data-cells]");
  if (button) ask(Number(button.dataset.offset), 512);
  else if (strip) {
    const box = strip.getBoundingClientRect(), cells = Number(strip.dataset.cells), bytes = Number(strip.dataset.bytes);
    ask(Math.min(cells - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * cells))) * bytes, bytes);
  }
});
element.addEventListener("change", event => {
  const range = event.target.closest("input[data-bytes]");
  if (range) ask(Number(range.value) * Number(range.dataset.bytes), Number(range.dataset.bytes));
});
