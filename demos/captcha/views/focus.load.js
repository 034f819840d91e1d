const panel = element.closest('[role="tabpanel"]') ?? document, SVG = "http://www.w3.org/2000/svg";
let pointed = null, marked = null;
const clear = () => { marked?.remove(); marked = null; };

function cells(look, map) {  // a cell covers two strides; marked is the middle of it
  const [left, top, right, bottom] = look.box;
  const width = look.width * (right - left) / (map[0].length + 1), height = look.height * (bottom - top) / (map.length + 1);
  return map.flatMap((line, row) => line.map((lost, column) => lost < 0.03 ? "" :
    `<rect x="${look.width * left + width * (column + 0.5)}" y="${look.height * top + height * (row + 0.5)}"
      width="${width}" height="${height}" opacity="${0.75 * lost}"/>`)).join("");
}

function outline(look) {  // of the part of a whole page that was read
  if (!look.reading.part) return "";
  const [left, top, right, bottom] = look.reading.part;
  return `<path d="M${left} ${top}H${right}V${bottom}H${left}Z"/>`;
}

function draw() {  // over the picture itself, where the browser has put it in its box
  clear();
  const look = props.value || null, picture = panel.querySelector(".kexue-picture img"), told = element.querySelector(".told");
  if (told) told.textContent = pointed === null ? "" : look ? JSON.parse(told.dataset.told)[pointed] ?? "" : told.dataset.asked;
  if (pointed === null || !look?.maps[pointed] || !picture) return;
  const frame = picture.closest(".kexue-picture").getBoundingClientRect(), box = picture.getBoundingClientRect();
  const most = getComputedStyle(picture).objectFit === "scale-down" ? 1 : Infinity;
  const scale = Math.min(box.width / look.width, box.height / look.height, most);
  const width = scale * look.width, height = scale * look.height;
  marked = document.createElementNS(SVG, "svg");
  marked.setAttribute("class", "kexue-marked");
  marked.setAttribute("viewBox", `0 0 ${look.width} ${look.height}`);
  marked.setAttribute("aria-hidden", "true");
  marked.innerHTML = cells(look, look.maps[pointed]) + outline(look);
  const left = box.left - frame.left + (box.width - width) / 2, top = box.top - frame.top + (box.height - height) / 2;
  marked.style.cssText = `left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`;
  picture.closest(".kexue-picture").append(marked);
}

const point = ask => event => {
  const sign = event.target.closest?.("[data-look]");
  if (!sign) return;
  pointed = Number(sign.dataset.look);
  draw();
  if (ask) panel.querySelector(".kexue-picture").scrollIntoView({block: "nearest"});  // on a phone it stands far above
  if (ask && !props.value) trigger("select");  // a picture that nobody has asked about yet
};
const leave = event => {
  if (!event.target.closest?.("[data-look]") || panel.querySelector("[data-look]:focus")) return;
  pointed = null;
  draw();
};
panel.addEventListener("pointerover", point(false));
panel.addEventListener("focusin", point(true));
panel.addEventListener("click", point(true));
panel.addEventListener("pointerout", leave);
panel.addEventListener("focusout", () => { pointed = null; draw(); });
watch("value", draw);
