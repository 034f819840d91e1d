(chosen, words, escape) => `<p id="captcha-examples">${words.label}</p>
  <ul aria-labelledby="captcha-examples">${pictures.map((picture, index) => `<li>
    <button type="button" data-index="${index}" aria-pressed="${chosen === index}">
      <img src="${picture}" alt=""><span>${words[index + 1]}</span>
    </button></li>`).join("")}</ul>`
