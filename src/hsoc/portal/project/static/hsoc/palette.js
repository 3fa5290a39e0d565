/* The palette (Ctrl/Cmd+K) and the sheet of keys (?). Belongs here: both. Never: content that cannot be reached without them.
   A combobox with a listbox (WAI-ARIA APG): focus stays in the field, aria-activedescendant names the choice. Text goes in as text only. */
"use strict";
(() => {
  const palette = document.getElementById("palette"), sheet = document.getElementById("keys");
  if (!palette || !palette.showModal) return;
  const field = palette.querySelector("input"), list = document.getElementById("palette-list"), said = document.getElementById("palette-said");
  const LATELY = "hsoc-lately", WAIT = 180, MOST = 12;
  let pages = null, found = [], active = -1, timer = 0, asked = null;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  /* lately: of this tab's session only, so that a shared computer tells nobody */
  const lately = () => { try { return JSON.parse(sessionStorage.getItem(LATELY)) || []; } catch { return []; } };
  const here = { title: document.title.replace(/ · hSOC$/, ""), href: location.pathname + location.search };
  if (here.href.startsWith("/portal/")) {
    const kept = [here, ...lately().filter((one) => one.href !== here.href)].slice(0, 6);
    try { sessionStorage.setItem(LATELY, JSON.stringify(kept)); } catch { /* a full or closed storage only costs the list */ }
  }

  const mark = (step) => {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) { active = -1; field.removeAttribute("aria-activedescendant"); return; }
    active = (step + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    field.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };
  const draw = (rows) => {
    found = rows;
    list.replaceChildren();
    let group = null, box = null;
    rows.forEach((row, number) => {
      if (row.group !== group) {
        group = row.group;
        box = document.createElement("div");
        const title = document.createElement("p");
        title.id = `palette-g${number}`;
        title.textContent = group;
        box.setAttribute("role", "group");
        box.setAttribute("aria-labelledby", title.id);
        box.append(title);
        list.append(box);
      }
      const option = document.createElement("div");
      option.id = `palette-o${number}`;
      option.setAttribute("role", "option");
      const name = document.createElement("span");
      name.textContent = row.title;
      option.append(name);
      if (row.text) { const more = document.createElement("small"); more.textContent = row.text; option.append(more); }
      option.addEventListener("mousemove", () => { if (active !== number) mark(number); });
      option.addEventListener("click", () => go(number));
      box.append(option);
    });
    said.textContent = rows.length ? String(rows.length) : palette.dataset.none;
    mark(0);
  };
  const go = (number) => { const row = found[number]; if (row && row.href.startsWith("/")) location.href = row.href; };
  const near = (words) => {
    if (!words.length) {
      const past = lately().filter((one) => one.href !== here.href).map((one) => ({ ...one, group: palette.dataset.recent }));
      return [...past, ...(pages || [])].slice(0, 40);
    }
    const fits = (pages || []).filter((row) => words.every((word) => row.folded.includes(word)));
    const weight = (row) => (row.folded.startsWith(words[0]) ? 0 : ` ${row.folded}`.includes(` ${words[0]}`) ? 1 : 2);
    const best = fits.map((row, place) => ({ row, place })).sort((a, b) => weight(a.row) - weight(b.row) || a.place - b.place).slice(0, MOST).map((one) => one.row);
    const groups = [...new Set(best.map((row) => row.group))];
    return groups.flatMap((group) => best.filter((row) => row.group === group));
  };
  const everywhere = (text) => ({ title: `${palette.dataset.all}: ${text}`, href: `${palette.dataset.search}?q=${encodeURIComponent(text)}`, group: " " });
  const look = () => {
    const text = field.value.trim(), words = fold(text).split(/\s+/).filter(Boolean);
    clearTimeout(timer);
    asked?.abort();
    const own = near(words);
    draw(text ? [...own, everywhere(text)] : own);
    if (text.length < 2) return;
    timer = setTimeout(async () => {
      asked = new AbortController();
      try {
        const answer = await fetch(`${palette.dataset.quick}?q=${encodeURIComponent(text)}`, { signal: asked.signal, headers: { Accept: "application/json" } });
        if (!answer.ok || answer.redirected || field.value.trim() !== text) return;
        const chosen = active;
        draw([...own, ...(await answer.json()).rows, everywhere(text)]);
        mark(Math.min(chosen, found.length - 1));
      } catch (error) { if (error.name !== "AbortError") said.textContent = palette.dataset.none; }
    }, WAIT);
  };
  const open = async () => {
    if (palette.open) { palette.close(); return; }
    sheet?.close();
    field.value = "";
    palette.showModal();
    field.focus();
    look();
    if (pages) return;
    try {
      const answer = await fetch(palette.dataset.pages, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) { pages = (await answer.json()).rows; look(); }
    } catch { /* without the list of pages the search still works */ }
  };
  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); mark(active + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(active - 1); }
    else if (event.key === "Enter") { event.preventDefault(); go(active); }
  });
  [palette, sheet].forEach((one) => one?.addEventListener("click", (event) => { if (event.target === one) one.close(); }));
  document.querySelectorAll("[data-palette]").forEach((button) => { button.hidden = false; button.addEventListener("click", open); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || palette.open || event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    if (sheet?.open) sheet.close(); else sheet?.showModal();
  });
  /* the star proposes the page's own name */
  document.querySelectorAll("[data-page-title]").forEach((name) => { if (!name.value) name.value = here.title.slice(0, 80); });
})();
