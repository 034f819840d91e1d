// Fields and boxes whose edge has a contrast under 3 : 1 with the ground around them, and how much it is.
() => {
  const parse = colour => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(parse(getComputedStyle(at).backgroundColor));
    return layers.reduce((under, layer) => over(layer, under), [255, 255, 255]);
  };
  const edged = element => {  // the field itself, or what Gradio draws around it
    for (let at = element; at && !at.matches(".block"); at = at.parentElement)
      if (parseFloat(getComputedStyle(at).borderTopWidth) && getComputedStyle(at).borderTopStyle !== "none") return at;
    return null;
  };
  const own = ':is(textarea, input:not([type="range"], [type="file"]))';
  return [...document.querySelectorAll(`.gradio-container ${own}`)].filter(it => it.checkVisibility()).flatMap(it => {
    const box = edged(it), style = box && getComputedStyle(box);
    if (!box || it.disabled) return [];
    const filled = it.checked && ground(it).join() !== ground(it.parentElement).join();  // its ground tells it
    const around = light(ground(box.parentElement)), edge = light(over(parse(style.borderTopColor), ground(box.parentElement)));
    const contrast = (Math.max(around, edge) + 0.05) / (Math.min(around, edge) + 0.05);
    return filled || contrast >= 3 ? [] : [`${contrast.toFixed(2)}: ${it.outerHTML.slice(0, 120)}`];
  });
}
