// Whether nothing moves any more: for three frames no element comes, goes or changes, and the page keeps its height.
async () => {
  const moving = () => document.getAnimations()
    .some(({playState, effect}) => playState === "running" && effect.getComputedTiming().endTime !== Infinity);
  let changes = 0;
  const observer = new MutationObserver(found => changes += found.length);
  observer.observe(document.body, {childList: true, subtree: true, attributes: true, characterData: true});
  const height = document.documentElement.scrollHeight;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  observer.disconnect();
  return !changes && !moving() && height === document.documentElement.scrollHeight;
}
