(held, words, escape) => held
  ? `<p>${words.own} <b>${escape(held.name)}</b>, ${(held.size / (1 << 20)).toFixed(1)} MiB</p>`
  : `<p>${words.sample}</p>`
