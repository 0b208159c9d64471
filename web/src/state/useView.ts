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
    const follow = () => {
      latest.current = readView(window.location.hash);
      setView(latest.current);
    };
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);

  return [view, change];
}
