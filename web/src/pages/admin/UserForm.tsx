import { Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type RoleGrant, useMakeUser } from "../../api/admin";
import { GrantsEditor } from "./GrantsEditor";
import { Failure } from "./Part";
import { Secret } from "./Secret";

interface Wanted {
  login: string;
  display_name?: string;
  grants: RoleGrant[];
}

/** Ask for a new account; its first password is made by the server and shown once. */
export function UserForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Wanted>();
  const [password, setPassword] = useState<string | null>(null);
  const make = useMakeUser();
  const send = ({ login, display_name, grants }: Wanted) =>
    make.mutate(
      { login, grants, display_name: display_name || null, password: null },
      { onSuccess: (made) => (made.password === null ? onClose() : setPassword(made.password)) },
    );
  return (
    <Modal
      open
      width={640}
      title={t("admin.users.make")}
      okText={t("admin.users.create")}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={make.isPending}
      mask={{ closable: false }}
      footer={password === null ? undefined : null}
    >
      {password !== null ? (
        <Secret title={t("admin.users.firstPassword")} secret={password} onClose={onClose} />
      ) : (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ grants: [] }}
          onFinish={send}
        >
          <Form.Item
            name="login"
            label={t("admin.users.login")}
            extra={t("admin.users.loginHint")}
            rules={[{ required: true, pattern: /^[\w.@-]{1,64}$/, message: t("admin.users.loginHint") }]}
          >
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <Form.Item name="display_name" label={t("admin.users.name")}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
          <Form.Item name="grants" label={t("admin.users.grants")}>
            <GrantsEditor />
          </Form.Item>
        </Form>
      )}
      <Failure error={make.error} />
    </Modal>
  );
}
