(value, words, escape) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const percent = probability =>
    probability > 0.995 ? "> 99 %" : probability < 0.005 ? "< 1 %" : `${Math.round(100 * probability)} %`;
  const place = name => escape(name.replace(/@([0-9a-f]{7})[0-9a-f]{33}$/, "@$1"));
  const [first, second] = [value.first.reading.text, value.second.reading.text];
  const verdict = first === second ? words.same : first.toLowerCase() === second.toLowerCase() ? words.case : words.differ;
  const marked = (text, other) => [...text].map((sign, index) => sign === other[index] ? escape(sign) : `<b>${escape(sign)}</b>`).join("");
  const side = ({checkpoint, reading}, other) => `<div class="side ${reading.unsure ? "unsure" : ""}"><code>${place(checkpoint)}</code>
    <p class="text">${marked(reading.text, other) || "–"}</p>
    <p>${(reading.unsure ? words.unsure : words.sure).replace("%s", percent(reading.confidence))}</p></div>`;
  return `<section><p class="verdict" role="status">${verdict}</p>
    ${value.first.checkpoint === value.second.checkpoint ? `<p>${words.alike}</p>` : ""}<div class="pair">${side(value.first, second)}${side(value.second, first)}</div></section>`;
}
