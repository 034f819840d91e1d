(value, words, escape, {short, day, shown, measured, table}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {repo, state, asked, reason, points} = value;
  if (!points.length) return `<section><p class="note" role="status">${repo ? words.unknown : words.no_repo} ${repo && reason ? escape(reason) : ""}</p></section>`;
  const told = state === "remembered" ? `<p class="note" role="status">${words.remembered} ${escape((asked ?? "").slice(0, 16).replace("T", " "))} UTC. ${escape(reason ?? "")}</p>`
    : reason ? `<p class="note" role="status">${words.partly} ${escape(reason)}</p>` : "";
  const WIDTH = 760, HEIGHT = 190, EDGE = 60, LOW = 150, HIGH = 24;
  const drawn = points.filter(it => it.value !== null && it.metric === points.find(one => one.metric)?.metric).reverse();  // oldest first
  const values = drawn.map(it => it.value), least = Math.min(...values), most = Math.max(...values);
  const x = index => drawn.length > 1 ? EDGE + (WIDTH - 2 * EDGE) * index / (drawn.length - 1) : WIDTH / 2;
  const y = one => most > least ? LOW - (LOW - HIGH) * (one - least) / (most - least) : (LOW + HIGH) / 2;
  const tag = it => it.names.find(name => name !== "main" && name !== "stable") ?? it.names[0] ?? "";
  const every = Math.ceil(drawn.length / 8);  // labels that fit beside one another
  const dot = (it, index) => `<circle cx="${x(index)}" cy="${y(it.value)}" r="4"><title>${escape(tag(it))} ${short(it.commit)} ${day(it.date)}: ${shown(it.value, it.unit)}</title></circle>
    ${index % every ? "" : `<text x="${x(index)}" y="${y(it.value) - 10}" text-anchor="middle">${shown(it.value, it.unit)}</text>
      <text x="${x(index)}" y="${HEIGHT - 14}" text-anchor="middle">${escape(tag(it)) || short(it.commit)}</text>`}`;
  const curve = drawn.length ? `<p class="caption">${measured(drawn[0].metric)}</p>
    <div class="plot" tabindex="0" role="region" aria-label="${words.curve}"><svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.curve}: ${drawn.map(it => shown(it.value, it.unit)).join(", ")}">
      <line x1="${EDGE / 2}" x2="${WIDTH - EDGE / 2}" y1="${LOW + 12}" y2="${LOW + 12}"/>
      <polyline points="${drawn.map((it, index) => `${x(index)},${y(it.value)}`).join(" ")}"/>${drawn.map(dot).join("")}</svg></div>` : "";
  const names = it => it.names.map(name => `<span class="tag">${escape(name)}</span>`).join("");
  const row = it => `<tr><td><code title="${escape(it.commit)}">${short(it.commit)}</code></td><td>${names(it)}</td><td>${day(it.date)}</td>
    <td class="number">${shown(it.value, it.unit)}</td><td>${escape(it.title)}</td></tr>`;
  return `<section><p class="title"><code>${escape(repo)}</code></p>${told}${curve}
    ${table([[words.commit], [words.names], [words.date], [words.value, "number"], [words.title]], points.map(row))}</section>`;
}
