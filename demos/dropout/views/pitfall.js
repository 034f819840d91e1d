(value, words, escape) => `<section class="pitfall" data-words="${escape(JSON.stringify(words))}">
  <label>${words.number} <output></output><input type="range" aria-label="${words.number}" min="0.05" max="0.95" step="0.05" value="0.6"></label>
  <div class="readings"></div><p class="says" role="status"></p></section>`
