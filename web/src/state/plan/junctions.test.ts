import { describe, expect, it } from "vitest";

import { junctionAt, junctionsOf, moveJunction } from "./junctions";
import { snapTo } from "./snap";
import { lattice } from "./testGround";
import { begin, editOf, IDLE } from "./tool";

// Rows from the south: 0 below, 1 and 2 above; they meet at x = 0.015, y = 0.010.
const ROWS = ["000000", "000000", "111222", "111222"];
const GROUND = lattice(ROWS);
const [JUNCTION] = junctionsOf(GROUND, GROUND.owner);
const rowsOf = (owner: Int32Array | null) => [0, 1, 2, 3].map((y) => [...(owner ?? [])].slice(y * 6, y * 6 + 6).join(""));

describe("a junction", () => {
  it("is where three grids meet, not where two meet the outside", () => {
    expect(junctionsOf(GROUND, GROUND.owner)).toEqual([{ place: [0.015, 0.01], grids: [0, 1, 2] }]);
    expect(junctionsOf(lattice(["0011", "0011"]), lattice(["0011", "0011"]).owner)).toEqual([]);
  });

  it("is taken hold of nearby", () => {
    expect(junctionAt([JUNCTION!], [0.0151, 0.0101], 25)).toBe(JUNCTION);
    expect(junctionAt([JUNCTION!], [0.02, 0.01], 25)).toBeNull();
  });

  it("moves every border that meets there, and nothing is lost", () => {
    const { owner } = moveJunction(GROUND, GROUND.owner, JUNCTION!, [0.0151, 0.0199]);
    const rows = rowsOf(owner);
    expect(rows.slice(0, 2)).toEqual(["000000", "000000"]);
    // The grid below grows between the two above, widest at the junction.
    expect(rows[2]?.slice(2, 4)).toBe("00");
    expect(rows[2]?.[0]).toBe("1");
    expect(rows[2]?.[5]).toBe("2");
    expect(owner?.length).toBe(24);
  });

  it("moves sideways too: one grid above gives to the other", () => {
    const { owner } = moveJunction(GROUND, GROUND.owner, JUNCTION!, [0.0249, 0.01]);
    expect(rowsOf(owner)[2]).toBe("111122");
  });

  it("is refused where a grid is locked, and where nothing would change", () => {
    const locked = lattice(ROWS, 50, [1]);
    expect(moveJunction(locked, locked.owner, JUNCTION!, [0.015, 0.02]).refusal).toEqual({ why: "locked", grid: 1 });
    expect(moveJunction(GROUND, GROUND.owner, JUNCTION!, [0.0151, 0.01]).refusal?.why).toBe("nothing");
  });

  it("is sent as the units that change hands", () => {
    const tool = { ...begin(IDLE, "push", 0), junction: JUNCTION!, to: [0.0249, 0.01] as const };
    expect(editOf(GROUND, tool).body).toEqual({
      kind: "import",
      assignment: expect.arrayContaining([{ unit: "u23", grid: "g1" }]),
    });
  });
});

describe("snapping", () => {
  it("takes a vertex before an edge, and nothing out of reach", () => {
    expect(snapTo(GROUND, [0.0151, 0.0101], 30)).toEqual([0.015, 0.01]);
    const [lon, lat] = snapTo(GROUND, [0.0125, 0.0101], 30) ?? [];
    expect(lon).toBeCloseTo(0.0125, 6);
    expect(lat).toBeCloseTo(0.01, 6);
    expect(snapTo(GROUND, [0.0125, 0.0125], 30)).toBeNull();
  });
});
