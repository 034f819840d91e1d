(value, words, escape, plot) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const WIDTH = plot.size, HEIGHT = 300, {data, grid, mean, deviation, scaled, draws} = value;
  const xs = grid.length ? grid : data.map(([x]) => x), ys = data.map(([, y]) => y);
  const left = Math.min(...xs), right = Math.max(...xs), low = Math.min(...ys), high = Math.max(...ys), tall = high - low || 1;
  const x = it => WIDTH * (it - left) / (right - left || 1), y = it => HEIGHT * (0.75 - 0.5 * (it - low) / tall);
  const along = line => line.map((it, place) => [x(grid[place]), Math.min(2 * HEIGHT, Math.max(-HEIGHT, y(it)))]);
  const dots = plot.dots(data.map(([a, b]) => [x(a), y(b)]), "data", 2.4);
  const edge = sign => mean.map((it, place) => it + sign * 2 * deviation[place]);
  const outline = [...along(edge(1)), ...along(edge(-1)).reverse()];
  const band = grid.length ? `<path class="band" d="M${outline.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L")}z"/>` : "";
  const short = it => String(Number(it.toPrecision(3))).replace("-", "−");
  const ticks = `<text x="4" y="${(y(high) + 4).toFixed(0)}">y ${short(high)}</text><text x="4" y="${(y(low) + 4).toFixed(0)}">y ${short(low)}</text>
    <text x="4" y="${HEIGHT - 6}">x ${short(left)}</text><text x="${WIDTH - 4}" y="${HEIGHT - 6}" text-anchor="end">x ${short(right)}</text>`;
  const picture = (name, drawing, caption) => `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${name}">${drawing}${ticks}</svg>
    <figcaption><b>${name}</b> ${caption}</figcaption></figure>`;
  const trained = grid.length ? plot.line(along(scaled), "scaled") : "", averaged = grid.length ? plot.line(along(mean), "mean") : "";
  const thin = draws.length ? `<path class="thin" d="${draws.map(line => along(line).map(([a, b], place) => `${place ? "L" : "M"}${a.toFixed(1)} ${b.toFixed(1)}`).join("")).join("")}"/>` : "";
  return `<section><div class="pictures">
    ${picture(words.uncertainty, band + averaged + dots, words.band)}
    ${picture(words.ensemble, thin + averaged + trained + dots, words.thinned.replace("%s", draws.length))}</div>
    <p class="facts"><span>${words.step} <b>${value.step.toLocaleString("en")} / ${value.steps.toLocaleString("en")}</b></span>${plot.fact(words.loss, value.loss, 3)}
      ${plot.fact(words.seen, value.seen, 3)}${plot.fact(words.unseen, value.unseen, 3)}${plot.fact(words.apart, value.apart, 3)}</p></section>`;
}
