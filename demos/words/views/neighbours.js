(value, words, escape, {number, bar, csv, notes}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {asked, neighbours} = value;
  const name = word => walk ? `<button type="button" data-word="${escape(word)}" title="${words.follow}">${escape(word)}</button>` : `<span>${escape(word)}</span>`;
  const row = ({word, similarity, count}) => `<li>${name(word)}${bar(similarity)}
    <span class="value">${similarity.toFixed(2)}</span><span class="often" title="${words.often}">${number(count)} ×</span></li>`;
  const [a, b, c] = asked.map(({word}) => `<b>${escape(word)}</b>`);
  const title = c ? `${a} : ${b} = ${c} : <b>${neighbours.length ? escape(neighbours[0].word) : "?"}</b>` : words.near.replace("%s", () => a);
  const rows = [["word", "cosine", "count"], ...neighbours.map(it => [it.word, it.similarity.toFixed(4), it.count])];
  return `<section class="neighbours ${walk ? "framed" : ""}"><p class="title" role="status">${title}</p>${notes(asked, walk)}
    ${neighbours.length ? `<p class="caption">${words.caption}</p><ol class="bars">${neighbours.map(row).join("")}</ol>
      ${csv("neighbours", rows)}` : `<p class="empty">${words.none}</p>`}</section>`;
}
