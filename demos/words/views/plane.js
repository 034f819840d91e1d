(value, words, escape, {csv, notes}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const WIDTH = 720, HEIGHT = 560, EDGE = 50, {places} = value;
  const span = axis => [Math.min(...places.map(it => it[axis])), Math.max(...places.map(it => it[axis]))];
  const [left, right] = span("x"), [low, high] = span("y");
  const scale = Math.min((WIDTH - 2 * EDGE) / (right - left || 1), (HEIGHT - 2 * EDGE) / (high - low || 1));
  const at = ({x, y}) => [WIDTH / 2 + scale * (x - (left + right) / 2), HEIGHT / 2 - scale * (y - (low + high) / 2)].map(it => it.toFixed(1));
  const order = [...places].sort((a, b) => a.asked - b.asked);  // the asked ones on top
  const mark = it => `class="${it.asked ? "asked" : ""}" transform="translate(${at(it)})"`;
  const dots = order.map(it => `<circle ${mark(it)} r="1"><title>${escape(it.word.word)}</title></circle>`).join("");
  const names = order.map(it => `<text ${mark(it)}>${escape(it.word.word)}</text>`).join("");
  const share = value.method === "pca" ? `${words.explained} <b>${(100 * value.explained).toFixed(0)} %</b>` : words.tsne;
  const rows = [["word", "x", "y", "asked"], ...places.map(it => [it.word.word, it.x.toFixed(5), it.y.toFixed(5), it.asked])];
  const tool = (act, sign, name) => `<button type="button" data-act="${act}" aria-label="${name}" title="${name}">${sign}</button>`;
  return `<section>${notes(places.filter(it => it.asked).map(it => it.word))}
    <div class="head"><p class="caption" role="status">${share}</p>
      <div class="tools">${tool("in", "+", words.closer)}${tool("out", "−", words.farther)}${tool("reset", "⟲", words.reset)}</div></div>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" data-size="${WIDTH},${HEIGHT}" tabindex="0" role="img"
      aria-label="${words.label}: ${places.filter(it => it.asked).map(it => escape(it.word.word)).join(", ")}">${dots}${names}</svg>
    <p class="caption">${words.hint}</p>${csv("map", rows)}</section>`;
}
