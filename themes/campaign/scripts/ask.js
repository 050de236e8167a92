// 一问一答：点了答案，就在这一页里接着问；后退键退回上一问。没有脚本时，每一问各是一页。
// 下一问取的就是那一页，网址也是那一页的：刷新、转发都不会丢。微信里还有Chromium 78。
(function () {
  "use strict";

  const ask = document.getElementById("s-ask");
  const start = { path: location.pathname, title: document.title, nodes: ask ? Array.from(ask.childNodes) : [] };
  let path = start.path, latest = 0;

  // 那一页的标题在这里低一级。
  function read(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const body = page.querySelector(".page-main"), old = page.querySelector("h1"), title = document.createElement("h2");
    title.textContent = old.textContent;
    if (body.contains(old)) { old.replaceWith(title); } else { body.prepend(title); }
    return { title: page.title, nodes: Array.from(body.childNodes) };
  }

  function load(address) {
    if (new URL(address).pathname === start.path) { return Promise.resolve(start); }
    return fetch(address).then((response) => {
      if (!response.ok) { throw new Error(response.statusText); }
      return response.text();
    }).then(read);
  }

  function show(view) {
    ask.textContent = "";
    view.nodes.forEach((node) => ask.appendChild(node));
    document.title = view.title;
    path = location.pathname;
    const title = ask.querySelector("h2");
    title.tabIndex = -1;
    ask.scrollIntoView();
    title.focus({ preventScroll: true });
  }

  // 网慢的时候连点几下，只认最后一下；取不来就照平常的链接走。
  function go(address, before) {
    const mine = latest += 1;
    load(address).then((view) => {
      if (mine === latest) {
        before();
        show(view);
      }
    }).catch(() => { location.href = address; });
  }

  if (ask) {
    ask.addEventListener("click", (event) => {
      const link = event.target.closest(".answers a, .more a");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        go(link.href, () => history.pushState(null, "", link.href));
      }
    });
  }

  addEventListener("popstate", () => {
    if (location.pathname === path) { return; }
    if (ask) { go(location.href, () => {}); } else { location.reload(); }
  });
})();
