import { useCallback, useState } from "react";

import { type Finding, useMayReadFindings } from "../../api/findings";
import type { Bounds } from "../../api/types";
import type { Target } from "../../map/MapView";
import { boundsOfGeometry } from "../../state/places";
import type { View } from "../../state/viewLink";

/** A box around a finding that is a point, in degrees: a few hundred metres. */
const AROUND = 0.002;

/** What is wrong with the network that the map shows: where it looks, and which one is chosen. */
export function useFindings(network: string | null, view: View, changeView: (change: Partial<View>) => void, setTarget: (target: Target) => void) {
  const [bounds, setBounds] = useState<Bounds | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const may = useMayReadFindings();
  // Findings are those of what is in force.
  const shown = may && view.findings && view.version === null ? network : null;
  const press = useCallback(
    (id: string) => {
      setChosen(id);
      changeView({ place: null }); // the grid's card makes room for the list
    },
    [changeView],
  );
  const look = ({ id, geometry }: Finding) => {
    setChosen(id);
    const box = boundsOfGeometry(geometry);
    if (box === null) return;
    const [west, south, east, north] = box;
    setTarget({ place: null, bounds: [west - AROUND, south - AROUND, east + AROUND, north + AROUND] });
  };
  const close = () => changeView({ findings: false });
  return { shown, bounds, setBounds, chosen, press, look, close };
}
