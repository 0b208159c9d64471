import type { Comparison } from "../../api/draft";

type Move = Comparison["handover"]["moves"][number];

/** A cell that a table program does not take for a formula. */
const cell = (value: string | number): string => {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The handover list as CSV; with the mark by which table programs know UTF-8. */
export function handoverCsv(head: readonly string[], moves: readonly Move[]): string {
  const rows = moves.map(({ from, to, units, households, persons }) => [from, to, units, households, persons]);
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
