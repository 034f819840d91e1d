watch("value", () => {  // a file that was asked for is saved as soon as it is here
  if (props.value) requestAnimationFrame(() => element.querySelector("a.save")?.click());
});
