(chosen, words, escape) => `<p id="articles-examples">${words.label}</p>
  <ul aria-labelledby="articles-examples">${kinds.map((kind, index) => `<li>
    <button type="button" data-index="${index}"><b>${kind === "thread" ? words.as_thread : words.as_article}</b><span>${words[index + 1]}</span></button>
  </li>`).join("")}</ul>`
