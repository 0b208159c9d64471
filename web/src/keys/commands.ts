/** What keys do: the one list. Help sheet, tooltips and the listener read it. */

export type Scope = "everywhere" | "plan" | "editing" | "findings";

export interface Command {
  id: string;
  scope: Scope;
  /** Chords that it has until somebody changes them. */
  chords: readonly string[];
}

const command = (scope: Scope, id: string, ...chords: string[]): Command => ({ id, scope, chords });

export const COMMANDS: readonly Command[] = [
  command("everywhere", "help", "?"),
  command("plan", "inspect", "I"),
  command("plan", "undo", "Mod+Z"),
  command("plan", "redo", "Mod+Shift+Z", "Mod+Y"),
  command("plan", "checkpoint", "Mod+S"),
  command("plan", "split", "X"),
  command("plan", "merge", "C"),
  command("plan", "lock", "Q"),
  command("plan", "push", "R"),
  command("plan", "paint", "B"),
  command("plan", "erase", "E"),
  command("plan", "lasso", "L"),
  command("plan", "draw", "N"),
  command("plan", "snap", "S"),
  command("plan", "press", "P"),
  ...Array.from({ length: 9 }, (_, i) => command("plan", `pick${i + 1}`, `${i + 1}`)),
  command("editing", "commit", "Enter"),
  command("editing", "leave", "Escape"),
  command("editing", "smaller", "["),
  command("editing", "larger", "]"),
  command("editing", "pan", "Space"),
  command("editing", "next", "ArrowDown", "ArrowRight"),
  command("editing", "previous", "ArrowUp", "ArrowLeft"),
  command("findings", "nextFinding", "J"),
  command("findings", "previousFinding", "K"),
  command("findings", "applyFix", "F"),
  command("findings", "acceptFinding", "A"),
];

/** Changed chords by command id. */
export type Overrides = Readonly<Record<string, readonly string[]>>;

export const chordsOf = (entry: Command, overrides: Overrides): readonly string[] =>
  overrides[entry.id] ?? entry.chords;

/** The commands that a chord stands for. */
export const commandsOf = (chord: string, overrides: Overrides): Command[] =>
  COMMANDS.filter((entry) => chordsOf(entry, overrides).includes(chord));

/** Give a command another chord; a command that had it before loses it. */
export function rebind(overrides: Overrides, id: string, chord: string): Overrides {
  const freed = commandsOf(chord, overrides).map((entry): [string, readonly string[]] => [
    entry.id,
    chordsOf(entry, overrides).filter((other) => other !== chord),
  ]);
  return { ...overrides, ...Object.fromEntries(freed), [id]: [chord] };
}

/** Read what was kept; anything that makes no sense is left out. */
export function readOverrides(text: string | null): Overrides {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    const known = new Set(COMMANDS.map((entry) => entry.id));
    return Object.fromEntries(
      Object.entries(kept).filter(
        ([id, chords]) =>
          known.has(id) && Array.isArray(chords) && chords.every((one) => typeof one === "string"),
      ),
    ) as Overrides;
  } catch {
    return {};
  }
}
