import { useState } from "react";

import { useGridShape } from "../../api/search";
import type { Target } from "../../map/MapView";
import type { Hit } from "../../state/hits";
import { placeInside } from "../../state/places";
import type { View } from "../../state/viewLink";

/** Where the map goes when somebody chooses what was found. */
export function useTarget(network: string | null, changeView: (change: Partial<View>) => void) {
  const [target, setTarget] = useState<Target | null>(null);
  const shapeOf = useGridShape();
  const go = async ({ kind, key, place, bounds }: Hit) => {
    if (kind === "area") changeView({ place: null });
    else if (place !== null) changeView({ place });
    setTarget({ place, bounds });
    if (kind !== "grid" || network === null) return;
    const { geometry } = await shapeOf(network, key);
    const [lon, lat] = placeInside(geometry);
    changeView({ place: { lon, lat } });
  };
  return { target, setTarget, go };
}
