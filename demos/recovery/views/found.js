(frame, words, escape, tools) => {
  if (!frame) return `<p class="empty">${words.empty}</p>`;
  const {number, bytes, kind, place, progress, strip, confidence, reasons, changes} = tools;
  const {found} = frame, searching = frame.stage === "search";
  const head = progress(frame) + strip(frame.strip, frame.size, searching && frame.total ? frame.done / frame.total : null);
  if (!found) return `<section>${head}<p class="facts"><span>${words.hits} <b>${number(frame.hits)}</b></span></p></section>`;
  const {versions} = found, groups = new Set(versions.map(it => it.group)).size;
  const letter = group => groups > 1 ? `${words.text} ${group + 1}, ` : "";
  const mark = ([text, hit]) => hit ? `<mark>${escape(text)}</mark>` : escape(text);
  const cut = count => count ? `<span class="cut">… ${number(count)} ${words.characters} …</span>` : "";
  const differs = (it, first) => it.changes.length ? `<details class="changes"><summary>${words.changes.replace("%s", first)}</summary>${changes(it.changes)}</details>` : "";
  const show = (it, index) => {
    const first = versions.findIndex(other => other.group === it.group) + 1;
    const known = [it.name ? `<b class="name">${escape(it.name)}</b>` : "", it.time ? escape(it.time.replace("T", " ")) : "", it.copies > 1 ? words.copies.replace("%s", it.copies) : "", it.exists ? words.exists : ""];
    const facts = [kind(it.kind), escape(it.encoding.toUpperCase()), bytes(it.length), ...known].filter(Boolean).join(" · ");
    return `<li class="version${it.partial.length ? " unsure" : ""}"><details${index < 1 ? " open" : ""}>
      <summary><b>${letter(it.group)}${words.version} ${index + 1}</b> <span>${facts}</span>${it.partial.length ? ` <b class="badge">${words.partial}</b>` : ""}</summary>
      <p class="facts">${confidence(it.confidence)}${place(it.offset)}</p>
      ${it.partial.length ? `<p class="warning">${words.why} ${reasons(it.partial)}</p>` : ""}
      <pre tabindex="0" class="text">${cut(it.cut_before)}${it.parts.map(mark).join("")}${cut(it.cut_after)}</pre>${differs(it, first)}</details></li>`;
  };
  const told = versions.length ? words.told.replace("%v", versions.length).replace("%g", groups) : words.none;
  const save = found.archive ? `<a class="save" download="recovered.zip" href="${escape(found.archive)}">${words.save.replace("%s", found.packed)}</a>${found.packed < versions.length ? ` <span class="caption">${words.more}</span>` : ""}` : "";
  return `<section>${head}<p class="told" role="status"><b>${told}</b> <span>${words.scanned.replace("%h", number(frame.hits)).replace("%b", bytes(frame.total)).replace("%s", found.seconds.toFixed(2))}</span></p>
    ${found.bounded ? `<p class="warning">${words.bounded}</p>` : ""}${versions.length ? "" : `<p class="warning">${words.nothing}</p>`}${save}
    <ol>${versions.map(show).join("")}</ol></section>`;
}
