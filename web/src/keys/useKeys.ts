import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";

import { chordOf, isTyping, showChord } from "./chords";
import { COMMANDS, chordsOf, commandsOf, type Overrides, readOverrides, rebind } from "./commands";

const KEPT_AS = "gridgeo.keys";
type Handler = () => void;

let overrides: Overrides = readOverrides(localStorage.getItem(KEPT_AS));
const listeners = new Set<() => void>();
/** The handlers of each command; the one that came last acts. */
const handlers = new Map<string, Handler[]>();

function keep(next: Overrides): void {
  overrides = next;
  localStorage.setItem(KEPT_AS, JSON.stringify(next));
  for (const listener of listeners) listener();
}

export const changeKey = (id: string, chord: string): void => keep(rebind(overrides, id, chord));
export const resetKeys = (): void => keep({});

export const useOverrides = (): Overrides =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => overrides,
  );

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The first chord of a command as people read it; empty when it has none. */
export function useChord(id: string): string {
  const changed = useOverrides();
  const entry = COMMANDS.find((one) => one.id === id);
  const chord = entry === undefined ? undefined : chordsOf(entry, changed)[0];
  return chord === undefined ? "" : showChord(chord, MAC);
}

export const shownChord = (chord: string): string => showChord(chord, MAC);

/** Do something when a command's key is pressed, for as long as the component stands. */
export function useCommand(id: string, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    if (!enabled) return;
    const act = () => latest.current();
    const others = handlers.get(id) ?? [];
    handlers.set(id, [...others, act]);
    return () => {
      handlers.set(id, (handlers.get(id) ?? []).filter((one) => one !== act));
    };
  }, [id, enabled]);
}

/** Tells whether a command's key is held down; to be asked at each event. */
export function useHeld(id: string): () => boolean {
  const held = useRef(false);
  useEffect(() => {
    const entry = COMMANDS.find((one) => one.id === id);
    const down = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      if (entry === undefined || chord === null || isTyping(event, chord)) return;
      if (!chordsOf(entry, overrides).includes(chord)) return;
      event.preventDefault();
      held.current = true;
    };
    const up = () => {
      held.current = false;
    };
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", up);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", up);
    };
  }, [id]);
  return useCallback(() => held.current, []);
}

/** Listen to the keyboard; once, for the whole application. */
export function useKeyboard(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      if (chord === null || event.defaultPrevented || isTyping(event, chord)) return;
      for (const { id } of commandsOf(chord, overrides)) {
        const act = handlers.get(id)?.at(-1);
        if (act === undefined) continue;
        event.preventDefault();
        act();
        return;
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
