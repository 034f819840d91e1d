(value, words, escape) => {
  const titles = {confidence: words.confidence, matching: words.matching, centres: words.centres};
  const names = {
    "cross-entropy": words.cross_entropy, "over-confidence": words.over_confidence, focal: words.focal, pixels: words.pixels,
    "centre, gradient": words.centre_gradient, "centre, average": words.centre_average, arcface: words.arcface, triplet: words.triplet,
    "random choice": words.chance, "TF-IDF, words": words.tfidf_words, "TF-IDF, characters": words.tfidf_characters,
    random: words.random, "random, symmetric": words.symmetric, "semi-hard": words.semi_hard, hard: words.hard,
  };
  const measures = {
    accuracy: words.accuracy, nll: words.nll, ece: words.ece, noise_uniform: words.noise_uniform, noise_gaussian: words.noise_gaussian,
    noise_shuffled: words.noise_shuffled, noise_auroc: words.noise_auroc, recall_at_1: words.recall_at_1, mrr: words.mrr, neighbours: words.neighbours, spread: words.spread,
  };
  const verdicts = {better: words.better, worse: words.worse, "no clear difference": words.unclear};
  const data = name => {
    const count = name.match(/\d+/)?.[0];
    if (count) return (name.includes("noisier") ? words.noisier : words.images).replace("%s", count);
    return {"unseen digits": words.unseen, "known digits": words.known, "FAQ, English": words.faq_en, "FAQ, Chinese": words.faq_zh}[name] ?? escape(name);
  };
  const number = it => it.toFixed(3), signed = it => `${it < 0 ? "−" : "+"}${Math.abs(it).toFixed(3)}`;
  const change = ({baseline, changed}) => `${names[baseline] ?? escape(baseline)} → ${names[changed] ?? escape(changed)}`;
  const row = (it, first, rows) => `<tr class="${it.verdict.split(" ")[0]}">${first ? `<th scope="rowgroup" rowspan="${rows}">${change(it)}</th>` : ""}
    <td>${measures[it.measure] ?? escape(it.measure)}${it.lower_is_better ? ` <abbr title="${words.lower}">↓</abbr>` : ""}</td>
    <td class="number">${number(it.before)}</td><td class="number">${number(it.after)}</td><td><b>${signed(it.difference)}</b> (${signed(it.low)} … ${signed(it.high)})</td><td>${verdicts[it.verdict]}</td></tr>`;
  const group = (rows, key) => Object.entries(Object.groupBy(rows, key));
  const columns = [[words.change], [words.measure], [words.before, "number"], [words.after, "number"], [words.difference], [words.verdict]];
  const head = columns.map(([name, kind]) => `<th scope="col" class="${kind ?? ""}">${name}</th>`).join("");
  const body = rows => group(rows, change).map(([, own]) => `<tbody>${own.map((it, index) => row(it, !index, own.length)).join("")}</tbody>`).join("");
  const table = (name, rows) => `<h4>${data(name)} <small>${rows[0].runs} ${words.runs}</small></h4>
    <div class="scroll" tabindex="0" role="region" aria-label="${data(name)}"><table><thead><tr>${head}</tr></thead>${body(rows)}</table></div>`;
  const at = (rows, data, measure, baseline, changed) => rows.find(it => it.data === data && it.measure === measure && it.baseline === baseline && it.changed === changed);
  const share = it => `${(100 * it).toFixed(1)} %`;
  const facts = {  // what the sentence of each question tells, in its order
    confidence: rows => ["noise_gaussian", "ece"].map(it => at(rows, "digits, 900 images", it, "cross-entropy", "over-confidence")).concat(at(rows, "digits, 900, noisier", "ece", "cross-entropy", "over-confidence")).flatMap(it => [it?.before, it?.after]),
    matching: rows => ["FAQ, English", "FAQ, Chinese"].flatMap(data => [at(rows, data, "recall_at_1", "random choice", "random")?.after, at(rows, data, "recall_at_1", "random choice", "random")?.before, at(rows, data, "recall_at_1", "TF-IDF, characters", "random")?.before, at(rows, data, "recall_at_1", "random", "semi-hard")?.after]),
    centres: rows => [["pixels", "cross-entropy", "before"], ["cross-entropy", "centre, gradient", "before"], ["cross-entropy", "centre, gradient", "after"], ["cross-entropy", "arcface", "after"], ["cross-entropy", "triplet", "after"]].map(([baseline, changed, side]) => at(rows, "unseen digits", "neighbours", baseline, changed)?.[side]),
  };
  const conclusion = (name, rows) => {
    const told = facts[name]?.(rows) ?? [], texts = {confidence: words.concludes_confidence, matching: words.concludes_matching, centres: words.concludes_centres};
    return !told.length || told.includes(undefined) ? "" : `<p class="told">${texts[name].replace(/\{(\d)\}/g, (_, place) => share(told[place]))}</p>`;
  };
  const counted = rows => Object.entries(verdicts).map(([verdict, name]) => `${name} ${rows.filter(it => it.verdict === verdict).length}`).join(" · ");
  const question = ([name, rows]) => `<section class="question"><h3>${titles[name]}</h3>${conclusion(name, rows)}<details><summary><span>${counted(rows)}</span></summary>${group(rows, it => it.data).map(it => table(...it)).join("")}</details></section>`;
  return `<section><p class="caption">${words.intro} ↓ ${words.lower}</p>${group(value ?? [], it => it.question).map(question).join("")}</section>`;
}
