(value, words, escape, {short, day, size, shown, measured, table}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const place = it => it.repo ? `<code>${escape(it.repo)}@${short(it.revision)}</code>` : "";
  const metric = it => it.headline ? `<b>${shown(it.headline.value, it.headline.unit)}</b> ${measured(it.headline.name)}` : "–";
  const row = it => `<tr><td><button type="button" data-name="${escape(it.name)}">${escape(it.name)}</button></td>
    <td>${words[it.kind]} ${place(it)}<details><summary>${words.steps}</summary>
      <ol>${it.steps.map(step => `<li>${escape(step)}</li>`).join("")}</ol></details></td>
    <td>${metric(it)}</td><td class="number">${day(it.date)}</td><td class="number">${it.size ? size(it.size) : "–"}</td></tr>`;
  return `<section>${table([[words.name], [words.source], [words.metric], [words.date, "number"], [words.size, "number"]], value.map(row))}</section>`;
}
