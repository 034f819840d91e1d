(value, words, escape) => {
  const percent = probability =>
    probability > 0.995 ? "> 99 %" : probability < 0.005 ? "< 1 %" : `${Math.round(100 * probability)} %`;
  const spoken = sign => /[A-Z]/.test(sign) ? `${words.capital} ${escape(sign)}` : escape(sign);
  if (!value) return `<section class="reading empty"><div role="status"><p>${words.empty}</p></div></section>`;
  const weak = character => character.probability < 0.7 ? "weak" : "";  // marked for a second look
  const text = value.characters.map((character, place) => `<b class="${weak(character)}" data-look="${place}">${escape(character.text)}</b>`).join("");
  const aloud = value.characters.map(character => spoken(character.text)).join(", ");
  const other = ([sign, probability]) => `<span><kbd>${escape(sign)}</kbd> ${percent(probability)}</span>`;
  const row = (character, place) => {
    const {text, probability, alternatives} = character;
    const rest = alternatives.slice(1).filter(([, probability]) => probability >= 0.005).slice(0, 3);
    return `<li class="${weak(character)}">
      <button type="button" data-look="${place}" aria-label="${words.where.replace("%s", spoken(text))}"><kbd>${escape(text)}</kbd></button>
      <span class="bar" aria-hidden="true"><i style="width: ${(100 * probability).toFixed(1)}%"></i></span>
      <span class="probability">${percent(probability)}</span>
      <span class="rest">${rest.length ? `<em>${words.or}</em> ${rest.map(other).join(" ")}` : ""}</span>
    </li>`;
  };
  const rivals = value.others.filter(({confidence}) => confidence >= 0.005);
  const rival = ({text, confidence}) => `<span><kbd>${escape(text)}</kbd> ${percent(confidence)}</span>`;
  if (!value.characters.length) {
    return `<section class="reading unsure"><div role="status"><p class="text">–</p><p class="verdict">${words.nothing}</p></div></section>`;
  }
  const doubt = value.part && !value.characters.some(weak) ? words.place : words.unsure;
  const verdict = (value.unsure ? doubt : words.sure).replace("%s", `<strong>${percent(value.confidence)}</strong>`);
  return `<section class="reading ${value.unsure ? "unsure" : "sure"}">
    <div role="status">
      <p class="text" aria-hidden="true">${text || "–"}</p>
      <p class="aloud">${aloud ? `${words.reads}: ${aloud}.` : words.nothing}</p>
      <p class="verdict">${value.unsure ? "⚠" : "✓"} ${verdict}</p>
    </div>
    ${value.part ? `<p class="caption">${words.part}</p>` : ""}
    <p class="caption">${words.characters}</p>
    <ol>${value.characters.map(row).join("")}</ol>
    ${rivals.length ? `<p class="caption">${words.others}</p><p class="others">${rivals.map(rival).join(" ")}</p>` : ""}
  </section>`;
}
