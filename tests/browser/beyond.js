// What lies beyond the right edge of the screen, other than inside a part that scrolls by itself.
() => {
  const scrolls = element => {
    for (let at = element.parentElement; at; at = at.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX) && at.clientWidth < innerWidth) return true;
    return false;
  };
  return [...document.querySelectorAll("main *")]
    .filter(element => !element.closest(".visually-hidden"))  // Gradio measures the names of the tabs there
    .filter(element => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
    .filter(element => !scrolls(element))
    .map(element => `${element.tagName}.${element.className}`);
}
