import "maplibre-gl/dist/maplibre-gl.css";
import "../../styles/map.css";
import "../../styles/plan.css";
import "../../styles/review.css";

import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";

import { type Finding, useFindings } from "../../api/draft";
import { useOverlays } from "../../api/overlays";
import { useNetworks } from "../../api/queries";
import { type Comment, useComments } from "../../api/review";
import { PAGES } from "../../app/pages";
import { RequireSession } from "../../app/RequireSession";
import { Bookmarks } from "../../panels/Bookmarks";
import { Layers } from "../../panels/Layers";
import { PointerPlace } from "../../panels/PointerPlace";
import { SearchBox } from "../../panels/SearchBox";
import { Fault, StateCard } from "../../panels/StateCard";
import type { Position } from "../../state/plan/ground";
import { usePointerPlaces } from "../../state/pointerPlace";
import { useView } from "../../state/useView";
import type { View } from "../../state/viewLink";
import type { Swiped } from "./ComparePanel";
import { DraftMap } from "./DraftMap";
import { EffectBar } from "./EffectBar";
import { Following } from "./Following";
import { PlanHead } from "./PlanHead";
import { PlanTabs } from "./PlanTabs";
import { RebasePanel } from "./RebasePanel";
import type { About, Pointing } from "./ReviewPanel";
import { Toolbar } from "./Toolbar";
import { useFollowing } from "./useFollowing";
import { usePlanKeys } from "./usePlanKeys";
import { usePlanLink } from "./usePlanLink";
import { usePlanning } from "./usePlanning";
import { useRecheck } from "./useRecheck";

// The same empty lists each time: the map is told only what is another.
const NO_FINDINGS: readonly Finding[] = [];
const NO_COMMENTS: readonly Comment[] = [];
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
  const pointer = usePointerPlaces();
  const [finding, setFinding] = useState<string | null>(null);
  const [thread, setThread] = useState<number | null>(null);
  const [swiped, setSwiped] = useState<Swiped | null>(null);
  const planning = usePlanning(planId, view.area);
  const { plan, ground, answer, tool } = planning;
  const networks = useNetworks();
  const network = networks.data?.find(({ code }) => code === plan.data?.network) ?? null;
  const findings = useFindings(planId, plan.data?.revision).data ?? NO_FINDINGS;
  const comments = useComments(planId).data ?? NO_COMMENTS;
  usePlanKeys(planning);
  const { target, go, look } = usePlanLink(planning, view, changeView);
  const overlays = useOverlays(networks.data, view.outlines, view.near);
  const pointing = usePointing(view.center);
  const following = useFollowing(planId, ground?.grids.get(tool.grid ?? NaN)?.code ?? null);
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
  const lon = view.center?.[0] ?? 105;
  return (
    <>
      <DraftMap
        planning={planning}
        findings={findings}
        comments={comments}
        pointing={pointing}
        view={view}
        target={target}
        overlays={overlays}
        network={network}
        swiped={swiped}
        onMove={changeView}
        onPointer={pointer.tell}
        onPin={(number) => {
          setThread(number);
          changeView({ panel: "review" });
        }}
        onFinding={(id) => {
          setFinding(id);
          changeView({ panel: "findings" });
        }}
      />
      <div className="finder-row plan-finder">
        <SearchBox network={null} drafted={plan.data.grid_list} lon={lon} onChoose={go} />
        <Layers networks={networks.data ?? []} own={null} view={view} onChange={changeView} />
        <Bookmarks suggestion={plan.data.name} />
      </div>
      <Toolbar planning={planning} />
      <div className="plan-column">
        <aside className="card plan-side" aria-label={t("plan.panel")}>
          <PlanHead
            plan={plan.data}
            network={network}
            area={view.area}
            onArea={(area) => changeView({ area, grid: null })}
          />
          <RebasePanel plan={plan.data} network={network} ground={ground} onLook={(bounds) => look(null, bounds)} />
          <Following people={following.people} news={following.news} onForget={following.forget} />
          <PlanTabs
            planId={planId}
            planning={planning}
            findings={findings}
            finding={finding}
            onFinding={setFinding}
            comments={comments}
            thread={thread}
            pointing={pointing}
            swiped={swiped}
            onSwipe={setSwiped}
            panel={view.panel}
            onPanel={(panel) => changeView({ panel })}
            onLook={look}
          />
        </aside>
        <EffectBar planning={planning} />
      </div>
      <p className="status plan-status">
        <span>{t("plan.basedOn", { version: plan.data.base_version, revision: plan.data.revision })}</span>
        <PointerPlace places={pointer} lon={lon} />
      </p>
    </>
  );
}

/** What the next comment is about, and the place that somebody points at for it. */
function usePointing(center: View["center"]): Pointing {
  const [{ about, place }, setAt] = useState<{ about: About; place: Position | null }>({ about: "plan", place: null });
  return useMemo(
    () => ({ about, place, set: (next, at) => setAt({ about: next, place: at }), middle: () => center }),
    [about, place, center],
  );
}
