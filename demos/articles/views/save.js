// Downloads of what is shown, made where it is shown.
// A cell that begins like a formula is kept from being one; signs of full width and what is not seen before one count.
const formula = text => text.replace(/^(?=[\p{Cf}\s]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/u, "'");
const cell = value => `"${(typeof value === "string" ? formula(value) : String(value ?? "")).replaceAll('"', '""')}"`;
const COLUMNS = ["number", "author", "date", "shown", "reply_to", "level", "title", "content", "profile", "confidence"];
const table = posts => "\ufeff" + [COLUMNS, ...posts.map(post => COLUMNS.map(name => post[name]))]
  .map(row => row.map(cell).join(",") + "\r\n").join("");
const files = {
  markdown: () => ["article.md", "text/markdown", props.value.markdown],
  json: () => ["article.json", "application/json", JSON.stringify(props.value.article, null, 2)],
  tables: () => props.value.tables.map((text, at) => [`table-${at + 1}.csv`, "text/csv", "\ufeff" + text]),
  tei: () => ["article.xml", "application/xml", props.value.tei],
  posts: () => ["posts.csv", "text/csv", table(props.value.posts)],
  thread: () => ["thread.json", "application/json", JSON.stringify({...props.value, json_ld: undefined}, null, 2)],
  linked: () => ["thread.jsonld", "application/ld+json", props.value.json_ld],
};
element.addEventListener("click", event => {
  const button = event.target.closest("button[data-save]");
  if (!button) return;
  const made = files[button.dataset.save]();
  for (const [name, type, text] of Array.isArray(made[0]) ? made : [made]) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], {type: `${type};charset=utf-8`}));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
});
