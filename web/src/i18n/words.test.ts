import { describe, expect, it } from "vitest";

import { en } from "./en";
import { zh } from "./zh";

function entries(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value]] : entries(value as object, `${path}${key}.`),
  ) as [string, string][];
}

const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]);

describe("the two languages", () => {
  const chinese = new Map(entries(zh));
  const english = new Map(entries(en));

  it("have the same keys, none empty", () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
    expect([...chinese.values(), ...english.values()].every((text) => text.trim())).toBe(true);
  });

  it("fill in nothing that the Chinese text does not have", () => {
    for (const [key, text] of english) {
      expect(blanks(chinese.get(key) ?? ""), key).toEqual(expect.arrayContaining(blanks(text)));
    }
  });

  it("keep Chinese Chinese and English English", () => {
    const han = /\p{Script=Han}/u;
    const latin = [...chinese].filter(([key, text]) => key !== "language" && !han.test(text));
    const foreign = [...english].filter(([key, text]) => key !== "language" && han.test(text));
    expect(latin).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
