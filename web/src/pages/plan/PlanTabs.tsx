import { Tabs } from "antd";
import { useTranslation } from "react-i18next";

import type { Finding } from "../../api/draft";
import type { Comment } from "../../api/review";
import type { Bounds } from "../../api/types";
import { boundsOfGeometry } from "../../state/places";
import { ComparePanel, type Swiped } from "./ComparePanel";
import { FindingsPanel } from "./FindingsPanel";
import { GridCard } from "./GridCard";
import { GridList } from "./GridList";
import { HistoryPanel } from "./HistoryPanel";
import { type Pointing, ReviewPanel } from "./ReviewPanel";
import type { Planning } from "./usePlanning";

interface Props {
  planId: number;
  planning: Planning;
  findings: readonly Finding[];
  comments: readonly Comment[];
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
export function PlanTabs({ planId, planning, findings, comments, pointing, swiped, onSwipe, panel, onPanel, onLook }: Props) {
  const { t } = useTranslation();
  const unsettled = comments.filter(({ resolved }) => !resolved).length;
  const lookAt = ({ grid, place }: Comment) => {
    const [lon, lat] = place ?? [];
    if (lon === undefined || lat === undefined) onLook(grid, null);
    else onLook(null, [lon - AROUND, lat - AROUND, lon + AROUND, lat + AROUND]);
  };
  return (
    <Tabs
      size="small"
      className="plan-tabs"
      tabBarGutter={8} // all five fit in both languages: what overflows hides in a menu
      activeKey={panel ?? "grids"}
      onChange={onPanel}
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
          label: `${t("plan.findings")} ${findings.length}`,
          children: (
            <FindingsPanel
              planId={planId}
              planning={planning}
              findings={findings}
              onLook={({ grids, geometry }) => onLook(grids[0] ?? null, boundsOfGeometry(geometry))}
            />
          ),
        },
        {
          key: "review",
          label: unsettled === 0 ? t("review.tab") : `${t("review.tab")} ${unsettled}`,
          children: <ReviewPanel planId={planId} planning={planning} pointing={pointing} onLook={lookAt} />,
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
      ]}
    />
  );
}
