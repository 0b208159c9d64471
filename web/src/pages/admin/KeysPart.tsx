import { Button, Checkbox, Form, Input, InputNumber, Modal, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ApiKey, useApiKeys, useMakeKey, useRevokeKey } from "../../api/admin";
import { formatCount, formatMoment } from "../../state/format";
import { Failure, List, Part } from "./Part";
import { Secret } from "./Secret";
import { Ask } from "./UserDrawer";

/** What a key may be for; "admin" is all that its owner may do, so it stands last. */
const SCOPES = ["lookup", "tiles", "features", "patrols", "tracks", "events", "metrics", "admin"];
const BEGIN = { scopes: ["lookup"], requests_per_minute: 600 };

/** Keys of other systems: what each may do, how often, and its end. */
export default function KeysPart() {
  const { t, i18n } = useTranslation();
  const [making, setMaking] = useState(false);
  const keys = useApiKeys();
  const revoke = useRevokeKey();
  const moment = (instant: string) => formatMoment(instant, i18n.language);
  return (
    <Part
      title={t("admin.sections.keys")}
      hint={t("admin.keys.hint")}
      actions={
        <Button type="primary" onClick={() => setMaking(true)}>
          {t("admin.keys.make")}
        </Button>
      }
    >
      <Failure error={revoke.error} />
      <List<ApiKey>
        rowKey="id"
        query={keys}
        empty={t("admin.keys.none")}
        columns={[
          { title: t("admin.keys.name"), dataIndex: "name" },
          {
            title: t("admin.keys.prefix"),
            key: "prefix",
            render: (_, key) => <span className="code">{key.prefix}…</span>,
          },
          {
            title: t("admin.keys.scopes"),
            key: "scopes",
            render: (_, key) => (
              <span className="chips">
                {key.scopes.map((scope) => (
                  <Tag key={scope}>{t(`admin.keys.scope.${scope}`, { defaultValue: scope })}</Tag>
                ))}
              </span>
            ),
          },
          {
            title: t("admin.keys.rate"),
            key: "rate",
            align: "right",
            render: (_, key) => formatCount(key.requests_per_minute, i18n.language),
          },
          { title: t("admin.keys.made"), key: "made", render: (_, key) => moment(key.created_at) },
          {
            key: "end",
            align: "right",
            render: (_, key) =>
              key.revoked_at !== null ? (
                <span className="hint">{t("admin.keys.revoked", { at: moment(key.revoked_at) })}</span>
              ) : (
                <Ask
                  question={t("admin.keys.revokeAsk", { name: key.name })}
                  onYes={() => revoke.mutate(key.id)}
                >
                  <Button size="small" danger>
                    {t("admin.keys.revoke")}
                  </Button>
                </Ask>
              ),
          },
        ]}
      />
      {making && <KeyForm onClose={() => setMaking(false)} />}
    </Part>
  );
}

interface Wanted {
  name: string;
  scopes: string[];
  requests_per_minute: number;
}

function KeyForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wanted>();
  const make = useMakeKey();
  const secret = make.data?.secret ?? null;
  return (
    <Modal
      open
      title={t("admin.keys.make")}
      okText={t("admin.keys.create")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={make.isPending}
      mask={{ closable: false }}
      footer={secret === null ? undefined : null}
    >
      {secret !== null ? (
        <Secret title={t("admin.keys.secret")} secret={secret} onClose={onClose} />
      ) : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={BEGIN}
          onFinish={(wanted: Wanted) => make.mutate(wanted)}
        >
          <Form.Item
            name="name"
            label={t("admin.keys.name")}
            extra={t("admin.keys.nameHint")}
            rules={[{ required: true, pattern: /^[\w.\- ]{1,64}$/, message: t("admin.keys.nameHint") }]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="scopes"
            label={t("admin.keys.scopes")}
            rules={[{ required: true, message: t("admin.keys.scopesMissing") }]}
          >
            <Checkbox.Group
              className="scope-boxes"
              options={SCOPES.map((value) => ({ value, label: t(`admin.keys.scope.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="requests_per_minute" label={t("admin.keys.rate")}>
            <InputNumber min={1} max={1_000_000} precision={0} />
          </Form.Item>
        </Form>
      )}
      <Failure error={make.error} />
    </Modal>
  );
}
