import { useSyncExternalStore } from "react";

let said = "";
const listeners = new Set<() => void>();

/** Let screen readers read a sentence out, when they have finished the one before. */
export function announce(text: string): void {
  // The same sentence twice is read twice only when the text differs.
  said = text === said ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

/** The place that screen readers listen to; there is one in the application. */
export function LiveRegion() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <div className="hidden" role="log" aria-live="polite" data-live>
      {text}
    </div>
  );
}
