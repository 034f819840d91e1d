(value, words, escape, {number, image, named}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {pictures, seed, kind, truncation, archive} = value;
  const scores = pictures.map(it => it.score), best = Math.min(...scores), worst = Math.max(...scores);
  const mark = ({score}) => pictures.length < 2 ? "" : score === best ? "best" : score === worst ? "worst" : "";
  const drawn = escape(JSON.stringify({seed, kind, truncation}));
  const told = it => `${image(it.image, it.kind ?? words.picture)}
    <span class="told">${named(it.kind)}<span>${number(it.score)}</span></span>`;
  const entry = it => `<li class="${mark(it)}">${seed === null ? told(it)
    : `<button type="button" data-place="${it.place}" data-drawn="${drawn}" title="${words.real}">${told(it)}</button>`}</li>`;
  const from = seed === null ? words.yours : words.drawn.replace("%s", `<b>${seed}</b>`);
  return `<section class="${pictures.length < 2 ? "one" : ""}"><p class="caption" role="status">${from} ${words.caption}</p>
    <ol class="pictures">${pictures.map(entry).join("")}</ol>
    <a download="pictures-${seed ?? "scored"}.zip" href="${escape(archive)}">${words.archive}</a></section>`;
}
