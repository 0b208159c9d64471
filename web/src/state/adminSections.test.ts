import { expect, it } from "vitest";

import { sectionsFor } from "./adminSections";

it("offers only what one may do", () => {
  // An administrator of a single town manages people there, but neither keys nor the audit log.
  const ofTown = ["features", "import_data", "jobs", "lookup", "manage_users"];
  expect(sectionsFor(ofTown)).toEqual(["networks", "users", "imports", "jobs"]);
  expect(sectionsFor([])).toEqual([]);
});
