export const findings = {
  title: "Findings on the map",
  show: "Findings (markers)",
  close: "Put the findings away",
  noneHere: "Nothing is wrong where the map looks.",
  more: "There are more findings here; zoom in to see all.",
  map: "Markers on the map",
  cluster: "A number counts findings that lie close together",
};
