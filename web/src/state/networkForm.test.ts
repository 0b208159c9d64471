import { expect, it } from "vitest";

import { definitionOf, NEW_NETWORK, rises, valuesOf } from "./networkForm";

it("sends the other network only with a tie, and weights only where some are set", () => {
  const free = definitionOf({ ...NEW_NETWORK, code: "a", name: " 甲 ", related_network: "b", workload: { shops: null } });
  expect(free).toMatchObject({ name: "甲", relation: "free", related_network: null, workload: null });
  const tied = definitionOf({ ...NEW_NETWORK, relation: "nests_in", related_network: "b", workload: { shops: 2, persons: 0 } });
  expect(tied).toMatchObject({ related_network: "b", workload: { shops: 2 } });
});

it("reads a network back as it was sent", () => {
  const sent = definitionOf({ ...NEW_NETWORK, code: "a", name: "甲", unit: "persons", relation: "same_as", related_network: "b" });
  const { urban, rural, unit = "households", ...rest } = sent;
  const told = { ...rest, standard: { unit, urban: urban ?? NEW_NETWORK.urban, rural: rural ?? NEW_NETWORK.rural } };
  expect(definitionOf(valuesOf(told as unknown as Parameters<typeof valuesOf>[0]))).toEqual(sent);
});

it("knows a band that does not rise", () => {
  expect(rises({ minimum: 300, target: 400, maximum: 500 })).toBe(true);
  expect(rises({ minimum: 0, target: 400, maximum: 500 })).toBe(false);
  expect(rises({ minimum: 300, target: 200, maximum: 500 })).toBe(false);
});
