(words, escape) => {
  const SIZE = 480, LEVELS = 10, two = it => it.toFixed(1);
  return {
    size: SIZE,
    // from a number between -span and span to a place in the drawing; y grows upwards
    x: (it, span) => SIZE / 2 * (1 + it / span),
    y: (it, span) => SIZE / 2 * (1 - it / span),
    // all points [[x, y], …] of the drawing as one path
    dots: (points, kind, radius = 2.6) => points.length ? `<path class="dots ${kind}" style="stroke-width: ${2 * radius}" d="${points.map(([x, y]) => `M${two(x)} ${two(y)}h0`).join("")}"/>` : "",
    // a grid of numbers from 0 to 1, the lowest row first, as one path for each level of strength
    cells: (grid, kind) => {
      const across = SIZE / grid[0].length, down = SIZE / grid.length, levels = Array.from({length: LEVELS}, () => []);
      grid.forEach((row, j) => row.forEach((it, i) => {
        if (it === null) return;
        levels[Math.min(LEVELS - 1, Math.max(0, Math.floor(it * LEVELS)))].push(`M${two(i * across)} ${two(SIZE - (j + 1) * down)}h${two(across + 0.6)}v${two(down + 0.6)}h-${two(across + 0.6)}z`);
      }));
      return levels.map((paths, level) => paths.length ? `<path class="cells ${kind} l${level}" style="opacity: ${((level + 0.5) / LEVELS).toFixed(2)}" d="${paths.join("")}"/>` : "").join("");
    },
    line: (points, kind) => `<path class="line ${kind}" d="${points.map(([x, y], i) => `${i ? "L" : "M"}${two(x)} ${two(y)}`).join("")}"/>`,
    fact: (name, number, digits) => number === null || number === undefined ? "" : `<span>${name} <b>${number.toFixed(digits)}</b></span>`,
  };
}
