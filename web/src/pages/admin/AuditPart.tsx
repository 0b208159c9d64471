import { Alert, Button, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";

import { type AuditEntry, type AuditFilter, useAudit, useVerdict } from "../../api/admin";
import { formatCount, formatMoment } from "../../state/format";
import { Failure, List, Part } from "./Part";

const NONE: AuditFilter = { actor: "", action: "", kind: "", key: "" };
const FILTERS = ["actor", "action", "kind", "key"] as const;

/** Who did what, and whether the log still is as it was written. */
export default function AuditPart() {
  const { t, i18n } = useTranslation();
  const [filter, setFilter] = useState(NONE);
  const entries = useAudit(useDeferredValue(filter));
  return (
    <Part
      title={t("admin.sections.audit")}
      hint={t("admin.audit.hint")}
      actions={<Verdict />}
    >
      <div className="filters">
        {FILTERS.map((name) => (
          <Input
            key={name}
            allowClear
            aria-label={t(`admin.audit.${name}`)}
            placeholder={t(`admin.audit.${name}`)}
            value={filter[name]}
            maxLength={200}
            onChange={({ target }) => setFilter({ ...filter, [name]: target.value.trim() })}
          />
        ))}
      </div>
      <List<AuditEntry>
        rowKey="id"
        size="small"
        query={entries}
        empty={t("admin.audit.none")}
        columns={[
          {
            title: t("admin.audit.at"),
            key: "at",
            render: (_, entry) => formatMoment(entry.at, i18n.language),
          },
          { title: t("admin.audit.actor"), dataIndex: "actor" },
          {
            title: t("admin.audit.action"),
            key: "action",
            render: (_, entry) => <span className="code">{entry.action}</span>,
          },
          {
            title: t("admin.audit.object"),
            key: "object",
            render: (_, entry) => `${entry.object_kind} ${entry.object_key}`,
          },
        ]}
        expandable={{
          expandedRowRender: (entry) => <Details entry={entry} />,
          columnTitle: <span className="hidden">{t("admin.audit.details")}</span>,
        }}
      />
    </Part>
  );
}

const Details = ({ entry }: { entry: AuditEntry }) => (
  <div className="audit-details">
    <pre>{JSON.stringify(entry.details, null, 2)}</pre>
    <p className="code">SHA-256 {entry.hash}</p>
  </div>
);

/** The chain of hashes, gone through when asked: it takes seconds where there are many entries. */
function Verdict() {
  const { t, i18n } = useTranslation();
  const verdict = useVerdict();
  const found = verdict.data;
  return (
    <>
      <Button loading={verdict.isPending} onClick={() => verdict.mutate()}>
        {t("admin.audit.verify")}
      </Button>
      <Failure error={verdict.error} />
      {found !== undefined && (
        <Alert
          className="wide-alert"
          role="status"
          showIcon
          type={found.holds ? "success" : "error"}
          title={
            found.holds
              ? t("admin.audit.holds", { entries: formatCount(found.entries, i18n.language) })
              : t("admin.audit.broken", { entry: found.broken })
          }
        />
      )}
    </>
  );
}
