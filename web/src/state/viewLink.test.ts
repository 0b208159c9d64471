import { describe, expect, it } from "vitest";

import { NO_VIEW, readView, sameCamera, type View, writeView } from "./viewLink";

describe("links to a view", () => {
  it("come back as they were written", () => {
    const view: View = {
      ...NO_VIEW,
      network: "zongzhi",
      zoom: 14.5,
      center: [120.95, 24.75] as [number, number],
      place: { lon: 120.951234, lat: 24.756789 },
      palette: "neighbours",
      outlines: ["dangjian", "fangyi"],
      near: ["density"],
      counts: false,
      findings: true,
      version: 3,
      area: "990101003001",
      grid: "990101003001002",
      panel: "findings",
    };
    expect(readView(writeView(view))).toEqual(view);
    expect(readView(writeView(NO_VIEW))).toEqual(NO_VIEW);
  });

  it.each(["", "#", "#network=<script>", "#map=14/24", "#map=x/y/z", "#map=14/95/10&at=1//", "#near=all&version=-1&palette=red&outlines=1,"])(
    "leave out what makes no sense: %s",
    (fragment) => {
      expect(readView(fragment)).toEqual(NO_VIEW);
    },
  );

  it("keep the rest when a part is wrong", () => {
    expect(readView("#network=dangjian&map=99/24/120").network).toBe("dangjian");
    expect(readView("#network=dangjian&map=99/24/120").zoom).toBeNull();
  });

  it("look at the same ground where a link would tell no difference", () => {
    const camera = { zoom: 12, center: [116.31, 39.91] as [number, number] };
    expect(sameCamera(camera, { ...camera, zoom: 12.001 })).toBe(true);
    expect(sameCamera(camera, { ...camera, zoom: 12.5 })).toBe(false);
  });
});
