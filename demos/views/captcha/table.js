(rows, words, escape) => {
  if (!rows) return `<p class="empty">${words.empty}</p>`;
  const percent = chance => chance > 0.995 ? "> 99 %" : chance < 0.005 ? "< 1 %" : `${Math.round(100 * chance)} %`;
  const read = row => `<tr class="${row.unsure ? "unsure" : ""}">
    <td>${escape(row.file)}</td><td><kbd>${escape(row.text) || "–"}</kbd></td><td>${row.unsure ? "⚠ " : ""}${percent(row.confidence)}</td>
    <td>${row.unsure ? words.unsure : words.sure}</td></tr>`;
  const failed = row => `<tr class="failed"><td>${escape(row.file)}</td><td colspan="3">${escape(row.error)}</td></tr>`;
  const count = test => rows.filter(test).length;
  return `<p role="status">${words.read}: ${count(row => !row.error)} · ${words.unsure}: ${count(row => row.unsure)}
      · ${words.failed}: ${count(row => row.error)}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table>
    <thead><tr>${["file", "text", "confidence", "state"].map(name => `<th scope="col">${words[name]}</th>`).join("")}</tr></thead>
    <tbody>${rows.map(row => row.error ? failed(row) : read(row)).join("")}</tbody></table></div>`;
}
