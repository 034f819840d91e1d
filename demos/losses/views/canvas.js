(value, words, escape, plot) => {
  const SPAN = 1.2, {size} = plot, {points, label} = value ?? {points: [], label: 0};
  const of = kind => points.filter(it => it[2] === kind).map(([x, y]) => [plot.x(x, SPAN), plot.y(y, SPAN)]);
  const kinds = [0, 1, 2, 3].map(kind => `<button type="button" data-act="${kind}" aria-pressed="${kind === label}"><i class="k${kind}"></i>${kind}</button>`);
  return `<section><p class="tools"><span>${words.class}</span>${kinds.join("")}
      <button type="button" data-act="undo">${words.undo}</button><button type="button" data-act="clear">${words.clear}</button></p>
    <svg viewBox="0 0 ${size} ${size}" data-span="${SPAN}" role="img" aria-label="${words.label}: ${points.length} ${words.count}">
      <rect class="edge" x="${plot.x(-1, SPAN)}" y="${plot.y(1, SPAN)}" width="${size / SPAN}" height="${size / SPAN}"/>
      ${[0, 1, 2, 3].map(kind => plot.dots(of(kind), `k${kind}`, 6)).join("")}</svg>
    <p class="caption" role="status">${words.hint} <b>${points.length}</b> ${words.count}</p></section>`;
}
