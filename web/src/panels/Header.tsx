import { useTranslation } from "react-i18next";

import { setLanguage } from "../i18n";

export function Header({ synthetic, version }: { synthetic: boolean; version: string | null }) {
  const { t, i18n } = useTranslation();
  const other = i18n.language === "en" ? "zh-CN" : "en";
  return (
    <header className="header">
      <img src="/favicon.svg" alt="" width="30" height="30" />
      <h1>{t("title")}</h1>
      <span className="brand">gridgeo {version ?? ""}</span>
      {synthetic && (
        <span className="badge-synthetic" title={t("syntheticHint")}>
          {t("synthetic")}
        </span>
      )}
      <button type="button" className="language" lang={other} onClick={() => setLanguage(other)}>
        {t("language")}
      </button>
    </header>
  );
}
