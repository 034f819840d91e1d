(frame, words, escape, {number, bytes, percent, place, progress}) => {
  if (!frame) return `<p class="empty">${words.empty}</p>`;
  const {found} = frame;
  if (!found) return `<section>${progress(frame)}</section>`;
  const single = new Set(found.single), command = "python -m models.recovery disk.img --files --output found/";
  const take = (it, at) => single.has(at) ? `<button type="button" class="place" data-file="${at}" aria-label="${words.take} ${at + 1}">${words.take}</button>` : `${words.large} <code>${command}</code>`;
  const row = (it, at) => `<tr><td>${escape(it.kind)}</td><td>${it.name ? escape(it.name) : "–"}</td><td>${bytes(it.length)}</td><td>${place(it.offset)}</td>
    <td class="${it.whole ? "" : "partial"}">${it.whole ? words.whole : words.partial}</td><td>${percent(it.confidence)}</td><td>${take(it, at)}</td></tr>`;
  const save = found.archive ? `<a class="save" download="files.zip" href="${escape(found.archive)}">${words.save.replace("%s", number(found.packed))}</a>` : "";
  return `<section><p role="status"><b>${found.count ? words.told.replace("%s", number(found.count)) : words.none}</b></p>${save}
    ${found.count && found.packed < found.count ? `<p class="caption">${words.more}</p>` : ""}
    ${found.count ? `<div class="scroll" tabindex="0" role="region" aria-label="${words.label}"><table><thead><tr><th>${words.kind}</th><th>${words.name}</th><th>${words.size}</th><th>${words.where}</th><th>${words.state}</th><th>${words.confidence}</th><th>${words.alone}</th></tr></thead><tbody>${found.files.map(row).join("")}</tbody></table></div>` : ""}</section>`;
}
