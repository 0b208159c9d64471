import { useTranslation } from "react-i18next";

import { useTileJson } from "../../api/queries";
import type { Network, TileJson } from "../../api/types";
import { usePlanTiles } from "../../api/versions";
import type { GridMap } from "../../map/adapter";
import { Swipe } from "../../map/Swipe";
import type { Swiped } from "./ComparePanel";

interface Props {
  main: GridMap;
  network: Network;
  swiped: Swiped;
  /** Name of the draft below. */
  name: string;
  base: TileJson | null;
}

/** What is published, or another plan, beside the draft on the map. */
export function SwipedGrids({ main, network, swiped, name, base }: Props) {
  const { t } = useTranslation();
  const isPlan = swiped !== "published";
  const published = useTileJson(isPlan ? null : network.code, network.version);
  const planned = usePlanTiles(isPlan ? swiped.id : null);
  const tiles = isPlan ? planned.data : published.data;
  if (tiles === undefined) return null;
  const other = isPlan ? swiped.name : t("time.published");
  return <Swipe main={main} network={network} tiles={tiles} base={base} names={[name, other]} />;
}
