import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";
import "../../styles/plan.css";
import "../../styles/addresses.css";

import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import { Queue } from "./Queue";

const ROLES = PAGES.find((page) => page.id === "addresses")?.roles ?? [];

/** Addresses that could not be placed, or only roughly: looked at on the map and placed by hand. */
export default function AddressesPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t("addresses.title")} · ${t("title")}`;
  }, [t]);
  return (
    <main className="stage plan-stage addresses-stage" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Queue />
      </RequireSession>
    </main>
  );
}
