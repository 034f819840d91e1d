(value, words, escape, {csv, notes}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const MOST = 30;  // rows and columns that a page can show
  const rows = value.rows.slice(0, MOST), columns = value.columns.slice(0, MOST);
  const cell = cosine => `<td class="${cosine < 0 ? "minus" : ""}"><i style="opacity: ${Math.min(0.5, 0.7 * Math.abs(cosine)).toFixed(2)}"></i>
    <span>${cosine.toFixed(2)}</span></td>`;
  const line = ({word}, index) => `<tr><th scope="row">${escape(word)}</th>${columns.map((_, at) => cell(value.cosines[index][at])).join("")}</tr>`;
  const lines = value.rows.map(({word}, index) => [word, ...value.cosines[index].map(cosine => cosine.toFixed(4))]);
  const seen = new Set(), asked = [...value.rows, ...value.columns].filter(({word}) => !seen.has(word) && seen.add(word));
  const more = value.rows.length > MOST || value.columns.length > MOST;
  return `<section>${notes(asked)}<p class="caption" role="status">${words.caption}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table>
      <thead><tr><td></td>${columns.map(({word}) => `<th scope="col">${escape(word)}</th>`).join("")}</tr></thead>
      <tbody>${rows.map(line).join("")}</tbody></table></div>
    ${more ? `<p class="caption">${words.more}</p>` : ""}
    ${csv("similarities", [["", ...value.columns.map(({word}) => word)], ...lines])}</section>`;
}
