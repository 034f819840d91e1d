(value, words) => {
  const examples = {
    thesis: [words.thesis, words.thesis_how], letter: [words.letter, words.letter_how], script: [words.script, words.script_how],
    torn: [words.torn, words.torn_how], overwritten: [words.overwritten, words.overwritten_how],
  };
  const button = ([name, [what, how]]) => `<li><button type="button" data-name="${name}"><b>${what}</b><span>${how}</span></button></li>`;
  return `<p id="recovery-examples">${words.label}</p><ul aria-labelledby="recovery-examples">${Object.entries(examples).map(button).join("")}</ul>`;
}
