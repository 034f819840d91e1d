(value, words, escape, {bar, notes}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const place = name => escape(name.replace(/@([0-9a-f]{7})[0-9a-f]{33}$/, "@$1"));
  const names = ({answer}) => new Set(answer.neighbours.map(it => it.word));
  const [first, second] = [names(value.first), names(value.second)];
  const row = ({word, similarity}, other) => `<li class="${other.has(word) ? "" : "odd"}"><span>${escape(word)}${other.has(word) ? "" : ` <em>${words.only}</em>`}</span>
    ${bar(similarity)}<span class="value">${similarity.toFixed(2)}</span></li>`;
  const side = ({checkpoint, answer}, other) => `<div class="side"><code>${place(checkpoint)}</code>${notes(answer.asked)}
    <ol class="bars">${answer.neighbours.map(it => row(it, other)).join("")}</ol></div>`;
  return `<section><p class="title" role="status">${words.both} <b>${[...first].filter(word => second.has(word)).length} / ${Math.max(first.size, second.size)}</b></p>
    ${value.first.checkpoint === value.second.checkpoint ? `<p class="caption">${words.alike}</p>` : ""}<div class="pair">${side(value.first, second)}${side(value.second, first)}</div></section>`;
}
