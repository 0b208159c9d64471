import { useTranslation } from "react-i18next";

import { useHistory } from "../../api/draft";
import { formatMoment } from "../../state/format";
import { BorderOfPair } from "./BorderOfPair";
import type { Planning } from "./usePlanning";

/** What was done to the plan, the latest first; a press goes to that point. */
export function HistoryPanel({ planId, planning }: { planId: number; planning: Planning }) {
  const { t, i18n } = useTranslation();
  const history = useHistory(planId, planning.plan.data?.revision);
  const entries = history.data ?? [];
  if (history.isPending) return <p className="hint">{t("state.loading")}</p>;
  return (
    <>
    <BorderOfPair planning={planning} />
    <ol className="history">
      {entries.map((entry) => {
        const undone = entry.undone_at !== null;
        const words = i18n.language === "en" ? entry.sentence : entry.sentence_zh;
        const step = entry.kind === "undo" || entry.kind === "redo";
        return (
          <li key={entry.sequence} data-undone={undone}>
            <button
              type="button"
              disabled={step || !planning.editable || planning.step.isPending}
              title={t("plan.jump")}
              onClick={() => planning.send({ verb: "jump", sequence: entry.sequence ?? 1 })}
            >
              <span>{words}</span>
              <small>
                {entry.actor} {entry.at != null && formatMoment(entry.at, i18n.language)}
              </small>
            </button>
          </li>
        );
      })}
    </ol>
    </>
  );
}
