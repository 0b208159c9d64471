import "../../styles/plans.css";
import "../../styles/import.css";

import { Steps } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ImportResult, ImportSettings, WaitingFile } from "../../api/imports";
import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import { DoneStep } from "./DoneStep";
import { FileStep } from "./FileStep";
import { LookStep } from "./LookStep";
import { PreviewStep } from "./PreviewStep";

const ROLES = PAGES.find((page) => page.id === "import")?.roles ?? [];
const STEPS = ["file", "look", "preview", "done"] as const;

export default function ImportPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("importing.title")} · ${t("title")}`;
  }, [t]);
  return (
    <main className="stage scrolls" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Wizard />
      </RequireSession>
    </main>
  );
}

/** File, how it is read, what it would do, what it did; nothing is written before the last step. */
function Wizard() {
  const { t } = useTranslation();
  const [file, setFile] = useState<WaitingFile | null>(null);
  const [settings, setSettings] = useState<ImportSettings | null>(null);
  const [looking, setLooking] = useState(true); // the settings stay when the reader goes back
  const [result, setResult] = useState<ImportResult | null>(null);
  const again = () => {
    setFile(null);
    setSettings(null);
    setLooking(true);
    setResult(null);
  };
  const step = result !== null ? 3 : file === null ? 0 : looking || settings === null ? 1 : 2;
  return (
    <div className="sheet import">
      <h1>{t("importing.title")}</h1>
      <Steps
        size="small"
        responsive={false}
        titlePlacement="vertical"
        current={step}
        items={STEPS.map((name) => ({ title: t(`importing.steps.${name}`) }))}
      />
      {step === 0 && <FileStep onSent={setFile} />}
      {file !== null && (
        <div hidden={step !== 1}>
          <LookStep
            key={file.id}
            file={file}
            onDrop={again}
            onReady={(chosen) => {
              setSettings(chosen);
              setLooking(false);
            }}
          />
        </div>
      )}
      {step === 2 && file !== null && settings !== null && (
        <PreviewStep {...{ file, settings }} onBack={() => setLooking(true)} onDone={setResult} />
      )}
      {result !== null && settings !== null && (
        <DoneStep {...{ result, settings }} onAgain={again} />
      )}
    </div>
  );
}
