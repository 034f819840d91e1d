(look, words, escape) => {
  if (!look) return `<p class="empty">${words.empty}</p>`;
  if (!look.maps.length) return `<p class="empty">${words.nothing}</p>`;
  const [left, top, right, bottom] = look.box;
  const rows = look.maps[0].length, columns = look.maps[0][0].length;
  // a cell covers two strides; marked is the middle of it
  const width = look.width * (right - left) / (columns + 1), height = look.height * (bottom - top) / (rows + 1);
  const cell = (lost, row, column) => lost < 0.03 ? "" : `<rect x="${(look.width * left + width * (column + 0.5)).toFixed(1)}"
    y="${(look.height * top + height * (row + 0.5)).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"
    opacity="${(0.75 * lost).toFixed(2)}"/>`;
  const tile = (map, index) => {
    const sign = escape(look.reading.characters[index].text);
    return `<li><figure>
      <svg viewBox="0 0 ${look.width} ${look.height}" role="img" aria-label="${words.label}: ${sign}">
        <image href="${escape(look.picture)}" width="${look.width}" height="${look.height}"/>
        <g>${map.map((line, row) => line.map((lost, column) => cell(lost, row, column)).join("")).join("")}</g>
      </svg>
      <figcaption><kbd>${sign}</kbd></figcaption></figure></li>`;
  };
  return `<p role="status">${words.read}</p><ul>${look.maps.map(tile).join("")}</ul>`;
}
