(frame, words, escape, {progress, strip}) => {
  if (!frame) return `<p class="empty">${words.empty}</p>`;
  return `<section>${progress(frame)}${strip(frame.strip, frame.size)}</section>`;
}
