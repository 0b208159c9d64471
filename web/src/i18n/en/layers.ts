export const layers = {
  label: "Layers",
  palette: "Colours of the grids",
  palettes: { deviation: "By deviation from the standard", neighbours: "Neighbours apart" },
  counts: "Households or persons on the labels",
  neighboursHint: "Neighbouring grids have different colours, which mean nothing else.",
  outlines: "Other networks (outlines)",
  near: "When near",
  grounds: { units: "Units and their households", density: "Density of homes" },
  densityKey: "0 to 40,000 households and more a square kilometre; squares with fewer than 5 are left out",
};
