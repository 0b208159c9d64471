import { Button, Progress, Upload } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { WaitingFile } from "../../api/imports";
import { sendFile } from "../../api/sendFile";
import { noteAnswer } from "../../api/session";
import { Failure } from "../admin/Part";

interface Sending {
  name: string;
  share: number;
}

/** Take a file, by a drop or from a dialog, and send it. */
export function FileStep({ onSent }: { onSent: (file: WaitingFile) => void }) {
  const { t } = useTranslation();
  const [sending, setSending] = useState<Sending | null>(null);
  const [fault, setFault] = useState<Error | null>(null);
  const stop = useRef<AbortController | null>(null);
  const send = async (file: File) => {
    stop.current = new AbortController();
    setFault(null);
    setSending({ name: file.name, share: 0 });
    try {
      const told = (share: number) => setSending({ name: file.name, share });
      onSent(await sendFile(file, told, stop.current.signal));
    } catch (error) {
      setSending(null);
      if (!(error instanceof Error) || error.name === "AbortError") return;
      noteAnswer(error);
      setFault(error);
    }
  };
  if (sending !== null) {
    return (
      <section className="card import-card" aria-live="polite">
        <p>{t("importing.sending", { name: sending.name })}</p>
        <Progress percent={Math.round(sending.share * 100)} aria-label={t("importing.steps.file")} />
        <p className="hint">{sending.share === 1 ? t("importing.lookingOver") : ""}</p>
        <Button onClick={() => stop.current?.abort()}>{t("importing.stop")}</Button>
      </section>
    );
  }
  return (
    <>
      <Upload.Dragger
        className="import-drop"
        showUploadList={false}
        maxCount={1}
        beforeUpload={(file) => {
          void send(file);
          return false; // it is sent by us: antd would send a form
        }}
      >
        <p className="drop-title">{t("importing.drop")}</p>
        <p className="hint">{t("importing.formats")}</p>
        <p className="hint">{t("importing.zip")}</p>
      </Upload.Dragger>
      <Failure error={fault} />
    </>
  );
}
