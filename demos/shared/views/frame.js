(value, words, escape) => {
  const button = (name, text) => `<button type="button" lang="${name}" data-language="${name}"
    aria-pressed="${document.documentElement.lang.startsWith(name)}">${text}</button>`;
  return `<nav aria-label="${words.label}" data-before="${words.before}"
    data-refused="${words.refused}">
    ${code ? `<a href="${escape(code)}" target="_blank" rel="noopener">${words.code}</a>` : ""}
    <span role="group" aria-label="${words.language}">${button("en", "EN")}${button("zh", "中文")}</span>
    <button type="button" data-share title="${words.share_hint}">${words.share}</button>
    <span role="status" class="said" data-said="${words.copied}" data-failed="${words.failed}"></span>
  </nav>`;
}
