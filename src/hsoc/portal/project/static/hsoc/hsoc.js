/* What only a script can do: keys, light and dark, column choice, selection, quiet polling. Belongs here: all of our own script.
   Never: content, figures, a page that cannot be read without it. Runs under script-src 'self' without eval. */
"use strict";
(() => {
  const root = document.documentElement;
  const one = (query, within = document) => within.querySelector(query);
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const remember = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`; };

  /* light and dark: the reader's choice wins over the system's, kept in a cookie so that the server draws the first frame right */
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  all("[data-theme-switch]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      const next = dark() ? "light" : "dark";
      root.dataset.theme = next;
      button.setAttribute("aria-pressed", String(next === "dark"));
      remember("hsoc_theme", next);
    });
  });

  /* a form on its way wakes what tells how far it is; htmx itself must not listen for `submit`, it would hold the form back */
  document.addEventListener("submit", (event) => { const waits = event.target.dataset.begins && one(event.target.dataset.begins); if (waits) waits.dispatchEvent(new Event("begun")); });

  /* the place in a page that a link names survives the login: no browser sends it along */
  if (location.hash.length > 1 && one(".entrance")) all('.entrance input[name="next"]').forEach((next) => { if (next.value.startsWith("/portal/") && !next.value.includes("#")) next.value += location.hash; });

  /* menus close with Escape and with a click elsewhere */
  const closeMenus = (except) => all("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

  /* groups of the rail: open ones are kept in a cookie, so that the server draws the next page the same */
  const groups = all(".rail [data-group]");
  groups.forEach((group) => one("summary", group).addEventListener("click", () => {
    group.toggleAttribute("data-kept", !group.open);
    remember("hsoc_rail", groups.filter((each) => "kept" in each.dataset).map((each) => each.dataset.group).join("."));
  }));

  /* forms that send themselves when a choice changes; their button stays for readers without script */
  document.addEventListener("change", (event) => { if (event.target.closest("form[data-auto]") && event.target.matches("select, input[type=date]")) event.target.form.requestSubmit(); });

  /* on a phone the list comes first: filters fold away until asked for */
  if (matchMedia("(max-width: 820px)").matches) all("details[data-fold]").forEach((part) => { part.open = false; });

  /* menus and tabs that scroll sideways begin where one is */
  all(".rail nav, .tabs").forEach((strip) => {
    const here = one("[aria-current]", strip);
    if (here && strip.scrollWidth > strip.clientWidth) strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 64;
  });

  /* on a low screen the rail begins where one is */
  const rail = one(".rail"), entry = one(".rail [aria-current]");
  if (rail && entry && rail.scrollHeight > rail.clientHeight) rail.scrollTop = Math.max(0, entry.offsetTop - rail.clientHeight / 2);

  /* print */
  all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => print()); });

  /* list: j k move, Enter opens, x selects */
  const rows = () => all("[data-list] tbody tr[data-href]");
  let here = -1;
  const go = (step) => {
    const list = rows();
    if (!list.length) return;
    list[here]?.classList.remove("here");
    here = Math.max(0, Math.min(list.length - 1, here + step));
    const row = list[here];
    row.classList.add("here");
    one("a", row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { closeMenus(); if (event.target.matches("input[type=search]")) event.target.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (event.key === "/") { const field = one("#q"); if (field) { event.preventDefault(); field.focus(); field.select(); } }
    else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "x" && here >= 0) { const box = one("input[type=checkbox]", rows()[here]); if (box) { box.click(); } }
    else if (event.key === "Enter" && here >= 0 && document.activeElement === document.body) location.href = rows()[here].dataset.href;
  });

  /* selection */
  const bulk = one("[data-bulk]");
  const boxes = () => all("input[data-pick]");
  const picked = () => boxes().filter((box) => box.checked);
  const showBulk = () => {
    boxes().forEach((box) => box.closest("tr").setAttribute("aria-selected", String(box.checked)));
    const count = picked().length, every = one("input[data-pick-all]");
    if (bulk) { bulk.hidden = count === 0; one("[data-count]", bulk).textContent = String(count); }
    if (every) { every.checked = count > 0 && count === boxes().length; every.indeterminate = count > 0 && count < boxes().length; }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-pick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("input[data-pick], input[data-pick-all]")) showBulk();
  });
  if (bulk) { showBulk(); addEventListener("pageshow", showBulk);  // who comes back finds his boxes ticked
    one("[data-clear]", bulk)?.addEventListener("click", () => { boxes().forEach((box) => { box.checked = false; }); showBulk(); });
  }

  /* columns: the choice is a part of the address (so that a link and an export show the same) and remembered for the next visit */
  const columns = one("form[data-columns]");
  if (columns) columns.addEventListener("submit", () => remember("hsoc_columns", all("input:checked", columns).map((box) => box.value).join(".")));

  /* days: a browser shows them in its own order; beside the field stands the day as the house writes it */
  const czech = document.documentElement.lang === "cs";
  const said = new Intl.DateTimeFormat(czech ? "cs" : "en-GB", { weekday: "short", day: "numeric", month: czech ? "numeric" : "short", year: "numeric" });
  all("main input[type=date], main input[type=datetime-local]").forEach((field) => {
    const words = document.createElement("small");
    words.className = "day-said";
    const name = field.closest(".filters") && field.labels[0];  // fields of filters stand on one line
    if (name) name.append(words); else field.after(words);
    const say = () => { const [year, month, day] = field.value.slice(0, 10).split("-").map(Number); words.textContent = year > 999 ? [said.format(new Date(year, month - 1, day)).replace(",", ""), field.value.slice(11, 16)].filter(Boolean).join(", ") : ""; };
    field.addEventListener("input", say);
    say();
  });

  /* copy */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) navigator.clipboard?.writeText(one(button.dataset.copy).textContent).then(() => { button.textContent = button.dataset.done; });
  });

  /* polling: ask with the version that is shown; 304 changes nothing; a hidden page does not ask; what was open stays open, what was being typed stays typed */
  let open = [], typed = [], focused = "";
  document.addEventListener("htmx:beforeRequest", (event) => { if (document.hidden && event.target.matches("[data-version]")) event.preventDefault(); });
  document.addEventListener("htmx:configRequest", (event) => { const shown = event.target.dataset?.version; if (shown) event.detail.headers["If-None-Match"] = shown; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 304) { event.detail.shouldSwap = false; return; }
    open = all("details[open][id]", event.target).map((part) => part.id);
    typed = all("input[type=text][id], input:not([type])[id], textarea[id]", event.target).filter((field) => field.value !== field.defaultValue)
      .map((field) => [field.id, field.value, field.selectionStart, field.selectionEnd]);
    focused = document.activeElement?.id || document.activeElement?.getAttribute("href") || "";
  });
  document.addEventListener("htmx:afterSwap", () => {
    open.forEach((id) => { const part = document.getElementById(id); if (part) part.open = true; });
    typed.forEach(([id, value]) => { const field = document.getElementById(id); if (field) field.value = value; });
    if (focused) (document.getElementById(focused) || one(`main a[href="${CSS.escape(focused)}"]`))?.focus({ preventScroll: true });
    typed.forEach(([id, , from, to]) => { if (id === document.activeElement?.id) document.activeElement.setSelectionRange(from, to); });
    typed = [];
  });
})();
