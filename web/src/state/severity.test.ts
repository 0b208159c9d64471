import { describe, expect, it } from "vitest";

import { graveness, LOOKS, SEVERITIES, severityOf } from "./severity";

describe("severities", () => {
  it.each(["outline", "color"] as const)("differ in their %s", (part) => {
    expect(new Set(SEVERITIES.map((one) => LOOKS[one][part])).size).toBe(SEVERITIES.length);
  });

  it("are ordered by how grave they are; what is unknown is told as the least", () => {
    expect(["info", "strange", "error", "warning"].sort((a, b) => graveness(a) - graveness(b))).toEqual([
      "error",
      "warning",
      "info",
      "strange",
    ]);
    expect(severityOf("strange")).toBe("info");
  });
});
