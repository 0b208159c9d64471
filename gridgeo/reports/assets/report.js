// Sorting and filtering the table of grids, finding a grid on the map, and printing.
(function () {
  "use strict";
  const table = document.getElementById("grid-table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const shown = document.getElementById("shown");
  const map = window.map_grids;
  const layers = new Map();
  L.control.scale({ imperial: false }).addTo(map);

  map.eachLayer(function (layer) {
    const facts = layer.feature && layer.feature.properties;
    if (facts && facts.code) layers.set(facts.code, layer);
  });

  function valueOf(row, column) {
    const cell = row.cells[column];
    const number = cell.dataset.value;
    if (number === undefined) return cell.textContent.trim();
    return number === "" ? -Infinity : Number(number);
  }

  function compare(a, b) {
    if (typeof a === "number") return a - b;
    return a.localeCompare(b, "zh-Hans-CN", { numeric: true });
  }

  function sortBy(header) {
    const column = header.cellIndex;
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sorted = rows.slice().sort(function (a, b) {
      const order = compare(valueOf(a, column), valueOf(b, column));
      return down ? -order : order;
    });
    body.append(...sorted);
  }

  function filter() {
    const words = document.getElementById("search").value.trim().toLowerCase();
    const status = document.getElementById("status").value;
    let count = 0;
    for (const row of rows) {
      const fits =
        (status === "" || row.dataset.status === status) &&
        row.textContent.toLowerCase().includes(words);
      row.hidden = !fits;
      if (fits) count += 1;
    }
    shown.textContent = String(count);
  }

  function showOnMap(code) {
    const layer = layers.get(code);
    if (!layer) return;
    map.fitBounds(layer.getBounds(), { maxZoom: 17, padding: [40, 40] });
    layer.openTooltip(layer.getBounds().getCenter());
    document.getElementById("map-section").scrollIntoView({ behavior: "smooth" });
  }

  for (const button of table.tHead.querySelectorAll("button")) {
    button.addEventListener("click", function () {
      sortBy(button.closest("th"));
    });
  }
  for (const button of document.querySelectorAll("button[data-code]")) {
    button.addEventListener("click", function () {
      showOnMap(button.dataset.code);
    });
  }
  document.getElementById("search").addEventListener("input", filter);
  document.getElementById("status").addEventListener("change", filter);

  // Paper is narrower than the screen: the whole network is fitted into it, and back afterwards.
  const whole = L.featureGroup(Array.from(layers.values())).getBounds();
  let before = null;
  function fit() {
    map.invalidateSize({ animate: false });
    map.fitBounds(whole, { animate: false, padding: [12, 12] });
  }
  window.addEventListener("beforeprint", function () {
    before = { centre: map.getCenter(), zoom: map.getZoom() };
    fit();
  });
  window.addEventListener("afterprint", function () {
    map.invalidateSize({ animate: false });
    if (before) map.setView(before.centre, before.zoom, { animate: false });
  });
  fit();
})();
