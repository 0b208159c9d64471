/** 时间与对比。 */
export const time = {
  label: "版本时间轴",
  version: "第 {{version}} 版，{{date}}起生效",
  changed: "新增 {{opened}}，结束 {{closed}}",
  now: "现行版本",
  earlier: "正在查看历史版本",
  swipe: "左右对比的分界线",
  onMap: "在地图上左右对比",
  published: "现行发布",
  rollBack: "回退到此版",
  rollBackTitle: "回退到第 {{version}} 版",
  rollBackHint: "把第 {{version}} 版（{{date}}起生效）的网格再次发布为新的一版，立即生效；其间各版仍可查看，不会丢失。",
  rollBackReason: "回退的理由",
  rolledBack: "已回退，现行为第 {{version}} 版。",
};
