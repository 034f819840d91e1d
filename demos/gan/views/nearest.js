(value, words, escape, {number, image, named}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const real = it => `<li>${image(it.image, it.kind ?? words.real)}<span class="told">${named(it.kind)}<span>${it.distance.toFixed(2)}</span></span></li>`;
  return `<section><p class="caption" role="status">${words.caption.replace("%s", value.among)}</p>
    <ol class="pictures"><li class="best">${image(value.picture.image, words.drawn)}<span class="told"><b>${words.drawn}</b></span></li>
    ${value.real.map(real).join("")}</ol></section>`;
}
