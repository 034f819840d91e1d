(value, words, escape) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const seeds = value.seeds.join(" → ");
  return `<figure><img src="${escape(value.image.url)}" alt="${words.label}: ${seeds}">
    <figcaption role="status">${words.caption.replace("%s", value.frames)} <b>${seeds}</b></figcaption>
    <a download="walk-${value.seeds.join("-")}.webp" href="${escape(value.image.url)}">${words.save}</a></figure>`;
}
