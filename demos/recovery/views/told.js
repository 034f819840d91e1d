(value, words, escape) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const told = value[words.language === "English" ? "en" : "zh"];
  const note = it => `<li class="${it.harm}"><p><b>${words.touched}</b> ${escape(it.touched)}</p>${it.why ? `<p><b>${words.why}</b> ${escape(it.why)}</p>` : ""}${it.safer ? `<p><b>${words.safer}</b> ${escape(it.safer)}</p>` : ""}</li>`;
  const verdict = it => `<li class="verdict ${it.harm}"><p class="head"><b class="badge">${escape(it.harm_words)}</b> <code>${escape(it.text)}</code> <span>${escape(it.place)}</span></p><ul>${it.notes.map(note).join("")}</ul></li>`;
  const steps = told.first_minute.map(it => `<li>${escape(it)}</li>`).join("");
  return `<section><p class="worst ${told.harm}" role="status"><b>${escape(told.harm_words)}</b> <span>${words.never}</span></p>
    <ol class="verdicts">${told.verdicts.map(verdict).join("")}</ol>
    ${steps ? `<h4>${words.minute}</h4><ol class="steps">${steps}</ol>` : ""}</section>`;
}
