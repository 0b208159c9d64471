/** 图层：配色、其他网络、近处的细节。 */
export const layers = {
  label: "图层",
  palette: "网格配色",
  palettes: { deviation: "按与标准的偏差", neighbours: "相邻网格不同色" },
  counts: "标注户数或人口",
  neighboursHint: "相邻网格颜色不同，颜色本身没有含义。",
  outlines: "其他网络（轮廓）",
  near: "放大后显示",
  grounds: { units: "划分单元与户数", density: "住户密度" },
  densityKey: "每平方千米 0 户 → 40,000 户以上；不足 5 户的方格不显示",
};
