import { useCallback, useEffect, useRef, useState } from "react";

import { readView, type View, writeView } from "./viewLink";

/** The view as the address says it; changes go back into the address without new history. */
export function useView(): [View, (change: Partial<View>) => void] {
  const [view, setView] = useState<View>(() => readView(window.location.hash));
  const latest = useRef(view);

  const change = useCallback((part: Partial<View>) => {
    latest.current = { ...latest.current, ...part };
    setView(latest.current);
    window.history.replaceState(null, "", writeView(latest.current));
  }, []);

  useEffect(() => {
    // The event comes later than the change: a map that moved in between has written its own view
    // over the address, and what was asked for stands in the event alone.
    const follow = ({ newURL }: HashChangeEvent) => change(readView(new URL(newURL).hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, [change]);

  return [view, change];
}
