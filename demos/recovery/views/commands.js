(value, words, escape) => {
  const commands = ["rm -rf \"$BUILD\"/*", "mv a/ * b", "sudo dd if=ubuntu.iso of=/dev/sda bs=4M", "find . -delete -name '*.tmp'", "git clean -fdx", "sort names.txt > names.txt", "chmod -R 777 /", "rm -ri old_drafts/"];
  return `<p id="recovery-commands">${words.label}</p><ul aria-labelledby="recovery-commands">${commands.map(it => `<li><button type="button" data-command="${escape(it)}"><code>${escape(it)}</code></button></li>`).join("")}</ul>`;
}
