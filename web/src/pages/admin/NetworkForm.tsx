import { Checkbox, Form, Input, InputNumber, Modal, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";

import { useChangeNetwork, useMakeNetwork } from "../../api/admin";
import { useNetworks } from "../../api/queries";
import type { Band } from "../../api/types";
import {
  type Defined,
  definitionOf,
  NEW_NETWORK,
  type NetworkValues,
  RELATIONS,
  rises,
  valuesOf,
  WEIGHTS,
} from "../../state/networkForm";
import { Failure } from "./Part";
import { PlaceRules } from "./PlaceRules";

interface Props {
  /** The network to change; null to define a new one. */
  network: Defined | null;
  onClose: () => void;
}

/** Define a network, or change its standard, codes, dedicated grids and tie. */
export function NetworkForm({ network, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<NetworkValues>();
  const make = useMakeNetwork();
  const change = useChangeNetwork();
  const send = (values: NetworkValues) => {
    const wanted = definitionOf(values);
    if (network === null) return make.mutate(wanted, { onSuccess: onClose });
    const { code: _, ...parts } = wanted;
    change.mutate({ network: network.code, ...parts }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      width={680}
      title={t(network === null ? "admin.networks.make" : "admin.networks.change", { name: network?.name })}
      okText={t(network === null ? "admin.networks.create" : "admin.networks.save")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={make.isPending || change.isPending}
      mask={{ closable: false }}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        initialValues={network === null ? NEW_NETWORK : valuesOf(network)}
        onFinish={(values: NetworkValues) => send({ ...values, code: network?.code ?? values.code })}
      >
        <div className="form-pair">
          <Form.Item name="name" label={t("admin.networks.nameField")} rules={[{ required: true, whitespace: true, message: t("admin.networks.nameMissing") }]}>
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
          {network === null && (
            <Form.Item
              name="code"
              label={t("admin.networks.code")}
              extra={t("admin.networks.codeHint")}
              rules={[{ required: true, pattern: /^[a-z][a-z0-9_-]{0,31}$/, message: t("admin.networks.codeHint") }]}
            >
              <Input maxLength={32} autoComplete="off" />
            </Form.Item>
          )}
        </div>
        <Form.Item name="unit" label={t("admin.networks.unit")}>
          <Segmented options={(["households", "persons"] as const).map((value) => ({ value, label: t(`network.${value}`) }))} />
        </Form.Item>
        <div className="form-pair">
          {(["urban", "rural"] as const).map((setting) => (
            <Form.Item key={setting} name={setting} label={t(`admin.networks.${setting}`)} rules={[{ validator: mustRise(t("admin.networks.bandFault")) }]}>
              <BandField label={t(`admin.networks.${setting}`)} />
            </Form.Item>
          ))}
        </div>
        <Form.Item name="code_template" label={t("admin.networks.template")} extra={t("admin.networks.templateHint")} rules={[{ required: true, pattern: /\{serial:[1-9]\d?\}$/, message: t("admin.networks.templateHint") }]}>
          <Input className="code" maxLength={60} autoComplete="off" />
        </Form.Item>
        <TieFields own={network?.code ?? null} />
        <Form.Item name="dedicated" label={t("admin.networks.dedicated")}>
          <Segmented options={(["cut_out", "overlay"] as const).map((value) => ({ value, label: t(`admin.networks.modes.${value}`) }))} />
        </Form.Item>
        <PlaceRules />
        <Form.Item name="dedicated_counts" valuePropName="checked">
          <Checkbox>{t("admin.networks.counts")}</Checkbox>
        </Form.Item>
        <details className="form-more">
          <summary>{t("admin.networks.workload")}</summary>
          <p className="hint">{t("admin.networks.workloadHint")}</p>
          <div className="form-weights">
            {WEIGHTS.map((name) => (
              <Form.Item key={name} name={["workload", name]} label={t(`admin.networks.weights.${name}`)}>
                <InputNumber min={0} max={1_000_000} step={0.1} />
              </Form.Item>
            ))}
          </div>
        </details>
      </Form>
      {network !== null && <p className="hint">{t("admin.networks.changeHint")}</p>}
      <Failure error={make.error ?? change.error} />
    </Modal>
  );
}

/** What the network must keep towards another one, and which. */
function TieFields({ own }: { own: string | null }) {
  const { t } = useTranslation();
  const networks = useNetworks();
  const relation = Form.useWatch("relation") as NetworkValues["relation"] | undefined;
  const others = (networks.data ?? []).filter(({ code }) => code !== own);
  return (
    <div className="form-pair">
      <Form.Item name="relation" label={t("admin.networks.relation")}>
        <Select options={RELATIONS.map((value) => ({ value, label: t(`admin.networks.relationNames.${value}`) }))} />
      </Form.Item>
      {relation !== undefined && relation !== "free" && (
        <Form.Item name="related_network" label={t("admin.networks.related")} rules={[{ required: true, message: t("admin.networks.relatedMissing") }]}>
          <Select options={others.map(({ code, name }) => ({ value: code, label: name }))} />
        </Form.Item>
      )}
      <Form.Item name="level" label={t("admin.networks.level")}>
        <Select options={(["base", "built_on"] as const).map((value) => ({ value, label: t(`admin.networks.levels.${value}`) }))} />
      </Form.Item>
    </div>
  );
}

const PARTS = ["minimum", "target", "maximum"] as const;

interface BandProps {
  label: string;
  id?: string;
  value?: Band;
  onChange?: (band: Band) => void;
}

/** Least, wanted and most of one grid. */
function BandField({ label, id, value = NEW_NETWORK.urban, onChange }: BandProps) {
  const { t } = useTranslation();
  return (
    <div className="band-field" id={id} role="group" aria-label={label}>
      {PARTS.map((part) => (
        <InputNumber
          key={part}
          min={1}
          max={1_000_000}
          precision={0}
          aria-label={`${label}：${t(`admin.networks.band.${part}`)}`}
          prefix={<small>{t(`admin.networks.band.${part}`)}</small>}
          value={value[part]}
          onChange={(count) => onChange?.({ ...value, [part]: count ?? 0 })}
        />
      ))}
    </div>
  );
}

const mustRise = (fault: string) => (_: unknown, band: Band) =>
  rises(band) ? Promise.resolve() : Promise.reject(new Error(fault));
