import { Alert, Checkbox, Form, Input, InputNumber, Modal, Segmented, Select, Slider } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../../api/client";
import { type PlanRequest, useAreas, useCreatePlan } from "../../api/plans";
import type { Network } from "../../api/types";
import { areaOptions } from "../../state/areaOptions";
import { PlanJob } from "./PlanJob";

interface Props {
  networks: Network[];
  preset: string | null;
  onClose: () => void;
}

const BEGIN = { effort: "normal", keep: 0.5, seed: 0, alternatives: false } as const;
const MOST_AREAS = 500;

/** Ask what to plan, then show how far the planner is and what it made. */
export function NewPlan({ networks, preset, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<PlanRequest>();
  const [jobId, setJobId] = useState<number | null>(null);
  const create = useCreatePlan();
  const towns = useAreas("town");
  const communities = useAreas("community");
  const send = (wanted: PlanRequest) =>
    create.mutate({ ...wanted, name: wanted.name || null }, { onSuccess: (job) => setJobId(job.id) });
  if (jobId !== null) return <PlanJob jobId={jobId} onClose={onClose} onAgain={() => setJobId(null)} />;
  return (
    <Modal
      open
      title={t("plans.new")}
      okText={t("plans.make")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={create.isPending}
      width={560}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ ...BEGIN, network: preset ?? networks[0]?.code }}
        onFinish={send}
      >
        <Form.Item name="network" label={t("network.label")} rules={[{ required: true }]}>
          <Select options={networks.map(({ code, name }) => ({ value: code, label: name }))} />
        </Form.Item>
        <Form.Item
          name="areas"
          label={t("plans.areas")}
          extra={t("plans.areasHint", { most: MOST_AREAS })}
          rules={[{ required: true, message: t("plans.areasMissing") }]}
        >
          <Select
            mode="multiple"
            options={areaOptions(towns.data ?? [], communities.data ?? [])}
            showSearch={{ optionFilterProp: "label" }}
            maxTagCount={4}
            loading={communities.isPending}
            placeholder={t("plans.areasChoose")}
          />
        </Form.Item>
        <Form.Item name="name" label={t("plans.name")}>
          <Input maxLength={100} placeholder={t("plans.nameHint")} />
        </Form.Item>
        <Form.Item name="effort" label={t("plans.effort")}>
          <Segmented
            options={(["fast", "normal", "deep"] as const).map((value) => ({
              value,
              label: t(`plans.efforts.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="keep" label={t("plans.keep")}>
          <Slider
            className="keep-slider"
            min={0}
            max={1}
            step={0.1}
            marks={{ 0: t("plans.keepNothing"), 1: t("plans.keepAll") }}
            ariaLabelForHandle={t("plans.keep")}
          />
        </Form.Item>
        <Form.Item name="seed" label={t("plans.seed")} extra={t("plans.seedHint")}>
          <InputNumber min={0} max={2 ** 31 - 1} precision={0} />
        </Form.Item>
        <Form.Item name="alternatives" valuePropName="checked" noStyle>
          <Checkbox>{t("plans.alternatives")}</Checkbox>
        </Form.Item>
      </Form>
      {create.error !== null && (
        <Alert
          type="error"
          role="alert"
          showIcon
          className="form-alert"
          title={reasonOf(create.error, i18n.language) ?? t("state.offline")}
        />
      )}
    </Modal>
  );
}
