export const kinds = {
  areas: "Areas",
  barriers: "Roads, water, walls",
  compounds: "Compounds",
  buildings: "Buildings",
  households: "Households",
  places: "Places",
  developments: "Developments",
  units: "Units",
  network: "Grids",
  workers: "Workers",
  postings: "Postings",
  gazetteer: "Standard addresses",
};
