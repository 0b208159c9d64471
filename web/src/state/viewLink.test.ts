import { describe, expect, it } from "vitest";

import { NO_VIEW, readView, writeView } from "./viewLink";

describe("links to a view", () => {
  it("come back as they were written", () => {
    const view = {
      network: "zongzhi",
      zoom: 14.5,
      center: [120.95, 24.75] as [number, number],
      place: { lon: 120.951234, lat: 24.756789 },
    };
    expect(readView(writeView(view))).toEqual(view);
    expect(readView(writeView(NO_VIEW))).toEqual(NO_VIEW);
  });

  it.each(["", "#", "#network=<script>", "#map=14/24", "#map=x/y/z", "#map=14/95/10&at=1//"])(
    "leave out what makes no sense: %s",
    (fragment) => {
      expect(readView(fragment)).toEqual(NO_VIEW);
    },
  );

  it("keep the rest when a part is wrong", () => {
    expect(readView("#network=dangjian&map=99/24/120").network).toBe("dangjian");
    expect(readView("#network=dangjian&map=99/24/120").zoom).toBeNull();
  });
});
