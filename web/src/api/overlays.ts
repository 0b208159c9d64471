import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Overlay } from "../state/overlay";
import { type Near, NEAR } from "../state/viewLink";
import { answerOf, client } from "./client";
import { useFindingTiles } from "./findings";
import type { Network, TileJson } from "./types";

/** Colours of outlines, by the order of the networks; they stay apart for the colour-blind. */
const OUTLINES = ["#d81b60", "#1565c0", "#00695c", "#6a1b9a", "#6d4c41"] as const;

export const outlineColor = (networks: readonly Network[], code: string): string =>
  OUTLINES[networks.findIndex((network) => network.code === code) % OUTLINES.length] ?? OUTLINES[0];

/** What lies over the grids, once its tiles are known. */
export function useOverlays(
  networks: readonly Network[] | undefined,
  outlines: readonly string[],
  near: readonly Near[],
  /** The network whose findings are marked. */
  faulted: string | null = null,
): readonly Overlay[] {
  const shown = (networks ?? []).filter(({ code, version }) => version !== null && outlines.includes(code));
  const described = useQueries({
    queries: shown.map(({ code, version }) => ({
      queryKey: ["tilejson", code, version],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<TileJson> => {
        const params = { path: { network: code } };
        return answerOf(client.GET("/api/v1/tiles/{network}/tilejson.json", { params, signal }));
      },
      staleTime: Infinity,
    })),
    combine: (answers) => answers.map(({ data }) => data),
  });
  const units = useGroundTiles("units", near.includes("units"));
  const density = useGroundTiles("density", near.includes("density"));
  const findings = useFindingTiles(faulted).data;
  const grounds = useMemo(() => ({ units: units.data, density: density.data }), [units.data, density.data]);
  return useMemo(() => {
    const found: Overlay[] = [];
    for (const kind of NEAR) {
      const tiles = near.includes(kind) ? grounds[kind] : undefined;
      if (tiles !== undefined) found.push({ kind, id: kind, tiles, color: "" });
    }
    described.forEach((tiles, i) => {
      const code = shown[i]?.code ?? "";
      if (tiles !== undefined) found.push({ kind: "outline", id: code, tiles, color: outlineColor(networks ?? [], code) });
    });
    if (faulted !== null && findings !== undefined) found.push({ kind: "findings", id: faulted, tiles: findings, color: "" });
    return found;
    // The codes say which networks are shown; their objects are new at each answer.
  }, [described, grounds, near, networks, faulted, findings]);
}

function useGroundTiles(kind: Near, enabled: boolean) {
  return useQuery({
    queryKey: ["tilejson", kind],
    queryFn: ({ signal }): Promise<TileJson> =>
      answerOf(
        kind === "units"
          ? client.GET("/api/v1/tiles/units/tilejson.json", { signal })
          : client.GET("/api/v1/tiles/density/tilejson.json", { signal }),
      ),
    enabled,
    staleTime: 60_000,
  });
}
