// 自测：答一题看一题，全在读者自己的设备上算。没有脚本时答案收在每题下面。
// 微信里还有Chromium 78：不用?.、??和新的内建方法。
(function () {
  "use strict";

  const form = document.querySelector("form[data-pass]");
  const questions = Array.from(form.querySelectorAll("fieldset"));
  const score = document.getElementById("s-score");
  const said = (name) => score.getAttribute("data-" + name);
  const count = (text) => text.replace("{n}", right()).replace("{total}", questions.length);

  function answered(question) { return question.hasAttribute("data-done"); }
  function right() { return questions.filter((question) => question.getAttribute("data-done") === "right").length; }

  function answer(question, chosen) {
    if (answered(question)) { return; }
    const correct = chosen.value === question.getAttribute("data-correct");
    question.setAttribute("data-done", correct ? "right" : "wrong");
    question.querySelectorAll("input").forEach((input) => {
      input.disabled = true;
      if (input.value === question.getAttribute("data-correct")) { input.parentNode.className = "is-correct"; }
    });
    chosen.parentNode.classList.add("is-chosen");
    const details = question.querySelector("details");
    details.open = true;
    question.querySelector("[role=status]").textContent = said(correct ? "right" : "wrong");
    if (questions.every(answered)) { finish(); }
  }

  function finish() {
    const passed = right() >= Number(form.getAttribute("data-pass"));
    score.querySelector("[data-slot=title]").textContent = count(said("score"));
    score.querySelector("[data-slot=text]").textContent = said(passed ? "passed" : "failed");
    const next = score.querySelector("ul"), seen = {};
    next.textContent = "";
    questions.filter((question) => question.getAttribute("data-done") === "wrong").forEach((question) => {
      const link = question.querySelector("details a");
      if (link && !seen[link.href]) {
        seen[link.href] = true;
        next.appendChild(document.createElement("li")).appendChild(link.cloneNode(true));
      }
    });
    next.parentNode.hidden = !next.children.length;
    score.hidden = false;
  }

  function again() {
    questions.forEach((question) => {
      question.removeAttribute("data-done");
      question.querySelector("details").open = false;
      question.querySelector("[role=status]").textContent = "";
      question.querySelectorAll("input").forEach((input) => {
        input.disabled = false;
        input.checked = false;
        input.parentNode.className = "";
      });
    });
    score.hidden = true;
    questions[0].querySelector("input").focus();
  }

  // 选项先选后交：用键盘在选项之间走动时，不能一走到就算答了。
  questions.forEach((question) => {
    const button = question.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      const chosen = question.querySelector("input:checked");
      if (chosen) {
        answer(question, chosen);
      } else {
        question.querySelector("[role=status]").textContent = said("choose");
      }
    });
  });
  score.querySelector("button").addEventListener("click", again);
})();
