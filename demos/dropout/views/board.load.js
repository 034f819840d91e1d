// Draws the board anew with each move of a control: everything is worked out here, nothing is asked of the server.
const PRESETS = {element: [0, 0, 0], batch: [1, 0, 0], word: [0, 0, 1], channel: [0, 1, 0]};
const state = {shape: [3, 4, 5], shared: [0, 0, 0], rate: 0.5, seed: 1, own: null};
const at = selector => element.querySelector(selector), all = selector => [...element.querySelectorAll(selector)];
const short = number => String(Number(number.toFixed(2)));
const whole = number => String(Number(number.toFixed(9)));  // as it is, but 0.19 where a computer has 0.18999999999999995
const compact = new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3});
const coins = () => state.shape.map((size, axis) => state.shared[axis] ? 1 : size);
const values = () => state.own ?? arithmetic.example(state.shape);
const tuple = shape => `(${shape.join(", ")})`;
const cell = (value, kept, most) => {
  const text = Math.abs(value) < 100 ? short(value).slice(0, 5) : compact.format(value);
  const level = kept ? (0.08 + 0.32 * Math.min(1, Math.abs(value) / most)).toFixed(2) : 0;
  return `<i class="${kept ? value < 0 ? "minus" : "plus" : "dropped"}" style="--level: ${level}">${text}</i>`;
};
const sheets = (cells, [examples, times, features]) => Array.from({length: examples}, (_, b) =>
  `<div class="sheet" style="--across: ${features}">${cells.slice(b * times * features, (b + 1) * times * features).join("")}</div>`).join("");
const fill = (name, code, cells, shape, told) => {
  const band = at(`[data-band=${name}]`), drawing = band.querySelector(".sheets");
  band.querySelector("code").textContent = code;
  drawing.innerHTML = sheets(cells, shape);
  drawing.setAttribute("aria-label", told);
};
const code = () => {
  const {rate, shape, shared} = state, p = whole(rate), alone = !shared.some(Boolean);
  const entries = tuple(shared.map(it => it ? 1 : "None")), exact = tuple(coins());
  return {
    keras: `keras.layers.Dropout(${p}${alone ? "" : `, noise_shape=${entries}`})(x, training=True)`,
    tf1: `tf.nn.dropout(x, keep_prob=${whole(1 - rate)}${alone ? "" : `, noise_shape=${exact}`})`,
    torch: alone ? `torch.nn.functional.dropout(x, p=${p})` : `x * torch.nn.functional.dropout(torch.ones${exact}, p=${p})`,
  };
};
const histogram = ({means, mean_theory}) => {
  const BARS = 40, reach = Math.max(...means.map(it => Math.abs(it - mean_theory)), 1e-9) * 1.02, counts = Array(BARS).fill(0);
  means.forEach(it => { counts[Math.min(BARS - 1, Math.floor((it - mean_theory + reach) / (2 * reach) * BARS))] += 1; });
  const most = Math.max(...counts), width = 480 / BARS;
  const bars = counts.map((it, i) => it ? `M${i * width} 120v-${(100 * it / most).toFixed(1)}h${width - 1}V120z` : "").join("");
  return `<path class="bars" d="${bars}"/><path class="truth" d="M240 0V120"/><text x="246" y="14">${short(mean_theory)}</text>
    <text x="4" y="14">${short(mean_theory - reach)}</text><text x="476" y="14" text-anchor="end">${short(mean_theory + reach)}</text>`;
};
const draw = () => {
  const board = at(".board");
  if (!board) return;
  const words = JSON.parse(board.dataset.words), {rate, shape, shared, seed} = state, x = values(), shapeOfCoins = coins();
  const {kept, result} = arithmetic.drop(x, shape, rate, shapeOfCoins, seed), alive = kept.filter(Boolean).length;
  const most = Math.max(...x.map(Math.abs), 1e-9), told = words.kept.replace("%s", alive).replace("%s", kept.length);
  fill("x", tuple(shape), x.map(it => cell(it, true, most)), shape, words.x);
  fill("mask", `${tuple(shapeOfCoins)} ÷ ${whole(1 - rate)}`, kept.map(it => cell(Number(it), it, 2)), shapeOfCoins, told);
  const counted = arithmetic.moments(x, shape, rate, shapeOfCoins, seed), scaled = most / (1 - rate);
  fill("result", tuple(shape), result.map((it, place) => cell(it, it !== 0 || x[place] === 0, scaled)), shape, told);
  const lines = [
    [words.mean, counted.mean, counted.mean_theory],
    [words.variance, counted.variance, counted.variance_theory],
    [words.spread, counted.spread, counted.spread_theory],
  ];
  at(".many tbody").innerHTML = lines.map(([name, seen, theory]) => `<tr><th scope="row">${name}</th><td>${seen.toPrecision(3)}</td><td>${theory.toPrecision(3)}</td></tr>`).join("");
  at(".many svg").innerHTML = histogram(counted);
  const matters = shared.map((it, axis) => Number(it && shape[axis] > 1)).join("");
  at(".says").innerHTML = `<b>${words[matters]}</b> ${told}`;
  const {keras, tf1, torch} = code(), dialects = [[words.keras, keras], [words.tf1, tf1], [words.torch, torch]];
  at(".code dl").innerHTML = dialects.map(([name, line]) => `<dt>${name}</dt><dd tabindex="0"><code>${line}</code></dd>`).join("");
  at(".own").hidden = !state.own;
  all("[data-axis]").forEach((button, axis) => {
    button.setAttribute("aria-pressed", Boolean(shared[axis]));
    button.querySelector("b").textContent = shapeOfCoins[axis];
    button.disabled = shape[axis] === 1;
  });
  all("[data-preset]").forEach(button => button.setAttribute("aria-pressed", String(PRESETS[button.dataset.preset]) === String(shared)));
  all("output[data-size]").forEach((output, axis) => { output.textContent = shape[axis]; });
  at("output[data-rate]").textContent = whole(rate).length > 4 ? whole(rate) : rate.toFixed(2);
  const set = (field, number) => { if (document.activeElement !== field || field.type === "range") field.value = number; };
  all("input[data-size]").forEach((field, axis) => set(field, shape[axis]));
  set(at("input[data-rate]"), rate);
  set(at("input[data-seed]"), seed);
  board.dataset.drawn = "true";
};
let asked = 0;
const soon = () => {
  const greyed = element.closest("[data-stale]");  // by an answer of the server's that did not come: this one is here
  if (greyed) delete greyed.dataset.stale;
  asked ||= requestAnimationFrame(() => { asked = 0; draw(); });
};
element.addEventListener("input", ({target}) => {
  if (target.matches("[data-rate]")) state.rate = Number(target.value);
  else if (target.matches("[data-size]")) { state.shape[Number(target.dataset.size)] = Number(target.value); state.own = null; }
  else if (target.matches("[data-seed]") && target.value !== "" && target.validity.valid) state.seed = Number(target.value);
  soon();
});
element.addEventListener("focusout", ({target}) => { if (target.matches("[data-seed]")) soon(); });
element.addEventListener("click", ({target}) => {
  const button = target.closest("button"), link = target.closest("a[download]");
  if (link) {
    const {rate, shape, seed} = state, {kept, result} = arithmetic.drop(values(), shape, rate, coins(), seed);
    const file = {shape, noise_shape: coins(), rate, seed, values: values(), mask: kept.map(Number), result};
    link.href = `data:application/json,${encodeURIComponent(JSON.stringify(file))}`;
  }
  if (!button) return;
  if (button.dataset.axis) state.shared[Number(button.dataset.axis)] ^= 1;
  else if (button.dataset.preset) state.shared = [...PRESETS[button.dataset.preset]];
  else if ("again" in button.dataset) state.seed = (state.seed + 1) % 2 ** 31;
  else if ("example" in button.dataset) Object.assign(state, {shape: [3, 4, 5], own: null});
  soon();
});
watch("value", () => {  // values of one's own, as the server has answered
  const {value} = props;
  if (!value) return;
  const {shape, noise_shape, rate, seed} = value;
  Object.assign(state, {shape: [...shape], rate, seed, own: value.values.flat(2)});
  state.shared = shape.map((size, axis) => Number(noise_shape[axis] === 1 && size > 1));
  draw();
});
new MutationObserver(() => { if (at(".board") && !at(".board").dataset.drawn) draw(); }).observe(element, {childList: true, subtree: true});
draw();
