// Captchas of a maker without end, one JSON object a line: what it says, and the picture in base64.
require("./seeded");
const crypto = require("crypto");
const { writeSync } = require("fs");

const number = (below) => Math.floor(Math.random() * below);
crypto.randomBytes = (size, done) => done(null, Buffer.from(Array.from({ length: size }, () => number(256))));

const makers = {
  captchapng3() {
    // the example of its page: 4 digits in six colours
    const captchapng = require("captchapng3");
    const text = String(number(10000)).padStart(4, "0");
    const colours = [[11, 5, 73, 107], [15, 56, 123, 245], [88, 28, 130, 144], [230, 74, 79, 198], [67, 236, 243, 112]];
    const png = new captchapng(80, 35, text, "#cfb988", [...colours, [166, 44, 215, 114]]);
    return { text, picture: png.getBuffer() };
  },
  async "trek-captcha"() {
    // every option as it comes
    const { token, buffer } = await require("trek-captcha")();
    return { text: token, picture: buffer };
  },
};

(async () => {
  for (;;) {
    const { text, picture } = await makers[process.argv[2]]();
    writeSync(1, JSON.stringify({ text, picture: picture.toString("base64") }) + "\n");
  }
})();
