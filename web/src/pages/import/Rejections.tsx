import { useTranslation } from "react-i18next";

import type { Rejection } from "../../api/imports";
import { WideTable } from "../../panels/WideTable";
import { formatCount } from "../../state/format";

interface Props {
  jobId: number;
  count: number;
  rows: Rejection[];
}

/** Rows that cannot be used, each with why and what to do; all of them as a file to mend. */
export function Rejections({ jobId, count, rows }: Props) {
  const { t, i18n } = useTranslation();
  if (count === 0) return null;
  const chinese = i18n.language.startsWith("zh");
  return (
    <section className="card import-card">
      <div className="rejections-head">
        <h2>{t("importing.rejections.title", { count: formatCount(count, i18n.language) as never })}</h2>
        <a className="action" href={`/api/v1/jobs/${jobId}/result`} download>
          {t("importing.rejections.download")}
        </a>
      </div>
      <p className="hint">{t("importing.rejections.hint")}</p>
      <WideTable
        rowKey={({ row, column }) => `${row} ${column}`}
        size="small"
        dataSource={rows}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t("admin.imports.row"), dataIndex: "row" },
          {
            title: t("admin.imports.column"),
            key: "column",
            render: (_, { column }) => t(`importing.columns.${column}`, { defaultValue: column }),
          },
          { title: t("admin.imports.reason"), dataIndex: chinese ? "reason_zh" : "reason" },
          { title: t("importing.rejections.advice"), dataIndex: chinese ? "advice_zh" : "advice" },
        ]}
      />
    </section>
  );
}
