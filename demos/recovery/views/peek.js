(value, words, escape) => {
  if (!value) return "";
  const kinds = {python: words.kind_python, markdown: words.kind_markdown, html: words.kind_html, json: words.kind_json, latex: words.kind_latex, email: words.kind_email, plain: words.kind_plain};
  const hex = it => it.toString(16).padStart(8, "0");
  const rows = value.rows.map(row => `<tr><th scope="row">${hex(row.offset)}</th><td>${escape(row.bytes)}</td><td>${escape(row.text)}</td></tr>`).join("");
  const told = value.text ? `<p class="caption">${words.text} · ${kinds[value.kind] ?? escape(value.kind)} · ${escape(value.encoding)}</p><pre tabindex="0">${escape(value.text)}</pre>` : `<p class="caption">${words.none}</p>`;
  const {file} = value, at = it => it.toLocaleString("en-US");
  const inside = file ? `<p class="caption file">${(file.length === null ? words.begins : words.file).replace("%k", escape(file.kind)).replace("%o", at(file.offset)).replace("%l", at(file.length ?? 0))}</p>` : "";
  return `<section><p><b>${words.title.replace("%s", value.offset.toLocaleString("en-US"))}</b></p>${inside}${told}
    <div class="scroll" tabindex="0" role="region" aria-label="${words.bytes}"><table><caption>${words.bytes}</caption><tbody>${rows}</tbody></table></div></section>`;
}
