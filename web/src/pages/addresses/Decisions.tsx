import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { AddressDecision, useAddressDecisions } from "../../api/addresses";
import { formatCount, formatMoment } from "../../state/format";
import { Failure } from "../admin/Part";

interface Props {
  decisions: ReturnType<typeof useAddressDecisions>;
  /** Id of the decision that is being taken back. */
  busy: number | null;
  onUndo: (id: number) => void;
}

/** What was decided last, and the way back. */
export function Decisions({ decisions, busy, onUndo }: Props) {
  const { t, i18n } = useTranslation();
  const rows = decisions.data ?? [];
  const what = ({ state, addresses, households, reason }: AddressDecision) =>
    state === "dismissed"
      ? t("addresses.wasDismissed", { reason })
      : t("addresses.wasPlaced", {
          placed: formatCount(addresses, i18n.language),
          households: formatCount(households, i18n.language),
        });
  return (
    <>
      <Failure error={decisions.error} />
      {decisions.isSuccess && rows.length === 0 && <p className="hint">{t("addresses.noDecisions")}</p>}
      <ul className="decisions" aria-label={t("addresses.decided")}>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              {row.text}
              <small>
                {what(row)} · {row.decided_by} · {formatMoment(row.decided_at, i18n.language)}
              </small>
            </span>
            <Button
              size="small"
              aria-label={t("addresses.undoThis", { text: row.text })}
              loading={busy === row.id}
              onClick={() => onUndo(row.id)}
            >
              {t("addresses.undo")}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
