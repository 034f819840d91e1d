(frame, words, escape, {number, bytes, place, progress, changes}) => {
  if (!frame) return `<p class="empty">${words.empty}</p>`;
  const {found} = frame;
  if (!found) return `<section>${progress(frame)}</section>`;
  const {first, second, lines} = found;
  const side = (it, sign, kind) => `<li><b class="${kind}">${sign} ${words.version} ${number(it.number)}</b> ${[it.name ? escape(it.name) : "", escape(it.encoding.toUpperCase()), bytes(it.length), place(it.offset)].filter(Boolean).join(" · ")}</li>`;
  const told = lines.length ? words.told.replace("%r", number(found.removed)).replace("%a", number(found.added)) : words.same;
  return `<section><p role="status"><b>${told}</b></p><ul class="pair">${side(first, "−", "removed")}${side(second, "+", "added")}</ul>
    ${first.group === second.group ? "" : `<p class="warning">${words.other}</p>`}${found.cut ? `<p class="caption">${words.cut}</p>` : ""}
    ${lines.length ? changes(lines) : ""}</section>`;
}
