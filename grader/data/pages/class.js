"use strict";
(() => {
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  // ---------------------------------------------------------------- long tables show their beginning
  const curtains = new Map();
  for (const table of document.querySelectorAll("table[data-first]")) {
    const body = table.tBodies[0], first = Number(table.dataset.first), total = body.rows.length;
    if (total <= first + 5) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "more screen-only";
    let open = false;
    const draw = () => {
      [...body.rows].forEach((row, place) => { row.hidden = !open && place >= first; });
      button.textContent = open ? `Show the first ${first} only` : `Show all ${total}`;
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => { open = !open; draw(); });
    table.closest(".scroll").after(button);
    curtains.set(table, { draw, show: () => { open = true; draw(); } });
    draw();
  }

  // ---------------------------------------------------------------- sorting
  const value = (row, column, kind) => {
    const cell = row.cells[column];
    const text = cell.dataset.v ?? cell.textContent.trim();
    if (kind !== "number") return text;
    return text === "" ? NaN : Number(text);
  };
  const order = (one, two, kind, sign) => {
    if (kind !== "number") return sign * collator.compare(one, two);
    if (Number.isNaN(one) || Number.isNaN(two)) return Number.isNaN(one) - Number.isNaN(two);
    return sign * (one - two);
  };
  const sort = (table, heading) => {
    const kind = heading.dataset.sort, column = heading.cellIndex, body = table.tBodies[0];
    const before = heading.getAttribute("aria-sort");
    const now = before ? (before === "ascending" ? "descending" : "ascending") : kind === "number" ? "descending" : "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", now);
    const sign = now === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => [value(row, column, kind), row]);
    rows.sort((one, two) => order(one[0], two[0], kind, sign));
    body.append(...rows.map((each) => each[1]));
    curtains.get(table)?.draw();
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const heading of table.querySelectorAll("th[data-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      button.addEventListener("click", () => sort(table, heading));
      heading.replaceChildren(button);
    }
  }

  // ---------------------------------------------------------------- filtering and searching students
  const form = document.getElementById("filters"), search = document.getElementById("q");
  const shown = document.getElementById("shown"), students = document.getElementById("class");
  const selects = [...form.querySelectorAll("select")];
  const rows = [...students.tBodies[0].rows];
  const texts = new Map(rows.map((row) => [row, plain(row.cells[0].textContent)]));
  const filter = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value !== "").map((select) => [select.dataset.name, ` ${select.value} `]);
    let visible = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word)) &&
        wanted.every(([name, mark]) => row.dataset[name].includes(mark));
      row.hidden = !fits;
      visible += fits;
    }
    const all = `${rows.length} ${rows.length === 1 ? "student" : "students"}`;
    shown.textContent = visible === rows.length ? all : `${visible} of ${all}`;
  };
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));

  // ---------------------------------------------------------------- links into the tables
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (!link) return;
    form.reset();
    for (const select of selects) if (select.dataset.name === link.dataset.filter) select.value = link.dataset.value;
    filter();
  });
  const reveal = (anchor) => {
    const row = anchor ? document.getElementById(anchor)?.closest("tr") : null;
    if (!row?.hidden) return;
    const table = row.closest("table");
    if (table === students) { form.reset(); filter(); }
    curtains.get(table)?.show();
    row.scrollIntoView({ block: "center" });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.getAttribute("href").slice(1));
  });
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  filter();
  reveal(location.hash.slice(1));
})();
