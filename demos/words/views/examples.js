(language, words, escape) => {
  const spoken = language ?? "en", first = spoken === "zh" ? 9 : 1;
  return `<p id="words-examples">${words.label}</p>
    <ul aria-labelledby="words-examples">${examples[spoken].map((word, index) => `<li>
      <button type="button" data-word="${escape(word)}"><b>${escape(word)}</b><span>${words[first + index]}</span></button>
    </li>`).join("")}</ul>`;
}
