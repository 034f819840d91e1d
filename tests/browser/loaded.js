// Whether the page is built and Gradio has been answered by every function that listens to the page's load.
() => {
  const onLoad = (window.gradio_config?.dependencies ?? [])
    .filter(({backend_fn, targets}) => backend_fn && targets.some(([, event]) => event === "load"));
  const answers = performance.getEntriesByType("resource")
    .filter(({name}) => /gradio_api\/(run\/predict|queue\/join)/.test(name));
  return Boolean(document.querySelector("footer")) && answers.length >= onLoad.length;
}
