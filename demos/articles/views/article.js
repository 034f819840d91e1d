(value, words, escape, {number, percent, doubtful, address, blocks, saves, report, visited}) => {
  if (!value) return "";
  const {article} = value, told = article.report;
  const inside = node => [...node.childNodes].map(draw).join("");
  const STYLES = {bold: "b", italic: "i", deleted: "s", superscript: "sup", subscript: "sub"};
  const tag = (node, rend) => ({  // in HTML, of an element of the TEI body
    ab: rend === "h1" || rend === "h2" ? "h3" : "h4", list: node.getAttribute("type") ? "dl" : rend === "ol" ? "ol" : "ul",
    item: node.parentNode.getAttribute("type") ? "dd" : "li", label: "dt", quote: "blockquote", hi: STYLES[rend],
    table: "table", head: "caption", row: "tr", cell: "td", code: rend === "block" ? "pre" : "code", note: "div",
  })[node.localName];
  const draw = node => {
    if (node.nodeType === Node.TEXT_NODE) return escape(node.data);
    if (node.localName === "graphic" || node.getAttribute("rend") === "left-out") return "";  // no strangers' pictures
    if (node.localName === "figure") return inside(node) && `<p class="caption">${inside(node)}</p>`;
    if (node.localName === "p") return node.querySelector("code[rend=block]") ? inside(node) : `<p>${inside(node)}</p>`;
    const name = tag(node, node.getAttribute("rend")), number = name === "li" && Number(node.getAttribute("n"));
    return name ? `<${name}${number ? ` value="${number}"` : ""}>${inside(node)}</${name}>` : inside(node);
  };
  const entry = new DOMParser().parseFromString(article.body, "application/xml").querySelector("div");
  const kind = article.kind && `${words[`kind_${article.kind.name}`]} (${percent(article.kind.confidence)})`;
  const about = [
    [words.kind, kind], [words.author, article.author && escape(article.author)], [words.date, article.date && escape(article.date)],
    [words.site, article.site && escape(article.site)], [words.language, article.language && escape(article.language)],
    [words.tags, article.tags.map(escape).join(" · ")], [words.licence, article.licence && address(article.licence)],
    [words.image, article.image && address(article.image)], [words.address, article.url && address(article.url)],
  ].filter(([, it]) => it).map(([name, it]) => `<dt>${name}</dt><dd>${it}</dd>`).join("");
  const thread = article.kind?.name === "forum" && !doubtful(article.kind.confidence);
  const unsure = thread ? words.is_thread : !article.text ? words.none : doubtful(told.confidence) ? words.unsure : "";
  const note = unsure ? `<p class="note">⚠ ${unsure}</p>` : "";
  const comments = article.comments ? `<details class="comments"><summary>${words.comments_title}</summary>${escape(article.comments)}</details>` : "";
  const fates = {kept: words.kept, template: words.template, navigation: words.navigation, comment: words.comment};
  return `<section class="beside"><div class="framed"><p class="title" role="status">${article.title ? escape(article.title) : words.untitled}</p>
      <p class="caption">${number(article.text.length)} ${words.characters} · ${words.sure} ${percent(told.confidence)}</p>${note}
      <dl class="about">${about}</dl><div class="body" tabindex="0" role="region" aria-label="${words.label}">${entry ? inside(entry) : ""}</div>${comments}
      ${report(told)}${visited(value.visit ? [value.visit] : [])}${saves([["markdown", "Markdown"], ["json", "JSON"], ["tei", "TEI"], ...(value.tables.length ? [["tables", "CSV"]] : [])])}</div>
    <div><p class="caption">${words.fates_caption}</p>${blocks([told], fates, words.fates_label)}</div></section>`;
}
