// Runs before Gradio's page: the language that a visitor chose, and what Gradio leaves to be wished for.
(() => {
  const config = window.gradio_config, asked = new URLSearchParams(location.search);
  const kept = document.cookie.match(/kexue-language=(\w+)/)?.[1];  // reading localStorage takes a new profile 0.2 s
  const chosen = [asked.get("lang"), kept].find(name => name === "en" || name === "zh");
  if (chosen) {
    const locale = chosen === "zh" ? "zh-CN" : "en";
    for (const [name, value] of [["language", locale], ["languages", [locale]]])
      Object.defineProperty(navigator, name, {get: () => value, configurable: true});
  }
  const plain = window.fetch;
  window.fetch = async (input, options = {}) => {
    const from = input instanceof Request ? input : null, url = new URL(from ? from.url : input, location.href);
    if (url.origin !== location.origin) return plain(input, options);
    const headers = new Headers(options.headers ?? from?.headers);
    headers.set("Accept-Language", navigator.language);  // what the server says is in the language of the page too
    const asks = options.body && /\/gradio_api\/(queue\/join|run\/predict)$/.test(url.pathname);
    window.kexue.open += 1;
    window.kexue.begun += asks ? 1 : 0;
    const answer = await plain(input, {...options, headers}).finally(() => { window.kexue.open -= 1; });
    if (asks) grey(JSON.parse(options.body), answer);
    return answer;
  };
  for (const {id, type, props} of config.components) if (type === "html") props.elem_id ??= `kexue-view-${id}`;
  // What a refused question was to fill still shows the answer to the one before: it is greyed, and says so.
  const grey = ({fn_index}, {ok}) => {
    const {outputs = []} = config.dependencies.find(({id}) => id === fn_index) ?? {};
    for (const output of outputs) {
      const view = document.getElementById(`kexue-view-${output}`);
      if (!view) continue;
      if (ok) delete view.dataset.stale;
      else view.dataset.stale = document.querySelector("[data-before]").dataset.before;
    }
  };
  document.documentElement.lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

  window.kexue = {
    asked,
    open: 0,  // questions that the server has not answered, but those that wait in its queue
    begun: 0,  // questions that were sent so far
    kept: key => fetch(`${config.root}/kept/${key}`).then(answer => answer.json()),
    acted: false,  // whether the visitor has pressed anything yet
    language: document.documentElement.lang,
    speak(name) {
      const framed = location.protocol === "https:" ? "SameSite=None; Secure; Partitioned" : "SameSite=Lax";
      document.cookie = `kexue-language=${name}; Max-Age=31536000; Path=/; ${framed}`;
      if (!document.cookie.includes(`kexue-language=${name}`)) asked.set("lang", name);
      const query = new URLSearchParams(location.search);
      if (asked.get("lang")) query.set("lang", name);
      location.search = query;
    },
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { window.kexue.acted = true; }, {once: true});
  // Gradio mounts a page piece by piece: what would jump about meanwhile is shown once nothing more comes.
  document.documentElement.style.scrollbarGutter = "stable";
  const QUIET = 150, LONGEST = 2000;  // milliseconds
  const hiding = document.createElement("style");
  hiding.textContent = "main .tabs, footer { visibility: hidden; }";
  document.head.append(hiding);
  const show = () => { arriving.disconnect(); hiding.remove(); };
  let rest = 0, latest = 0;
  const arriving = new MutationObserver(() => {
    if (!document.querySelector("main .tabs")) return;
    clearTimeout(rest);
    rest = setTimeout(show, QUIET);
    latest ||= setTimeout(show, LONGEST);
  });
  arriving.observe(document, {subtree: true, childList: true, characterData: true});
  // The styles of all components in one file (styles.py) stand behind the theme, as those of each would.
  const themed = new MutationObserver(() => {
    const all = document.getElementById("kexue-styles");
    if (!all || !document.querySelector('link[href*="theme.css"]')) return;
    themed.disconnect();
    document.head.append(Object.assign(document.createElement("link"), {rel: "stylesheet", href: all.href}));
  });
  themed.observe(document.head, {childList: true});
  const tell = fold => fold.setAttribute("aria-expanded", fold.classList.contains("open"));  // Gradio's folds do not
  const entitle = ({firstChild}) => {  // Gradio 6.31 looks for the title of an error under another name, and says "Error"
    const refused = document.querySelector("[data-refused]")?.dataset.refused;
    if (refused && firstChild?.data?.trim() === "Error") firstChild.data = `${refused} `;
  };
  new MutationObserver(changes => changes.forEach(({type, target, addedNodes}) => {
    if (type === "attributes" && target.matches(".label-wrap")) tell(target);
    addedNodes.forEach(node => {
      node.querySelectorAll?.(".label-wrap").forEach(tell);
      node.querySelectorAll?.(".toast-title.error").forEach(entitle);
    });
  })).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ["class"]});
  const emptied = box => box.querySelector("button[aria-label]")?.click();  // Gradio takes no file where one is shown
  addEventListener("dragenter", event => {
    const box = event.target.closest?.(".kexue-picture");
    if (box?.querySelector("img")) emptied(box);
  });
  addEventListener("click", event => {
    const box = event.target.closest?.(".kexue-picture");
    if (box && event.target.matches("img")) {
      emptied(box);
      setTimeout(() => box.querySelector("input[type=file]")?.click(), 100);
    }
  });
})();
