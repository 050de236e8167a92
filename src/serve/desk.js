/* The bar of preview pages, and what reloads them. No part of the site. */
(function () {
  "use strict";
  var script = document.currentScript;
  var zh = !script || script.getAttribute("data-lang") !== "en";
  var words = zh
    ? {
        bar: "预览工具栏", reader: "读者视角", editor: "编辑视角", open: "展开预览工具栏", close: "收起",
        draft: "草稿", future: "未到发布时间", expired: "已过期", moment: "预览时刻：", file: "文件：",
        copy: "复制路径", copied: "已复制", none: "这一页没有发现问题", waiting: "正在检查……",
        elsewhere: "整站其他问题：", line: "第 ", lineEnd: " 行", noFile: "这一页由模板生成，没有对应的文件",
        error: "错误", warning: "警告", note: "说明", count: " 条"
      }
    : {
        bar: "Preview bar", reader: "As reader", editor: "As editor", open: "Open the preview bar", close: "Close",
        draft: "Draft", future: "Not due yet", expired: "Expired", moment: "Previewed at: ", file: "File: ",
        copy: "Copy path", copied: "Copied", none: "Nothing was found on this page", waiting: "Checking …",
        elsewhere: "Findings elsewhere: ", line: "line ", lineEnd: "", noFile: "Made by a template; there is no file",
        error: "Error", warning: "Warning", note: "Note", count: ""
      };

  function recall(name) {
    try { return sessionStorage.getItem("fanzha-" + name); } catch (e) { return null; }
  }
  function remember(name, value) {
    try { sessionStorage.setItem("fanzha-" + name, value); } catch (e) { /* Private windows forget. */ }
  }
  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }
  function button(className, text, act) {
    var element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }

  var editing = recall("view") !== "reader";
  var wide = window.innerWidth >= 600;
  var opened = recall("bar") ? recall("bar") === "open" : wide;
  var facts = null;

  var root = make("aside", "fanzha-desk");
  root.setAttribute("aria-label", words.bar);
  root.lang = zh ? "zh-CN" : "en";
  var pill = button("fanzha-pill", "", function () { set(true, editing); panel.focus(); });
  pill.setAttribute("aria-label", words.open);
  pill.setAttribute("aria-expanded", "false");
  var panel = make("div", "fanzha-panel");
  panel.tabIndex = -1;
  root.appendChild(pill);
  root.appendChild(panel);

  function set(open, asEditor) {
    opened = open;
    editing = asEditor;
    remember("bar", open ? "open" : "closed");
    remember("view", asEditor ? "editor" : "reader");
    draw();
  }

  function states() {
    var list = make("span", "fanzha-states");
    (facts && facts.states || []).forEach(function (state) {
      list.appendChild(make("b", "fanzha-state fanzha-" + state, words[state]));
    });
    if (facts && facts.moment) list.appendChild(make("span", "fanzha-moment", words.moment + facts.moment));
    return list;
  }

  function finding(it) {
    var item = make("li", "fanzha-finding fanzha-" + it.severity);
    var head = make("p", "");
    head.appendChild(make("b", "", words[it.severity] || it.severity));
    if (it.place && it.place.line) head.appendChild(make("span", "fanzha-line", words.line + it.place.line + words.lineEnd));
    head.appendChild(make("code", "", it.code));
    item.appendChild(head);
    item.appendChild(make("p", "", it.message));
    (it.help || []).forEach(function (help) { item.appendChild(make("p", "fanzha-help", help)); });
    return item;
  }

  function details() {
    var part = make("div", "fanzha-details");
    if (!facts) return part;
    var file = make("p", "fanzha-file", facts.file ? words.file : words.noFile);
    if (facts.file) {
      file.appendChild(make("code", "", facts.file));
      var copy = button("", words.copy, function () {
        if (!navigator.clipboard) return;
        navigator.clipboard.writeText(facts.file).then(function () { copy.textContent = words.copied; });
      });
      if (navigator.clipboard) file.appendChild(copy);
    }
    part.appendChild(file);
    if (facts.findings.length) {
      var list = make("ol", "fanzha-findings");
      facts.findings.forEach(function (it) { list.appendChild(finding(it)); });
      part.appendChild(list);
    } else {
      part.appendChild(make("p", "fanzha-none", facts.ready ? words.none : words.waiting));
    }
    if (facts.elsewhere) part.appendChild(make("p", "fanzha-elsewhere", words.elsewhere + facts.elsewhere + words.count));
    return part;
  }

  function draw() {
    var count = facts ? facts.findings.length : 0;
    var held = panel.contains(document.activeElement) && document.activeElement.getAttribute("data-key");
    root.classList.toggle("fanzha-open", opened);
    document.documentElement.classList.toggle("fanzha-draft-page",
      editing && !!facts && (facts.states || []).length > 0);
    pill.textContent = editing && count ? String(count) : "◉";
    pill.setAttribute("aria-expanded", String(opened));
    pill.hidden = opened;
    panel.hidden = !opened;
    panel.textContent = "";
    var row = make("div", "fanzha-row");
    [["reader", !editing], ["editor", editing]].forEach(function (pair) {
      var own = button("fanzha-view", words[pair[0]] + (pair[0] === "editor" && count ? " " + count : ""), function () {
        set(true, pair[0] === "editor");
      });
      own.setAttribute("aria-pressed", String(pair[1]));
      own.setAttribute("data-key", pair[0]);
      row.appendChild(own);
    });
    if (editing) row.appendChild(states());
    var close = button("fanzha-close", words.close, function () { set(false, editing); pill.focus(); });
    close.setAttribute("data-key", "close");
    row.appendChild(close);
    panel.appendChild(row);
    if (editing) panel.appendChild(details());
    var again = held && panel.querySelector('[data-key="' + held + '"]');
    if (again) again.focus();
    var overlay = document.getElementById("fanzha-overlay");
    if (overlay) overlay.hidden = !editing;
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", "/__fanzha/page?path=" + encodeURIComponent(decodeURI(location.pathname)));
    request.onload = function () {
      try { facts = JSON.parse(request.responseText); } catch (e) { return; }
      draw();
    };
    request.send();
  }

  panel.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { set(false, editing); pill.focus(); }
  });
  document.body.appendChild(root);
  draw();
  ask();

  var source = new EventSource("/__fanzha/events");
  var seen = false;
  source.onopen = function () {
    if (seen) location.reload();
    seen = true;
  };
  source.onmessage = function (event) {
    if (event.data === "findings") { ask(); return; }
    if (event.data.indexOf("css ") !== 0) { location.reload(); return; }
    var old = document.querySelector('link[rel~="stylesheet"][href*="/assets/main."]') ||
      document.querySelector('link[rel~="stylesheet"]');
    if (!old) return;
    var fresh = document.createElement("link");
    fresh.rel = "stylesheet";
    fresh.href = event.data.slice(4);
    fresh.onload = function () { if (old.parentNode) old.parentNode.removeChild(old); };
    old.parentNode.insertBefore(fresh, old.nextSibling);
  };
})();
