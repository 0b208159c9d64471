import type { UnitLook } from "../../map/draftLayers";
import type { Figures } from "../../state/plan/figures";
import type { Ground } from "../../state/plan/ground";
import { colorOf } from "./GridList";

/** How each unit looks: its grid's colour, strokes where the grid waits, dark where it is picked. */
export function dressUnits(
  ground: Ground,
  owner: Int32Array,
  figures: ReadonlyMap<number, Figures>,
  picked: readonly number[],
): UnitLook[] {
  const chosen = new Set(picked);
  const colors = new Map(
    [...figures].map(([number, held]) => [number, colorOf(ground, held, areaOf(ground, owner, number))]),
  );
  return ground.units.map((_, unit) => {
    const number = owner[unit] as number;
    const status = ground.grids.get(number)?.status;
    return {
      color: colors.get(number) ?? "",
      waiting: status === "reserved" || status === "suspended",
      picked: chosen.has(unit),
    };
  });
}

const areaOf = (ground: Ground, owner: Int32Array, number: number): string | null =>
  ground.units[owner.indexOf(number)]?.area ?? null;
