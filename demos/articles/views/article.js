(value, words, escape, {number, percent, doubtful, address, blocks, saves, report}) => {
  if (!value) return "";
  const {article} = value, told = article.report;
  const each = (node, draw) => [...node.children].map(draw).join("");
  const text = node => escape(node.textContent);
  const draw = node => ({  // an element of the TEI body
    ab: () => node.getAttribute("rend") === "h1" || node.getAttribute("rend") === "h2" ? `<h3>${text(node)}</h3>` : `<h4>${text(node)}</h4>`,
    list: () => node.getAttribute("rend") === "ol" ? `<ol>${each(node, it => `<li>${text(it)}</li>`)}</ol>` : `<ul>${each(node, it => `<li>${text(it)}</li>`)}</ul>`,
    table: () => `<table>${each(node, row => `<tr>${each(row, it => `<td>${text(it)}</td>`)}</tr>`)}</table>`,
    quote: () => `<blockquote>${each(node, it => `<p>${text(it)}</p>`)}</blockquote>`,
    figure: () => `<p class="caption">${text(node)}</p>`,
    p: () => node.querySelector("code") ? `<pre>${text(node)}</pre>` : `<p>${text(node)}</p>`,
  }[node.localName] ?? (() => `<p>${text(node)}</p>`))();
  const entry = new DOMParser().parseFromString(article.body, "application/xml").querySelector("div");
  const about = [
    [words.author, article.author && escape(article.author)], [words.date, article.date && escape(article.date)],
    [words.site, article.site && escape(article.site)], [words.language, article.language && escape(article.language)],
    [words.tags, article.tags.map(escape).join(" · ")], [words.licence, article.licence && address(article.licence)],
    [words.image, article.image && address(article.image)], [words.address, article.url && address(article.url)],
  ].filter(([, it]) => it).map(([name, it]) => `<dt>${name}</dt><dd>${it}</dd>`).join("");
  const unsure = !article.text ? words.none : doubtful(told.confidence) ? words.unsure : "";
  const note = unsure ? `<p class="note">⚠ ${unsure}</p>` : "";
  const comments = article.comments ? `<details class="comments"><summary>${words.comments_title}</summary>${escape(article.comments)}</details>` : "";
  const fates = {kept: words.kept, template: words.template, navigation: words.navigation, comment: words.comment};
  return `<section class="beside"><div class="framed"><p class="title" role="status">${article.title ? escape(article.title) : words.untitled}</p>
      <p class="caption">${number(article.text.length)} ${words.characters} · ${words.sure} ${percent(told.confidence)}</p>${note}
      <dl class="about">${about}</dl><div class="body" tabindex="0" role="region" aria-label="${words.label}">${entry ? each(entry, draw) : ""}</div>${comments}
      ${report(told)}${saves([["markdown", "Markdown"], ["json", "JSON"], ["tei", "TEI"]])}</div>
    <div><p class="caption">${words.fates_caption}</p>${blocks([told], fates, words.fates_label)}</div></section>`;
}
