import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { useFindings, useWithdrawException } from "../../api/draft";

/** Findings that somebody let stay, with the reason, and the way back. */
export function AcceptedFindings({ planId, revision }: { planId: number; revision: number | undefined }) {
  const { t, i18n } = useTranslation();
  const accepted = useFindings(planId, revision, true);
  const withdraw = useWithdrawException(planId);
  const list = accepted.data ?? [];
  if (list.length === 0) return null;
  return (
    <details className="accepted">
      <summary>{t("plan.accepted", { count: list.length })}</summary>
      <ul>
        {list.map(({ id, severity, sentence, sentence_zh, accepted: grant }) => (
          <li key={id} data-severity={severity}>
            <p>{i18n.language === "en" ? sentence : sentence_zh}</p>
            {grant != null && (
              <small>{t("plan.acceptedBy", { name: grant.granted_by, reason: grant.reason })}</small>
            )}
            <Button size="small" loading={withdraw.isPending && withdraw.variables === id} onClick={() => withdraw.mutate(id)}>
              {t("plan.takeBack")}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
