(value, words, escape, {image, named}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {first, second} = value;
  const place = name => escape(name.replace(/@([0-9a-f]{7})[0-9a-f]{33}$/, "@$1"));
  const metric = ({metric, value}) => metric === null ? "" : `<p><b>${value.toFixed(2)}</b> ${words[metric] ?? escape(metric)}</p>`;
  const entry = it => `<li>${image(it.image, it.kind ?? words.picture)}<span class="told">${named(it.kind)}</span></li>`;
  const side = it => `<div class="side"><code>${place(it.checkpoint)}</code>${metric(it)}
    <ol class="pictures">${it.sheet.pictures.map(entry).join("")}</ol></div>`;
  return `<section><p class="caption" role="status">${words.drawn.replace("%s", `<b>${first.sheet.seed}</b>`)}
    ${first.checkpoint === second.checkpoint ? words.alike : ""}</p><div class="pair">${side(first)}${side(second)}</div></section>`;
}
