import { describe, expect, it } from "vitest";

import { chordOf, isTyping, type Press, showChord } from "./chords";
import { COMMANDS, commandsOf, readOverrides, rebind } from "./commands";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  target: null,
  ...more,
});

/** Something that has the focus and answers to a selector's first word. */
const focused = (tag: string) => ({
  closest: (selector: string) => (new RegExp(`(^|, )${tag}\\b`).test(selector) ? {} : null),
});

describe("chords", () => {
  it.each([
    [press("z", { ctrlKey: true }), "Mod+Z"],
    [press("Z", { metaKey: true, shiftKey: true }), "Mod+Shift+Z"],
    [press("?", { shiftKey: true }), "?"],
    [press(" "), "Space"],
    [press("Escape"), "Escape"],
    [press("Shift", { shiftKey: true }), null],
  ])("are written one way", (pressed, chord) => expect(chordOf(pressed)).toBe(chord));

  it("belong to the input method while it composes", () => {
    expect(chordOf(press("x", { isComposing: true }))).toBeNull();
    expect(chordOf(press("x", { keyCode: 229 }))).toBeNull();
  });

  it("are off while somebody types, and Enter presses the button that has the focus", () => {
    expect(isTyping(press("x", { target: focused("textarea") }), "X")).toBe(true);
    expect(isTyping(press("Enter", { target: focused("button") }), "Enter")).toBe(true);
    expect(isTyping(press("x", { target: focused("button") }), "X")).toBe(false);
    expect(isTyping(press(" ", { target: focused("input") }), "Space")).toBe(true);
    expect(isTyping(press("x"), "X")).toBe(false);
  });

  it("let Escape leave from a field, where it does nothing else", () => {
    expect(isTyping(press("x", { target: focused("select") }), "X")).toBe(true);
    expect(isTyping(press("Escape", { target: focused("select") }), "Escape")).toBe(false);
    expect(isTyping(press("Escape", { target: focused("textarea") }), "Escape")).toBe(true);
  });

  it("are shown as people know them", () => {
    expect(showChord("Mod+Shift+Z")).toBe("Ctrl+Shift+Z");
    expect(showChord("Mod+Z", true)).toBe("⌘+Z");
    expect(showChord("ArrowDown")).toBe("↓");
  });
});

describe("commands", () => {
  it("share no chord", () => {
    const chords = COMMANDS.flatMap((entry) => entry.chords);
    expect(new Set(chords).size).toBe(chords.length);
  });

  it("can be given another chord, which no other keeps", () => {
    const changed = rebind({}, "merge", "X");
    expect(commandsOf("X", changed).map((entry) => entry.id)).toEqual(["merge"]);
    expect(commandsOf("C", changed)).toEqual([]);
    expect(readOverrides(JSON.stringify(changed))).toEqual(changed);
  });

  it.each(["", "nonsense", "3", '{"merge":7,"unknown":["X"]}', "null"])(
    "forget what was kept wrongly: %s",
    (text) => expect(readOverrides(text)).toEqual({}),
  );
});
