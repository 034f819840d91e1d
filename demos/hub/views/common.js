(words, escape) => {
  const short = commit => commit ? escape(/^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 7) : commit) : "–";
  const day = date => date ? escape(date.slice(0, 10)) : "–";
  const size = bytes => bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  const shown = (value, unit) => value === null || value === undefined ? "–"
    : unit === "fraction" ? `${(100 * value).toFixed(1)} %` : `${Number(value.toPrecision(4))} ${escape(unit ?? "")}`.trim();
  const measured = metric => words[`metrics.${metric}`] ?? escape(metric);
  // On a narrow screen each row is a card, whose lines are named (page.css).
  const cards = (columns, rows) => rows.map(row => {
    let at = 0;
    return row.replace(/<td/g, () => `<td data-name="${columns[at++].replace(/<[^>]*>/g, "")}"`);
  }).join("");
  const table = (columns, rows) => `<div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table class="kexue-cards">
    <thead><tr>${columns.map(([name, kind]) => `<th scope="col" class="${kind ?? ""}">${name}</th>`).join("")}</tr></thead>
    <tbody>${cards(columns.map(([name]) => name), rows)}</tbody></table></div>`;
  return {short, day, size, shown, measured, table};
}
