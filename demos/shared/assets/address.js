// The address of the page names a tab, one of its questions and what the fields of that hold. An address that is opened
// shows the tab without a flash of another, fills the fields in and asks again; `Address` of ui.py tells what is what.
(() => {
  const {components, dependencies, layout} = window.gradio_config, {asked} = window.kexue;
  const tab = asked.get("tab") ?? "", part = `${tab}-${asked.get("part")}`, question = asked.get("ask") ?? "";
  const named = id => components.find(({props}) => props.elem_id === id);
  const select = (tabs, id) => {
    if (tabs && components.some(({type, props}) => type === "tabitem" && props.id === id)) tabs.props.selected = id;
  };
  select(components.find(({type}) => type === "tabs"), tab);
  select(named(`kexue-${tab}-parts`), part);

  // What a field takes for a text of the address, undefined if it does not.
  const taken = ({type, props: {choices, allow_custom_value: free}}, text) => {
    if (choices) return choices.map(([, value]) => value).find(value => String(value) === text) ?? (free ? text : undefined);
    if (type === "checkbox") return text === "true";
    if (type !== "number" && type !== "slider") return text;
    return Number.isFinite(Number(text)) ? Number(text) : undefined;
  };
  const followers = ({id}) => dependencies.filter(({targets}) => targets.some(([from, event]) => from === id && event === "input"));
  const texts = components.filter(({type, props}) => type === "textbox" && props.elem_id);
  const opened = Object.fromEntries(texts.map(({props: {elem_id: id, value}}) => [id, value]));  // with what the page opens
  const options = [];  // of radios that other fields follow: these are clicked
  let filled = 0, following = 0;  // fields that the address fills, and questions that those clicks ask
  for (const [name, text] of asked) {
    const id = `kexue-${tab}-${name}`, field = named(id), value = field && taken(field, text);
    if (value === undefined) continue;
    filled += 1;
    if (value === field.props.value) continue;
    if (field.type === "radio" && followers(field).length) {
      options.push([id, text]);
      following += followers(field).filter(({backend_fn}) => backend_fn).length;
    } else field.props.value = value;
  }

  const runs = ["kexue", tab, "run", question].filter(Boolean).join("-");
  const unfold = node => {  // opens the folds around the button, of which nothing is there while they are closed
    const {type, props} = components.find(({id}) => id === node.id) ?? {};
    const holds = props?.elem_id === runs || (node.children ?? []).filter(unfold).length > 0;
    if (holds && type === "accordion") props.open = true;
    return holds;
  };
  if (filled || question) unfold(layout);

  const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  const ask = async () => {
    for (let looks = 0; looks < 300 && !document.getElementById(runs); looks += 1) await pause(100);
    await pause(300);
    const before = window.kexue.begun;
    for (const [id, text] of options)
      [...document.querySelectorAll(`#${id} input`)].find(({value}) => value === text)?.click();
    // A slow phone sends what follows a click seconds later, and clears the answer to the option before, or ours.
    for (let looks = 0; looks < 200 && window.kexue.begun < before + following; looks += 1) await pause(100);
    do await pause(100); while (window.kexue.open);
    document.getElementById(runs)?.click();
    await showAnswer();
  };
  const showAnswer = async () => {  // which on a phone is out of sight: after a moment as it runs, and when it is there
    const run = named(runs)?.id;
    const asks = dependencies.filter(({targets}) => targets.some(([from, event]) => from === run && event === "click"));
    const answers = asks.flatMap(({outputs}) => outputs).map(answer => components.find(({id}) => id === answer));
    const places = answers.map(({id, props}) => props.elem_id || `component-${id}`);
    for (const patience of [20, 600]) {
      for (let looks = 0; !looks || (window.kexue.open && looks < patience); looks += 1) await pause(100);
      const place = places.map(id => document.getElementById(id)).find(shown => shown?.offsetHeight);
      if (!window.kexue.acted) place?.scrollIntoView({block: "nearest"});
    }
  };
  if (filled || question) addEventListener("load", ask);

  const LONG = 2000;  // characters of a field that no address has room for
  const follow = (query, names = [], held = []) => {
    const told = new URLSearchParams(Object.entries(query).filter(([, text]) => text));
    const given = value => value !== null && value !== undefined && String(value).trim() !== "" && String(value).length < LONG;
    const differs = (name, place) => !place || held[place] !== opened[`kexue-${query.tab}-${name}`];
    names.forEach((name, place) => { if (given(held[place]) && differs(name, place)) told.set(name, held[place]); });
    if (!given(held[0])) [...names, "ask"].forEach(name => told.delete(name));  // nothing is asked
    if (asked.get("lang")) told.set("lang", asked.get("lang"));
    history.replaceState(history.state, "", `${location.pathname}?${told}${location.hash}`);
  };
  window.kexue.follow = follow;
  window.kexue.given = name => window.kexue.acted ? null : asked.get(name);  // until the visitor presses anything
  addEventListener("click", event => {
    const id = event.target.closest?.('[role="tab"]')?.dataset.tabId, outer = event.target.closest?.('[role="tabpanel"]');
    if (!id) return;
    const [name, inner] = outer ? id.split("-") : [id];
    follow({tab: name, part: inner});
  });
})();
