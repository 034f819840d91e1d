(value, words, escape) => {
  if (value === "own") return "";  // they ask what another FAQ answers
  const faq = value === "zh" ? "zh" : "en", questions = examples[faq];
  const button = (question, index) => `<li><button type="button" data-faq="${faq}" data-question="${escape(question)}"><b>${escape(question)}</b>${index === questions.length - 1 ? `<span>${words.last}</span>` : ""}</button></li>`;
  return `<p id="losses-examples">${words.label}</p><ul aria-labelledby="losses-examples">${questions.map(button).join("")}</ul>`;
}
