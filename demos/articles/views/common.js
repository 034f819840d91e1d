(words, escape) => {
  const number = value => Number(value).toLocaleString("en");
  const percent = share => `${Math.round(100 * share)} %`;
  // models/articles/evaluate.py prints F1 by confidence: .68 on the 6 of 231 pages under this mark, .96 on the others.
  const doubtful = share => share < 0.8;
  const cut = (text, most) => text.length > most ? `${escape(text.slice(0, most))}…` : escape(text);
  const rules = {
    "trafilatura has it too": words.both_have, "prose among the article's": words.prose,
    "other pages of the site have it": words.shared, "a reader's comment": words.comments, "hidden": words.hidden,
    "links": words.links, "trafilatura has it, but it stands at the article's edge": words.edge, "short": words.short,
    "away from the article": words.away, "furniture": words.furniture, "not speech": words.not_speech,
  };
  const why = rule => rules[rule] ?? escape(rule);
  const methods = {
    "text blocks": words.text_blocks, "template and text blocks": words.with_template, "structured data": words.structured,
    "trafilatura": words.trafilatura, "records": words.records, "positions": words.positions,
  };
  const method = name => methods[name] ?? escape(name);
  const fates = {kept: words.kept, template: words.template, navigation: words.navigation, comment: words.comment};
  const address = url => /^https?:\/\//.test(url) ? `<a href="${escape(url)}" target="_blank" rel="noopener noreferrer nofollow">${escape(url)}</a>` : escape(url);
  const saves = list => `<p class="saves"><span>${words.save}</span>${list.map(([file, name]) =>
    `<button type="button" data-save="${file}">${name}</button>`).join("")}</p>`;
  const visited = list => list.map(it => {
    const asked = it.redirects ? ` (${words.redirected} ${escape(it.asked)})` : "", kilobytes = (it.size / 1000).toLocaleString("en", {maximumFractionDigits: 1});
    const when = it.cached ? `${words.from_cache} ${new Date(it.fetched).toLocaleTimeString()}` : `${words.fetched_anew}, ${number(it.seconds)} s`;
    return `<p class="caption visit">${when} · HTTP ${number(it.status)} · ${address(it.url)}${asked} · ${it.charset ? escape(it.charset) : words.no_charset} · ${kilobytes} kB</p>`;
  }).join("");
  const report = (told, count) => {
    const charset = `${told.declared ? escape(told.declared) : words.undeclared} → ${told.used === "text" ? words.pasted : escape(told.used)}`;
    const dropped = Object.entries(told.dropped).filter(([, size]) => size)
      .map(([rule, size]) => `<dd>${number(size)} · ${why(rule)}</dd>`).join("<dt></dt>");
    return `<details class="report"><summary>${words.report}${count ? ` ${count}` : ""}</summary><dl>
      <dt>${words.method}</dt><dd>${method(told.method)}</dd><dt>${words.confidence}</dt><dd>${percent(told.confidence)}</dd>
      <dt>${words.charset}</dt><dd>${charset}</dd>
      ${dropped ? `<dt>${words.dropped}</dt>${dropped}` : ""}</dl></details>`;
  };
  return {number, percent, doubtful, cut, why, method, fates, address, saves, report, visited};
}
