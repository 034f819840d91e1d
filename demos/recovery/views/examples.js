(value, words) => {
  const button = name => `<li><button type="button" data-name="${name}"><b>${words[name]}</b><span>${words[`${name}_how`]}</span></button></li>`;
  return `<p id="recovery-examples">${words.label}</p><ul aria-labelledby="recovery-examples">${["thesis", "letter", "script", "torn", "overwritten"].map(button).join("")}</ul>`;
}
