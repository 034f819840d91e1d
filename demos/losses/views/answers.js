(value, words, escape) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {matches, unsure, threshold} = value;
  if (!matches.length) return `<p role="status" class="warning">⚠ ${words.unread}</p>`;
  const bar = share => `<span class="bar" aria-hidden="true"><i style="width: ${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%"></i></span>`;
  const entry = (it, index) => `<li class="${unsure ? "unsure" : index ? "" : "best"}"><p class="question">${escape(it.question)}</p>
    <p class="score">${bar(it.score)}<b>${it.score.toFixed(2)}</b><span>${words.meaning} ${it.meaning.toFixed(2)} · ${words.words} ${it.words.toFixed(2)}</span></p>
    <p class="answer">${escape(it.answer)}</p></li>`;
  return `<section><p role="status" class="${unsure ? "warning" : "told"}">${unsure ? `⚠ ${words.unsure}` : `${words.sure} <b>${escape(matches[0].question)}</b>`}</p>
    <ol>${matches.map(entry).join("")}</ol><p class="caption">${words.caption.replace("%s", threshold.toFixed(2))}</p></section>`;
}
