import { expect, it } from "vitest";

import { makePointerPlaces } from "./pointerPlace";

it("tells each place to those who listen, and to nobody else", () => {
  const places = makePointerPlaces();
  const heard: unknown[] = [];
  const end = places.listen(() => heard.push(places.now()));
  places.tell({ lon: 115, lat: 32 });
  places.tell(null);
  end();
  places.tell({ lon: 116, lat: 33 });
  expect(heard).toEqual([{ lon: 115, lat: 32 }, null]);
  expect(places.now()).toEqual({ lon: 116, lat: 33 });
});
