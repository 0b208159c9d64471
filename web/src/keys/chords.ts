/** Chords: how a key press is written ("Mod+Shift+Z", "[", "?"), and what a press says. */

/** The parts of a KeyboardEvent that count. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing: boolean;
  keyCode: number;
  target: unknown;
}

const COMPOSING = 229; // what browsers report while an input method is at work
const LETTER = /^[a-z]$/i;
const ALONE = new Set(["Control", "Shift", "Alt", "Meta", "Process", "Dead", "Unidentified"]);

/** Write a press as a chord; null for a modifier alone and for what an input method takes. */
export function chordOf(press: Press): string | null {
  if (press.isComposing || press.keyCode === COMPOSING || ALONE.has(press.key)) return null;
  const named = press.key === " " ? "Space" : press.key;
  const key = LETTER.test(named) ? named.toUpperCase() : named;
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push("Mod");
  if (press.altKey) parts.push("Alt");
  // Of signs the shift is part already: "?" is "?" on every keyboard.
  if (press.shiftKey && (key.length > 1 || LETTER.test(key))) parts.push("Shift");
  return [...parts, key].join("+");
}

const PRESSED = 'button, a[href], summary, [role="button"], [role="menuitem"], [role="tab"], [role="option"]';
/** What takes some presses though nobody types there. */
const OWN: Record<string, string> = {
  Enter: PRESSED, // a box is ticked by space; Enter goes on
  Space: `${PRESSED}, input`,
  Arrow: 'input, [role="tab"], [role="menu"], [role="listbox"], .maplibregl-canvas',
};

/** Whether a press belongs to what has the focus, not to the page. */
export function isTyping(press: Press, chord: string): boolean {
  const target = press.target as Partial<HTMLElement> | null;
  if (target?.closest === undefined) return false;
  if (target.closest('textarea, [contenteditable="true"], [role="combobox"], [role="dialog"]')) return true;
  // Escape does nothing in a plain field or list: it leaves what the page is at.
  if (chord === "Escape") return false;
  if (target.closest('input:not([type="radio"]):not([type="checkbox"]), select')) return true;
  const own = OWN[chord.startsWith("Arrow") ? "Arrow" : chord];
  return own !== undefined && target.closest(own) !== null;
}

const SHOWN: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** A chord as people read it. */
export const showChord = (chord: string, mac = false): string =>
  chord
    .replace("Mod", mac ? "⌘" : "Ctrl")
    .split("+")
    .map((part) => SHOWN[part] ?? part)
    .join("+");
