(value, words, escape, {bar, csv, notes}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const row = ([word, fit], index) => `<li class="${index ? "" : "odd"}"><span>${escape(word)}</span>${bar(fit)}
    <span class="value">${fit.toFixed(2)}</span><span></span></li>`;
  return `<section><p class="title" role="status">${words.odd} <b>${escape(value.ranked[0][0])}</b></p>${notes(value.asked)}
    <p class="caption">${words.caption}</p><ol class="bars">${value.ranked.map(row).join("")}</ol>
    ${csv("odd_one_out", [["word", "cosine"], ...value.ranked.map(([word, fit]) => [word, fit.toFixed(4)])])}</section>`;
}
