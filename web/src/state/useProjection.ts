import { useEffect, useState } from "react";

import { Kept } from "./kept";
import { loadProjection, type Projection, type System, SYSTEMS, zoneAt } from "./systems";

const chosen = new Kept<System>("gridgeo.system", (text) => SYSTEMS.find((one) => text === `"${one}"`) ?? "4326");

export const chooseSystem = (system: System): void => chosen.set(system);

/** The coordinate system that the reader chose, and its formulas once they are there. */
export function useProjection(lon: number): { system: System; projection: Projection | null } {
  const system = chosen.use();
  const [loaded, setLoaded] = useState<{ key: string; projection: Projection } | null>(null);
  const zone = zoneAt(lon);
  const key = `${system}/${zone}`;
  useEffect(() => {
    let over = false;
    void loadProjection(system, zone * 3).then((projection) => {
      if (!over) setLoaded({ key, projection });
    });
    return () => {
      over = true;
    };
  }, [system, zone, key]);
  return { system, projection: loaded?.key === key ? loaded.projection : null };
}
