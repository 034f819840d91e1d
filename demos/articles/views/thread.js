(value, words, escape, {number, percent, doubtful, cut, method, saves, report, address}) => {
  if (!value) return "";
  const MOST = 500, DEEPEST = 8;  // posts that a page can show, and steps to the right
  const {posts, reports} = value, by = new Map(posts.map(post => [post.number, post]));
  const shown = posts.slice(0, MOST), who = post => post.author ? escape(post.author) : words.nobody;
  const when = post => escape(post.date ?? post.shown ?? "");
  const answered = post => {
    const other = by.get(post.reply_to);
    return post.reply_to === null ? "" : `<a href="#thread-post-${Number(post.reply_to)}">↩ #${number(post.reply_to)}${other ? ` ${who(other)}` : ""}</a>`;
  };
  const parted = post => {  // what is quoted of the post that is answered, the line that names its author included; and the rest
    const lines = post.content.split("\n"), source = by.get(post.reply_to)?.content ?? "";
    const last = lines.findLastIndex((line, at) => at < lines.length - 1 && line.trim().length > 3 && source.includes(line.trim()));
    return [lines.slice(0, last + 1).join("\n"), lines.slice(last + 1).join("\n")];
  };
  const speech = post => {
    const [quoted, own] = parted(post);
    return `<li id="thread-post-${Number(post.number)}" style="--depth: ${Math.min(DEEPEST, Number(post.level))}">
      <header><span>#${number(post.number)}</span><b>${who(post)}</b><time title="${escape(post.shown ?? "")}">${when(post)}</time>${answered(post)}</header>
      ${quoted ? `<blockquote>${escape(quoted)}</blockquote>` : ""}<p>${escape(own)}</p></li>`;
  };
  const row = post => `<tr><td class="number">${number(post.number)}</td><td class="who">${who(post)}</td><td class="when" title="${escape(post.shown ?? "")}">${when(post)}</td>
    <td class="number">${post.reply_to ?? ""}</td><td class="number">${number(post.level)}</td><td class="content">${cut(post.content, 400)}</td></tr>`;
  const columns = [words.number, words.author, words.date, words.reply_to, words.level, words.content];
  const least = Math.min(...reports.map(it => it.confidence));
  const unsure = !posts.length ? words.none : doubtful(least) ? words.unsure : "";
  const most = Math.max(...value.differences, 1), width = 720 / Math.max(1, value.differences.length);
  const curve = value.differences.length > 1 ? `<p class="caption">${words.curve}</p><svg class="curve" viewBox="0 0 720 90" role="img" aria-label="${words.curve}">
    <line x1="0" x2="720" y1="89" y2="89"/>${value.differences.map((it, at) => `<rect x="${(at * width).toFixed(1)}" width="${Math.max(1, width - 2).toFixed(1)}"
      y="${(89 - 84 * it / most).toFixed(1)}" height="${(84 * it / most).toFixed(1)}"/>`).join("")}</svg>` : "";
  return `<section class="framed"><p class="title" role="status">${value.title ? escape(value.title) : words.untitled}</p>
    <p class="caption">${words.count} ${number(posts.length)} · ${words.pages} ${number(reports.length)} · ${method(value.method)} · ${words.sure} ${percent(least)}
      ${value.url ? ` · ${address(value.url)}` : ""}</p>
    ${unsure ? `<p class="note">⚠ ${unsure}</p>` : ""}
    <div class="looks"><label><input type="radio" name="thread-look" value="talk" checked> ${words.talk}</label>
      <label><input type="radio" name="thread-look" value="table"> ${words.table}</label></div>
    <ol class="talk" tabindex="0" aria-label="${words.talk}">${shown.map(speech).join("")}</ol>
    <div class="scroll" tabindex="0" role="region" aria-label="${words.table}"><table>
      <thead><tr>${columns.map(name => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${shown.map(row).join("")}</tbody></table></div>
    ${posts.length > MOST ? `<p class="caption">${number(posts.length - MOST)} ${words.more}</p>` : ""}${curve}
    ${reports.map((it, at) => report(it, reports.length > 1 ? at + 1 : 0)).join("")}
    ${saves([["posts", "CSV"], ["thread", "JSON"]])}</section>`;
}
