// 每页都有的脚本，放在<head>里、不推迟：先照读者上次的选择显示，再画页面。
// 网页没有它也完整。微信里还有Chromium 78：不用?.、??、顶层await和新的内建方法。
(function () {
  "use strict";

  function each(selector, work) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), work);
  }

  var root = document.documentElement;

  // 微信里、无痕窗口里可能不许存：那就只管眼前这一页。
  function stored(name, value) {
    try {
      if (value === undefined) { return localStorage.getItem("fanzha-" + name); }
      localStorage.setItem("fanzha-" + name, value);
    } catch (refused) {
      return null;
    }
  }

  function prefer() {
    ["elder", "contrast"].forEach(function (name) {
      root.classList.toggle(name, stored(name) === "1");
    });
  }

  // <button data-prefer="elder" aria-pressed="false">：大字；contrast：高对比。
  function preferences(button) {
    var name = button.getAttribute("data-prefer");
    function show() { button.setAttribute("aria-pressed", root.classList.contains(name)); }
    button.addEventListener("click", function () {
      stored(name, root.classList.toggle(name) ? "1" : "");
      show();
    });
    // 后退时浏览器拿出的是旧的画面。
    addEventListener("pageshow", function (event) {
      if (event.persisted) { prefer(); show(); }
    });
    show();
  }

  root.classList.add("scripted");
  prefer();

  function select(text) {
    var range = document.createRange();
    range.selectNodeContents(text);
    var selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // 只有https的网页才有剪贴板接口；别处选中再复制。
  function byHand(text) {
    select(text);
    try {
      return document.execCommand("copy");
    } catch (refused) {
      return false;
    }
  }

  // <button data-copy="文字的id" data-done="已复制" data-failed="没复制成" hidden>，后面是role=status的元素。
  function copies(button) {
    var text = document.getElementById(button.getAttribute("data-copy"));
    var status = button.nextElementSibling;
    function say(copied) {
      // 先清空，再按一次时读屏软件才会再念一遍。
      status.textContent = "";
      setTimeout(function () {
        status.textContent = button.getAttribute(copied ? "data-done" : "data-failed");
      }, 50);
    }
    button.hidden = false;
    button.addEventListener("click", function () {
      if (navigator.clipboard && navigator.clipboard.writeText) {
        navigator.clipboard.writeText(text.textContent).then(
          function () { say(true); },
          function () { say(byHand(text)); }
        );
      } else {
        say(byHand(text));
      }
    });
  }

  // <form data-script="工具的脚本">：读者碰到它才去取，网址里已有问题就马上取。
  function tools(element) {
    var asked = false;
    function load() {
      if (asked) { return; }
      asked = true;
      var script = document.createElement("script");
      script.src = element.getAttribute("data-script");
      document.head.appendChild(script);
    }
    ["focusin", "pointerdown", "submit"].forEach(function (event) {
      element.addEventListener(event, load);
    });
    if (location.search || location.hash) { load(); }
  }

  document.addEventListener("DOMContentLoaded", function () {
    each("[data-prefer]", preferences);
    each("[data-copy]", copies);
    each("[data-script]", tools);
  });
})();
