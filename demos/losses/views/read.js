(text, canvas) => {  // lines that are no points yet are left out
  const read = line => line.split(/[\s,;，；]+/).filter(part => part).map(Number);
  const good = ([x, y, label, ...more]) => !more.length && Math.abs(x) <= 1 && Math.abs(y) <= 1 && [0, 1, 2, 3].includes(label);
  return {...canvas, points: text.split("\n").map(read).filter(good).slice(0, MOST)};
}
