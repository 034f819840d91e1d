(value, words, escape, {number, bar, csv}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const most = Math.max(...value.map(({score}) => score), 1e-9);
  const row = ({word, score, times}) => `<li><span>${escape(word)}</span>${bar(score / most)}
    <span class="value">${score.toFixed(2)}</span><span class="often">${number(times)} ×</span></li>`;
  return `<section><p class="caption" role="status">${words.caption}</p><ol class="bars">${value.map(row).join("")}</ol>
    ${csv("keywords", [["word", "score", "times"], ...value.map(it => [it.word, it.score.toFixed(4), it.times])])}</section>`;
}
