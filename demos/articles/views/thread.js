(value, words, escape, {number, percent, doubtful, cut, method, blocks, saves, report, address, visited, cards}) => {
  if (!value) return "";
  const MOST = 500, MOST_PEOPLE = 60, DEEPEST = 6;  // posts and people that a page can show, and steps to the right
  const DOUBTED = 0.6;  // confidence under which a post is marked
  const HUES = [200, 25, 280, 140, 335, 55, 175, 240];  // far apart; white on each of them has a contrast over 5
  const {posts, reports, people} = value, by = new Map(posts.map(post => [post.number, post]));
  const shown = posts.slice(0, MOST), who = post => post.author ? `<bdi>${escape(post.author)}</bdi>` : words.nobody;
  const when = post => escape(post.date ?? post.shown ?? "");
  const places = new Map(people.map((person, at) => [person.name, at]));
  const hue = name => places.has(name) ? `--hue: ${HUES[places.get(name) % HUES.length]}` : "";
  const face = name => `<i class="face${places.has(name) ? "" : " nobody"}" style="${hue(name)}" aria-hidden="true">${escape((name?.match(/[\p{L}\p{N}]/u)?.[0] ?? "?").toUpperCase())}</i>`;
  const profile = person => /^https?:\/\//.test(person.profile ?? "") ?
    `<a href="${escape(person.profile)}" target="_blank" rel="noopener noreferrer nofollow"><bdi>${escape(person.name)}</bdi></a>` : `<b><bdi>${escape(person.name)}</bdi></b>`;
  const crowd = people.length ? `<ul class="people" aria-label="${words.people}">${people.slice(0, MOST_PEOPLE).map(person =>
    `<li>${face(person.name)}${profile(person)} <span>${number(person.posts)}</span></li>`).join("")}${
    people.length > MOST_PEOPLE ? `<li>+ ${number(people.length - MOST_PEOPLE)}</li>` : ""}</ul>` : "";
  const answered = post => {
    const other = by.get(post.reply_to), text = `↩ ${words.answers} #${number(post.reply_to)}${other ? ` ${who(other)}` : ""}`;
    return post.reply_to === null ? "" : shown.includes(other) ? `<a href="#thread-post-${Number(post.reply_to)}">${text}</a>` : `<span>${text}</span>`;
  };
  const doubted = post => post.confidence !== null && post.confidence < DOUBTED;
  const doubt = post => doubted(post) ? `<span class="doubt">⚠ ${words.doubt} · ${percent(post.confidence)}</span>` : "";
  const nested = shown.some(post => post.level > 0);  // the page shows the tree itself; else answers go below their posts
  const tree = () => {
    const below = new Map(), at = new Map(shown.map((post, place) => [post.number, place])), ordered = [];
    shown.forEach((post, place) => {
      const parent = at.get(post.reply_to) ?? place, key = parent < place ? parent : -1;
      below.set(key, [...(below.get(key) ?? []), place]);
    });
    const open = (below.get(-1) ?? []).map(place => [place, 0]).reverse();
    while (open.length) {
      const [place, depth] = open.pop();
      ordered.push([shown[place], depth]);
      for (const child of (below.get(place) ?? []).reverse()) open.push([child, depth + 1]);
    }
    return ordered;
  };
  const parted = post => {  // what is quoted of the post that is answered, the line that names its author included; and the rest
    const lines = post.content.split("\n"), source = by.get(post.reply_to)?.content ?? "";
    const last = lines.findLastIndex((line, at) => at < lines.length - 1 && line.trim().length > 3 && source.includes(line.trim()));
    return [lines.slice(0, last + 1).join("\n"), lines.slice(last + 1).join("\n")];
  };
  const speech = ([post, depth]) => {
    const [quoted, own] = parted(post);
    return `<li id="thread-post-${Number(post.number)}" style="--depth: ${Math.min(DEEPEST, Number(depth))}; ${hue(post.author)}">
      <header>${face(post.author)}<span>#${number(post.number)}</span><b>${who(post)}</b><time title="${escape(post.shown ?? "")}">${when(post)}</time>${answered(post)}${doubt(post)}</header>
      ${quoted ? `<blockquote>${escape(quoted)}</blockquote>` : ""}<p>${escape(own)}</p></li>`;
  };
  const row = post => `<tr><td class="number">${number(post.number)}</td><td class="who">${who(post)}</td><td class="when" title="${escape(post.shown ?? "")}">${when(post)}</td>
    <td class="number">${post.reply_to ?? ""}</td><td class="number">${number(post.level)}</td><td class="content">${doubt(post)}${cut(post.content, 400)}</td></tr>`;
  const columns = [words.number, words.author, words.date, words.reply_to, words.level, words.content];
  const kinds = {author: words.author, time: words.date, number: words.number, content: words.content, furniture: words.rest, outside: words.outside};
  const found = reports.flatMap((it, at) => it.columns.map((column, place) => ({...column, page: place ? "" : number(at + 1), sure: place ? "" : percent(it.confidence)})));
  const places_of = found.map(it => `<tr><td class="number">${it.page}</td><td class="number">${it.sure}</td><td>${kinds[it.name] ?? escape(it.name)}</td>
    <td><code>${escape(it.place)}</code></td><td class="number">${percent(it.share)}</td><td class="number">${it.confidence === null ? "–" : percent(it.confidence)}</td></tr>`);
  const heads = [words.page, words.of_list, words.column, words.place, words.share, words.of_column];
  const table = found.length ? `<details class="report why"><summary>${words.places}</summary><div class="scroll" tabindex="0" role="region" aria-label="${words.places}">
    <table class="kexue-cards"><thead><tr>${heads.map(name => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${cards(heads, places_of)}</tbody></table></div></details>` : "";
  const standing = new Map(posts.map(post => [`${post.page} ${post.record}`, post]));
  const heading = (record, at) => {
    const post = standing.get(`${at + 1} ${record}`);
    if (!post) return `<p>${words.no_post}</p>`;
    const name = `#${number(post.number)} ${who(post)}`;
    const link = shown.includes(post) ? `<a href="#thread-post-${Number(post.number)}">${name}</a>` : `<span>${name}</span>`;
    return `<p>${link} ${doubt(post) || (post.confidence === null ? "" : `<span>${percent(post.confidence)}</span>`)}</p>`;
  };
  const look = (record, at) => {
    const post = standing.get(`${at + 1} ${record}`);
    return !post ? "left" : doubted(post) ? "doubted" : "";
  };
  const cover = reports.length > 1 ? at => `${words.page} ${number(at + 1)} · ${words.of_list} ${percent(reports[at].confidence)}` : null;
  const sure = reports.flatMap(it => it.columns).filter(it => it.name === "author" && it.confidence !== null).map(it => it.confidence);
  const told = sure.length ? {author: `${words.sure} ${percent(Math.min(...sure))}`} : {};
  const page = reports.some(it => it.blocks.length) ? `<div><p class="caption">${words.why}</p>${
    blocks(reports, kinds, words.why_label, {told, heading, look, cover})}${table}</div>` : "";
  const least = Math.min(...reports.map(it => it.confidence));
  const unsure = !posts.length ? words.none : doubtful(least) ? words.unsure : "";
  const most = Math.max(...value.differences, 1), width = 720 / Math.max(1, value.differences.length);
  const curve = value.differences.length > 1 ? `<p class="caption">${words.curve}</p><svg class="curve" viewBox="0 0 720 90" role="img" aria-label="${words.curve}">
    <line x1="0" x2="720" y1="89" y2="89"/>${value.differences.map((it, at) => `<rect x="${(at * width).toFixed(1)}" width="${Math.max(1, width - 2).toFixed(1)}"
      y="${(89 - 84 * it / most).toFixed(1)}" height="${(84 * it / most).toFixed(1)}"/>`).join("")}</svg>` : "";
  return `<section class="${page && "beside"}"><div class="framed"><p class="title" role="status">${value.title ? escape(value.title) : words.untitled}</p>
    <p class="caption">${words.count} ${number(posts.length)} · ${words.pages} ${number(reports.length)} · ${method(value.method)} · ${words.sure} ${percent(least)}
      ${value.url ? ` · ${address(value.url)}` : ""}</p>
    ${unsure ? `<p class="note">⚠ ${unsure}</p>` : ""}${crowd}
    <div class="looks"><label><input type="radio" name="thread-look" value="talk" checked> ${words.talk}</label>
      <label><input type="radio" name="thread-look" value="table"> ${words.table}</label></div>
    <ol class="talk" tabindex="0" aria-label="${words.talk}">${(nested ? shown.map(post => [post, post.level]) : tree()).map(speech).join("")}</ol>
    <div class="scroll posts" tabindex="0" role="region" aria-label="${words.table}"><table class="kexue-cards">
      <thead><tr>${columns.map(name => `<th scope="col">${name}</th>`).join("")}</tr></thead><tbody>${cards(columns, shown.map(row))}</tbody></table></div>
    ${posts.length > MOST ? `<p class="caption">${number(posts.length - MOST)} ${words.more}</p>` : ""}${curve}
    ${reports.map((it, at) => report(it, reports.length > 1 ? at + 1 : 0)).join("")}
    ${visited(value.visits)}${saves([["posts", "CSV"], ["thread", "JSON"], ["linked", "JSON-LD"]])}</div>${page}</section>`;
}
