// Captchas of svg-captcha without end, one JSON object a line: what it says, and the picture as SVG.
const { writeSync } = require("fs");
const { create } = require("svg-captcha");

let state = 2017;
Math.random = () => {
  // mulberry32, public domain: the same captchas each time
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

const kinds = JSON.parse(process.argv[2]);
for (let number = 0; ; number++) {
  const { text, data } = create(kinds[number % kinds.length]);
  writeSync(1, JSON.stringify({ text, svg: data }) + "\n");
}
