// Runs before Gradio's page: the language that a visitor chose, the tab and the fields that the address names.
(() => {
  const config = window.gradio_config, asked = new URLSearchParams(location.search);
  const kept = (() => { try { return localStorage.getItem("kexue-language"); } catch { return null; } })();
  const chosen = [asked.get("lang"), kept].find(name => name === "en" || name === "zh");
  if (chosen) {
    const locale = chosen === "zh" ? "zh-CN" : "en";
    for (const [name, value] of [["language", locale], ["languages", [locale]]])
      Object.defineProperty(navigator, name, {get: () => value, configurable: true});
    const plain = window.fetch;
    window.fetch = (input, options = {}) => {  // what the server says is in that language too
      const from = input instanceof Request ? input : null;
      if (new URL(from ? from.url : input, location.href).origin !== location.origin) return plain(input, options);
      const headers = new Headers(options.headers ?? from?.headers);
      headers.set("Accept-Language", locale);
      return plain(input, {...options, headers});
    };
  }
  document.documentElement.lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

  const named = name => config.components.find(({props}) => props.elem_id === name);
  const tabs = config.components.find(({type}) => type === "tabs");
  const shown = asked.get("tab") ?? "";
  if (config.components.some(({type, props}) => type === "tabitem" && props.id === shown)) tabs.props.selected = shown;
  const typed = (value, before) => typeof before === "number" ? Number(value) : typeof before === "boolean" ? value === "true" : value;
  for (const [name, value] of asked) {
    const field = named(`kexue-${shown}-${name}`);
    if (field && !Number.isNaN(typed(value, field.props.value))) field.props.value = typed(value, field.props.value);
  }

  const address = (tab, fields = {}) => {
    const query = new URLSearchParams({tab});
    for (const [name, value] of Object.entries(fields)) if (value !== null && value !== "") query.set(name, value);
    if (asked.get("lang")) query.set("lang", asked.get("lang"));
    history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
  };
  window.kexue = {
    asked, address,
    language: document.documentElement.lang,
    speak(name) {
      try { localStorage.setItem("kexue-language", name); } catch { asked.set("lang", name); }
      const query = new URLSearchParams(location.search);
      if (asked.get("lang")) query.set("lang", name);
      location.search = query;
    },
  };
  addEventListener("click", event => {
    const tab = event.target.closest?.('[role="tab"]');
    if (tab?.dataset.tabId && !tab.closest("[role=\"tabpanel\"]")) address(tab.dataset.tabId);
  });
})();
