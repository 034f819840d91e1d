(value, words, escape, {number, cut}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const MOST = 500, {settings, characters, pieces} = value;
  const place = name => escape(name.replace(/@([0-9a-f]{7})[0-9a-f]{33}$/, "@$1"));
  const names = settings.map(name => ({precision: words.precision, balanced: words.balanced, recall: words.recall})[name] ?? place(name));
  const kind = it => it.first === "kept" ? it.second === "kept" ? "both" : "first" : it.second === "kept" ? "second" : "neither";
  const signs = {both: "=", first: "−", second: "+"}, heads = {both: words.both, first: `${words.only} ${names[0]}`, second: `${words.only} ${names[1]}`};
  const runs = [];  // what neither takes is counted, not shown
  for (const it of pieces) {
    const last = runs.at(-1), sort = kind(it);
    if (sort === "neither" && last?.sort === sort) last.count++;
    else runs.push({sort, text: it.text, place: it.place, count: 1});
  }
  const row = ({sort, text, place, count}) => sort === "neither" ? `<li class="neither">… ${number(count)} ${words.neither}</li>`
    : `<li class="${sort}" title="${escape(place)}"><b aria-label="${heads[sort]}">${signs[sort]}</b> ${cut(text, 300)}</li>`;
  const count = sort => pieces.filter(it => kind(it) === sort).length;
  return `<section><p class="caption" role="status">${names[0]}: ${number(characters[0])} ${words.characters} · ${names[1]}: ${number(characters[1])} ${words.characters}
      · = ${words.both} ${count("both")} · − ${heads.first} ${count("first")} · + ${heads.second} ${count("second")}</p>
    ${count("first") + count("second") ? "" : `<p class="caption">${words.same}</p>`}
    <ol class="pieces" tabindex="0" aria-label="${words.label}">${runs.slice(0, MOST).map(row).join("")}</ol></section>`;
}
