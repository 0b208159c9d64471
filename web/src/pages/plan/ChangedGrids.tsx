import { useTranslation } from "react-i18next";

import type { OperationAnswer } from "../../api/draft";
import { formatCount, formatShare } from "../../state/format";

export interface ChangedRow {
  key: string;
  name: string;
  before: string;
  after: string;
  deviation: number | null;
  band: string | null;
}

/** The grids that an operation changes, by the server's answer. */
export const rowsOf = ({ grids }: OperationAnswer, unit: "households" | "persons", language: string): ChangedRow[] =>
  grids.map(({ code, before, after }) => ({
    key: code,
    name: code,
    before: before === null ? "–" : formatCount(before[unit], language),
    after: after === null ? "–" : formatCount(after[unit], language),
    deviation: after?.deviation ?? null,
    band: after?.band_status ?? null,
  }));

/** What each grid counts before and after. */
export function ChangedGrids({ rows }: { rows: readonly ChangedRow[] }) {
  const { i18n } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <table className="effect-rows">
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name}</th>
            <td>{row.before}</td>
            <td aria-hidden="true">→</td>
            <td data-band={row.band ?? undefined}>
              <b>{row.after}</b>
            </td>
            <td>{row.deviation === null ? "" : formatShare(row.deviation, i18n.language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
