(value, words, escape) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {steps, sheets, distances, seed} = value, last = steps.length - 1;
  const told = place => `${words.step} <b>${steps[place].toLocaleString("en")}</b>${distances.length ? ` · ${words.distance} <b>${distances[place].toFixed(1)}</b>` : ""}`;
  const sheet = (address, place) => `<img src="${escape(address)}" alt="${words.step} ${steps[place]}" ${place === last ? "" : "hidden"}>`;
  const lines = steps.map((_, place) => `<p data-told="${place}" ${place === last ? "" : "hidden"}>${told(place)}</p>`).join("");
  const most = Math.max(...distances), bar = (it, place) => `<i data-bar="${place}" style="height: ${Math.max(3, 100 * it / most).toFixed(0)}%" title="${steps[place]}: ${it.toFixed(2)}"></i>`;
  return `<section><div class="sheets">${sheets.map(sheet).join("")}</div>
    <div class="bars" aria-hidden="true">${distances.map(bar).join("")}</div>
    <div class="told" role="status">${lines}</div>
    <div class="row"><button type="button" data-play>▶ ${words.play}</button>
      <input type="range" min="0" max="${last}" value="${last}" aria-label="${words.step}"></div>
    <p class="caption">${words.caption}</p></section>`;
}
