(look, words, escape) => {
  if (look && !look.maps.length) return `<p role="status">${words.nothing}</p>`;
  const told = look?.reading.characters.map(({text}) => words.read.replace("%s", escape(text))) ?? [];
  return `<p>${words.hint}</p><p role="status" class="told" data-told="${escape(JSON.stringify(told))}"
    data-asked="${words.asked}"></p>`;
}
