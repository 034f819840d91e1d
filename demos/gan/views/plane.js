(value, words, escape, plot) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const SPAN = 2.4, BARS = 32, {size} = plot, {critic, real, made, target} = value, flat = critic.flat();
  const low = Math.min(...flat), high = Math.max(...flat), share = it => (it - low) / (high - low || 1);
  const placed = points => points.map(([x, y]) => [plot.x(x, SPAN), plot.y(y, SPAN)]);
  const counts = points => {
    const found = Array(BARS).fill(0);
    points.forEach(([a]) => { found[Math.min(BARS - 1, Math.max(0, Math.floor((a / SPAN + 1) * BARS / 2)))] += 1; });
    return found;
  };
  const bars = (points, kind, shift) => counts(points).map((it, i) => `<rect class="${kind}" x="${i * size / BARS + shift}" y="${(size - size * 5 * it / points.length).toFixed(1)}" width="8" height="${(size * 5 * it / points.length).toFixed(1)}"/>`).join("");
  const cell = size / critic[0].length;
  const drawing = target === "normal"
    ? bars(real, "real", 1) + bars(made, "made", 6) + plot.line(critic[0].map((it, i) => [(i + 0.5) * cell, 20 + 160 * share(it)]), "critic")
    : plot.cells(critic.map(row => row.map(it => 1 - share(it))), "ground") + plot.dots(placed(real), "real") + plot.dots(placed(made), "made");
  const fact = plot.fact;
  return `<section><svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${words.label}">${drawing}</svg>
    <p class="facts"><span>${words.step} <b>${value.step} / ${value.steps}</b></span>${fact(words.distance, value.distance, 3)}${fact(words.penalty, value.penalty, 4)}
      ${value.covered === null ? "" : `<span>${words.covered} <b>${Math.round(100 * value.covered)} %</b></span>`}${fact(words.divergence, value.divergence, 3)}${fact(words.largest, value.largest, 3)}</p>
    <p class="caption"><i class="real"></i> ${words.real} <i class="made"></i> ${words.made} · ${target === "normal" ? words.curve : words.ground}</p></section>`;
}
