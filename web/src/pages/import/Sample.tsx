import { useTranslation } from "react-i18next";

import type { Layer } from "../../api/imports";
import { WideTable } from "../../panels/WideTable";

const SHOWN = 5;

/** The first rows as they were read: a wrong encoding shows here at once. */
export function Sample({ layer }: { layer: Layer }) {
  const { t } = useTranslation();
  return (
    <WideTable
      size="small"
      className="import-sample"
      title={() => t("importing.sample")}
      rowKey={(row) => JSON.stringify(row)}
      dataSource={layer.sample.slice(0, SHOWN)}
      pagination={false}
      columns={layer.fields.map(({ name }) => ({
        title: name,
        key: name,
        ellipsis: true,
        render: (_, row: Record<string, string>) => (row[name] ?? "").slice(0, 40),
      }))}
    />
  );
}
