// Whether the page is built and Gradio has been answered by every function that listens to the page's load.
() => {
  const onLoad = (window.gradio_config?.dependencies ?? [])
    .filter(({backend_fn, targets}) => backend_fn && targets.some(([, event]) => event === "load"));
  const answers = performance.getEntriesByType("resource")
    .filter(({name}) => /gradio_api\/(run\/predict|queue\/join)/.test(name));
  const tabs = document.querySelector("main .tabs");  // which are hidden until they no longer jump about
  const shown = !tabs || getComputedStyle(tabs).visibility === "visible";
  return Boolean(document.querySelector("footer")) && shown && answers.length >= onLoad.length;
}
