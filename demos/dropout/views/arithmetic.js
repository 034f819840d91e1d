// The arithmetic of models/dropout: counter.py, reference.py, moments.py and tensors.py. A test holds both to the same numbers.
() => {
  const GOLDEN = 0x9E3779B9, EXAMPLE_SEED = 4521, DRAWS = 2000;
  const mix = number => {
    const first = Math.imul(number ^ (number >>> 16), 0x85EBCA6B);
    const second = Math.imul(first ^ (first >>> 13), 0xC2B2AE35);
    return (second ^ (second >>> 16)) >>> 0;
  };
  // number `place` of a seed, uniform in 0 to 1 without 1
  const stream = seed => {
    const key = mix(seed);
    return place => mix((key + Math.imul(GOLDEN, place + 1)) | 0) / 2 ** 32;
  };
  const count = shape => shape.reduce((product, size) => product * size, 1);
  const uniforms = (seed, many, start = 0) => {
    const number = stream(seed);
    return Array.from({length: many}, (_, place) => number(start + place));
  };
  const example = shape => uniforms(EXAMPLE_SEED, count(shape)).map(number => (1 + Math.floor(20 * number)) / 10);
  // for each place of a tensor (batch, time, feature) the coin that decides about it
  const coinOf = ([examples, times, features], coins) => {
    const found = [];
    for (let b = 0; b < examples; b++) for (let t = 0; t < times; t++) for (let f = 0; f < features; f++)
      found.push(((coins[0] === 1 ? 0 : b) * coins[1] + (coins[1] === 1 ? 0 : t)) * coins[2] + (coins[2] === 1 ? 0 : f));
    return found;
  };
  // a coin is kept where its number is not under the rate; draw k takes the numbers from k times the coins on
  const mask = (coins, rate, seed, draw = 0) => uniforms(seed, count(coins), draw * count(coins)).map(number => number >= rate);
  const drop = (values, shape, rate, coins, seed, draw = 0) => {
    const kept = mask(coins, rate, seed, draw), owner = coinOf(shape, coins);
    return {kept, result: values.map((value, place) => kept[owner[place]] ? value / (1 - rate) : 0)};
  };
  const moments = (values, shape, rate, coins, seed) => {
    const many = count(coins), size = values.length, scale = 1 / (1 - rate), odds = rate / (1 - rate), number = stream(seed);
    const sums = new Float64Array(many), squares = new Float64Array(many), kept = new Uint32Array(many), means = new Float64Array(DRAWS);
    coinOf(shape, coins).forEach((coin, place) => { sums[coin] += values[place]; squares[coin] += values[place] ** 2; });
    for (let draw = 0, place = 0; draw < DRAWS; draw++) {
      let total = 0;
      for (let coin = 0; coin < many; coin++, place++)
        if (number(place) >= rate) { kept[coin] += 1; total += sums[coin]; }
      means[draw] = total * scale / size;
    }
    const add = part => sums.reduce((total, _, coin) => total + part(coin, kept[coin] / DRAWS), 0);
    const mean = means.reduce((total, it) => total + it, 0) / DRAWS;
    return {
      draws: DRAWS, means,
      mean: add((coin, share) => share * sums[coin]) * scale / size,
      mean_theory: add(coin => sums[coin]) / size,
      variance: add((coin, share) => share * (1 - share) * squares[coin]) * scale ** 2 / size,
      variance_theory: add(coin => squares[coin]) * odds / size,
      spread: means.reduce((total, it) => total + (it - mean) ** 2, 0) / DRAWS,
      spread_theory: add(coin => sums[coin] ** 2) * odds / size ** 2,
    };
  };
  return {uniforms, example, mask, drop, moments, count};
}
