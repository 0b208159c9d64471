import { Select } from "antd";
import { useTranslation } from "react-i18next";

import type { Layer } from "../../api/imports";
import { WideTable } from "../../panels/WideTable";
import type { Mapping } from "../../state/importing/settings";

interface Props {
  layer: Layer;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Which field of the file is which column; what was guessed says why. */
export function MappingTable({ layer, mapping, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const examples = new Map(layer.fields.map(({ name, examples: some }) => [name, some]));
  const fields = layer.fields.map(({ name }) => ({ value: name, label: name }));
  return (
    <section className="card import-card">
      <h2>{t("importing.mapping.title")}</h2>
      <p className="hint">{t("importing.mapping.hint")}</p>
      <WideTable
        rowKey="column"
        size="small"
        pagination={false}
        dataSource={layer.columns}
        columns={[
          {
            title: t("importing.mapping.column"),
            key: "column",
            render: (_, { column, required }) => (
              <>
                {t(`importing.columns.${column}`, { defaultValue: column })}
                {required && <b className="required"> {t("importing.mapping.required")}</b>}
              </>
            ),
          },
          {
            title: t("importing.mapping.field"),
            key: "field",
            render: (_, { column }) => (
              <Select
                className="field-select"
                aria-label={t(`importing.columns.${column}`, { defaultValue: column })}
                allowClear
                showSearch
                placeholder={t("importing.mapping.none")}
                value={mapping[column] || null}
                options={fields}
                onChange={(field: string | undefined) => onChange({ ...mapping, [column]: field ?? "" })}
              />
            ),
          },
          {
            title: t("importing.mapping.why"),
            key: "why",
            render: (_, { column, guess, default: otherwise }) =>
              guess !== null && mapping[column] === guess.field
                ? i18n.language === "en"
                  ? guess.why
                  : guess.why_zh
                : !mapping[column] && otherwise !== null
                  ? t("importing.mapping.default", { value: otherwise })
                  : "",
          },
          {
            title: t("importing.mapping.examples"),
            key: "examples",
            render: (_, { column }) => (examples.get(mapping[column] ?? "") ?? []).slice(0, 3).join("，"),
          },
        ]}
      />
    </section>
  );
}
