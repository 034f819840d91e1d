element.addEventListener("click", event => {
  const button = event.target.closest("button[data-command]");
  if (button) trigger("click", {command: button.dataset.command});
});
