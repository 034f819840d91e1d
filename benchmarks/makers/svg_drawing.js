// Captchas of svg-captcha without end, one JSON object a line: what it says, and the picture as SVG.
const { writeSync } = require("fs");
const { create } = require("svg-captcha");

require("./seeded");

const kinds = JSON.parse(process.argv[2]);
for (let number = 0; ; number++) {
  const { text, data } = create(kinds[number % kinds.length]);
  writeSync(1, JSON.stringify({ text, svg: data }) + "\n");
}
