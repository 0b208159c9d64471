import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";

import { useSession, useSignOut } from "../api/session";
import { setLanguage } from "../i18n";
import { PAGES } from "./pages";

interface Props {
  synthetic: boolean;
  version: string | null;
  onHelp: () => void;
}

export function Header({ synthetic, version, onHelp }: Props) {
  const { t, i18n } = useTranslation();
  const other = i18n.language === "en" ? "zh-CN" : "en";
  return (
    <header className="header">
      <img src="/favicon.svg" alt="" width="30" height="30" />
      <span className="title">{t("title")}</span>
      <span className="brand">gridgeo {version ?? ""}</span>
      {synthetic && (
        <span className="badge-synthetic" title={t("syntheticHint")}>
          {t("synthetic")}
        </span>
      )}
      <Navigation />
      <button type="button" className="plain" aria-label={t("keys.title")} title="?" onClick={onHelp}>
        ?
      </button>
      <Account />
      <button type="button" className="language" lang={other} onClick={() => setLanguage(other)}>
        {t("language")}
      </button>
    </header>
  );
}

function Navigation() {
  const { t } = useTranslation();
  const roles = useSession().data?.roles ?? [];
  const listed = PAGES.filter(
    (page) => page.listed && (page.roles === null || page.roles.some((role) => roles.includes(role))),
  );
  if (listed.length < 2) return <span className="spring" />;
  return (
    <nav className="navigation" aria-label={t("pages.label")}>
      {listed.map((page) => (
        <NavLink key={page.id} to={page.path.replace(/\/:.*$/, "")} end={page.path === "/"}>
          {t(`pages.${page.id}`)}
        </NavLink>
      ))}
    </nav>
  );
}

/** Who is signed in, and the way out; or the way in. */
function Account() {
  const { t } = useTranslation();
  const session = useSession();
  const signOut = useSignOut();
  if (session.data === undefined) return null;
  if (session.data === null) {
    return (
      <Link className="plain wide" to="/plans">
        {t("state.signIn")}
      </Link>
    );
  }
  return (
    <>
      <span className="who">{session.data.name}</span>
      <button type="button" className="plain wide" onClick={() => signOut.mutate()}>
        {t("state.signOut")}
      </button>
    </>
  );
}
