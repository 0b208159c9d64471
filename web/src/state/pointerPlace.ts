import { useState } from "react";

import type { View } from "./viewLink";

type Place = View["place"];

/** Where the pointer is: it moves many times a second, so only what shows it is drawn anew. */
export interface PointerPlaces {
  tell: (place: Place) => void;
  now: () => Place;
  /** Hear of each new place, until the answer is called. */
  listen: (hear: () => void) => () => void;
}

export function makePointerPlaces(): PointerPlaces {
  let place: Place = null;
  const all = new Set<() => void>();
  return {
    tell: (next) => {
      place = next;
      for (const hear of all) hear();
    },
    now: () => place,
    listen: (hear) => {
      all.add(hear);
      return () => all.delete(hear);
    },
  };
}

export const usePointerPlaces = (): PointerPlaces => useState(makePointerPlaces)[0];
