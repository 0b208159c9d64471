export const time = {
  label: "Versions over time",
  version: "Version {{version}}, since {{date}}",
  changed: "{{opened}} begun, {{closed}} ended",
  now: "In force",
  earlier: "An earlier version is shown",
  swipe: "Line between the two sides",
  onMap: "Side by side on the map",
  published: "Published",
};
