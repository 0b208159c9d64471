import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { type ImportResult, type ImportSettings, useUndoImport } from "../../api/imports";
import { PAGES } from "../../app/pages";
import { formatCount } from "../../state/format";
import { Failure } from "../admin/Part";
import { Ask } from "../admin/UserDrawer";
import { Rejections } from "./Rejections";

interface Props {
  result: ImportResult;
  settings: ImportSettings;
  onAgain: () => void;
}

/** What was done, the way back, and where one goes from here. */
export function DoneStep({ result, settings, onAgain }: Props) {
  const { t, i18n } = useTranslation();
  const undo = useUndoImport();
  const queries = useQueryClient();
  useEffect(() => {
    void queries.invalidateQueries(); // whatever was shown before may have changed
  }, [queries, result.import_id]);
  const count = (value: number) => formatCount(value, i18n.language);
  const kind = t(`kinds.${settings.kind}`, { defaultValue: settings.kind });
  const crosswalk = PAGES.find(({ id }) => id === "crosswalk");
  const counts = {
    kind,
    inserted: count(result.inserted),
    updated: count(result.updated),
    unchanged: count(result.unchanged),
    removed: count(result.removed),
  };
  return (
    <>
      <Alert
        type={undo.isSuccess ? "info" : "success"}
        showIcon
        role="status"
        title={undo.isSuccess ? t("importing.undone") : t("importing.done", counts)}
      />
      <Failure error={undo.error} />
      <div className="import-go">
        {!undo.isSuccess && (
          <Ask question={t("admin.imports.undoAsk")} onYes={() => undo.mutate(result.import_id)}>
            <Button loading={undo.isPending}>{t("importing.undo")}</Button>
          </Ask>
        )}
        {settings.kind === "network" && !undo.isSuccess && (
          <>
            <Link to={`/#network=${settings.network ?? ""}`}>{t("importing.seeMap")}</Link>
            {crosswalk !== undefined && (
              <Link to={`${crosswalk.path}?a=${settings.network ?? ""}`}>{t("importing.align")}</Link>
            )}
          </>
        )}
        <Link to="/admin/imports">{t("importing.list")}</Link>
        <Button type="primary" onClick={onAgain}>
          {t("importing.again")}
        </Button>
      </div>
      <Rejections jobId={result.job_id} count={result.rejected} rows={result.rejections} />
    </>
  );
}
