(value, words, escape) => {
  const parts = (value ?? "").split(/("{3}[^]*?"{3}|#.*)/);  // what explains is set back
  return `<pre tabindex="0" role="region" aria-label="${words.label}"><code>${parts.map((part, index) => index % 2 ? `<i>${escape(part)}</i>` : escape(part)).join("")}</code></pre>`;
}
