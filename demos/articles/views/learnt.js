(value, words, escape, {number, cut}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const MOST = 200, {texts, pages} = value;
  return `<section><p class="caption" role="status">${words.count} ${number(texts.length)} · ${words.of_pages} ${number(pages)}${value.site ? ` · ${escape(value.site)}` : ""}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table>
      <thead><tr><th scope="col">${words.text}</th><th scope="col">${words.place}</th><th scope="col" class="number">${words.on_pages}</th></tr></thead>
      <tbody>${texts.slice(0, MOST).map(it => `<tr><td>${cut(it.text, 160)}</td><td><code>${escape(it.place)}</code></td><td class="number">${number(it.pages)}</td></tr>`).join("")}</tbody></table></div>
    ${texts.length > MOST ? `<p class="caption">${number(texts.length - MOST)} ${words.more}</p>` : ""}</section>`;
}
