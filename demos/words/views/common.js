(words, escape) => {
  const number = value => Number(value).toLocaleString("en");
  const bar = share => `<span class="bar" aria-hidden="true"><i style="width: ${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%"></i></span>`;
  // A cell that begins like a formula is kept from being one.
  const cell = value => `"${String(value).replace(/^(?=[=+\-@＝＋－＠\t\r])/, typeof value === "string" ? "'" : "").replaceAll('"', '""')}"`;
  const csv = (name, rows) => {
    const text = "\ufeff" + rows.map(row => row.map(cell).join(",")).join("\r\n") + "\r\n";
    return `<a class="csv" download="${name}.csv" href="data:text/csv;charset=utf-8,${encodeURIComponent(text)}">${words.csv}</a>`;
  };
  const PARTS = 10;  // shown of an unknown word, the longest first
  const suggestion = (word, walk) => walk ? `<button type="button" data-word="${escape(word)}">${escape(word)}</button>` : `<b>${escape(word)}</b>`;
  const note = ({word, known, parts, similar, typed}, walk) => {
    const other = typed && typed.toLowerCase() !== word.toLowerCase() ? `<p class="note">${escape(typed)} → <b>${escape(word)}</b> · ${words.simplified}</p>` : "";
    if (known) return other;
    const longest = [...parts].sort((a, b) => b.length - a.length);
    return `${other}<div class="note unsure"><p>⚠ <b>${escape(word)}</b> ${words.unknown}
        ${longest.slice(0, PARTS).map(part => `<code>${escape(part)}</code>`).join(" ")}${longest.length > PARTS ? " …" : ""}</p>
      ${similar.length ? `<p>${words.similar} ${similar.map(it => suggestion(it, walk)).join(" ")}</p>` : ""}</div>`;
  };
  const notes = (asked, walk = false) => asked.map(found => note(found, walk)).join("");
  return {number, bar, csv, notes};
}
