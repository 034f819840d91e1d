(value, words, escape, plot) => {
  if (!value) return `<p class="empty">${both ? words.empty_both : words.empty}</p>`;
  const {size} = plot, frames = value.first ? [value.first, value.second] : [value];
  const names = {"cross-entropy": words.cross_entropy, "over-confidence": words.over_confidence, focal: words.focal, centre: words.centre_loss, triplet: words.triplet, arcface: words.arcface};
  const parts = {cross_entropy: words.cross_entropy, uniform: words.uniform, focal: words.focal, centre: words.centre, triplet: words.triplet, arcface: words.arcface};
  const whys = {"cross-entropy": words.why_cross_entropy, "over-confidence": words.why_over_confidence, focal: words.why_focal, centre: words.why_centre, triplet: words.why_triplet, arcface: words.why_arcface};
  const percent = it => `${(100 * it).toFixed(1)} %`;
  const fact = (name, told) => `<span>${name} <b>${told}</b></span>`;
  const picture = (name, drawing, caption) => `<figure><figcaption><b>${name}</b></figcaption>
    <svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${name}">${drawing}</svg><p class="caption">${caption}</p></figure>`;

  const reach = frames => 1.1 * Math.max(1e-3, ...frames.flatMap(it => it.features.flat()).map(Math.abs));
  const shared = reach(frames);  // a range of its own for each would make both look alike

  const show = frame => {
    const {regions, labels, feature_labels, features, centres, history, components} = frame;
    const plane = frame.points.length > 0, {span} = regions;
    const classes = 1 + Math.max(...labels, ...feature_labels), every = Array.from({length: classes}, (_, kind) => kind);
    const few = frame.features.length < 100, radius = few ? 5 : 3.2;
    const wide = plane ? shared : Math.max(...frames.map(it => it.regions.span));
    const strength = it => Math.max(0, (it / 100 - 1 / classes) / (1 - 1 / classes));
    const ground = `<g class="ground" ${plane ? "" : `transform="translate(${size / 2} ${size / 2}) scale(${(span / wide).toFixed(4)}) translate(${-size / 2} ${-size / 2})"`}>${every.map(kind => plot.cells(regions.labels.map((row, j) => row.map((it, i) => it === kind ? strength(regions.percent[j][i]) : null)), `k${kind}`)).join("")}</g>`;
    const placed = (points, by) => points.map(([x, y]) => [plot.x(x, by), plot.y(y, by)]);
    const dots = (points, kinds, by, radius) => plot.dots(placed(points, by), "halo", radius + 1.2) + every.map(kind => plot.dots(placed(points.filter((_, i) => kinds[i] === kind), by), `k${kind}`, radius)).join("");
    const middle = kind => {
      const own = features.filter((_, i) => feature_labels[i] === kind), sum = axis => own.reduce((all, it) => all + it[axis], 0) / own.length;
      return own.length ? `<text x="${plot.x(sum(0), wide).toFixed(1)}" y="${(plot.y(sum(1), wide) + (centres || few ? -14 : 7)).toFixed(1)}">${kind}</text>` : "";
    };
    const cross = ([x, y]) => `M${(x - 9).toFixed(1)} ${y.toFixed(1)}h18M${x.toFixed(1)} ${(y - 9).toFixed(1)}v18`;
    const crosses = centres ? `<path class="centres under" d="${placed(centres, wide).map(cross).join("")}"/><path class="centres" d="${placed(centres, wide).map(cross).join("")}"/>` : "";
    const scattered = dots(features, feature_labels, wide, radius) + crosses + every.map(middle).join("");
    const range = String(Number(wide.toPrecision(2)));
    const told = `${words.held_out.replaceAll("%s", range)}${centres ? ` ${words.centres}` : ""}`;
    const most = Math.max(1e-9, ...history.flatMap(it => it.values)), WIDTH = 480, HEIGHT = 110;
    const curve = (_, part) => plot.line(history.map(it => [WIDTH * it.step / frame.steps, HEIGHT - 4 - (HEIGHT - 8) * it.values[part] / most]), `c${part}`);
    const newest = history.at(-1)?.values;
    const legend = components.map((name, part) => `<span><i class="c${part}"></i>${parts[name]} <b>${newest ? newest[part].toPrecision(3) : "–"}</b></span>`).join("");
    return `<section class="run">${frames.length > 1 ? `<h3>${names[frame.loss]}</h3>` : ""}
      <div class="planes ${plane ? "" : "one"}">${plane ? picture(words.inputs, ground + dots(frame.points, labels, span, radius), words.ground) : ""}
        ${picture(words.features, (plane ? "" : ground) + scattered, `${told}${frames.length > 1 ? ` ${words.common}` : ""}${frame.apart ? "" : ` ${words.same}`}`)}</div>
      <p class="facts">${fact(words.step, `${frame.step} / ${frame.steps}`)}${fact(words.accuracy, percent(frame.accuracy))}${fact(words.learnt, percent(frame.train_accuracy))}${fact(words.ece, percent(frame.ece))}${fact(words.confidence, percent(frame.confidence))}</p>
      <p class="facts legend"><span>${words.loss}</span>${legend}</p>
      <svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.loss}">${history.length ? components.map(curve).join("") : ""}</svg>
      <p class="why">${whys[frame.loss]}${frame.ended === "reached" ? ` <b>${words.reached}</b>` : ""}</p></section>`;
  };
  return `<div class="runs">${frames.map(show).join("")}</div>`;
}
