(value, words, escape) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const SIZE = 480, SPAN = 2.4, {critic, real, made, target} = value, flat = critic.flat();
  const low = Math.min(...flat), high = Math.max(...flat), cell = SIZE / critic[0].length;
  const x = it => SIZE / 2 * (1 + it / SPAN), y = it => SIZE / 2 * (1 - it / SPAN);
  const share = it => (it - low) / (high - low || 1);
  const dot = ([a, b], kind) => `<circle class="${kind}" cx="${x(a).toFixed(1)}" cy="${y(b).toFixed(1)}" r="2.6"/>`;
  const ground = critic.map((row, j) => row.map((it, i) => `<rect x="${(i * cell).toFixed(1)}" y="${(SIZE - (j + 1) * cell).toFixed(1)}" width="${(cell + 0.6).toFixed(1)}" height="${(cell + 0.6).toFixed(1)}" style="opacity: ${(1 - share(it)).toFixed(2)}"/>`).join("")).join("");
  const counts = points => {
    const found = Array(32).fill(0);
    points.forEach(([a]) => { found[Math.min(31, Math.max(0, Math.floor((a / SPAN + 1) * 16)))] += 1; });
    return found;
  };
  const bars = (points, kind) => {
    const found = counts(points), most = points.length / 5;
    return found.map((it, i) => `<rect class="${kind}" x="${i * SIZE / 32 + (kind === "made" ? 6 : 1)}" y="${(SIZE - SIZE * it / most).toFixed(1)}" width="8" height="${(SIZE * it / most).toFixed(1)}"/>`).join("");
  };
  const curve = `<polyline points="${critic[0].map((it, i) => `${((i + 0.5) * cell).toFixed(1)},${(20 + 160 * share(it)).toFixed(1)}`).join(" ")}"/>`;
  const drawing = target === "normal" ? bars(real, "real") + bars(made, "made") + curve
    : `<g class="ground">${ground}</g>${real.map(it => dot(it, "real")).join("")}${made.map(it => dot(it, "made")).join("")}`;
  const fact = (name, number, digits) => number === null ? "" : `<span>${name} <b>${number.toFixed(digits)}</b></span>`;
  return `<section><svg viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="${words.label}">${drawing}</svg>
    <p class="facts" role="status"><span>${words.step} <b>${value.step} / ${value.steps}</b></span>${fact(words.distance, value.distance, 3)}${fact(words.penalty, value.penalty, 4)}
      ${value.covered === null ? "" : `<span>${words.covered} <b>${Math.round(100 * value.covered)} %</b></span>`}${fact(words.divergence, value.divergence, 3)}${fact(words.largest, value.largest, 3)}</p>
    <p class="caption"><i class="real"></i> ${words.real} <i class="made"></i> ${words.made} · ${target === "normal" ? words.curve : words.ground}</p></section>`;
}
