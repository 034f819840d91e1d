(value, words, escape) => {
  const AXES = [words.batch, words.time, words.feature];
  const PRESETS = [["element", words.element], ["batch", words.batch_shared], ["word", words.word], ["channel", words.channel]];
  const size = (name, place) => `<label>${name} <output data-size="${place}"></output>
    <input type="range" aria-label="${name}" min="1" max="6" step="1" data-size="${place}"></label>`;
  const axis = (name, place) => `<button type="button" data-axis="${place}" aria-pressed="false" title="${words.share}"><b></b><span>${name}</span></button>`;
  const chip = ([kind, name]) => `<button type="button" data-preset="${kind}" aria-pressed="false">${name}</button>`;
  const band = (name, title) => `<div class="band" data-band="${name}"><p class="name">${title} <code></code></p><div class="sheets" role="img" tabindex="0"></div></div>`;
  return `<section class="board" data-words="${escape(JSON.stringify(words))}">
    <div class="controls">
      <label class="rate"><span>${words.rate}</span> <output data-rate></output><input type="range" aria-label="${words.rate}" min="0" max="0.95" step="0.01" data-rate></label>
      <div role="group" aria-label="${words.shape}"><p class="name">${words.shape}</p>
        <p class="axes"><code>(</code>${AXES.map(axis).join("<code>,</code>")}<code>)</code></p>
        <p class="hint">${words.hint}</p></div>
      <div class="chips" role="group" aria-label="${words.presets}">${PRESETS.map(chip).join("")}</div>
      <p class="says" role="status"></p>
      <div class="row"><label>${words.seed} <input type="number" min="0" max="2147483647" step="1" data-seed></label>
        <button type="button" data-again>${words.again}</button></div>
      <details><summary>${words.sizes}</summary>${AXES.map(size).join("")}</details>
      <p class="own" hidden>${words.own} <button type="button" data-example>${words.back}</button></p>
    </div>
    <div class="tensors">${band("x", words.x)}${band("mask", words.mask)}${band("result", words.result)}
      <a download="dropout.json" href="#">${words.save}</a></div>
    <div class="many"><p class="name">${words.many}</p>
      <div class="scroll"><table><thead><tr><td></td><th scope="col">${words.observed}</th><th scope="col">${words.theory}</th></tr></thead><tbody></tbody></table></div>
      <svg viewBox="0 0 480 120" role="img" aria-label="${words.histogram}"></svg><p class="hint">${words.histogram}</p></div>
    <div class="code"><p class="name">${words.code}</p><dl></dl><p class="hint">${words.code_hint}</p></div></section>`;
}
