/** 可导入的数据种类及其字段。 */
export const kinds = {
  areas: "行政区",
  barriers: "道路、水系、围墙",
  compounds: "小区",
  buildings: "楼栋",
  households: "住户",
  places: "地点",
  developments: "在建项目",
  land_use: "用地",
  units: "划分单元",
  network: "网格",
  workers: "网格员",
  postings: "派岗",
  gazetteer: "标准地址",
  tracks: "轨迹",
};
