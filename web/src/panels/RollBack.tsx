import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { reasonOf } from "../api/client";
import { useRollBack, type Version } from "../api/versions";
import { announce } from "../app/live";
import { formatDate } from "../state/format";

interface Props {
  network: string;
  version: Version;
  onClose: () => void;
  onDone: () => void;
}

/** Publishes an earlier version once more, as the next one; the log keeps the reason. */
export default function RollBack({ network, version, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState("");
  const back = useRollBack(network);
  const send = () =>
    back.mutate(
      { version: version.version, reason: reason.trim() },
      {
        onSuccess: (made) => {
          announce(t("time.rolledBack", { version: made.version }));
          onDone();
        },
      },
    );
  return (
    <Modal
      open
      title={t("time.rollBackTitle", { version: version.version })}
      okText={t("time.rollBack")}
      cancelText={t("plan.leave")}
      okButtonProps={{ disabled: reason.trim() === "", loading: back.isPending }}
      onOk={send}
      onCancel={onClose}
    >
      <p>{t("time.rollBackHint", { version: version.version, date: formatDate(version.valid_from, i18n.language) })}</p>
      <label htmlFor={id}>{t("time.rollBackReason")}</label>
      <Input.TextArea id={id} rows={2} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {back.error !== null && (
        <p className="form-error" role="alert">
          {reasonOf(back.error, i18n.language) ?? t("state.offline")}
        </p>
      )}
    </Modal>
  );
}
