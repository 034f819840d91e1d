watch("value", () => {  // tells the server what has been drawn, which sends nothing newer before
  const run = props.value;
  if (!run?.run) return;
  let told = false;
  const tell = () => {
    if (!told) server.drawn([run.run, run.number]).catch(() => null);
    told = true;
  };
  requestAnimationFrame(() => setTimeout(tell));
  setTimeout(tell, 1000);  // a page that nobody sees draws nothing
});
