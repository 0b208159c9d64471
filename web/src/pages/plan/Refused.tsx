import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { ApiError, reasonOf } from "../../api/client";

/** Why a step was refused; where others came between, what they did. */
export function Refused({ error }: { error: Error }) {
  const { t, i18n } = useTranslation();
  const english = i18n.language === "en";
  const changes = error instanceof ApiError && error.status === 412 ? (error.problem?.changes ?? []) : [];
  if (changes.length === 0) {
    const reason = reasonOf(error, i18n.language) ?? t("state.lineLost");
    return <Alert type="error" showIcon role="alert" title={reason} />;
  }
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={t("review.between")}
      description={
        <ol className="changes">
          {changes.map((one, i) => (
            <li key={one.revision ?? i}>
              <b>{one.actor}</b> {english ? one.sentence_en : one.sentence_zh}
            </li>
          ))}
        </ol>
      }
    />
  );
}
