import { Button, Form, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

import { PLACES, type NetworkValues } from "../../state/networkForm";

/** Which kinds of places get a dedicated grid, a row each; every kind once. */
export function PlaceRules() {
  const { t } = useTranslation();
  const rules = (Form.useWatch("dedicated_rules") ?? []) as NetworkValues["dedicated_rules"];
  const free = PLACES.filter((kind) => !rules.some((rule) => rule?.kind === kind));
  return (
    <Form.List name="dedicated_rules">
      {(fields, { add, remove }) => (
        <div className="place-rules">
          {fields.map(({ key, name }) => (
            <div key={key} className="place-rule">
              <Form.Item name={[name, "kind"]} noStyle>
                <Select
                  aria-label={t("admin.networks.placeKind")}
                  options={PLACES.filter((kind) => free.includes(kind) || rules[name]?.kind === kind).map((value) => ({
                    value,
                    label: t(`admin.networks.places.${value}`),
                  }))}
                />
              </Form.Item>
              <Form.Item name={[name, "radius_m"]} noStyle>
                <InputNumber min={1} max={5000} prefix={<small>{t("admin.networks.radius")}</small>} suffix="m" aria-label={t("admin.networks.radius")} />
              </Form.Item>
              <Form.Item name={[name, "minimum_m2"]} noStyle>
                <InputNumber min={0} max={1_000_000_000} prefix={<small>{t("admin.networks.least")}</small>} suffix="m²" aria-label={t("admin.networks.least")} />
              </Form.Item>
              <Button aria-label={t("admin.networks.removeRule")} onClick={() => remove(name)}>
                ✕
              </Button>
            </div>
          ))}
          <Button disabled={free.length === 0} onClick={() => add({ kind: free[0], radius_m: 50, minimum_m2: 0 })}>
            {t("admin.networks.addRule")}
          </Button>
        </div>
      )}
    </Form.List>
  );
}
