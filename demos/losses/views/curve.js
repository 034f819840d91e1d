(value, words, escape, plot) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const WIDTH = 480, HEIGHT = 220, {axis, x, y, plain} = value;
  const axes = {probability: words.probability, gap: words.gap, distance: words.distance, cosine: words.cosine};
  const [left, right] = [x[0], x.at(-1)], most = Math.max(1e-9, ...y, ...plain);
  const placed = values => values.map((it, i) => [WIDTH * (x[i] - left) / (right - left), HEIGHT - 4 - (HEIGHT - 8) * it / most]);
  const round = it => Number(it.toPrecision(3));
  return `<section><p class="facts"><span><i class="own"></i>${words.own}</span><span><i class="plain"></i>${words.plain}</span></p>
    <div class="chart"><span class="most">${round(most)}</span><span class="least">0</span>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.label}: ${axes[axis]}">${plot.line(placed(plain), "plain")}${plot.line(placed(y), "own")}</svg>
      <p class="axis"><span>${round(left)}</span><span>${axes[axis]}</span><span>${round(right)}</span></p></div></section>`;
}
