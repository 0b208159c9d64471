import { Alert, Button, Typography } from "antd";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  secret: string;
  onClose: () => void;
}

/** A secret that the server keeps only as a hash: it stands here once, to be handed on. */
export function Secret({ title, secret, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <Alert type="warning" showIcon title={title} description={t("admin.onceOnly")} />
      <Typography.Text className="secret" copyable={{ text: secret }}>
        {secret}
      </Typography.Text>
      <Button type="primary" onClick={onClose}>
        {t("admin.kept")}
      </Button>
    </div>
  );
}
