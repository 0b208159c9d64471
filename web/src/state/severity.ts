/** How severities look, in lists and on maps: shape and colour each tell them apart. */
export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

interface Look {
  /** Outline and sign as SVG paths on a ground of 20 × 20. */
  outline: string;
  sign: string;
  color: string;
}

export const LOOKS: Readonly<Record<Severity, Look>> = {
  error: { outline: "M10 1l9 9-9 9-9-9z", sign: "M9 5.4h2v6H9zM9 12.9h2v2H9z", color: "#8e1b5e" },
  warning: { outline: "M10 1.5L19 18H1z", sign: "M9 7.2h2v5.4H9zM9 14h2v2H9z", color: "#a34f00" },
  info: { outline: "M10 1.5a8.5 8.5 0 110 17 8.5 8.5 0 010-17z", sign: "M9 5h2v2H9zM9 8.6h2v6.2H9z", color: "#1565c0" },
};

/** Rules about whole grids: a mark is enough, their ground keeps its own colour. */
export const WHOLE_GRIDS: readonly string[] = ["band", "stale", "code"];

/** The gravest first; what is none of the known ones comes last. */
export const graveness = (severity: string): number => {
  const place = (SEVERITIES as readonly string[]).indexOf(severity);
  return place < 0 ? SEVERITIES.length : place;
};

export const severityOf = (word: string): Severity => SEVERITIES.find((one) => one === word) ?? "info";
