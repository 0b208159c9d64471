import type { ThemeConfig } from "antd";

/** Ant Design in the colours, corners and letters of styles/tokens.css. */
const FONT = 'system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", sans-serif';

/** Who wants no motion is shown lists and dialogs at once. */
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#17324d",
    colorLink: "#0b5cad",
    colorInfo: "#0b6bcb",
    colorSuccess: "#3c7d52",
    colorWarning: "#8a4b00",
    colorError: "#a3231b",
    // Paper, not the mud that is reckoned from dark letters.
    colorInfoBg: "#eaf3fb",
    colorInfoBorder: "#b5d3ee",
    colorSuccessBg: "#ebf5ee",
    colorSuccessBorder: "#b4d3be",
    colorWarningBg: "#fff3dc",
    colorWarningBorder: "#e6c48f",
    colorErrorBg: "#fdeeec",
    colorErrorBorder: "#e5b4af",
    colorTextBase: "#16222e",
    colorTextDescription: "#55626f",
    colorTextPlaceholder: "#66727e",
    colorBorder: "#a9b3be",
    colorBorderSecondary: "#dfe3e8",
    colorBgLayout: "#f5f6f8",
    borderRadius: 8,
    borderRadiusLG: 12,
    fontFamily: FONT,
    fontSize: 14,
    controlHeight: 34,
    motion: !still,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.18s",
  },
};
