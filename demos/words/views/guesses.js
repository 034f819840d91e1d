(value, words, escape, {number, bar, csv}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {before, after, guesses} = value;
  const percent = probability => probability >= 0.001 ? `${(100 * probability).toFixed(1)} %` : "< 0.1 %";
  const most = guesses.length ? guesses[0].probability : 1;
  const row = ({word, probability, count}) => `<li><span>${escape(word)}</span>${bar(probability / most)}
    <span class="value">${percent(probability)}</span><span class="often" title="${words.often}">${number(count)} ×</span></li>`;
  const best = guesses.length ? escape(guesses[0].word) : "?";
  const rows = [["word", "probability", "count"], ...guesses.map(it => [it.word, it.probability.toFixed(6), it.count])];
  return `<section><p class="title" role="status">${escape(before.join(" "))} <b>${best}</b> ${escape(after.join(" "))}</p>
    <p class="caption">${words.caption}</p><ol class="bars">${guesses.map(row).join("")}</ol>${csv("gap", rows)}</section>`;
}
