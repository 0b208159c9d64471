/** 地图上的问题。 */
export const findings = {
  title: "地图上的问题",
  show: "问题（标记）",
  close: "收起问题",
  noneHere: "当前视野内没有问题。",
  more: "此视野内的问题较多，放大后可看全部。",
  map: "地图上的标记",
  cluster: "数字为聚在一起的问题数",
};
