element.addEventListener("click", async event => {
  const button = event.target.closest("button"), said = element.querySelector(".said");
  if (button?.dataset.language) window.kexue?.speak(button.dataset.language);
  if (!button || !("share" in button.dataset)) return;
  const tell = text => { said.textContent = text; };
  try { await navigator.clipboard.writeText(location.href); tell(said.dataset.said); }
  catch { tell(`${said.dataset.failed} ${location.href}`); }  // a frame without leave to copy
});
