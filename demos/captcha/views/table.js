(rows, words, escape) => {
  if (!rows) return `<p class="empty">${words.empty}</p>`;
  const MOST = 300;  // rows that a page can show without becoming slow
  const percent = probability =>
    probability > 0.995 ? "> 99 %" : probability < 0.005 ? "< 1 %" : `${Math.round(100 * probability)} %`;
  const named = rows.filter(row => row.label !== null);
  const mark = row => row.right ? "✓" : "✗";
  const label = row => named.length ? `<td>${row.label === null ? "" : `${mark(row)} <kbd>${escape(row.label)}</kbd>`}</td>` : "";
  const read = row => `<tr class="${row.unsure ? "unsure" : ""}">
    <td>${escape(row.file)}</td><td><kbd>${escape(row.text) || "–"}</kbd></td>${label(row)}
    <td>${row.unsure ? "⚠ " : ""}${percent(row.confidence)}</td><td>${row.unsure ? words.unsure : words.sure}</td></tr>`;
  const failed = row => `<tr class="failed"><td>${escape(row.file)}</td>
    <td colspan="${named.length ? 4 : 3}">${escape(row.error)}</td></tr>`;
  const count = test => rows.filter(test).length;
  const columns = ["file", "text", "confidence", "state"].map(name => words[name]);
  if (named.length) columns.splice(2, 0, words.says);
  const right = count(row => row.right);
  const accuracy = named.length ? ` · <strong>${(100 * right / named.length).toFixed(1)} %</strong>
    ${words.accuracy} (${right} / ${named.length})` : "";
  return `<p role="status">${words.read}: ${count(row => !row.error)} · ${words.unsure}: ${count(row => row.unsure)}
      · ${words.failed}: ${count(row => row.error)}${accuracy}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table>
    <thead><tr>${columns.map(column => `<th scope="col">${column}</th>`).join("")}</tr></thead>
    <tbody>${rows.slice(0, MOST).map(row => row.error ? failed(row) : read(row)).join("")}</tbody></table></div>
    ${rows.length > MOST ? `<p>${rows.length - MOST} ${words.more}</p>` : ""}`;
}
