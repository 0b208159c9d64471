import { expect, it } from "vitest";

import { renderTypes, storedTypes } from "../../scripts/api_types.mjs";

// tests/api/test_web_contract.py holds openapi.json itself against the application.
it("types of the API are those of its contract (`npm run types` writes them)", async () => {
  expect(storedTypes()).toBe(await renderTypes());
});
