(value, words, escape, {short, size, shown, measured, table}) => {
  if (!value) return `<p class="empty">${words.empty}</p>`;
  const {name, kind, repo, revision, headline, results, command, files, hf, python, hub_results: gathered} = value;
  const interval = it => it.interval ? it.interval.map(bound => shown(bound, it.unit)).join(" – ") : "";
  const number = it => `<tr><td>${escape(it.dataset)}</td><td>${measured(it.metric)}</td><td class="number">${shown(it.value, it.unit)}</td>
    <td class="number quiet">${interval(it)}</td><td class="number quiet">${it.n ?? ""}</td></tr>`;
  const told = it => `<tr><td><code>${escape(it.dataset)}</code></td><td class="free">${escape(it.task)}</td><td class="number">${shown(it.value, "")}</td>
    <td class="free">${escape(it.notes ?? it.source ?? "")}</td></tr>`;
  const file = ([path, bytes]) => `<tr><td><code>${escape(path)}</code></td><td class="number">${size(bytes)}</td></tr>`;
  const columns = [[words.data], [words.metric], [words.value, "number"], [words.interval, "number"], ["n", "number"]];
  return `<section><p class="title" role="status"><b>${escape(name)}</b> ${words[kind]}
      ${repo ? `<code>${escape(repo)}@${short(revision)}</code>` : ""}
      ${headline ? `· <b>${shown(headline.value, headline.unit)}</b> ${measured(headline.name)}` : ""}</p>
    <p class="caption">${repo ? words.lines : words.bundled_lines}</p>${hf ? `<pre tabindex="0">${escape(hf)}</pre>` : ""}<pre tabindex="0">${escape(python)}</pre>
    <div class="columns"><div><p class="caption">${words.numbers}</p>${results.length ? table(columns, results.map(number)) : `<p>${words.none_told}</p>`}</div>
      <div><p class="caption">${words.files}</p>${table([[words.file], [words.size, "number"]], Object.entries(files).map(file))}</div></div>
    ${gathered.length ? `<p class="caption">${words.gathered}</p>${table([[words.data], [words.task], [words.value, "number"], [words.notes]], gathered.map(told))}` : ""}
    ${command ? `<p class="caption">${words.command}</p><pre tabindex="0">${escape(command)}</pre>` : ""}</section>`;
}
