(words, escape) => {
  const number = it => it.toLocaleString("en-US");
  const bytes = it => it < 2048 ? `${number(it)} B` : it < 1 << 20 ? `${(it / 1024).toFixed(1)} KiB` : `${(it / (1 << 20)).toFixed(1)} MiB`;
  const percent = it => `${(100 * it).toFixed(it && it < 0.01 ? 1 : 0)} %`;
  const kinds = {
    empty: words.kind_empty, prose: words.kind_prose, code: words.kind_code, markup: words.kind_markup, records: words.kind_records, compressed: words.kind_compressed,
    executable: words.kind_executable, database: words.kind_database, binary: words.kind_binary, random: words.kind_random, python: words.kind_python, markdown: words.kind_markdown, html: words.kind_html, json: words.kind_json, latex: words.kind_latex, email: words.kind_email, plain: words.kind_plain,
  };
  const kind = name => kinds[name] ?? escape(name);
  const languages = {zh: words.language_zh, en: words.language_en, ja: words.language_ja, ko: words.language_ko, ru: words.language_ru, other: words.language_other};
  const language = name => languages[name] ?? escape(name);
  const why = {begins_inside: words.partial_begins_inside, ends_inside: words.partial_ends_inside, cut_at_block: words.partial_cut_at_block, too_long: words.partial_too_long};
  const place = offset => `<button type="button" class="place" data-offset="${offset}" title="${words.look}">${words.at} ${number(offset)}</button>`;
  // the bar of progress over the whole image
  const progress = ({stage, done, total}) => {
    const share = total ? Math.min(1, done / total) : 1, told = stage === "map" ? words.mapping : words.searching;
    return stage === "done" ? "" : `<div class="progress"><span>${told} ${percent(share)}</span><i style="width: ${(100 * share).toFixed(1)}%"></i></div>`;
  };
  // the map as one row of cells, with a mark over each cell in which something was found
  const strip = (it, size, over = null) => {
    if (!it) return "";
    const cells = it.kinds.length, paths = it.names.map(() => []);
    for (let start = 0; start < cells;) {
      let end = start;
      while (end < cells && it.kinds[end] === it.kinds[start]) end++;
      paths[Number(it.kinds[start])].push(`M${start} 0h${end - start}v40h-${end - start}z`);
      start = end;
    }
    const wide = Math.max(3, cells / 110);
    const marks = it.hits.map(cell => `M${cell + 0.5} 12l${(wide / 2).toFixed(1)} -12h-${wide.toFixed(1)}z`).join("");
    const drawn = paths.map((path, at) => path.length ? `<path class="kind-${it.names[at]}" d="${path.join("")}"/>` : "").join("");
    const named = it.names.map((name, at) => ({name, share: it.shares[at]})).filter(({share}) => share >= 0.0005).sort((a, b) => b.share - a.share);
    const legend = named.map(({name, share}) => `<span><i class="kind-${name}"></i>${kind(name)} <b>${percent(share)}</b></span>`).join("");
    return `<div class="strip">
      <svg class="marks" viewBox="0 0 ${cells} 12" preserveAspectRatio="none" aria-hidden="true"><path d="${marks}"/></svg>
      <svg class="cells" viewBox="0 0 ${cells} 40" preserveAspectRatio="none" role="img" aria-label="${words.strip}" data-cells="${cells}" data-bytes="${it.cell_bytes}">${drawn}</svg>
      ${over === null ? "" : `<i class="done" style="width: ${(100 * over).toFixed(1)}%"></i>`}
      <label><span>${words.pick}</span><input type="range" min="0" max="${cells - 1}" value="0" data-bytes="${it.cell_bytes}"></label>
      <p class="facts legend">${legend}</p>
      <p class="caption">${words.cells.replace("%c", number(cells)).replace("%b", bytes(it.cell_bytes)).replace("%s", bytes(size))}</p></div>`;
  };
  const confidence = it => `<span class="score"><span class="bar"><i style="width: ${(100 * it).toFixed(0)}%"></i></span> ${words.confidence} <b>${percent(it)}</b></span>`;
  const reasons = partial => partial.map(reason => why[reason]).join(" · ");
  const signs = {"+": "added", "-": "removed", "@": "where"};
  const changes = lines => `<pre class="lines" tabindex="0">${lines.map(text => `<span class="${signs[text[0]] ?? "same"}">${escape(text)}</span>`).join("")}</pre>`;
  return {number, bytes, percent, kind, language, place, progress, strip, confidence, reasons, changes};
}
