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
  // one arrow in each square, as long as the square for the steepest; square roots, so that the flat ones are seen too
  const arrows = field => {
    const side = size / (field.length || 1), steepest = Math.max(...field.flat().map(([a, b]) => Math.hypot(a, b))) || 1;
    const one = ([a, b], i, j) => {
      const slope = Math.hypot(a, b), reach = 0.45 * side * Math.sqrt(slope / steepest);
      if (reach < 1.5) return "";
      const [x, y, dx, dy] = [(i + 0.5) * side, size - (j + 0.5) * side, reach * a / slope, -reach * b / slope];
      const to = (along, across) => `${(x + along * dx + across * dy).toFixed(1)} ${(y + along * dy - across * dx).toFixed(1)}`;
      return `M${to(-1, 0)}L${to(1, 0)}M${to(0.4, 0.4)}L${to(1, 0)}L${to(0.4, -0.4)}`;
    };
    return field.length ? `<path class="arrows" d="${field.map((row, j) => row.map((it, i) => one(it, i, j)).join("")).join("")}"/>` : "";
  };
  const HIGH = 72, PAD = 8;
  const walked = trail => {
    const least = Math.min(0, ...trail), most = Math.max(...trail), step = (size - 2 * PAD) / Math.max(12, trail.length - 1);
    const points = trail.map((it, i) => [PAD + i * step, HIGH - PAD - (HIGH - 2 * PAD) * (it - least) / (most - least || 1)]);
    const turns = points.filter((_, i) => value.moves[i - 1] === "g");
    return `<svg class="trail" viewBox="0 0 ${size} ${HIGH}" role="img" aria-label="${words.trail}">${plot.line(points, "critic")}${plot.dots(turns, "made", 4)}</svg><p class="caption">${words.trail}</p>`;
  };
  const drawing = target === "normal"
    ? bars(real, "real", 1) + bars(made, "made", 6) + plot.line(critic[0].map((it, i) => [(i + 0.5) * cell, 20 + 160 * share(it)]), "critic")
    : plot.cells(critic.map(row => row.map(it => 1 - share(it))), "ground") + plot.dots(placed(real), "real") + arrows(value.field ?? []) + plot.dots(placed(made), "made");
  const fact = plot.fact, trail = value.trail ?? [];
  return `<section><svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${words.label}">${drawing}</svg>
    <p class="facts"><span>${words.step} <b>${value.step} / ${value.steps}</b></span>${fact(words.distance, value.distance, 3)}${fact(words.penalty, value.penalty, 4)}
      ${value.covered === null ? "" : `<span>${words.covered} <b>${Math.round(100 * value.covered)} %</b></span>`}${fact(words.divergence, value.divergence, 3)}${fact(words.largest, value.largest, 3)}</p>
    ${trail.length > 1 ? walked(trail) : ""}
    <p class="caption"><i class="real"></i> ${words.real} <i class="made"></i> ${words.made} · ${target === "normal" ? words.curve : words.ground}</p></section>`;
}
