import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import type { Finding } from "../../api/draft";
import type { Comment } from "../../api/review";
import type { Bounds } from "../../api/types";
import { Tabs } from "../../panels/Tabs";
import { boundsOfGeometry } from "../../state/places";
import type { Swiped } from "./ComparePanel";
import { GridList } from "./GridList";
import type { Pointing } from "./ReviewPanel";
import type { Planning } from "./usePlanning";

// The list of grids shows itself; what stands in the other panels is loaded when they are opened.
const GridCard = lazy(async () => ({ default: (await import("./GridCard")).GridCard }));
const FindingsPanel = lazy(async () => ({ default: (await import("./FindingsPanel")).FindingsPanel }));
const ReviewPanel = lazy(async () => ({ default: (await import("./ReviewPanel")).ReviewPanel }));
const HistoryPanel = lazy(async () => ({ default: (await import("./HistoryPanel")).HistoryPanel }));
const ComparePanel = lazy(async () => ({ default: (await import("./ComparePanel")).ComparePanel }));

interface Props {
  planId: number;
  planning: Planning;
  findings: readonly Finding[];
  /** The one that is open. */
  finding: string | null;
  onFinding: (id: string) => void;
  comments: readonly Comment[];
  /** Number of the thread whose pin was pressed. */
  thread: number | null;
  pointing: Pointing;
  swiped: Swiped | null;
  onSwipe: (swiped: Swiped | null) => void;
  panel: string | null;
  onPanel: (panel: string) => void;
  /** Show a grid, a box, or both. */
  onLook: (grid: string | null, bounds: Bounds | null) => void;
}

/** Half the side of the box that is shown around a commented place, in degrees. */
const AROUND = 0.002;

/** The panels of a plan beside its map. */
export function PlanTabs({ planId, planning, findings, finding, onFinding, comments, thread, pointing, swiped, onSwipe, panel, onPanel, onLook }: Props) {
  const { t } = useTranslation();
  const unsettled = comments.filter(({ resolved }) => !resolved).length;
  const lookAt = ({ grid, place }: Comment) => {
    const [lon, lat] = place ?? [];
    if (lon === undefined || lat === undefined) onLook(grid, null);
    else onLook(null, [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND]);
  };
  return (
    <Tabs
      active={panel ?? "grids"}
      onChange={onPanel}
      tabs={[
        {
          key: "grids",
          label: t("plan.grids"),
          children: (
            <>
              <GridList planning={planning} />
              <Suspense fallback={null}>
                <GridCard planning={planning} />
              </Suspense>
            </>
          ),
        },
        {
          key: "findings",
          label: `${t("plan.findings")} ${findings.length}`,
          children: (
            <FindingsPanel
              planId={planId}
              planning={planning}
              findings={findings}
              at={finding}
              onAt={onFinding}
              onLook={({ grids, geometry }) => onLook(grids[0] ?? null, boundsOfGeometry(geometry))}
            />
          ),
        },
        {
          key: "review",
          label: unsettled === 0 ? t("review.tab") : `${t("review.tab")} ${unsettled}`,
          children: <ReviewPanel planId={planId} planning={planning} pointing={pointing} thread={thread} onLook={lookAt} />,
        },
        {
          key: "history",
          label: t("plan.history"),
          children: <HistoryPanel planId={planId} planning={planning} />,
        },
        {
          key: "compare",
          label: t("plan.compare"),
          children: <ComparePanel planId={planId} network={planning.plan.data?.network ?? ""} swiped={swiped} onSwipe={onSwipe} />,
        },
      ].map((tab) => ({ ...tab, children: <Suspense fallback={<p className="hint">{t("state.loading")}</p>}>{tab.children}</Suspense> }))}
    />
  );
}
