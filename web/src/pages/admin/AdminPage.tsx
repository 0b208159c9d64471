import "../../styles/plans.css";
import "../../styles/admin.css";

import { type ComponentType, lazy, type LazyExoticComponent, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, useParams } from "react-router";

import { useSession } from "../../api/session";
import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import { StateCard } from "../../panels/StateCard";
import { type SectionId, sectionsFor } from "../../state/adminSections";

const ROLES = PAGES.find((page) => page.id === "admin")?.roles ?? [];

const PARTS: Record<SectionId, LazyExoticComponent<ComponentType>> = {
  networks: lazy(() => import("./NetworksPart")),
  users: lazy(() => import("./UsersPart")),
  keys: lazy(() => import("./KeysPart")),
  imports: lazy(() => import("./ImportsPart")),
  jobs: lazy(() => import("./JobsPart")),
  audit: lazy(() => import("./AuditPart")),
};

export default function AdminPage() {
  return (
    <main className="stage scrolls" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Administration />
      </RequireSession>
    </main>
  );
}

/** The parts side by side; only those that the session's actions allow are there at all. */
function Administration() {
  const { t } = useTranslation();
  const wanted = useParams()["section"];
  const sections = sectionsFor(useSession().data?.actions ?? []);
  const shown = sections.find((id) => id === wanted);
  useEffect(() => {
    const part = shown === undefined ? t("pages.admin") : t(`admin.sections.${shown}`);
    document.title = `${part} · ${t("title")}`;
  }, [shown, t]);
  if (wanted === undefined && sections[0] !== undefined) {
    return <Navigate to={`/admin/${sections[0]}`} replace />;
  }
  const Part = shown === undefined ? null : PARTS[shown];
  return (
    <div className="sheet admin">
      <nav className="admin-sections" aria-label={t("admin.label")}>
        {sections.map((id) => (
          <NavLink key={id} to={`/admin/${id}`}>
            {t(`admin.sections.${id}`)}
          </NavLink>
        ))}
      </nav>
      <div className="admin-part">
        {Part === null ? (
          <StateCard title={t("state.notYours")} hint={t("state.notYoursHint")} />
        ) : (
          <Suspense fallback={<StateCard busy title={t("state.loading")} />}>
            <Part />
          </Suspense>
        )}
      </div>
    </div>
  );
}
