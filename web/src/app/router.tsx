import { useTranslation } from "react-i18next";
import { createBrowserRouter, useRouteError } from "react-router";

import { StateCard } from "../panels/StateCard";
import { PAGES } from "./pages";
import { Shell } from "./Shell";

/** A defect of ours, or a part that could not be loaded: say so, and offer to begin anew. */
function Broken() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main className="stage" id="main">
      <StateCard
        alert
        title={t("state.broken")}
        hint={error instanceof Error ? error.message : t("state.brokenHint")}
        action={{ label: t("state.reload"), onClick: () => window.location.reload() }}
      />
    </main>
  );
}

function NotThere() {
  const { t } = useTranslation();
  return (
    <main className="stage" id="main">
      <StateCard title={t("state.noPage")} hint={t("state.noPageHint")} />
    </main>
  );
}

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <Broken />,
    children: [
      ...PAGES.map(({ path, load }) => ({
        path,
        lazy: async () => ({ Component: (await load()).default }),
        errorElement: <Broken />,
      })),
      { path: "*", element: <NotThere /> },
    ],
    HydrateFallback: () => null,
  },
]);
