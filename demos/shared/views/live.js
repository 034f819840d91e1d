(run, words, escape, draw) => {
  if (!run) return draw(null);
  const arrived = run.recorded && run.state === "done";  // nobody has asked yet
  const told = arrived ? "" : run.state === "failed" ? escape(run.reason) : words[run.state].replace("{place}", run.place);
  const coming = !run.frame && ["waiting", "starting", "running"].includes(run.state);
  return `<div class="live ${run.state}${run.recorded ? " recorded" : ""}">${coming ? `<p class="empty">${words.coming}</p>` : draw(run.frame)}
    <p class="state" role="status"><i aria-hidden="true"></i><span>${told}${run.recorded ? ` <b>${words.recorded}</b>` : ""}</span></p></div>`;
}
