(count, words, escape) => count ? `<p role="status">✓ ${words.thanks} ${escape(count)}</p>` : ""
