// What the pointer is on, a text block of the page or what was made of it, lights up on both sides.
const plain = text => text.replace(/…$/, "").replace(/\s+/g, " ").trim();
const LEAVES = ".body :is(p, h3, h4, li, dt, dd, td, pre, blockquote)";
const leaf = node => node && [...element.querySelectorAll(LEAVES)].includes(node) ? node : null;
const told = block => plain(block.querySelector("bdi")?.textContent ?? "");
const partner = node => {
  if (node.matches(".talk li")) return element.querySelector(`.record:has(a[href="#${node.id}"])`);
  if (node.matches(".record")) return element.querySelector(`.talk ${node.querySelector("a")?.getAttribute("href") ?? "none"}`);
  const kept = [...element.querySelectorAll(".blocks li.kept")], body = [...element.querySelectorAll(LEAVES)];
  const block = node.matches(".kept");
  const alike = it => block ? told(node) && plain(it.textContent).includes(told(node)) : told(it) && plain(node.textContent).includes(told(it));
  const found = (block ? body : kept).filter(alike);
  return block ? found.at(-1) : found[0];  // the innermost of the body
};
const show = node => {  // within its own pane: the page stays where it is
  const pane = node.closest(".body, .blocks, .talk"), [at, inside] = [node, pane].map(it => it.getBoundingClientRect());
  if (at.top < inside.top || at.bottom > inside.bottom) pane.scrollTop += at.top - inside.top - 8;
};
element.addEventListener("pointerover", event => {
  element.querySelectorAll(".lit").forEach(it => it.classList.remove("lit"));
  const node = event.target.closest(".blocks li.kept, .record, .talk li") ?? leaf(event.target.closest(LEAVES));
  const other = node && partner(node);
  if (!other) return;
  [node, other].forEach(it => it.classList.add("lit"));
  show(other);
});
element.addEventListener("pointerleave", () => element.querySelectorAll(".lit").forEach(it => it.classList.remove("lit")));
