// 复制按钮。没有脚本时不出现，文字照样一点即选。不用 navigator.clipboard 之外的新功能：微信里还有 Chromium 78。
(function () {
  "use strict";

  function select(text) {
    var range = document.createRange();
    range.selectNodeContents(text);
    var selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  // 只有 https 的网页才有剪贴板接口；别处选中再复制。
  function byHand(text) {
    select(text);
    var copied = false;
    try {
      copied = document.execCommand("copy");
    } catch (refused) {
      copied = false;
    }
    return copied;
  }

  function prepare(button) {
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

  Array.prototype.forEach.call(document.querySelectorAll("[data-copy]"), prepare);
})();
