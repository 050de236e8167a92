// A reader with a strict site: the policy forbids everything from elsewhere and every inline script.

/** Opens an address under `default-src 'self'` and hands it to `work` with what was asked for and complained of. */
export async function strict(browser, address, options, work) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const tab = await context.newPage();
  const asked = [], complaints = [];
  await tab.route((url) => url.pathname.endsWith("/"), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": "default-src 'self'" } });
  });
  tab.on("request", (request) => asked.push(request.url()));
  tab.on("console", (message) => complaints.push(message.text()));
  tab.on("pageerror", (error) => complaints.push(error.message));
  try {
    await tab.goto(address, { waitUntil: "load" });
    return await work(tab, asked, complaints);
  } finally {
    await context.close();
  }
}

/** Things to press that are shown and lower or narrower than 44 px. Runs inside a page. */
export function smallTargets(selector) {
  const shown = [...document.querySelectorAll(selector)].filter((element) => element.getClientRects().length > 0);
  if (shown.length === 0) return [`nothing is shown of ${selector}`];
  const small = shown.filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return width < 43.9 || height < 43.9;
  });
  return small.map((element) => `${element.tagName} ${element.textContent.trim().slice(0, 30)}`);
}
