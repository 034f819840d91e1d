(words, escape) => {
  const SIGNED = new Intl.NumberFormat("en", {signDisplay: "exceptZero", minimumFractionDigits: 2, maximumFractionDigits: 2});
  const number = value => SIGNED.format(value).replace("-", "−");
  const image = (address, name) => `<img src="${escape(address)}" alt="${escape(name)}">`;
  const named = kind => kind === null ? "" : `<b>${escape(kind)}</b>`;
  return {number, image, named};
}
