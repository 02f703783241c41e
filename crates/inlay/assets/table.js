// Puts the rows of a table in the order of a column, when its heading is pressed: upwards, downwards,
// as they came. Rows that wait behind "show more" take part; nothing is asked of the server.

const page = document.documentElement;
const collator = new Intl.Collator(page.lang || undefined, { numeric: true, sensitivity: "base" });

/** What each order is followed by. */
const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

/** The order of a table's rows as they came, by the table. */
const came = new WeakMap();
/** The orders a reader chose, by the place of the block: a block read anew is put in them again. */
const chosen = new Map();

const rowsOf = (table) => Array.from(table.tBodies, (body) => [...body.rows]).flat();

/** A number where the server wrote one, else the text; null where there is no value. */
const keyOf = (cell) => {
  const key = cell?.dataset.key;
  if (key === undefined) return { unit: "", text: cell?.textContent.trim() ?? "" };
  if (key === "") return null;
  const [number, unit = ""] = key.split(" ").reverse();
  return { unit, number: Number(number) };
};

const compare = (a, b) => {
  if (a.unit !== b.unit) return a.unit < b.unit ? -1 : 1;
  // Numbers before words that stand among them.
  if (a.number !== undefined && b.number !== undefined) return a.number - b.number;
  if (a.number !== undefined || b.number !== undefined) return a.number !== undefined ? -1 : 1;
  return collator.compare(a.text, b.text);
};

const ordered = (rows, column, way) => {
  if (way === "none") return [...rows];
  const sign = way === "ascending" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row.cells[column]) }));
  // The sort is stable: rows that are alike stay as they came.
  keyed.sort((a, b) => {
    if (!a.key || !b.key) return (a.key ? 0 : 1) - (b.key ? 0 : 1);
    return sign * compare(a.key, b.key);
  });
  return keyed.map(({ row }) => row);
};

const put = (table, column, way) => {
  if (!came.has(table)) came.set(table, rowsOf(table));
  const rows = ordered(came.get(table), column, way);
  const sizes = Array.from(table.tBodies, (body) => body.rows.length);
  for (const [index, body] of [...table.tBodies].entries()) {
    body.replaceChildren(...rows.splice(0, sizes[index]));
  }
  const headings = table.tHead.rows[0].cells;
  for (const heading of headings) heading.setAttribute("aria-sort", "none");
  headings[column].setAttribute("aria-sort", way);
};

document.addEventListener("click", (event) => {
  const heading = event.target.closest?.("button.sort")?.closest("th");
  if (!heading) return;
  const table = heading.closest("table");
  const way = NEXT[heading.getAttribute("aria-sort")] ?? "ascending";
  put(table, heading.cellIndex, way);
  const place = table.closest("[data-for]")?.dataset.for;
  if (place) chosen.set(place, { column: heading.cellIndex, way });
});

/** Puts a table that has come whole in the order that was chosen for its place. */
const again = (place) => {
  const order = chosen.get(place.dataset.for);
  const table = place.querySelector("[data-block-ready] .rows table");
  if (!order || !table || came.has(table) || order.column >= table.tHead.rows[0].cells.length) return;
  put(table, order.column, order.way);
};

const start = () => {
  const main = document.querySelector("main");
  if (!main) return;
  new MutationObserver(() => {
    if (chosen.size > 0) main.querySelectorAll("[data-for]").forEach(again);
  }).observe(main, { subtree: true, attributeFilter: ["data-block-ready"] });
};

if (document.querySelector("main")) start();
else document.addEventListener("DOMContentLoaded", start);
