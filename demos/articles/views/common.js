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
    "the time stands with it": words.with_time,
  };
  const why = rule => rules[rule] ?? escape(rule);
  const methods = {
    "text blocks": words.text_blocks, "template and text blocks": words.with_template, "structured data": words.structured,
    "trafilatura": words.trafilatura, "records": words.records, "positions": words.positions,
  };
  const method = name => methods[name] ?? escape(name);
  const MOST = 500, LONGEST = 220;  // text blocks that are shown of each page, and characters of each
  // The text blocks of pages in order, under a legend that hides kinds. `kinds` names their fates, `told` says more of
  // some. Those of a record of a thread are outlined, under its `heading`, and `look` gives it a class.
  const blocks = (reports, kinds, label, {told = {}, heading, look, cover} = {}) => {
    const line = it => `<li class="${kinds[it.fate] ? it.fate : ""}" title="${escape(it.place)}"><bdi>${cut(it.text, LONGEST)}</bdi>
      <small>${kinds[it.fate] ?? escape(it.fate)}${it.why ? ` · ${why(it.why)}` : ""}</small></li>`;
    const page = (report, at) => {
      const runs = [];
      for (const it of report.blocks.slice(0, MOST)) {
        const record = heading ? it.record : null;
        if (record !== null && runs.at(-1)?.record === record) runs.at(-1).lines.push(line(it));
        else runs.push({record, lines: [line(it)]});
      }
      return (cover ? `<li class="page">${cover(at)}</li>` : "") + runs.map(({record, lines}) =>
        record === null ? lines.join("") : `<li class="record ${look(record, at)}">${heading(record, at)}<ol>${lines.join("")}</ol></li>`).join("");
    };
    const every = reports.flatMap(report => report.blocks);
    const counts = Object.keys(kinds).map(fate => [fate, every.filter(it => it.fate === fate).length]).filter(([, count]) => count);
    const legend = counts.map(([fate, count]) => `<label class="${fate}"><input type="checkbox" value="${fate}" checked> ${kinds[fate]} ${number(count)}${
      told[fate] ? ` · ${told[fate]}` : ""}</label>`).join("");
    const more = reports.reduce((sum, report) => sum + report.more + Math.max(0, report.blocks.length - MOST), 0);
    return `<div class="legend">${legend}</div><ol class="blocks" tabindex="0" aria-label="${label}">${reports.map(page).join("")}</ol>
      ${more ? `<p class="caption">${number(more)} ${words.more_blocks}</p>` : ""}`;
  };
  // On a narrow screen each row is a card, whose lines are named (page.css).
  const cards = (columns, rows) => rows.map(row => {
    let at = 0;
    return row.replace(/<td/g, () => `<td data-name="${columns[at++].replace(/<[^>]*>/g, "")}"`);
  }).join("");
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
  return {number, percent, doubtful, cut, method, address, blocks, cards, saves, report, visited};
}
