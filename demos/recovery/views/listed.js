(frame, words, escape, {number, bytes, kind, language, place, progress, reasons}) => {
  if (!frame) return `<p class="empty">${words.empty}</p>`;
  if (!frame.rows) return `<section>${progress(frame)}<p class="facts"><span>${words.texts} <b>${number(frame.count)}</b></span></p></section>`;
  const row = it => `<tr><td>${place(it.offset)}</td><td>${kind(it.text_kind)}</td><td>${language(it.language)}</td><td>${escape(it.encoding)}</td><td>${bytes(it.length)}</td>
    <td class="${it.partial.length ? "partial" : ""}" title="${escape(reasons(it.partial))}">${it.partial.length ? words.partial : words.whole}</td><td class="text">${escape(it.begins)}</td></tr>`;
  const counts = frame.counts.map(([its_kind, its, count]) => `<span>${kind(its_kind)}, ${language(its)} <b>${number(count)}</b></span>`).join("");
  return `<section><p role="status"><b>${words.told.replace("%s", number(frame.count))}</b></p><p class="facts">${counts}</p>
    ${frame.bounded || frame.count > frame.rows.length ? `<p class="warning">${words.more.replace("%s", number(frame.rows.length))}</p>` : ""}
    ${frame.step > 512 ? `<p class="caption">${words.step.replace("%s", number(frame.step))}</p>` : ""}
    <div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table><thead><tr><th>${words.where}</th><th>${words.kind}</th><th>${words.language}</th><th>${words.encoding}</th><th>${words.size}</th><th>${words.state}</th><th>${words.begins}</th></tr></thead>
    <tbody>${frame.rows.map(row).join("")}</tbody></table></div></section>`;
}
