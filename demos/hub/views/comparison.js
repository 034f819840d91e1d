(value, words, escape, {short, shown, measured, table}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {first, second, results} = value;
  if (!results.length) return `<section><p class="note" role="status">${words.nothing}</p></section>`;
  const change = it => it.first === null || it.second === null ? "–" : it.first === it.second ? "=" : `${it.second >= it.first ? "+" : "−"}${shown(Math.abs(it.second - it.first), it.unit)}`;
  const row = it => `<tr><td>${escape(it.dataset)}</td><td>${measured(it.metric)}</td><td class="number">${shown(it.first, it.unit)}</td>
    <td class="number">${shown(it.second, it.unit)}</td><td class="number better">${change(it)}</td></tr>`;
  const columns = [[words.data], [words.metric], [`<code>${short(first)}</code>`, "number"], [`<code>${short(second)}</code>`, "number"], [words.change, "number"]];
  return `<section role="status">${table(columns, results.map(row))}</section>`;
}
