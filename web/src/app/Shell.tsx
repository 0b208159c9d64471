import { ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation } from "react-router";

import { useInfo } from "../api/queries";
import { useSession, useStanding } from "../api/session";
import { useCommand, useKeyboard } from "../keys/useKeys";
import { SignIn } from "../panels/SignIn";
import { StateCard } from "../panels/StateCard";
import { Header } from "./Header";
import { LiveRegion } from "./live";
import { theme } from "./theme";

const HelpSheet = lazy(() => import("../keys/HelpSheet"));

/** What stands around every page: header, states of line and session, keys, live region. */
export function Shell() {
  const { t, i18n } = useTranslation();
  const [helping, setHelping] = useState(false);
  useKeyboard();
  useCommand("help", () => setHelping(true));
  const { pathname } = useLocation();
  const info = useInfo();
  return (
    <ConfigProvider
      locale={i18n.language === "en" ? enUS : zhCN}
      theme={theme}
      button={{ autoInsertSpace: false }}
    >
        <div className="page">
          <a className="skip" href="#main" onClick={skip}>
            {t("skip")}
          </a>
          <Header
            synthetic={info.data?.synthetic ?? false}
            version={info.data?.version ?? null}
            onHelp={() => setHelping(true)}
          />
          <Suspense key={pathname.split("/")[1]} fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </div>
        <Standing />
        <LiveRegion />
        {helping && (
          <Suspense fallback={null}>
            <HelpSheet onClose={() => setHelping(false)} />
          </Suspense>
        )}
    </ConfigProvider>
  );
}

const Loading = () => {
  const { t } = useTranslation();
  return (
    <main className="stage" id="main">
      <StateCard busy title={t("state.loading")} />
    </main>
  );
};

/** Over whatever page: the line is lost, or the session has ended; the page keeps its state. */
function Standing() {
  const { t } = useTranslation();
  const { offline, expired } = useStanding();
  const session = useSession();
  if (expired) {
    return (
      <div className="veil">
        <SignIn hint={t("state.expired")} name={session.data?.name ?? ""} />
      </div>
    );
  }
  return offline ? (
    <p className="line-lost" role="alert">
      {t("state.lineLost")}
    </p>
  ) : null;
}

/** To the map where there is one, else to the page's content. */
function skip(event: React.MouseEvent): void {
  event.preventDefault(); // the address's fragment holds the view
  const canvas = document.querySelector<HTMLElement>(".maplibregl-canvas");
  const target = canvas ?? document.querySelector<HTMLElement>("main");
  target?.focus();
}
