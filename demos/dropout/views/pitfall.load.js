// The same number read in both ways, over the same coins.
const COINS = 40, SEED = 1;
let number = 0.6;
const draw = () => {
  const box = element.querySelector(".pitfall");
  if (!box) return;
  const words = JSON.parse(box.dataset.words), p = String(Number(number.toFixed(2))), coins = arithmetic.uniforms(SEED, COINS);
  const reading = (name, call, rate) => {
    const kept = coins.filter(it => it >= rate).length, scale = (1 / (1 - rate)).toFixed(2), percent = share => `${Math.round(100 * share)} %`;
    const told = words.told.replace("{drop}", percent(rate)).replace("{keep}", percent(1 - rate)).replace("{scale}", scale);
    const strip = coins.map(it => `<i class="${it >= rate ? "kept" : "dropped"}"></i>`).join("");
    return `<div><p class="name">${name}</p><code>${call}</code><p>${told}</p>
      <div class="strip" role="img" aria-label="${words.strip.replace("%s", kept).replace("%s", COINS)}">${strip}</div></div>`;
  };
  box.querySelector("output").textContent = p;
  box.querySelector("input").value = number;
  box.querySelector(".readings").innerHTML = reading(words.drops, `Dropout(${p})`, number) + reading(words.keeps, `tf.nn.dropout(x, ${p})`, 1 - number);
  box.querySelector(".says").textContent = Math.abs(number - 0.5) < 1e-9 ? words.same : words.differ;
  box.dataset.drawn = "true";
};
element.addEventListener("input", ({target}) => { number = Number(target.value); draw(); });
new MutationObserver(() => { if (element.querySelector(".pitfall") && !element.querySelector(".pitfall").dataset.drawn) draw(); })
  .observe(element, {childList: true, subtree: true});
draw();
