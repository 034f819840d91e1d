(rows, words, escape, {number, percent, doubtful, method, cards}) => {
  if (!rows) return `<p class="empty">${words.empty}</p>`;
  const failed = rows.filter(row => row.error).length, text = it => it === null ? "–" : escape(it);
  const columns = [words.file, words.title, words.author, words.date, words.characters, words.confidence];
  const line = row => row.error ? `<tr class="failed"><td>${escape(row.file)}</td><td colspan="5">${escape(row.error)}</td></tr>`
    : `<tr><td>${escape(row.file)}</td><td>${text(row.title)}</td><td>${text(row.author)}</td><td>${text(row.date)}</td>
      <td class="number">${number(row.characters)}</td><td class="number" title="${method(row.method)}">${doubtful(row.confidence) ? "⚠ " : ""}${percent(row.confidence)}</td></tr>`;
  return `<section><p class="caption" role="status">${words.read} ${rows.length - failed} · ${words.failed} ${failed}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table class="kexue-cards">
      <thead><tr>${columns.map(name => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${cards(columns, rows.map(line))}</tbody></table></div></section>`;
}
