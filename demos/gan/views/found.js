(value, words, escape, {image, named}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const shown = (address, name, more = "") => address ? `<li>${image(address, name)}<span class="told"><b>${name}</b>${more}</span></li>` : "";
  const way = value.walk ? shown(value.walk, words.walk.replace("%s", value.to)) : "";
  return `<section><ol class="pictures">${shown(value.picture, words.yours, named(value.kind))}${shown(value.drawn, words.nearest)}${way}</ol>
    <p class="caption">${words.error.replace("%s", (100 * value.error).toFixed(1))}</p></section>`;
}
