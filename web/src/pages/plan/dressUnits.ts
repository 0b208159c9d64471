import type { UnitLook } from "../../map/draftLayers";
import type { Figures } from "../../state/plan/figures";
import { besideGrids, colourGrids } from "../../state/plan/borders";
import type { Ground } from "../../state/plan/ground";
import { TINTS } from "../../state/tint";
import type { Palette } from "../../state/viewLink";
import { colorOf } from "./GridList";

/** How each unit looks: its grid's colour, strokes where the grid waits, dark where it is picked. */
export function dressUnits(
  ground: Ground,
  owner: Int32Array,
  figures: ReadonlyMap<number, Figures>,
  picked: readonly number[],
  palette: Palette,
): UnitLook[] {
  const chosen = new Set(picked);
  const colors =
    palette === "neighbours"
      ? tinted(ground, owner, [...figures.keys()])
      : new Map([...figures].map(([number, held]) => [number, colorOf(ground, held, areaOf(ground, owner, number))]));
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

/** Colours that tell neighbours apart. */
function tinted(ground: Ground, owner: Int32Array, grids: readonly number[]): Map<number, string> {
  const colours = colourGrids(grids, besideGrids(ground, owner));
  return new Map([...colours].map(([number, colour]) => [number, TINTS[colour % TINTS.length] ?? TINTS[0]]));
}

const areaOf = (ground: Ground, owner: Int32Array, number: number): string | null =>
  ground.units[owner.indexOf(number)]?.area ?? null;
