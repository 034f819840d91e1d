(value, words, escape) => {
  if (!value) return chosen ? "" : `<p>${words.loading}</p>`;
  const place = value.repo ? `<code>${escape(value.repo)}@${escape(value.revision)}</code>` : "";
  const amount = value.value === null ? "" : value.unit === "fraction" ? `${(100 * value.value).toFixed(1)} %` : `${value.value.toFixed(2)} ${escape(value.unit ?? "")}`;
  const metric = value.metric ? `<span><strong>${amount}</strong> ${words[value.metric] ?? escape(value.metric)}</span>` : "";
  return `<div class="line"><span><strong>${escape(value.name)}</strong> ${words[value.kind]} ${place}</span>${metric}</div>
    <details><summary>${words.steps}</summary>
      <ol>${value.steps.map(step => `<li>${escape(step)}</li>`).join("")}</ol></details>`;
}
