import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";
import "../../styles/plan.css";

import { Tabs } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { useFindings } from "../../api/draft";
import { useNetworks } from "../../api/queries";
import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import { Fault, StateCard } from "../../panels/StateCard";
import { useView } from "../../state/useView";
import { ComparePanel } from "./ComparePanel";
import { DraftMap } from "./DraftMap";
import { EffectBar } from "./EffectBar";
import { FindingsPanel } from "./FindingsPanel";
import { GridCard } from "./GridCard";
import { GridList } from "./GridList";
import { HistoryPanel } from "./HistoryPanel";
import { PlanHead } from "./PlanHead";
import { Toolbar } from "./Toolbar";
import { usePlanKeys } from "./usePlanKeys";
import { usePlanning } from "./usePlanning";
import { useRecheck } from "./useRecheck";

const ROLES = PAGES.find((page) => page.id === "plan")?.roles ?? [];

export default function PlanPage() {
  const planId = Number(useParams()["planId"]);
  return (
    <main className="stage plan-stage" id="main" tabIndex={-1}>
      <RequireSession roles={ROLES}>
        <Planner key={planId} planId={planId} />
      </RequireSession>
    </main>
  );
}

function Planner({ planId }: { planId: number }) {
  const { t } = useTranslation();
  const [view, changeView] = useView();
  const [area, setArea] = useState<string | null>(null);
  const planning = usePlanning(planId, area);
  const { plan, ground, answer } = planning;
  const networks = useNetworks();
  const network = networks.data?.find(({ code }) => code === plan.data?.network) ?? null;
  const findings = useFindings(planId, plan.data?.revision);
  usePlanKeys(planning);
  useRecheck(plan.data, planId);
  const name = plan.data?.name;
  useEffect(() => {
    document.title = `${name ?? t("pages.plan")} · ${t("title")}`;
  }, [name, t]);
  const fault = plan.error ?? answer.error;
  if (plan.data === undefined || ground === null) {
    return fault === null ? (
      <StateCard busy title={t("state.loading")} />
    ) : (
      <Fault error={fault} onRetry={() => void (plan.error ? plan : answer).refetch()} />
    );
  }
  const open = findings.data ?? [];
  return (
    <>
      <DraftMap planning={planning} findings={open} view={view} onMove={changeView} />
      <Toolbar planning={planning} />
      <aside className="card plan-side" aria-label={t("plan.panel")}>
        <PlanHead plan={plan.data} network={network} area={area} onArea={setArea} />
        <Tabs
          size="small"
          className="plan-tabs"
          items={[
            {
              key: "grids",
              label: t("plan.grids"),
              children: (
                <>
                  <GridList planning={planning} />
                  <GridCard planning={planning} />
                </>
              ),
            },
            {
              key: "findings",
              label: `${t("plan.findings")} ${open.length}`,
              children: <FindingsPanel planId={planId} planning={planning} findings={open} />,
            },
            {
              key: "history",
              label: t("plan.history"),
              children: <HistoryPanel planId={planId} planning={planning} />,
            },
            {
              key: "compare",
              label: t("plan.compare"),
              children: <ComparePanel planId={planId} network={plan.data.network} />,
            },
          ]}
        />
      </aside>
      <EffectBar planning={planning} />
    </>
  );
}
