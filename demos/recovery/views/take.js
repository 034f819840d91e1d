// A click on a file of the list asks for that file by itself.
element.addEventListener("click", event => {
  const button = event.target.closest("button[data-file]");
  if (!button) return;
  const at = Number(button.dataset.file), {offset, length, kind, name, whole, confidence, runs} = props.value.frame.found.files[at];
  trigger("select", {number: at + 1, file: {offset, length, kind, name, whole, confidence, runs}});
});
