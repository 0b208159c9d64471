import { Button, Table } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { type Import, useImport, useImports, useUndoImport } from "../../api/imports";
import { formatCount, formatMoment } from "../../state/format";
import { Failure, List, Part } from "./Part";
import { Ask } from "./UserDrawer";

/** What was brought in, from where, and the way back. */
export default function ImportsPart() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const imports = useImports();
  const undo = useUndoImport();
  const moment = (instant: string) => formatMoment(instant, i18n.language);
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <Part
      title={t("admin.sections.imports")}
      hint={t("admin.imports.hint")}
      actions={
        <Button type="primary" onClick={() => void navigate("/import")}>
          {t("admin.imports.start")}
        </Button>
      }
    >
      <Failure error={undo.error} />
      <List<Import>
        rowKey="id"
        query={imports}
        empty={t("admin.imports.none")}
        expandable={{
          rowExpandable: ({ rejected }) => rejected > 0,
          expandedRowRender: ({ id }) => <Rejections importId={id} />,
        }}
        columns={[
          {
            title: t("admin.imports.kind"),
            key: "kind",
            render: (_, one) => t(`kinds.${one.kind}`, { defaultValue: one.kind }),
          },
          { title: t("admin.imports.source"), dataIndex: "source" },
          { title: t("admin.imports.crs"), dataIndex: "crs", className: "code" },
          {
            title: t("admin.imports.result"),
            key: "result",
            render: (_, { inserted, updated, removed, rejected }) =>
              t("admin.imports.counts", {
                inserted: count(inserted),
                updated: count(updated),
                removed: count(removed),
                rejected: count(rejected),
              }),
          },
          { title: t("admin.imports.by"), dataIndex: "imported_by" },
          { title: t("admin.imports.at"), key: "at", render: (_, one) => moment(one.imported_at) },
          {
            key: "undo",
            align: "right",
            render: (_, one) =>
              one.undone_at !== null ? (
                <span className="hint">{t("admin.imports.undone", { at: moment(one.undone_at) })}</span>
              ) : one.can_be_undone ? (
                <Ask question={t("admin.imports.undoAsk")} onYes={() => undo.mutate(one.id)}>
                  <Button size="small" loading={undo.isPending && undo.variables === one.id}>
                    {t("admin.imports.undo")}
                  </Button>
                </Ask>
              ) : null,
          },
        ]}
      />
    </Part>
  );
}

function Rejections({ importId }: { importId: number }) {
  const { t } = useTranslation();
  const found = useImport(importId);
  if (found.error !== null) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <Table
      rowKey={({ row, column }) => `${row} ${column}`}
      size="small"
      title={() => t("admin.imports.rejections")}
      loading={found.isPending}
      dataSource={found.data?.rejections ?? []}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t("admin.imports.row"), dataIndex: "row" },
        { title: t("admin.imports.column"), dataIndex: "column" },
        { title: t("admin.imports.reason"), dataIndex: "reason" },
      ]}
    />
  );
}
