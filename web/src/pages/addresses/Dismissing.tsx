import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const USUAL = ["demolished", "elsewhere", "noAddress", "double"] as const;

interface Props {
  busy: boolean;
  onDismiss: (reason: string) => void;
  onLeave: () => void;
}

/** Why an address leaves the queue without a place: usual reasons at hand, or one's own words. */
export function Dismissing({ busy, onDismiss, onLeave }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  return (
    <form
      className="dismissing"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== "") onDismiss(reason.trim());
      }}
    >
      <p className="chips" role="group" aria-label={t("addresses.usualReasons")}>
        {USUAL.map((name) => (
          <button key={name} type="button" className="chip" onClick={() => setReason(t(`addresses.reasons.${name}`))}>
            {t(`addresses.reasons.${name}`)}
          </button>
        ))}
      </p>
      <Input
        autoFocus
        aria-label={t("addresses.reason")}
        placeholder={t("addresses.reason")}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="placing-ways">
        <Button htmlType="submit" type="primary" danger disabled={reason.trim() === ""} loading={busy}>
          {t("addresses.dismissNow")}
        </Button>
        <Button onClick={onLeave}>{t("addresses.leave")}</Button>
      </div>
    </form>
  );
}
