// Leading from a line of a table to its place on the map, and fitting the map to paper.
(function () {
  "use strict";
  const map = window.map_findings || window.map_crosswalk;
  const places = new Map();
  L.control.scale({ imperial: false }).addTo(map);

  map.eachLayer(function (layer) {
    const facts = layer.feature && layer.feature.properties;
    if (facts && facts.number && !places.has(facts.number)) places.set(facts.number, layer);
  });

  function boundsOf(layer) {
    return layer.getBounds ? layer.getBounds() : L.latLngBounds([layer.getLatLng()]);
  }

  function showOnMap(number) {
    const layer = places.get(number);
    if (!layer) return;
    const bounds = boundsOf(layer);
    map.fitBounds(bounds, { maxZoom: 18, padding: [60, 60], animate: false });
    layer.openTooltip(bounds.getCenter());
    document.getElementById("map-section").scrollIntoView({ behavior: "smooth" });
  }

  for (const button of document.querySelectorAll("button[data-finding]")) {
    if (places.has(button.dataset.finding)) {
      button.addEventListener("click", function () {
        showOnMap(button.dataset.finding);
      });
    } else {
      button.disabled = true;
    }
  }

  // Paper is narrower than the screen: everything is fitted into it, and back afterwards.
  const whole = L.latLngBounds([]);
  map.eachLayer(function (layer) {
    if (layer.feature) whole.extend(boundsOf(layer));
  });
  let before = null;
  function fit() {
    map.invalidateSize({ animate: false });
    if (whole.isValid()) map.fitBounds(whole, { animate: false, padding: [12, 12] });
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
